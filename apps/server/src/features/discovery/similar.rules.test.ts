import { expect, it } from 'vitest';
import { type Likeness, likenessOf, rankSimilar } from './similar.rules.js';

const origin = { name: 'Ippudo', cuisines: ['ramen', 'japanese'], price: '$$', ratingCount: 16 };
const other = (id: number, rest: Partial<Likeness> = {}): Likeness => ({
  id,
  cuisines: ['ramen', 'japanese'],
  price: '$$',
  miles: 1,
  fans: 0,
  ratingCount: 16,
  score: 70,
  ...rest,
});

it('says what both have in common', () => {
  const reasons = rankSimilar(origin, [
    other(1, { fans: 4 }),
    other(2, { miles: 0.04 }),
    other(3, { cuisines: ['ice-cream', 'japanese'], miles: 1.26 }),
    other(4, { cuisines: ['bar'], miles: 9, price: null }),
  ]);
  expect(reasons).toEqual([
    { id: 1, reason: '4 people who rate Ippudo high rate it high too.' },
    { id: 2, reason: 'Also ramen, next door.' },
    { id: 3, reason: 'Also japanese, 1.3 miles away.' },
    { id: 4, reason: 'Of the same kind.' },
  ]);
});

it('never tells of fewer than three people', () => {
  const [one] = rankSimilar(origin, [other(1, { fans: 2 })]);
  expect(one?.reason).not.toContain('people');
  expect(likenessOf(origin, other(1, { fans: 2 }))).toBe(likenessOf(origin, other(1)));
});

it('is one for a twin next door whose every guest likes both', () => {
  expect(likenessOf(origin, other(1, { miles: 0, fans: 16 }))).toBeCloseTo(1);
});

it('ties end on the rating, then the id', () => {
  expect(rankSimilar(origin, [other(3), other(2, { score: 80 }), other(1)]).map(({ id }) => id)).toEqual([
    2, 1, 3,
  ]);
});
