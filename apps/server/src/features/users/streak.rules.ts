const DAY_MS = 86_400_000;

/** The calendar date before, by UTC arithmetic on the date alone. */
export function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
}

// Making a format costs half a millisecond, using one a microsecond.
const formats = new Map<string, Intl.DateTimeFormat>();

/** Today's calendar date in a time zone. */
export function dateIn(timezone: string, now: Date): string {
  let format = formats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: timezone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(timezone, format);
  }
  return format.format(now);
}

/**
 * The latest day that a visit may be of: today, with a day of slack where the person's time zone is not known
 * (UTC stands for that).
 */
export function latestVisitDate(timezone: string, now: Date): string {
  return dateIn(timezone === 'UTC' ? 'Etc/GMT-14' : timezone, now);
}

/**
 * Days in a row with a visit. A run that ended yesterday still counts: today is not over yet.
 * @param run length of the run that ends on `lastVisitOn`
 */
export function currentStreak(run: number, lastVisitOn: string | null, today: string): number {
  return lastVisitOn !== null && lastVisitOn >= dayBefore(today) ? run : 0;
}

const MILESTONES = new Set([3, 7, 14, 30, 50, 100]);

/** Whether a streak of this length is told to the person: 3, 7, 14, 30, 50, 100 and each further 50. */
export function isMilestone(streak: number): boolean {
  return MILESTONES.has(streak) || (streak > 100 && streak % 50 === 0);
}
