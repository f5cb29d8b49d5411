import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KIN, type Neighbour, weightOf } from './kin.rules.js';
import { type Evidence, predict } from './predictor.rules.js';
import { groupKey, type Place, qualityOf } from './quality.rules.js';

const place = (id: number, rest: Partial<Place> = {}): Place => ({
  id,
  category: 'restaurants',
  cuisines: ['thai'],
  price: null,
  area: null,
  ratingSum: 0,
  ratingCount: 0,
  ...rest,
});

const community = {
  mean: 70,
  variance: 400,
  groups: new Map([[groupKey('restaurants', 'category', ''), { sum: 70_000, count: 1_000 }]]),
};

const world = (rest: Partial<Evidence> = {}): Evidence => ({
  community,
  places: new Map(Array.from({ length: 40 }, (_, id) => [id, place(id)])),
  own: [],
  neighbours: [],
  disliked: [],
  scale: { least: 0, most: 100 },
  ...rest,
});

const predicted = (evidence: Evidence, target: number) => {
  const [one] = predict(evidence, [target]);
  if (!one) throw new Error('no prediction');
  return one;
};

/** Ratings by which two people agree (or not) on places 0 to 9. */
const tastes = (sign: 1 | -1) =>
  Array.from({ length: 10 }, (_, id) => ({ placeId: id, rating: 70 + sign * (id % 2 === 0 ? 25 : -25) }));
const fan = (id: number, sign: 1 | -1, rating: number): Neighbour => ({
  id,
  isFollowed: false,
  ratings: [...tastes(sign), { placeId: 30, rating }],
});

describe('a place that nobody knows', () => {
  it('is what its category is', () => {
    expect(predicted(world(), 3)).toMatchObject({ rating: 70, sampleSize: 0, advocates: [], cuisines: [] });
  });

  it('is half what its cuisines and half what its price let expect, each damped by 20 ratings', () => {
    const groups = new Map([
      ...community.groups,
      [groupKey('restaurants', 'cuisine', 'thai'), { sum: 80 * 20, count: 20 }] as const,
      [groupKey('restaurants', 'price', '$$$'), { sum: 90 * 60, count: 60 }] as const,
    ]);
    // (10·20/40 + 20·60/80) / 2
    expect(qualityOf({ ...community, groups }, place(1, { price: '$$$' }))).toBeCloseTo(80);
  });

  it('is its own mean by half after 25 ratings', () => {
    expect(qualityOf(community, place(1, { ratingSum: 25 * 90, ratingCount: 25 }))).toBeCloseTo(80);
  });
});

describe('what a person adds', () => {
  it('is the level, damped by one and a half ratings', () => {
    const own = [1, 2, 3].map((placeId) => ({ placeId, rating: 88 }));
    expect(predicted(world({ own }), 30).parts.level).toBeCloseTo((3 * 18) / 4.5);
  });

  it('a person who rates everything higher has a higher level, and higher scores', () => {
    const own = tastes(1);
    const higher = own.map((one) => ({ ...one, rating: one.rating + 4 }));
    const [usual, high] = [predicted(world({ own }), 30), predicted(world({ own: higher }), 30)];
    expect(high.parts.level - usual.parts.level).toBeCloseTo((4 * 10) / 11.5);
    expect(high.rating).toBeGreaterThan(usual.rating);
  });

  it('is a taste for a cuisine once it is rated above the rest often enough', () => {
    const places = new Map(
      Array.from({ length: 80 }, (_, id) => [id, place(id, { cuisines: [id < 40 ? 'ramen' : 'pizza'] })]),
    );
    const own = Array.from({ length: 60 }, (_, n) => ({ placeId: n + 10, rating: n + 10 < 40 ? 90 : 50 }));
    const [ramen, pizza] = predict(world({ places, own }), [0, 79]);
    expect(ramen?.parts.taste).toBeGreaterThan(5);
    expect(pizza?.parts.taste).toBeLessThan(-5);
    expect([ramen?.cuisines, pizza?.cuisines]).toEqual([['ramen'], []]);
  });

  it('is a quarter of the ratings less for a cuisine that the person dislikes', () => {
    const difference = predicted(world(), 3).rating - predicted(world({ disliked: ['thai'] }), 3).rating;
    expect(difference).toBeCloseTo(0.674 * 20);
  });
});

