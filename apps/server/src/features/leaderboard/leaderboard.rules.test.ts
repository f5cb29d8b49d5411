import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hasClimbed,
  MOST_PLACES,
  MOST_VALUE,
  memberOf,
  packScore,
  rankPercentile,
  unpackScore,
  valuesOf,
} from './leaderboard.rules.js';

it('a score is 10 a place, 5 a day of the streak, 3 a review and 1 a follower', () => {
  const values = valuesOf({ been: 12, streak: 3, reviews: 5, followers: 7, photos: 2 });
  expect(values).toEqual({ score: 157, been: 12, influence: 7, notes: 5, photos: 2, streak: 3 });
});

interface Row {
  readonly value: number;
  readonly been: number;
  readonly created: number;
  readonly id: number;
}

const few = (max: number) => fc.oneof(fc.nat({ max: 3 }), fc.integer({ min: 0, max }));
const row: fc.Arbitrary<Row> = fc.record({
  value: few(MOST_VALUE),
  been: few(MOST_PLACES),
  created: few(4_000_000_000_000_000),
  id: few(2 ** 53 - 1),
});

/** How Redis orders a sorted set. */
function compareInRedis(a: Row, b: Row): number {
  const by = packScore(a.value, a.been) - packScore(b.value, b.been);
  if (by !== 0) return by;
  const [one, other] = [memberOf(a.created, a.id), memberOf(b.created, b.id)];
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

const compare = (a: Row, b: Row) =>
  b.value - a.value || b.been - a.been || a.created - b.created || a.id - b.id;

describe('a sorted set', () => {
  it('has the order of the rule, ties included', () => {
    fc.assert(
      fc.property(row, row, (a, b) => {
        expect(Math.sign(compareInRedis(a, b))).toBe(Math.sign(compare(a, b)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives the value back, and survives the text that Redis writes scores as', () => {
    fc.assert(
      fc.property(row, ({ value, been }) => {
        const score = packScore(value, been);
        expect(Number.isSafeInteger(score)).toBe(true);
        expect(unpackScore(Number(score.toPrecision(17)))).toBe(value);
      }),
    );
  });
});

it('a climb is told of when it passes a milestone', () => {
  expect([hasClimbed(100, null), hasClimbed(3, 4), hasClimbed(1, 2), hasClimbed(40, 300)]).not.toContain(
    false,
  );
  expect([
    hasClimbed(101, null),
    hasClimbed(4, 9),
    hasClimbed(3, 1),
    hasClimbed(null, 1),
    hasClimbed(2, 2),
  ]).not.toContain(true);
});

it('a percentile is of the others', () => {
  expect([rankPercentile(1, 1), rankPercentile(1, 5), rankPercentile(5, 5), rankPercentile(2, 5)]).toEqual([
    100, 100, 0, 75,
  ]);
});
