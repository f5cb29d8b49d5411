import type { ReportStatus } from '@beli/contract';

const DAY_MS = 86_400_000;
const TRUSTED_AFTER_DAYS = 7;
const REMEMBERED_REPORTS = 5;
const HIDING_REPORTS = 3;

export interface Reporter {
  readonly isEmailVerified: boolean;
  readonly createdAt: Date;
  /** how the cases of the person's reports stand, newest first */
  readonly outcomes: readonly ReportStatus[];
}

/**
 * Whether a report counts towards hiding: from a verified address, an account older than seven days, and
 * nobody of whose last five reports one was dismissed.
 */
export function isTrusted({ isEmailVerified, createdAt, outcomes }: Reporter, now: Date): boolean {
  return (
    isEmailVerified &&
    now.getTime() - createdAt.getTime() > TRUSTED_AFTER_DAYS * DAY_MS &&
    !outcomes.slice(0, REMEMBERED_REPORTS).includes('dismissed')
  );
}

/** Whether content is hidden before anybody has looked: at three trusted reports, each by another person. */
export const hidesItself = (
  isContent: boolean,
  { trustedCount, isHidden }: { trustedCount: number; isHidden: boolean },
): boolean => isContent && !isHidden && trustedCount >= HIDING_REPORTS;

const HOUR_MS = 3_600_000;
export const REPORTS_PER_HOUR = 20;

/** Seconds until a person may report again; 0 when now. `recent` are the instants of reports, newest first. */
export function secondsUntilNextReport(recent: readonly Date[], now: Date): number {
  const [oldestThatCounts] = recent.slice(REPORTS_PER_HOUR - 1);
  if (!oldestThatCounts) return 0;
  return Math.max(0, Math.ceil((oldestThatCounts.getTime() + HOUR_MS - now.getTime()) / 1000));
}
