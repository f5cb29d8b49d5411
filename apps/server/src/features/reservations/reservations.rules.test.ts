import type { PriorityLevel } from '@beli/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  claimLevelOf,
  earlyAccessLostUntil,
  LEVELS,
  levelOf,
  presentPriority,
  rankOf,
  type Standing,
} from './priority.rules.js';
import {
  claimableFrom,
  expiryOf,
  isLateRelease,
  opensFor,
  statusOf,
  type Timing,
  timingFault,
} from './reservations.rules.js';

const NOW = new Date('2026-06-10T12:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const after = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);
const standing = (invites: number, shares: number, more: Partial<Standing> = {}): Standing => ({
  invites,
  shares,
  granted: null,
  lapses: [],
  ...more,
});
const levels = fc.constantFrom<PriorityLevel>(...LEVELS);

describe('a level', () => {
  it.each([
    [0, 0, 'Bronze'],
    [3, 1, 'Bronze'],
    [5, 1, 'Bronze'],
    [4, 9, 'Bronze'],
    [5, 2, 'Silver'],
    [7, 3, 'Silver'],
    [8, 4, 'Silver'],
    [8, 5, 'Gold'],
    [12, 6, 'Gold'],
    [15, 9, 'Gold'],
    [15, 10, 'SC'],
  ])('%i invitations and %i shares are %s', (invites, shares, level) => {
    expect(levelOf(standing(invites, shares))).toBe(level);
  });

  it('shows how far the next one is', () => {
    expect(presentPriority(standing(8, 5), NOW)).toMatchObject({
      level: 'Gold',
      progress: { invites: 53, shares: 50 },
      nextLevel: 'SC',
      nextLevelProgress: 51,
    });
    expect(presentPriority(standing(0, 9), NOW)).toMatchObject({
      progress: { invites: 0, shares: 100 },
      nextLevel: 'Silver',
      nextLevelProgress: 50,
    });
    expect(presentPriority(standing(99, 99), NOW)).toMatchObject({
      level: 'SC',
      progress: { invites: 100, shares: 100 },
      nextLevel: null,
      nextLevelProgress: 100,
    });
  });

  it('that was granted counts whatever was earned', () => {
    expect(presentPriority(standing(0, 0, { granted: 'SC' }), NOW)).toMatchObject({
      level: 'SC',
      isGranted: true,
      nextLevel: null,
      nextLevelProgress: 100,
    });
    expect(levelOf(standing(99, 99, { granted: 'Bronze' }))).toBe('Bronze');
  });

  it('rises with what is earned, and its progress stays within 0 and 100', () => {
    const count = fc.nat({ max: 40 });
    fc.assert(
      fc.property(count, count, count, count, (invites, shares, moreInvites, moreShares) => {
        const [less, more] = [
          standing(invites, shares),
          standing(invites + moreInvites, shares + moreShares),
        ];
        expect(rankOf(levelOf(more))).toBeGreaterThanOrEqual(rankOf(levelOf(less)));
        const { progress, nextLevel, nextLevelProgress } = presentPriority(less, NOW);
        for (const part of [progress.invites, progress.shares, nextLevelProgress])
          expect(Number.isInteger(part) && part >= 0 && part <= 100).toBe(true);
        expect(nextLevelProgress === 100).toBe(nextLevel === null);
      }),
    );
  });
});

describe('early access', () => {
  const lapsed = (...daysAgo: number[]) =>
    standing(20, 20, { lapses: daysAgo.map((days) => after(-days * DAY)) });

  it('is lost for 30 days with the third late release in 90 days', () => {
    expect(earlyAccessLostUntil(lapsed(80, 1), NOW)).toBeNull();
    expect(earlyAccessLostUntil(lapsed(80, 20, 1), NOW)).toEqual(after(29 * DAY));
    expect(claimLevelOf(lapsed(80, 20, 1), NOW)).toBe('Bronze');
    expect(earlyAccessLostUntil(lapsed(92, 20, 1), NOW)).toBeNull();
    expect(earlyAccessLostUntil(lapsed(60, 50, 40), NOW)).toBeNull();
    expect(claimLevelOf(lapsed(60, 50, 40), NOW)).toBe('SC');
    // the first three were within 90 days, the last three are not
    expect(earlyAccessLostUntil(lapsed(115, 110, 26, 1), NOW)).toEqual(after(4 * DAY));
  });

  it('shows in the priority, while the level stays', () => {
    expect(presentPriority(lapsed(80, 20, 1), NOW)).toMatchObject({
      level: 'SC',
      lateReleases: 3,
      earlyAccess: { isActive: false, lostUntil: after(29 * DAY).toISOString() },
    });
    expect(presentPriority(lapsed(95, 1), NOW)).toMatchObject({
      lateReleases: 1,
      earlyAccess: { isActive: true, lostUntil: null },
    });
  });
});

describe('an offer', () => {
  const offer = (more: Partial<Timing> = {}): Timing => ({
    status: 'available',
    priority: 'SC',
    openedAt: NOW,
    sharedAt: null,
    startsAt: after(2 * DAY),
    expiresAt: after(2 * DAY - HOUR / 2),
    ...more,
  });
  const waits = (timing: Timing) =>
    LEVELS.map((level) => (opensFor(level, timing).getTime() - NOW.getTime()) / HOUR);

  it('opens an hour later for each level below its own', () => {
    expect(waits(offer())).toEqual([3, 2, 1, 0]);
    expect(waits(offer({ priority: 'Gold' }))).toEqual([2, 1, 0, 0]);
    expect(waits(offer({ priority: 'Bronze' }))).toEqual([0, 0, 0, 0]);
  });

  it('is open to everybody from six hours before', () => {
    expect(waits(offer({ startsAt: after(5 * HOUR) }))).toEqual([0, 0, 0, 0]);
    expect(waits(offer({ startsAt: after(7.5 * HOUR) }))).toEqual([1.5, 1.5, 1, 0]);
  });

  it('expires half an hour before it starts, or when its owner says', () => {
    const startsAt = after(DAY);
    expect(expiryOf(startsAt, null)).toEqual(after(DAY - HOUR / 2));
    expect(expiryOf(startsAt, after(HOUR))).toEqual(after(HOUR));
    expect(expiryOf(startsAt, after(2 * DAY))).toEqual(after(DAY - HOUR / 2));
    const open = offer({ expiresAt: NOW });
    expect(statusOf(open, NOW)).toBe('expired');
    expect(statusOf(open, after(-1))).toBe('available');
    expect(statusOf({ ...open, status: 'claimed' }, NOW)).toBe('claimed');
    expect(statusOf({ ...open, status: 'cancelled' }, NOW)).toBe('cancelled');
    expect(claimableFrom('SC', open, NOW)).toBeNull();
  });

  it('must be to come, soon enough and claimable', () => {
    const fault = (milliseconds: number) =>
      timingFault(after(milliseconds), expiryOf(after(milliseconds), null), NOW);
    expect(fault(0)).toMatch('past');
    expect(fault(-DAY)).toMatch('past');
    expect(fault(HOUR / 2)).toMatch('half an hour');
    expect(fault(HOUR / 2 + 1)).toBeNull();
    expect(fault(366 * DAY)).toBeNull();
    expect(fault(367 * DAY)).toMatch('year');
    expect(isLateRelease(after(6 * HOUR), NOW)).toBe(false);
    expect(isLateRelease(after(6 * HOUR - 1), NOW)).toBe(true);
  });

  it('never opens before it was made nor earlier for a lower level, and never when it has expired', () => {
    const timings = fc
      .record({
        priority: levels,
        ahead: fc.integer({ min: 1, max: 10 * DAY }),
        given: fc.option(fc.integer({ min: 1, max: 10 * DAY })),
        age: fc.integer({ min: 0, max: 10 * DAY }),
      })
      .map(({ priority, ahead, given, age }) => {
        const startsAt = after(ahead);
        return offer({
          priority,
          startsAt,
          openedAt: after(-age),
          expiresAt: expiryOf(startsAt, given === null ? null : after(given)),
        });
      });
    fc.assert(
      fc.property(timings, (timing) => {
        const opens = LEVELS.map((level) => opensFor(level, timing).getTime());
        for (const [index, at] of opens.entries()) {
          expect(at).toBeGreaterThanOrEqual(timing.openedAt.getTime());
          expect(at).toBeLessThanOrEqual(opens[index - 1] ?? Number.POSITIVE_INFINITY);
          expect(at).toBeLessThanOrEqual(timing.openedAt.getTime() + 3 * HOUR);
        }
        expect(opens[rankOf(timing.priority)]).toBe(timing.openedAt.getTime());
        for (const level of LEVELS) {
          const from = claimableFrom(level, timing, NOW);
          if (timing.expiresAt <= NOW) expect(from).toBeNull();
          else if (from) expect(from < timing.expiresAt).toBe(true);
        }
      }),
    );
  });
});
