import { type DayHours, type Period, WEEKDAYS, type WeekHours } from '@beli/contract';

export const DAY_MINUTES = 1_440;
export const WEEK_MINUTES = 7 * DAY_MINUTES;

/** Half-open minutes of the local week, Monday 00:00 = 0. */
export type MinuteRange = readonly [from: number, to: number];

const minuteOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

const periodsOf = (day: DayHours | undefined): readonly Period[] =>
  day == null ? [] : Array.isArray(day) ? day : [day];

/**
 * The minutes of the week at which a place is open, sorted and merged. A period that closes at or before it
 * opens ends on the next day (equal: after 24 hours); Sunday's end wraps to Monday.
 */
export function toOpenMinutes(hours: WeekHours): MinuteRange[] {
  const ranges: [number, number][] = WEEKDAYS.flatMap((weekday, index) =>
    periodsOf(hours[weekday]).flatMap(({ open, close }): [number, number][] => {
      const from = index * DAY_MINUTES + minuteOf(open);
      const length = (minuteOf(close) - minuteOf(open) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
      const to = from + length;
      return to <= WEEK_MINUTES
        ? [[from, to]]
        : [
            [from, WEEK_MINUTES],
            [0, to - WEEK_MINUTES],
          ];
    }),
  );
  ranges.sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of ranges) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

export interface OpenState {
  readonly isOpen: boolean;
  /** local HH:mm at which the period that is open now ends; null when closed, or open without end */
  readonly closingTime: string | null;
  /** minutes until `isOpen` changes; null when it never does */
  readonly changesIn: number | null;
}

const clockOf = (minute: number) =>
  `${String(Math.floor((minute % DAY_MINUTES) / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Whether a place is open at a minute of its local week. Its SQL twin is the filter `openNow`. */
export function openStateAt(ranges: readonly MinuteRange[], minute: number): OpenState {
  const current = ranges.find(([from, to]) => from <= minute && minute < to);
  if (!current) {
    const next =
      ranges.find(([from]) => from > minute)?.[0] ?? (ranges[0] ? ranges[0][0] + WEEK_MINUTES : null);
    return { isOpen: false, closingTime: null, changesIn: next === null ? null : next - minute };
  }
  let end = current[1];
  // A Sunday night goes on in the range that begins with the week.
  if (end === WEEK_MINUTES && ranges[0]?.[0] === 0) end += ranges[0][1];
  if (end - current[0] >= WEEK_MINUTES) return { isOpen: true, closingTime: null, changesIn: null };
  return { isOpen: true, closingTime: clockOf(end), changesIn: end - minute };
}

const WEEKDAY_INDEX = new Map(
  ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((name, index) => [name, index]),
);
const formats = new Map<string, Intl.DateTimeFormat>();

/** The minute of the local week in a time zone: what the clock on the wall shows, also on the days it is changed. */
export function weekMinuteIn(timezone: string, instant: Date): number {
  let format = formats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timezone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return (
    (WEEKDAY_INDEX.get(parts.weekday ?? '') ?? 0) * DAY_MINUTES +
    Number(parts.hour) * 60 +
    Number(parts.minute)
  );
}