describe('kin', () => {
  it('who agree are followed, and named', () => {
    const evidence = world({ own: tastes(1), neighbours: [fan(7, 1, 100), fan(8, -1, 0)] });
    const one = predicted(evidence, 30);
    expect(one.parts.kin).toBeGreaterThan(3);
    expect(one).toMatchObject({ sampleSize: 1, advocates: [{ id: 7, agrees: true }] });
  });

  it('are not heard for fewer than five shared places, unless followed', () => {
    const few = {
      id: 7,
      isFollowed: false,
      ratings: [...tastes(1).slice(0, 4), { placeId: 30, rating: 100 }],
    };
    const strange = predicted(world({ own: tastes(1), neighbours: [few] }), 30);
    const followed = predicted(world({ own: tastes(1), neighbours: [{ ...few, isFollowed: true }] }), 30);
    expect([strange.sampleSize, followed.sampleSize]).toEqual([0, 1]);
    expect(followed.advocates).toEqual([{ id: 7, agrees: false }]);
    expect(followed.parts.kin).toBeGreaterThan(0);
    expect(followed.parts.kin).toBeLessThan(2);
  });

  it('are at most fifty on one place', () => {
    const neighbours = Array.from({ length: 80 }, (_, n) => fan(n, 1, 90));
    expect(predicted(world({ own: tastes(1), neighbours }), 30).sampleSize).toBe(KIN.most);
  });

  it('weigh no less for more agreement, and not at all for disagreement', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ mine: fc.integer({ min: 1, max: 60 }), theirs: fc.integer({ min: -60, max: 60 }) }),
          {
            minLength: 5,
            maxLength: 30,
          },
        ),
        fc.boolean(),
        (pairs, isFollowed) => {
          const weight = weightOf(pairs, isFollowed, 400);
          // Another place on which both think as far above the rest as the person usually does.
          const size = Math.sqrt(pairs.reduce((sum, { mine }) => sum + mine * mine, 0) / pairs.length);
          const agreeing = pairs.map((pair) => ({ ...pair, theirs: pair.mine }));
          expect(weight).toBeGreaterThanOrEqual(0);
          expect(weightOf(agreeing, isFollowed, 400)).toBeGreaterThanOrEqual(
            weightOf([...agreeing.slice(1), { mine: agreeing[0]?.mine ?? 1, theirs: 0 }], isFollowed, 400),
          );
          expect(weightOf([...agreeing, { mine: size, theirs: size }], isFollowed, 400)).toBeGreaterThan(
            weightOf(agreeing, isFollowed, 400),
          );
          const opposed = pairs.map((pair) => ({ ...pair, theirs: -pair.mine }));
          expect(weightOf(opposed, isFollowed, 400)).toBe(0);
          expect(weightOf(agreeing, true, 400)).toBeGreaterThan(weightOf(agreeing, false, 400));
        },
      ),
    );
  });
});

const ratings = (most: number) =>
  fc.uniqueArray(
    fc.record({ placeId: fc.integer({ min: 0, max: 39 }), rating: fc.integer({ min: 0, max: 100 }) }),
    {
      selector: ({ placeId }) => placeId,
      maxLength: most,
    },
  );
const evidence = fc
  .record({
    own: ratings(40),
    neighbours: fc.uniqueArray(
      fc.record({ id: fc.integer({ min: 1, max: 60 }), isFollowed: fc.boolean(), ratings: ratings(20) }),
      { selector: ({ id }) => id, maxLength: 12 },
    ),
    sums: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 40, maxLength: 40 }),
  })
  .map(({ own, neighbours, sums }) =>
    world({
      own,
      neighbours,
      places: new Map(
        sums.map((mean, id) => [
          id,
          place(id, {
            cuisines: [['thai', 'ramen', 'pizza'][id % 3] ?? ''],
            ratingSum: mean * 3,
            ratingCount: 3,
          }),
        ]),
      ),
    }),
  );
const RUNS = { numRuns: 40 };
const everywhere = Array.from({ length: 40 }, (_, id) => id);

describe('whatever the evidence', () => {
  it('stays on the scale', () => {
    fc.assert(
      fc.property(evidence, (one) => {
        for (const { rating } of predict(one, everywhere)) {
          expect(rating).toBeGreaterThanOrEqual(0);
          expect(rating).toBeLessThanOrEqual(100);
        }
      }),
      RUNS,
    );
  });

  it('the order of its rows changes nothing, and asking for more neither', () => {
    fc.assert(
      fc.property(evidence, (one) => {
        const turned = {
          ...one,
          own: one.own.toReversed(),
          neighbours: one.neighbours
            .toReversed()
            .map((other) => ({ ...other, ratings: other.ratings.toReversed() })),
        };
        expect(predict(turned, everywhere.toReversed()).toReversed()).toEqual(predict(one, everywhere));
        expect(predict(one, [17])).toEqual(predict(one, everywhere).slice(17, 18));
      }),
      RUNS,
    );
  });

  it('a place that the person rated is predicted as if they had not', () => {
    fc.assert(
      fc.property(evidence, fc.integer({ min: 0, max: 100 }), (one, rating) => {
        const rest = one.own.filter(({ placeId }) => placeId !== 20);
        const bare = one.places.get(20) ?? place(20);
        const rated = {
          ...one,
          own: [...rest, { placeId: 20, rating }],
          places: new Map(one.places).set(20, {
            ...bare,
            ratingSum: bare.ratingSum + rating,
            ratingCount: bare.ratingCount + 1,
          }),
        };
        expect(predicted(rated, 20).rating).toBeCloseTo(predicted({ ...one, own: rest }, 20).rating, 6);
      }),
      RUNS,
    );
  });

  it('a scale that is twice as wide gives twice the rating', () => {
    fc.assert(
      fc.property(evidence, (one) => {
        const twice = (rated: { placeId: number; rating: number }) => ({
          ...rated,
          rating: 2 * rated.rating,
        });
        const wide: Evidence = {
          ...one,
          community: {
            mean: 140,
            variance: 1_600,
            groups: new Map([[groupKey('restaurants', 'category', ''), { sum: 140_000, count: 1_000 }]]),
          },
          places: new Map([...one.places].map(([id, of]) => [id, { ...of, ratingSum: 2 * of.ratingSum }])),
          own: one.own.map(twice),
          neighbours: one.neighbours.map((other) => ({ ...other, ratings: other.ratings.map(twice) })),
          scale: { least: 0, most: 200 },
        };
        const narrow = predict(one, everywhere);
        predict(wide, everywhere).forEach(({ rating }, id) => {
          expect(rating).toBeCloseTo(2 * (narrow[id]?.rating ?? 0), 6);
        });
      }),
      RUNS,
    );
  });
});
