import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CoRated,
  compareTastes,
  cuisineOverlap,
  FAVOURITE_CUISINES,
  jaccard,
  matchPercentage,
  percentileOf,
  placeOverlap,
  tasteAgreement,
} from './match.rules.js';

interface Person {
  readonly been: readonly number[];
  readonly cuisines: readonly string[];
}

function percentage(one: Person, other: Person): number {
  const tasted = ({ been, cuisines }: Person) => ({ places: been.length, cuisines });
  const shared = one.been.filter((id) => other.been.includes(id)).length;
  return matchPercentage(
    placeOverlap(tasted(one), tasted(other), shared),
    cuisineOverlap(tasted(one), tasted(other)),
  );
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);
const person = fc.record({
  been: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 40 }),
  cuisines: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), {
    maxLength: FAVOURITE_CUISINES,
  }),
});

describe('the match percentage', () => {
  it.each([
    ['sharing 5 of 10 places each, 2 of 4 cuisines', 38, [0, 10, 'abc'], [5, 10, 'bcd']],
    ['nothing at all', 20, [0, 0, ''], [0, 0, '']],
    ['the same', 99, [0, 10, 'abcde'], [0, 10, 'abcde']],
    ['nothing in common', 20, [0, 10, 'ab'], [10, 10, 'cd']],
    ['all places and no cuisine', 70, [0, 3, ''], [0, 3, '']],
    // 100 · (0.7 · 1/7 + 0.3 · 1/2) = 25 exactly
    ['on the border', 25, [0, 4, 'ab'], [3, 4, 'a']],
  ] as const)('of two people with %s is %i', (_what, expected, one, other) => {
    const made = ([from, count, cuisines]: readonly (number | string)[]): Person => ({
      been: numbers(Number(from), Number(count)),
      cuisines: [...String(cuisines)],
    });
    expect(percentage(made(one), made(other))).toBe(expected);
  });

  it('is the same for both, between 20 and 99, and what the formula says', () => {
    fc.assert(
      fc.property(person, person, (one, other) => {
        const found = percentage(one, other);
        expect(found).toBe(percentage(other, one));
        expect(Number.isInteger(found) && found >= 20 && found <= 99).toBe(true);
        const union = (a: readonly unknown[], b: readonly unknown[]) => new Set([...a, ...b]).size;
        const share = (a: readonly unknown[], b: readonly unknown[]) =>
          union(a, b) === 0 ? 0 : (a.length + b.length - union(a, b)) / union(a, b);
        const exact = 100 * (0.7 * share(one.been, other.been) + 0.3 * share(one.cuisines, other.cuisines));
        expect(Math.abs(found - Math.min(99, Math.max(20, exact)))).toBeLessThanOrEqual(0.5 + 1e-9);
      }),
    );
  });

  it('of somebody with themselves is 99, and one more shared place never lowers it', () => {
    fc.assert(
      fc.property(person, person, (one, other) => {
        if (one.been.length > 0 && one.cuisines.length > 0) expect(percentage(one, one)).toBe(99);
        const both = (who: Person) => ({ ...who, been: [...who.been, 99] });
        expect(percentage(both(one), both(other))).toBeGreaterThanOrEqual(percentage(one, other));
      }),
    );
  });
});

const coRated = (own: number, theirs: number, restaurantId = 1): CoRated => ({ restaurantId, own, theirs });

describe('taste agreement', () => {
  it('needs three places, is 100 for the same order and falls with the distance', () => {
    expect(tasteAgreement([coRated(1, 1), coRated(0.5, 0.5)])).toBeNull();
    expect(tasteAgreement([coRated(0.9, 0.9), coRated(0.5, 0.5), coRated(0.1, 0.1)])).toBe(100);
    expect(tasteAgreement([coRated(0.9, 0.6), coRated(0.5, 0.5), coRated(0.2, 0.5)])).toBe(80);
    expect(percentileOf(0, 1)).toBe(0.5);
    expect(percentileOf(3, 4)).toBe(0.125);
    expect(jaccard({ shared: 0, total: 0 })).toBe(0);
  });

  it('stays within 0 and 100 and does not depend on who asks', () => {
    const places = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      { minLength: 3 },
    );
    fc.assert(
      fc.property(places, (pairs) => {
        const found = tasteAgreement(pairs.map(([own, theirs]) => coRated(own, theirs))) ?? -1;
        expect(found >= 0 && found <= 100).toBe(true);
        expect(tasteAgreement(pairs.map(([own, theirs]) => coRated(theirs, own)))).toBe(found);
      }),
    );
  });
});

it('a comparison puts no place on both sides, loved ones and wide distances first', () => {
  const places = [coRated(0.9, 0.8, 1), coRated(0.1, 0.9, 2), coRated(0.95, 0.9, 3), coRated(0.5, 0.8, 4)];
  const { agree, disagree } = compareTastes(places, 2);
  expect(agree.map(({ restaurantId }) => restaurantId)).toEqual([3, 1]);
  expect(disagree.map(({ restaurantId }) => restaurantId)).toEqual([2]);
  expect(compareTastes(places, 1).agree).toHaveLength(1);
});
