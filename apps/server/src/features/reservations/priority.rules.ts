import type { PriorityLevel, ReservationPriority } from '@beli/contract';

/** Levels of people and when each may claim (rules, section 14). */
export const LEVELS = ['Bronze', 'Silver', 'Gold', 'SC'] as const satisfies readonly PriorityLevel[];

const REQUIRED: Record<PriorityLevel, { readonly invites: number; readonly shares: number }> = {
  Bronze: { invites: 0, shares: 0 },
  Silver: { invites: 5, shares: 2 },
  Gold: { invites: 8, shares: 5 },
  SC: { invites: 15, shares: 10 },
};

const DAY_MS = 86_400_000;
const COUNTED_DAYS = 90;
const MOST_LAPSES = 3;
const LOST_DAYS = 30;

/** What a person has earned, and what was granted or lost. */
export interface Standing {
  readonly invites: number;
  readonly shares: number;
  readonly granted: PriorityLevel | null;
  /** when claims were given back late, oldest first */
  readonly lapses: readonly Date[];
}

export const rankOf = (level: PriorityLevel): number => LEVELS.indexOf(level);

const earnedLevel = ({ invites, shares }: Standing): PriorityLevel =>
  LEVELS.findLast((level) => invites >= REQUIRED[level].invites && shares >= REQUIRED[level].shares) ??
  'Bronze';

export const levelOf = (standing: Standing): PriorityLevel => standing.granted ?? earnedLevel(standing);

/** Until when early access is lost: 30 days from a third late release within 90 days; null where it is not. */
export function earlyAccessLostUntil({ lapses }: Standing, now: Date): Date | null {
  const ends = lapses.flatMap((lapse, index) => {
    const first = lapses[index - MOST_LAPSES + 1];
    return first && lapse.getTime() - first.getTime() <= COUNTED_DAYS * DAY_MS
      ? [lapse.getTime() + LOST_DAYS * DAY_MS]
      : [];
  });
  const end = Math.max(...ends, 0);
  return end > now.getTime() ? new Date(end) : null;
}

/** The level that decides when the person may claim. */
export const claimLevelOf = (standing: Standing, now: Date): PriorityLevel =>
  earlyAccessLostUntil(standing, now) ? 'Bronze' : levelOf(standing);

const percent = (count: number, required: number) => Math.min(100, Math.round((100 * count) / required));

export function presentPriority(standing: Standing, now: Date): ReservationPriority {
  const level = levelOf(standing);
  const nextLevel = LEVELS[rankOf(level) + 1] ?? null;
  const required = nextLevel && REQUIRED[nextLevel];
  const progress = required
    ? {
        invites: percent(standing.invites, required.invites),
        shares: percent(standing.shares, required.shares),
      }
    : { invites: 100, shares: 100 };
  const lostUntil = earlyAccessLostUntil(standing, now);
  const since = now.getTime() - COUNTED_DAYS * DAY_MS;
  return {
    level,
    isGranted: standing.granted !== null,
    invitesSent: standing.invites,
    reservationsShared: standing.shares,
    progress,
    nextLevel,
    nextLevelProgress: Math.floor((progress.invites + progress.shares) / 2),
    lateReleases: standing.lapses.filter((lapse) => lapse.getTime() > since).length,
    earlyAccess: {
      isActive: lostUntil === null && level !== 'Bronze',
      lostUntil: lostUntil?.toISOString() ?? null,
    },
  };
}
