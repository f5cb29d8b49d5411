const dayLength = 86_400_000;

/** A calendar date without a zone, counted in days since 1970-01-01. */
export type DayNumber = number;

/** `2025-01-31` of a day number. */
export function dateOf(day: DayNumber): string {
  return new Date(day * dayLength).toISOString().slice(0, 10);
}

export function dayOf(date: string): DayNumber {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / dayLength);
}

/** 0 = Monday .. 6 = Sunday. */
export function weekdayOf(day: DayNumber): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** The instant of a clock time in New York, in minutes since that day's midnight (over 1440: next day). */
export function newYorkInstant(day: DayNumber, minutes: number): Date {
  const offsetHours = isSummerTime(day) ? 4 : 5;
  return new Date(day * dayLength + (minutes + offsetHours * 60) * 60_000);
}

/** US rule since 2007: from the second Sunday of March until before the first Sunday of November. */
function isSummerTime(day: DayNumber): boolean {
  const year = new Date(day * dayLength).getUTCFullYear();
  return day >= sundayFrom(`${year}-03-08`) && day < sundayFrom(`${year}-11-01`);
}

function sundayFrom(date: string): DayNumber {
  const day = dayOf(date);
  return day + (6 - weekdayOf(day));
}

/**
 * The demo city's time line. History runs from the first day of 2025 until a fortnight before `now`
 * and stretches with it; the last fortnight keeps its distance in days. Only what is told on the
 * day itself depends on the time of day, because nothing may lie in the future.
 */
export class CityCalendar {
  readonly today: DayNumber;
  readonly firstDay: DayNumber;
  private readonly historyDays: number;

  constructor(private readonly now: Date) {
    this.today = Math.floor(now.getTime() / dayLength);
    // A year of history at least, however early the clock of the machine stands.
    this.firstDay = Math.min(dayOf('2025-01-01'), this.today - 400);
    this.historyDays = this.today - recentDays - this.firstDay;
  }

  /** The day at a share (0..1) of the history. */
  historyDay(share: number): DayNumber {
    return this.firstDay + Math.floor(Math.min(0.999999, Math.max(0, share)) * this.historyDays);
  }

  /** `days` ago, counted from the UTC date. Yesterday is the last day that has begun everywhere in the US. */
  daysAgo(days: number): DayNumber {
    return this.today - days;
  }

  /** An instant of today, `minutes` ago; early in the day the minutes shrink so that it stays today. */
  minutesAgo(minutes: number): Date {
    const elapsed = (this.now.getTime() - this.today * dayLength) / 60_000;
    return new Date(this.now.getTime() - Math.floor(minutes * Math.min(1, elapsed / 700) * 60_000));
  }

  /** Moves an instant that would lie in the future to between `earliest` and now. */
  untilNow(instant: Date, earliest: Date): Date {
    const midnight = this.today * dayLength;
    if (instant.getTime() < midnight) return instant;
    // What began before today also ends before today: then it does not depend on the time of day.
    const limit = earliest.getTime() < midnight ? midnight : this.now.getTime();
    const room = limit - earliest.getTime();
    const wanted = instant.getTime() - earliest.getTime();
    return wanted < room
      ? instant
      : new Date(earliest.getTime() + Math.floor((room * wanted) / (room + wanted)));
  }
}

/** Length of the recent part of the time line, in days. */
export const recentDays = 14;
