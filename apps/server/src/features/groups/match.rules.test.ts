import { DIETARY_SLUGS, type DietarySlug } from '@beli/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeDiet, type Menu } from './diet.rules.js';
import { cellOf } from './home-cells.rules.js';
import {
  type Candidate,
  decideMatches,
  dislikedByHalf,
  type Group,
  scoreCandidate,
  visitWindow,
} from './match.rules.js';

const NO_MENU_KINDS: Menu = { vegetarian: false, vegan: false, glutenFree: false, pescatarian: false };
const people = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const groupOf = (size: number, restrictions: DietarySlug[] = [], disliked: string[] = []): Group => ({
  size,
  restrictions,
  dislikedCuisines: new Set(disliked),
});
const place = (restaurantId: number, wanting: number, overrides: Partial<Candidate> = {}): Candidate => ({
  restaurantId,
  wantedBy: people(wanting),
  cuisines: ['italian'],
  tags: [],
  menu: null,
  miles: null,
  averageScore: null,
  ...overrides,
});
const idsOf = (group: Group, candidates: Candidate[]) =>
  decideMatches(group, candidates).matches.map(({ restaurantId }) => restaurantId);

describe('the score', () => {
  it.each([
    ['3 of 3, diet fine, 0.8 miles', 3, 3, [], 0.8, 99],
    ['2 of 3, diet fine, 2.5 miles', 3, 2, [], 2.5, 74],
    ['2 of 4, diet fails, distance unknown', 4, 2, ['vegan'], null, 40],
    ['2 of 3, diet fine, 12 miles', 3, 2, [], 12, 67],
    ['1 of 1, nothing known', 1, 1, [], null, 95],
  ] as [string, number, number, DietarySlug[], number | null, number][])(
    'of %s',
    (_, size, wanting, restrictions, miles, score) => {
      const candidate = place(1, wanting, { miles, menu: NO_MENU_KINDS });
      expect(scoreCandidate(groupOf(size, restrictions), candidate).score).toBe(score);
    },
  );

  it('is the rounded sum of its parts', () => {
    const { score, parts } = scoreCandidate(groupOf(3), place(1, 2, { miles: 2.5 }));
    expect(parts).toEqual({ wantToTry: 46.7, dietary: 20, location: 7.5 });
    expect(score).toBe(74);
  });
});

describe('what a menu says of diets', () => {
  const vegan: Menu = { ...NO_MENU_KINDS, vegan: true, vegetarian: true };

  it('is all or nothing for what menus decide', () => {
    expect(judgeDiet(['vegetarian', 'vegan', 'pescatarian'], vegan, [])).toEqual({
      points: 20,
      isAccommodated: true,
      toAsk: [],
    });
    expect(judgeDiet(['vegan', 'gluten-free'], vegan, [])).toEqual({
      points: 0,
      isAccommodated: false,
      toAsk: [],
    });
    expect(judgeDiet(['pescatarian'], { ...NO_MENU_KINDS, pescatarian: true }, []).points).toBe(20);
  });

  it('is unknown without a menu: half of the points, and something to ask', () => {
    expect(judgeDiet(['vegan', 'halal'], null, [])).toEqual({
      points: 10,
      isAccommodated: false,
      toAsk: ['vegan', 'halal'],
    });
    expect(judgeDiet([], null, [])).toEqual({ points: 20, isAccommodated: false, toAsk: [] });
  });

  it('is to be asked for what no menu decides, unless the restaurant says it', () => {
    expect(judgeDiet(['nut-allergy'], vegan, [])).toEqual({
      points: 20,
      isAccommodated: false,
      toAsk: ['nut-allergy'],
    });
    expect(judgeDiet(['nut-allergy', 'halal'], vegan, ['Nut-free options', 'halal'])).toEqual({
      points: 20,
      isAccommodated: true,
      toAsk: [],
    });
  });

  it('shows by a dish without meat that there is one without pork, and by none nothing', () => {
    expect(judgeDiet(['no-pork'], vegan, []).isAccommodated).toBe(true);
    expect(judgeDiet(['no-pork'], NO_MENU_KINDS, [])).toMatchObject({ points: 20, toAsk: ['no-pork'] });
  });
});

