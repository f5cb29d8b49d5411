import { describe, expect, it } from 'vitest';
import { type Candidate, rankCandidates, rankCompanions, reasonFor } from './people.rules.js';

const candidate = (id: number, of: Partial<Candidate>): Candidate => ({
  id,
  mutualCount: 0,
  followsViewer: false,
  sharedPlaces: 0,
  followersCount: 0,
  ...of,
});

describe('suggestions', () => {
  it('name the strongest reason', () => {
    expect(reasonFor(candidate(1, { mutualCount: 1 }))).toBe('mutual_follows');
    expect(reasonFor(candidate(1, { mutualCount: 1, followsViewer: true }))).toBe('follows_you');
    expect(reasonFor(candidate(1, { mutualCount: 9, followsViewer: true }))).toBe('mutual_follows');
    expect(reasonFor(candidate(1, { sharedPlaces: 2 }))).toBe('similar_taste');
    expect(reasonFor(candidate(1, { sharedPlaces: 1, followersCount: 99 }))).toBe('popular');
  });

  it('put ties before fame, and fame before chance', () => {
    const found = rankCandidates(
      [
        candidate(1, { followersCount: 5 }),
        candidate(2, { followersCount: 900 }),
        candidate(3, { mutualCount: 2 }),
        candidate(4, { mutualCount: 2, sharedPlaces: 4 }),
        candidate(5, { followersCount: 5 }),
      ],
      4,
    );
    expect(found.map(({ id }) => id)).toEqual([4, 3, 2, 1]);
  });
});

describe('companions', () => {
  const dined = (id: number, times: number, lastOn: string) => ({ id, times, lastOn });

  it('count less by half every 90 days', () => {
    const today = '2026-06-30';
    const order = (...some: ReturnType<typeof dined>[]) => rankCompanions(some, today).map(({ id }) => id);
    expect(order(dined(1, 3, '2026-04-01'), dined(2, 2, '2026-06-30'))).toEqual([2, 1]);
    expect(order(dined(1, 5, '2026-04-01'), dined(2, 2, '2026-06-30'))).toEqual([1, 2]);
    // 4 · ½ = 2 · 1: the later one first
    expect(order(dined(1, 4, '2026-04-01'), dined(2, 2, '2026-06-30'))).toEqual([2, 1]);
    expect(order(dined(2, 1, '2026-06-30'), dined(1, 1, '2026-06-30'))).toEqual([1, 2]);
  });
});
