/** How often somebody is told of one kind at most. */
export interface Limits {
  readonly perHour: number;
  readonly perDay: number;
}

/** How often somebody was told of one kind, in the hour and the day that began with the first of it. */
export interface Window {
  readonly hourStartedAt: Date;
  readonly hourCount: number;
  readonly dayStartedAt: Date;
  readonly dayCount: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const isOpen = (startedAt: Date, lengthMs: number, now: Date) => {
  const age = now.getTime() - startedAt.getTime();
  return age >= 0 && age < lengthMs;
};

/**
 * The window with one more in it, or null where it is full. Windows are fixed: they begin with the first that is
 * let in after the last one ended, and what is not let in neither counts nor prolongs them.
 */
export function admit(window: Window, limits: Limits, now: Date): Window | null {
  const hour = isOpen(window.hourStartedAt, HOUR_MS, now)
    ? { hourStartedAt: window.hourStartedAt, hourCount: window.hourCount + 1 }
    : { hourStartedAt: now, hourCount: 1 };
  const day = isOpen(window.dayStartedAt, DAY_MS, now)
    ? { dayStartedAt: window.dayStartedAt, dayCount: window.dayCount + 1 }
    : { dayStartedAt: now, dayCount: 1 };
  return hour.hourCount > limits.perHour || day.dayCount > limits.perDay ? null : { ...hour, ...day };
}
