import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange, arrangePicks, VARIETY } from './recommendations.rules.js';

const candidates = (kinds: readonly string[]) =>
  kinds.map((cuisine, index) => ({ id: index + 1, cuisines: [cuisine], score: 90 - index }));

describe('for you', () => {
  it('is by the personal score, then by everybody, then by id', () => {
    const some = [
      { id: 3, cuisines: [], score: 50 },
      { id: 2, cuisines: [], score: 50 },
      { id: 1, cuisines: [], score: 90 },
      { id: 4, cuisines: [], score: 10 },
    ];
    const personal = new Map([[4, 80]]);
    expect(arrange(some, (id) => personal.get(id)).map(({ id }) => id)).toEqual([4, 1, 2, 3]);
    expect(arrange(some, () => undefined).map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });

  it('has at most three of a cuisine among the first twelve', () => {
    const some = candidates([...Array<string>(9).fill('pizza'), ...'abcdefghijk']);
    const order = arrange(some, () => undefined).map(({ id }) => id);
    expect(order.slice(0, 4)).toEqual([1, 2, 3, 10]);
    expect(order.slice(0, 12).filter((id) => id < 10)).toHaveLength(3);
    expect(order.slice(12, 15)).toEqual([4, 5, 6]);
  });

  it('loses nobody and doubles nobody, whatever the cuisines', () => {
    const cuisine = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(cuisine, { maxLength: 3 }), { maxLength: 60 }), (kinds) => {
        const some = kinds.map((cuisines, id) => ({ id, cuisines, score: (id * 37) % 100 }));
        const order = arrange(some, (id) => (id * 53) % 97);
        expect(order.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(some.map(({ id }) => id));
        const counts = new Map<string, number>();
        // As long as there is anything else, that is: the first who would be too many ends the promise.
        const first = order.slice(0, VARIETY.first);
        const kept = first.findIndex(({ cuisines }) => {
          for (const one of cuisines) counts.set(one, (counts.get(one) ?? 0) + 1);
          return cuisines.some((one) => (counts.get(one) ?? 0) > VARIETY.most);
        });
        if (kept >= 0)
          for (const late of order.slice(kept))
            expect(
              late.cuisines.some(
                (one) => order.slice(0, kept).filter(({ cuisines }) => cuisines.includes(one)).length >= 3,
              ),
            ).toBe(true);
      }),
    );
  });
});

describe('from friends', () => {
  it('is by friendScore·ln(1 + k), ties by everybody', () => {
    const picks = [
      { id: 1, friendScore: 95, recommenders: 1, score: 70 },
      { id: 2, friendScore: 80, recommenders: 3, score: 70 },
      { id: 3, friendScore: null, recommenders: 2, score: 70 },
      { id: 4, friendScore: 80, recommenders: 2, score: 90 },
    ];
    // 65.8, 110.9, 87.9, 87.9
    expect(arrangePicks(picks, 80).map(({ id }) => id)).toEqual([2, 4, 3, 1]);
  });
});