describe('the choice', () => {
  it('is among places that two want, else among those that one wants', () => {
    expect(idsOf(groupOf(3), [place(1, 1), place(2, 2)])).toEqual([2]);
    expect(decideMatches(groupOf(3), [place(1, 1)])).toMatchObject({
      isRelaxed: true,
      matches: [{ restaurantId: 1 }],
    });
    expect(decideMatches(groupOf(3), [])).toEqual({ isRelaxed: false, matches: [] });
    expect(decideMatches(groupOf(1), [place(1, 1)])).toMatchObject({
      isRelaxed: false,
      matches: [{ restaurantId: 1 }],
    });
  });

  it('leaves out what half of the group dislikes, and takes it with ten points less where nothing else is left', () => {
    const disliked = place(1, 3, { cuisines: ['thai', 'korean'], miles: 0 });
    const group = groupOf(3, [], ['thai']);
    expect(idsOf(group, [disliked, place(2, 2)])).toEqual([2]);
    expect(decideMatches(group, [disliked]).matches).toMatchObject([{ restaurantId: 1, score: 90 }]);
    expect(dislikedByHalf([['thai', 'thai'], ['thai', 'greek'], [], []])).toEqual(['thai']);
    expect(dislikedByHalf([['thai'], [], []])).toEqual([]);
  });

  it('goes by score, then by how many want it, by rating and by id', () => {
    const group = groupOf(2, ['vegan']);
    const rated = place(5, 2, { averageScore: 8 });
    expect(idsOf(group, [place(4, 2), place(3, 2), rated])).toEqual([5, 3, 4]);
    // 21 + 20 + 0.4 and 14 + 20 + 7.4
    const ten = groupOf(10);
    expect(idsOf(ten, [place(1, 3, { miles: 9.6 }), place(2, 2, { miles: 2.6 })])).toEqual([1, 2]);
  });

  it('is of at most 20', () => {
    expect(
      idsOf(
        groupOf(2),
        people(30).map((id) => place(id, 2)),
      ),
    ).toEqual(people(20));
  });
});

it('who was there within 30 days does not go again', () => {
  expect(visitWindow('2026-03-31')).toEqual({ from: '2026-03-01', to: '2026-03-31' });
  expect(visitWindow('2024-03-01')).toEqual({ from: '2024-01-31', to: '2024-03-01' });
});

it('a home is only known to about a kilometre, whatever the position in its cell', () => {
  expect(cellOf({ latitude: 40.7223, longitude: -73.9982 })).toEqual(
    cellOf({ latitude: 40.7299, longitude: -73.9901 }),
  );
  const degrees = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
  fc.assert(
    fc.property(degrees(90), degrees(180), (latitude, longitude) => {
      const cell = cellOf({ latitude, longitude });
      expect(Math.abs(cell.latitude - latitude)).toBeLessThan(0.0051);
      expect(Math.abs(cell.longitude - longitude)).toBeLessThan(0.0051);
      expect(Math.abs(cell.latitude)).toBeLessThanOrEqual(90);
      expect(Math.abs(cell.longitude)).toBeLessThanOrEqual(180);
    }),
  );
});

