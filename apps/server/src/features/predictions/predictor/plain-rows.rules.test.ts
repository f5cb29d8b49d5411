import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnFrom } from './plain-rows.rules.js';

const rows = [
  { user: 'ana', item: 'x', rating: 2 },
  { user: 'ana', item: 'y', rating: 1 },
  { user: 'ben', item: 'x', rating: 2 },
  { user: 'cem', item: 'y', rating: 0 },
];

describe('the predictor over plain rows', () => {
  it('answers users and items that no row names', () => {
    const [stranger, unknown] = learnFrom(rows).predict([
      { user: 'dag', item: 'x' },
      { user: 'ana', item: 'z' },
    ]);
    expect(stranger).toBeGreaterThan(1.25);
    expect(unknown).toBeGreaterThan(1.25);
    expect(learnFrom(rows).predict([{ user: 'dag', item: 'z' }])[0]).toBeCloseTo(1.25);
  });

  it('knows an unseen item by its kind', () => {
    const features = new Map([
      ['x', { cuisines: ['thai'], price: '$$' }],
      ['y', { cuisines: ['pizza'], price: '$' }],
      ['new thai', { cuisines: ['thai'], price: '$$' }],
      ['new pizza', { cuisines: ['pizza'], price: '$' }],
    ]);
    const [thai = 0, pizza = 0] = learnFrom(rows, features).predict([
      { user: 'dag', item: 'new thai' },
      { user: 'dag', item: 'new pizza' },
    ]);
    expect(thai).toBeGreaterThan(pizza);
  });

  it('takes several ratings of one item by one user as their mean', () => {
    const twice = [...rows, { user: 'ana', item: 'x', rating: 0 }];
    const once = rows.with(0, { user: 'ana', item: 'x', rating: 1 });
    const pair = [{ user: 'ben', item: 'y' }];
    expect(learnFrom(twice).predict(pair)[0]).toBeCloseTo(learnFrom(once).predict(pair)[0] ?? 0);
  });

  it('has nothing to say without rows', () => {
    expect(() => learnFrom([])).toThrow(RangeError);
  });

  it('stays within the ratings, and does not care for the order of rows', () => {
    const row = fc.record({
      user: fc.constantFrom('a', 'b', 'c', 'd'),
      item: fc.constantFrom('p', 'q', 'r', 's', 't', 'u', 'v'),
      rating: fc.integer({ min: 0, max: 2 }),
    });
    const pairs = ['a', 'b', 'z'].flatMap((user) => ['p', 'v', 'w'].map((item) => ({ user, item })));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (some) => {
        const answers = learnFrom(some).predict(pairs);
        expect(learnFrom(some.toReversed()).predict(pairs)).toEqual(answers);
        const given = some.map(({ rating }) => rating);
        expect(Math.min(...answers)).toBeGreaterThanOrEqual(Math.min(...given));
        expect(Math.max(...answers)).toBeLessThanOrEqual(Math.max(...given));
      }),
    );
  });
});
