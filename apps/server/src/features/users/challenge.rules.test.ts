import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { challengeOf, endOfYear } from './challenge.rules.js';

const now = new Date('2025-06-15T12:00:00Z');

describe('a challenge', () => {
  it('is not capped: 352 of 250 are 141 percent', () => {
    expect(challengeOf(2025, 250, 352, 'UTC', now)).toEqual({
      year: 2025,
      goalCount: 250,
      currentCount: 352,
      startDate: '2025-01-01',
      endDate: '2025-12-31',
      daysRemaining: 200,
      progressPercentage: 141,
      isComplete: true,
    });
  });

  it.each([
    [0, 100, 0, false],
    [1, 200, 1, false],
    [1, 3, 33, false],
    [2, 3, 67, false],
    [3, 3, 100, true],
    [99, 100, 99, false],
  ])('%i of %i are %i percent', (current, goal, percent, isComplete) => {
    expect(challengeOf(2025, goal, current, 'UTC', now)).toMatchObject({
      progressPercentage: percent,
      isComplete,
    });
  });

  it.each([
    ['UTC', '2025-12-31T23:59:58Z', 1],
    ['UTC', '2025-12-31T23:59:59Z', 0],
    ['UTC', '2026-01-01T00:00:00Z', 0],
    ['UTC', '2025-12-30T23:59:59Z', 1],
    ['UTC', '2025-12-30T23:59:58Z', 2],
    // New York is five hours behind: there the year has five hours left.
    ['America/New_York', '2026-01-01T00:00:00Z', 1],
    ['America/New_York', '2026-01-01T04:59:59Z', 0],
    ['Pacific/Kiritimati', '2025-12-31T09:59:59Z', 0],
    ['Pacific/Kiritimati', '2025-12-31T09:59:58Z', 1],
    // The clocks of Lord Howe move by half an hour.
    ['Australia/Lord_Howe', '2025-12-31T12:59:59Z', 0],
  ])('in %s at %s has %i days left', (timezone, instant, days) => {
    expect(challengeOf(2025, 100, 0, timezone, new Date(instant)).daysRemaining).toBe(days);
  });
});

it('ends a year at its last second by the clock on the wall', () => {
  const zones = fc.constantFrom('UTC', 'Asia/Kathmandu', 'America/St_Johns', 'Europe/London', 'Pacific/Apia');
  fc.assert(
    fc.property(zones, fc.integer({ min: 1971, max: 2099 }), (timezone, year) => {
      const text = endOfYear(timezone, year).toLocaleString('sv', { timeZone: timezone });
      expect(text).toBe(`${year}-12-31 23:59:59`);
    }),
  );
});
