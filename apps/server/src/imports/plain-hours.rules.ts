import { type Period, WEEKDAYS, type WeekHours } from '@beli/contract';

const DAY = '(?:Mo|Tu|We|Th|Fr|Sa|Su)';
const DAYS = `${DAY}(?:-${DAY})?(?:,${DAY}(?:-${DAY})?)*`;
const CLOCK = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const TIMES = `${CLOCK}-(?:${CLOCK}|24:00)(?:,${CLOCK}-(?:${CLOCK}|24:00))*`;
const RULE = new RegExp(`^(?:(${DAYS}) )?(${TIMES})$|^(${DAYS}) (?:off|closed)$`);
const ABBREVIATIONS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
const MOST_PERIODS = 6;

/**
 * Reads the plainest form of OpenStreetMap hours: "Mo-Fr 11:00-14:00,17:00-22:00; Sa 12:00-23:00; Su off",
 * where a later rule replaces the days that it names. Nearly every value has it, and the library takes a
 * thousand times as long for the same answer. Anything else, down to periods that pass midnight or touch,
 * is left to the library.
 */
export function readPlainHours(text: string): WeekHours | undefined {
  const days: Period[][] = WEEKDAYS.map(() => []);
  for (const [index, rule] of text.split(';').entries()) {
    const parts = RULE.exec(rule.trim());
    // Two rules without days are a mistake that the library knows better.
    if (!parts || (index > 0 && !parts[1] && !parts[3])) return undefined;
    const periods = parts[2] === undefined ? [] : readPeriods(parts[2]);
    if (!periods) return undefined;
    for (const day of daysOf(parts[1] ?? parts[3] ?? 'Mo-Su')) days[day] = periods;
  }
  return Object.fromEntries(
    WEEKDAYS.map((weekday, index) => {
      const day = days[index] ?? [];
      return [weekday, day.length === 0 ? null : day.length === 1 ? day[0] : day];
    }),
  );
}

function daysOf(list: string): Set<number> {
  const days = new Set<number>();
  for (const part of list.split(',')) {
    const [from = 0, to = from] = part.split('-').map((name) => ABBREVIATIONS.indexOf(name));
    for (let day = from; ; day = (day + 1) % 7) {
      days.add(day);
      if (day === to) break;
    }
  }
  return days;
}

/** Undefined unless the periods lie apart from each other, in order, within one day. */
function readPeriods(text: string): Period[] | undefined {
  const periods: Period[] = [];
  let before = '00:00';
  for (const part of text.split(',')) {
    const [open = '', close = ''] = part.split('-');
    // Clock times compare as texts.
    if (open <= before || close <= open) return undefined;
    before = close;
    periods.push({ open, close: close === '24:00' ? '00:00' : close });
  }
  return periods.length <= MOST_PERIODS ? periods : undefined;
}
