import type { WeekHours } from '@beli/contract';
import type { SeededRandom } from './seeded-random.js';

type Period = { open: string; close: string };
type Day = Period | Period[] | null;
export type Week = Required<{ [Weekday in keyof WeekHours]: Day }>;

export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

export type HoursPattern =
  | 'allDay'
  | 'always'
  | 'afternoon'
  | 'bakery'
  | 'bakeryClosedMonday'
  | 'cafe'
  | 'dinnerDaily'
  | 'dinnerOnly'
  | 'late'
  | 'lateEvening'
  | 'lateEveningClosedMonday'
  | 'market'
  | 'morning'
  | 'morningClosedTuesday'
  | 'split'
  | 'splitClosedMonday';

/** Opening hours of one place: the pattern's shape with this house's own half hours. */
export function weekOf(pattern: HoursPattern, random: SeededRandom): Week {
  const opens = random.pick([-30, 0, 0, 30]);
  const closes = random.pick([-30, 0, 0, 30]);
  const period = (from: number, to: number): Period => ({
    open: clock(from * 60 + opens),
    close: clock(to * 60 + closes),
  });
  switch (pattern) {
    case 'allDay':
      return week(period(11.5, 22), period(11.5, 23), period(11.5, 21.5));
    case 'always':
      return week({ open: '00:00', close: '00:00' });
    case 'afternoon':
      return week(period(12, 22), period(12, 23.5), period(12, 22));
    case 'bakery':
      return week(period(7.5, 18), period(7.5, 18), period(8, 17));
    case 'bakeryClosedMonday':
      return { ...week(period(7.5, 17), period(7.5, 18), period(8, 16)), monday: null };
    case 'cafe':
      return week(period(7.5, 17.5), period(7.5, 18), period(8, 17.5));
    case 'dinnerDaily':
      return week(period(17, 22.5), period(17, 23), period(16.5, 22));
    case 'dinnerOnly':
      return { ...week(period(17.5, 22.5), period(17.5, 23), period(17, 22)), monday: null };
    case 'late':
      return week(period(11.5, 25), period(11.5, 27), period(12, 24.5));
    case 'lateEvening':
      return week(period(17, 25), period(17, 26), period(16, 24.5));
    case 'lateEveningClosedMonday':
      return { ...week(period(17, 24.5), period(17, 26), period(16, 23.5)), monday: null };
    case 'market':
      return { ...week(period(11, 20), period(11, 21), period(11, 19)), tuesday: null };
    case 'morning':
      return week(period(8, 15.5), period(8.5, 16), period(8.5, 16));
    case 'morningClosedTuesday':
      return { ...week(period(8.5, 15), period(8.5, 16), period(8.5, 16)), tuesday: null };
    case 'split':
      return week([period(12, 14.5), period(17.5, 22)], [period(12, 15), period(17.5, 23)]);
    case 'splitClosedMonday':
      return {
        ...week([period(12, 14.5), period(17.5, 22)], [period(12, 15), period(17.5, 22.5)], period(13, 21)),
        monday: null,
      };
  }
}

/** Is the place closed on the whole of that weekday (0 = Monday)? Unknown hours count as open. */
export function isDayOff(hours: Week | null, weekday: number): boolean {
  const name = weekdays[weekday];
  return hours !== null && name !== undefined && hours[name] === null;
}

function week(weekday: Day, weekend: Day = weekday, sunday: Day = weekend): Week {
  return {
    monday: weekday,
    tuesday: weekday,
    wednesday: weekday,
    thursday: weekday,
    friday: weekend,
    saturday: weekend,
    sunday,
  };
}

/** Minutes since midnight as HH:mm; what passes midnight wraps into the next day. */
function clock(minutes: number): string {
  const wrapped = ((minutes % 1440) + 1440) % 1440;
  return `${pad(Math.floor(wrapped / 60))}:${pad(wrapped % 60)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
