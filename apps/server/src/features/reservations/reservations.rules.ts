import type { PriorityLevel, ReservationStatus } from '@beli/contract';
import { rankOf } from './priority.rules.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long before it starts a table can be claimed at the latest. */
const LAST_CALL_MS = 30 * MINUTE_MS;
/** Within so many hours everybody may claim, and a claim that is given back comes late for others. */
const SHORT_NOTICE_MS = 6 * HOUR_MS;
const STEP_MS = HOUR_MS;
/** How far ahead a table may be offered. */
const MOST_AHEAD_MS = 366 * 24 * HOUR_MS;

export type StoredStatus = Exclude<ReservationStatus, 'expired'>;

export interface Timing {
  readonly status: StoredStatus;
  readonly priority: PriorityLevel;
  readonly openedAt: Date;
  readonly sharedAt: Date | null;
  readonly startsAt: Date;
  readonly expiresAt: Date;
}

/** When a table is no longer to be claimed. */
export const expiryOf = (startsAt: Date, given: Date | null): Date =>
  new Date(Math.min(startsAt.getTime() - LAST_CALL_MS, given?.getTime() ?? Number.POSITIVE_INFINITY));

/** What is wrong with the time of an offer; null where nothing is. */
export function timingFault(startsAt: Date, expiresAt: Date, now: Date): string | null {
  if (startsAt <= now) return 'must not be in the past';
  if (startsAt.getTime() - now.getTime() > MOST_AHEAD_MS) return 'must be within a year';
  return expiresAt <= now ? 'must leave time to claim it: half an hour before it starts is the end' : null;
}

export const statusOf = (
  { status, expiresAt }: Pick<Timing, 'status' | 'expiresAt'>,
  now: Date,
): ReservationStatus =>
  (status === 'available' || status === 'shared') && expiresAt <= now ? 'expired' : status;

/**
 * From when a level may claim what is open to everybody: an hour later for each step below the level of the
 * offer, but from six hours before at the latest. Its SQL twin is in reservation-claim.sql.ts.
 */
export function opensFor(level: PriorityLevel, { priority, openedAt, startsAt }: Timing): Date {
  const steps = Math.max(0, rankOf(priority) - rankOf(level));
  const shortNotice = Math.max(openedAt.getTime(), startsAt.getTime() - SHORT_NOTICE_MS);
  return new Date(Math.min(openedAt.getTime() + steps * STEP_MS, shortNotice));
}

/** From when somebody whom it is offered to may claim it; null where nobody can. */
export function claimableFrom(level: PriorityLevel, timing: Timing, now: Date): Date | null {
  const status = statusOf(timing, now);
  if (status === 'shared') return timing.sharedAt;
  if (status !== 'available') return null;
  const from = opensFor(level, timing);
  return from < timing.expiresAt ? from : null;
}

/** Whether giving a claim back now costs a credit. */
export const isLateRelease = (startsAt: Date, now: Date): boolean =>
  startsAt.getTime() - now.getTime() < SHORT_NOTICE_MS;
