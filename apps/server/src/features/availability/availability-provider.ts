import type { TimeSlot } from '@beli/contract';

/** The restaurant as the asking side knows it. */
export interface AskedPlace {
  readonly id: number;
  readonly timezone: string;
  readonly reservationLink: string | null;
}

export interface AvailabilityQuestion {
  readonly places: readonly AskedPlace[];
  /** a day on the calendar of the restaurants */
  readonly date: string;
  readonly timeSlot: TimeSlot;
  readonly partySize: number;
}

export interface ProvidedTables {
  /** HH:mm on the restaurant's clock; empty where the restaurant is booked out */
  readonly times: readonly string[];
  /** where to book; the stored link where it is left out */
  readonly reservationLink?: string;
}

/** Who keeps the tables of restaurants: a booking service, or the restaurants' own system. */
export interface AvailabilityProvider {
  readonly name: string;
  /**
   * Answers one question about many restaurants, by id. Restaurants that it does not know it leaves out: their
   * opening hours stand. `signal` tells that nobody waits any longer.
   */
  ask(question: AvailabilityQuestion, signal: AbortSignal): Promise<ReadonlyMap<number, ProvidedTables>>;
}
