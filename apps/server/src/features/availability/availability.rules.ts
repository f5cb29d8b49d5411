import type { TimeSlot } from '@beli/contract';

const DAY_MINUTES = 1_440;
const STEP = 30;
/** A slot is open where so many minutes of it in a row are. */
const LEAST_OPEN = 90;
/** Nobody is seated later than so many minutes before closing. */
const LEAST_STAY = 60;

const clock = (hours: number, minutes = 0) => hours * 60 + minutes;

interface Window {
  /** half-open, in minutes of the day */
  readonly from: number;
  readonly to: number;
  /** when most people want to come */
  readonly preferred: number;
}

/** What the slots mean on the restaurant's clock (rules, group dinner). None of them reaches over midnight. */
export const SLOT_WINDOWS: Readonly<Record<TimeSlot, Window>> = {
  breakfast: { from: clock(7), to: clock(11), preferred: clock(9) },
  lunch: { from: clock(11, 30), to: clock(14, 30), preferred: clock(12, 30) },
  dinner: { from: clock(17), to: clock(22), preferred: clock(19) },
};

/** Half-open minutes of the local week, Monday 00:00 = 0, sorted and merged. */
export type OpenMinutes = readonly (readonly [from: number, to: number])[];

export interface OpenTimes {
  /** at any minute of the slot */
  readonly isOpen: boolean;
  /** HH:mm, ascending */
  readonly times: readonly string[];
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const timeOf = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Monday is 0. */
const weekdayOf = (date: string) => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;

/**
 * The half hours of a slot at which a table can be had by the opening hours: within a stretch that covers at
 * least 90 minutes of the slot, and at least an hour before it ends. Such a stretch always has one. What began
 * the evening before counts. Wall-clock minutes are true ones here: no zone changes its clock in these hours.
 */
export function openTimes(open: OpenMinutes, date: string, slot: TimeSlot): OpenTimes {
  const { from, to } = SLOT_WINDOWS[slot];
  const midnight = weekdayOf(date) * DAY_MINUTES;
  const stretches = open
    .map(([opens, closes]) => ({
      begins: Math.max(opens - midnight, from),
      ends: Math.min(closes - midnight, to),
      closes: closes - midnight,
    }))
    .filter(({ begins, ends }) => begins < ends);
  const times = stretches
    .filter(({ begins, ends }) => ends - begins >= LEAST_OPEN)
    .flatMap(({ begins, ends, closes }) => {
      const first = Math.ceil(begins / STEP) * STEP;
      const last = Math.min(ends - 1, closes - LEAST_STAY);
      return Array.from({ length: Math.max(0, Math.floor((last - first) / STEP) + 1) }, (_, index) =>
        timeOf(first + index * STEP),
      );
    });
  return { isOpen: stretches.length > 0, times };
}

/** The time to propose: the first from the slot's usual hour on, else the earliest; null where there is none. */
export function bestTime(times: readonly string[], slot: TimeSlot): string | null {
  const { preferred } = SLOT_WINDOWS[slot];
  return times.find((time) => minutesOf(time) >= preferred) ?? times[0] ?? null;
}

/** Whether a time on the restaurant's clock lies in a slot. */
export const isInSlot = (time: string, slot: TimeSlot): boolean =>
  SLOT_WINDOWS[slot].from <= minutesOf(time) && minutesOf(time) < SLOT_WINDOWS[slot].to;
