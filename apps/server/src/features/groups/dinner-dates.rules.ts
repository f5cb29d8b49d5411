const DAY_MS = 86_400_000;
const MOST_DAYS_AHEAD = 366;

const dateIn = (timezone: string, now: Date): string =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(now);

/**
 * Today for a person, and the first and last day for which they may plan: from today on, where their time zone is
 * not known (UTC stands for that) from the day that it still is anywhere.
 */
export function dinnerDates(timezone: string, now: Date): { today: string; first: string; last: string } {
  const today = dateIn(timezone, now);
  return {
    today,
    first: timezone === 'UTC' ? dateIn('Etc/GMT+12', now) : today,
    last: new Date(Date.parse(`${today}T00:00:00Z`) + MOST_DAYS_AHEAD * DAY_MS).toISOString().slice(0, 10),
  };
}
