import type { Challenge } from '@beli/contract';

export const DEFAULT_GOAL = 100;
const DAY_MS = 86_400_000;

/** What the clock on the wall of a time zone shows at an instant, as if it were UTC. */
function wallClock(timezone: string, instant: Date): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const [year, month, day] = [part('year'), part('month'), part('day')];
  return Date.UTC(year, month - 1, day, part('hour'), part('minute'), part('second'));
}

/** The last second of a year in a time zone. */
export function endOfYear(timezone: string, year: number): Date {
  const wall = Date.UTC(year, 11, 31, 23, 59, 59);
  // The offset there, then once more in case the first guess lay on the other side of a change of clocks.
  let instant = wall;
  for (let turn = 0; turn < 2; turn++) instant += wall - wallClock(timezone, new Date(instant));
  return new Date(instant);
}

/**
 * New places in a year against a goal: progress is rounded half up and not capped; days that have begun count
 * as remaining.
 */
export function challengeOf(
  year: number,
  goalCount: number,
  currentCount: number,
  timezone: string,
  now: Date,
): Challenge {
  const left = (endOfYear(timezone, year).getTime() - now.getTime()) / DAY_MS;
  return {
    year,
    goalCount,
    currentCount,
    startDate: `${year}-01-01`,
    endDate: `${year}-12-31`,
    daysRemaining: Math.max(0, Math.ceil(left)),
    progressPercentage: Math.floor((200 * currentCount + goalCount) / (2 * goalCount)),
    isComplete: currentCount >= goalCount,
  };
}
