import { type Availability, ClockTime, type TimeSlot } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { Serialized } from '../../platform/http/answer.js';
import { CLOCK, type Clock, LOGGER } from '../../platform/platform.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import { instantOf } from '../../platform/time/local-time.rules.js';
import { bestTime, openTimes } from './availability.rules.js';
import { findPlaces, type PlaceRow } from './availability.sql.js';
import type { AvailabilityProvider, ProvidedTables } from './availability-provider.js';

/** A provider that has not answered by then is left out: people wait for this. */
const PROVIDER_TIMEOUT_MS = 1_000;
const MOST_TIMES = 48;

export interface AvailabilityQuery {
  readonly date: string;
  readonly timeSlot: TimeSlot;
  readonly partySize: number;
}

/** With the one time to propose. */
export type PlaceAvailability = Availability & { readonly time: string | null };

/** When tables can be had: by the opening hours, or by what a provider says that knows better. */
@Injectable()
export class AvailabilityService {
  private readonly providers: AvailabilityProvider[] = [];

  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Asks this provider too from now on. Where two know a restaurant, the one that was registered later is believed. */
  register(provider: AvailabilityProvider): void {
    this.providers.push(provider);
  }

  /** @throws AppError RESTAURANT_NOT_FOUND */
  async of(id: number, query: AvailabilityQuery): Promise<Serialized<Availability>> {
    const version = await this.cache.version(CACHE.catalogue, 'all');
    const { date, timeSlot: slot, partySize } = query;
    const text = await this.cache.read(
      CACHE.availability,
      { id, date, slot, partySize, version },
      async () => {
        const found = (await this.ofMany([id], query)).get(id);
        if (!found) return null;
        const { time: _, ...availability } = found;
        return { value: JSON.stringify(availability) };
      },
    );
    if (text === null) throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');
    return new Serialized(text);
  }

  /**
   * Many restaurants at once, by the ids asked for, in one statement and one question to each provider. Removed
   * restaurants are left out.
   */
  async ofMany(
    ids: readonly number[],
    query: AvailabilityQuery,
  ): Promise<ReadonlyMap<number, PlaceAvailability>> {
    const places = await findPlaces(this.database.current, ids);
    const provided = await this.askProviders(places, query);
    const now = this.clock();
    return new Map(
      places.map((place) => [place.askedId, present(place, provided.get(place.id), query, now)]),
    );
  }

  private async askProviders(
    places: readonly PlaceRow[],
    { date, timeSlot, partySize }: AvailabilityQuery,
  ): Promise<Map<number, ProvidedTables>> {
    const asked = places
      .filter(({ isClosed }) => !isClosed)
      .map(({ id, timezone, reservationLink }) => ({ id, timezone, reservationLink }));
    if (asked.length === 0) return new Map();
    const answers = await Promise.all(
      this.providers.map(async (provider) => {
        const signal = AbortSignal.timeout(PROVIDER_TIMEOUT_MS);
        const question = { places: asked, date, timeSlot, partySize };
        try {
          return await Promise.race([provider.ask(question, signal), rejectOn(signal)]);
        } catch (error) {
          this.logger.warn(
            { provider: provider.name, reason: (error as Error).message },
            'a provider of tables did not answer: opening hours stand',
          );
          return new Map<number, ProvidedTables>();
        }
      }),
    );
    return new Map(answers.flatMap((answer) => [...answer]));
  }
}

const rejectOn = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

const isClock = (time: string) => ClockTime.safeParse(time).success;

/** What one restaurant offers: only times that are still to come, of a provider only what is a time at all. */
function present(
  place: PlaceRow,
  provided: ProvidedTables | undefined,
  { date, timeSlot }: AvailabilityQuery,
  now: Date,
): PlaceAvailability {
  const hours = place.isClosed
    ? { isOpen: false, times: [] }
    : place.openMinutes && openTimes(place.openMinutes, date, timeSlot);
  const given = provided ? [...new Set(provided.times)].filter(isClock).toSorted() : (hours?.times ?? []);
  const times = given.slice(0, MOST_TIMES).filter((time) => {
    const instant = instantOf(place.timezone, { date, time });
    return instant !== null && instant > now;
  });
  return {
    available: times.length > 0,
    slots: times.map((time) => ({ time })),
    isOpen: hours?.isOpen ?? null,
    source: provided ? 'provider' : 'hours',
    reservationLink: provided?.reservationLink ?? place.reservationLink,
    time: bestTime(times, timeSlot),
  };
}
