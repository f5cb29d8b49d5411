import { type Period, WEEKDAYS, type WeekHours } from '@beli/contract';

const DAY = 1_440;
const WEEK = 7 * DAY;
const MOST_PERIODS = 6;

const WEEKDAY = '(?:mo|tu|we|th|fr|sa|su)[a-z]*';
const HOLIDAY = '(?:PH|SH)';
// "PH off", "SH 10:00-12:00", "PH": a rule about nothing but holidays, up to the next rule.
const HOLIDAY_RULE = new RegExp(
  `^\\s*${HOLIDAY}(?:\\s*,\\s*${HOLIDAY})*(?:\\s*$|\\s+(?!${WEEKDAY})[^,;]*$)`,
  'i',
);
const HOLIDAY_HOURS = new RegExp(`^\\s*${HOLIDAY}(?:\\s*,\\s*${HOLIDAY})*\\s+[\\d:\\s,+-]+$`, 'i');
const ADDED_CLOSURE = new RegExp(`,\\s*${HOLIDAY}\\s+(?:off|closed)\\s*(?=,|$)`, 'gi');
const AFTER_WEEKDAY = new RegExp(`(\\b${WEEKDAY})\\s*,\\s*${HOLIDAY}\\b(?=\\s|,|:|$)`, 'gi');
const BEFORE_WEEKDAY = new RegExp(`\\b${HOLIDAY}\\s*,\\s*(?=${WEEKDAY}\\b)`, 'gi');

/**
 * Takes what is said about public and school holidays (PH, SH) out of an OpenStreetMap value, where that
 * changes nothing for ordinary weeks. What cannot be taken out stays, for the reader to refuse.
 */
export function withoutHolidays(value: string): { value: string; isChanged: boolean } {
  if (!/\b[PS]H\b/i.test(value) || value.includes('"') || value.includes('||'))
    return { value, isChanged: false };
  const rules = value
    .split(';')
    .filter((rule) => !HOLIDAY_RULE.test(rule) && !HOLIDAY_HOURS.test(rule))
    .map((rule) => {
      let shorter = rule;
      for (let before = ''; before !== shorter; ) {
        before = shorter;
        // ",PH off" closes holidays only where no weekday stands before it.
        shorter = shorter.replace(AFTER_WEEKDAY, '$1').replace(BEFORE_WEEKDAY, '').replace(ADDED_CLOSURE, '');
      }
      return shorter;
    });
  const kept = rules.join(';').trim();
  return kept === '' ? { value, isChanged: false } : { value: kept, isChanged: kept !== value.trim() };
}

const clock = (minute: number) =>
  `${String(Math.floor((minute % DAY) / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/**
 * Open intervals in minutes from some Monday 00:00 as hours by weekday. The intervals cover at least two
 * weeks; the second one is read, because the first may begin in the middle of a period.
 * @returns undefined where a day has more periods than the contract allows
 */
export function toWeekHours(intervals: readonly (readonly [number, number])[]): WeekHours | undefined {
  const days: Period[][] = WEEKDAYS.map(() => []);
  const isAlways = intervals.some(([from, to]) => from <= WEEK && to >= 2 * WEEK);
  if (isAlways) for (const day of days) day.push({ open: '00:00', close: '00:00' });
  else {
    for (const [from, to] of intervals) {
      if (from < WEEK || from >= 2 * WEEK) continue;
      for (const [start, end] of splitDays(from, to)) {
        days[Math.floor(start / DAY) % 7]?.push({ open: clock(start), close: clock(end) });
      }
    }
  }
  if (days.some((day) => day.length > MOST_PERIODS)) return undefined;
  return Object.fromEntries(
    WEEKDAYS.map((weekday, index) => {
      const day = days[index] ?? [];
      return [weekday, day.length === 0 ? null : day.length === 1 ? day[0] : day];
    }),
  );
}

/** A period lasts at most 24 hours; a longer one is cut at each midnight. */
function splitDays(from: number, to: number): [number, number][] {
  if (to - from <= DAY) return [[from, to]];
  const parts: [number, number][] = [];
  for (let start = from; start < to; ) {
    const end = Math.min(to, (Math.floor(start / DAY) + 1) * DAY);
    parts.push([start, end]);
    start = end;
  }
  return parts;
}