describe('whatever the group', () => {
  const group = fc
    .record({
      size: fc.integer({ min: 1, max: 21 }),
      restrictions: fc.uniqueArray(fc.constantFrom(...DIETARY_SLUGS)),
      disliked: fc.uniqueArray(fc.constantFrom('thai', 'greek', 'thin')),
    })
    .map(({ size, restrictions, disliked }) => groupOf(size, restrictions, disliked));
  const menu = fc.option(
    fc
      .record({
        vegetarian: fc.boolean(),
        vegan: fc.boolean(),
        glutenFree: fc.boolean(),
        pescatarian: fc.boolean(),
      })
      .map((kinds) => ({ ...kinds, vegetarian: kinds.vegetarian || kinds.vegan })),
  );
  const candidateIn = (size: number) =>
    fc.record({
      restaurantId: fc.integer({ min: 1, max: 1_000 }),
      wantedBy: fc.subarray(people(size), { minLength: 1 }).map((ids) => ids.toSorted((a, b) => a - b)),
      cuisines: fc.subarray(['thai', 'greek', 'italian']),
      tags: fc.subarray(['halal', 'nut_free', 'special occasion']),
      menu,
      miles: fc.option(fc.double({ min: 0, max: 30, noNaN: true })),
      averageScore: fc.option(fc.integer({ min: 0, max: 100 }).map((tenths) => tenths / 10)),
    });
  const situation = group.chain((one) =>
    fc
      .uniqueArray(candidateIn(one.size), { selector: ({ restaurantId }) => restaurantId, maxLength: 30 })
      .map((candidates) => ({ group: one, candidates })),
  );

  it('a score is a whole number from 0 to 100', () => {
    fc.assert(
      fc.property(situation, (given) => {
        for (const { score } of decideMatches(given.group, given.candidates).matches) {
          expect(Number.isInteger(score)).toBe(true);
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(100);
        }
      }),
    );
  });

  it('one more who wants a place never lowers its score', () => {
    fc.assert(
      fc.property(situation, ({ group: one, candidates }) => {
        for (const candidate of candidates) {
          const more = people(Math.min(one.size, candidate.wantedBy.length + 1));
          expect(scoreCandidate(one, { ...candidate, wantedBy: more }).score).toBeGreaterThanOrEqual(
            scoreCandidate(one, candidate).score,
          );
        }
      }),
    );
  });

  it('the same people in another order, with other ids, find the same places', () => {
    fc.assert(
      fc.property(situation, fc.infiniteStream(fc.nat()), ({ group: one, candidates }, random) => {
        const order = people(one.size)
          .map((id) => ({ id, key: random.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ id }) => id);
        const renamed = candidates.map((candidate) => ({
          ...candidate,
          wantedBy: candidate.wantedBy.map((id) => order[id - 1] ?? 0).sort((a, b) => a - b),
        }));
        const shown = (found: ReturnType<typeof decideMatches>) =>
          found.matches.map(({ restaurantId, score, parts }) => ({ restaurantId, score, parts }));
        expect(shown(decideMatches(one, renamed))).toEqual(shown(decideMatches(one, candidates)));
      }),
    );
  });

  it('the same candidates in any order are decided the same way', () => {
    fc.assert(
      fc.property(situation, ({ group: one, candidates }) => {
        const first = decideMatches(one, candidates);
        expect(decideMatches(one, candidates)).toEqual(first);
        expect(decideMatches(one, candidates.toReversed())).toEqual(first);
      }),
    );
  });

  it('what is best of the likeable and of the disliked holds the choice, however much else there is', () => {
    fc.assert(
      fc.property(situation, ({ group: one, candidates }) => {
        // What candidates.sql.ts leaves over: the best of each class by the same order.
        const isDisliked = ({ cuisines }: Candidate) =>
          cuisines.some((cuisine) => one.dislikedCuisines.has(cuisine));
        const best = (some: Candidate[]) => {
          const chosen = new Set(idsOf(one, some));
          return some.filter(({ restaurantId }) => chosen.has(restaurantId));
        };
        const shared = candidates.filter(({ wantedBy }) => wantedBy.length >= Math.min(2, one.size));
        const eligible = shared.length > 0 ? shared : candidates;
        const left = [
          ...best(eligible.filter((candidate) => !isDisliked(candidate))),
          ...best(eligible.filter(isDisliked)),
        ];
        expect(decideMatches(one, left).matches).toEqual(decideMatches(one, candidates).matches);
      }),
    );
  });
});
