import type { Sentiment } from '@beli/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BUCKETS,
  bucketBounds,
  bucketOfTenths,
  changeSentiment,
  indexOf,
  insertAt,
  insertByRating,
  insertLike,
  insertRanked,
  moveTo,
  type Order,
  percentileOf,
  placeAsTold,
  SCORES,
  scoreMoves,
  scoresOf,
  without,
} from './order.rules.js';

/** l, f and d are ranked places of the buckets, numbers are ratings of the person's own. */
const order = (...places: (number | 'l' | 'f' | 'd')[]): Order =>
  places.map((place, index) => ({
    restaurantId: index + 1,
    sentiment:
      typeof place === 'number'
        ? bucketOfTenths(place * 10)
        : ({ l: 'liked', f: 'fine', d: 'disliked' } as const)[place],
    fixed: typeof place === 'number' ? Math.round(place * 10) : null,
  }));
const shown = (given: Order) => scoresOf(given).map((tenths) => tenths / 10);
const many = (count: number, place: 'l' | 'f' | 'd') => Array.from({ length: count }, () => place);

describe('scores (rules §9.3)', () => {
  it.each([
    [many(1, 'l'), [10]],
    [many(2, 'l'), [10, 8.4]],
    [many(3, 'l'), [10, 8.9, 7.8]],
    [many(5, 'l'), [10, 9.3, 8.7, 8, 7.4]],
    [many(1, 'f'), [6.6]],
    [many(3, 'f'), [6.6, 5.5, 4.5]],
    [many(1, 'd'), [3.3]],
    [many(3, 'd'), [3.3, 2.2, 1.1]],
  ])('%j: %j', (places, scores) => {
    expect(shown(order(...places))).toEqual(scores);
  });

  it.each<[string, (number | 'l' | 'f' | 'd')[], number[]]>([
    ['above a fixed point they come down from the best', ['l', 'l', 8.5], [10, 9.3, 8.5]],
    ['below the last they go on to the worst', [8.5, 'l', 'l'], [8.5, 7.9, 7.3]],
    ['between two they spread evenly', [9, 'l', 'l', 7.5], [9, 8.5, 8, 7.5]],
    ['between equal ones they are equal', [8, 'l', 'l', 8], [8, 8, 8, 8]],
    ['a fixed point bends its own bucket only', ['l', 8, 'f', 'd'], [10, 8, 6.6, 3.3]],
  ])('%s', (_, places, scores) => {
    expect(shown(order(...places))).toEqual(scores);
  });

  it('shows a rating that contradicts its position as it is, and bends nobody else by it', () => {
    const told = placeAsTold(order('l', 'l'), 9, { position: 0, tenths: 50, sentiment: null });
    expect(told[0]).toEqual({ restaurantId: 9, sentiment: 'liked', fixed: 50 });
    expect(shown(told)).toEqual([5, 8.9, 7.8]);
  });
});

describe('inserting', () => {
  it('puts a rating behind every place with as high a score, and the others move round it', () => {
    const after = insertByRating(order('l', 'l', 'l'), 9, 85);
    expect(indexOf(after, 9)).toBe(2);
    expect(shown(after)).toEqual([10, 9.3, 8.5, 7.6]);
    expect(indexOf(insertByRating(order(9, 8.5, 8.5, 8), 9, 85), 9)).toBe(3);
    expect(indexOf(insertByRating(order('l', 'd'), 9, 50), 9)).toBe(1);
  });

  it('keeps a ranked place that changes category with its kind, behind what scores as high', () => {
    expect(indexOf(insertLike(order('l', 'l', 'l', 'f'), 9, 'liked', 84), 9)).toBe(2);
    expect(indexOf(insertLike(order('l', 'f'), 9, 'disliked', 20), 9)).toBe(2);
  });

  it('takes the position of a client, and its sentiment where that tears no bucket apart', () => {
    const given = order('l', 'f', 'd');
    const at = (position: number, sentiment: Sentiment | null, tenths: number | null = null) =>
      placeAsTold(given, 9, { position, sentiment, tenths }).map((place) => place.sentiment);
    expect(at(1, 'fine')).toEqual(['liked', 'fine', 'fine', 'disliked']);
    expect(at(1, 'disliked')).toEqual(['liked', 'liked', 'fine', 'disliked']);
    expect(at(1, null, 50)).toEqual(['liked', 'fine', 'fine', 'disliked']);
    expect(at(99, null)).toEqual(['liked', 'fine', 'disliked', 'disliked']);
    expect(placeAsTold([], 9, { position: 7, sentiment: null, tenths: null })).toEqual([
      { restaurantId: 9, sentiment: 'liked', fixed: null },
    ]);
  });
});

describe('moving', () => {
  it('takes the sentiment of the place above, below at the top', () => {
    const given = order('l', 'l', 'f', 'f', 'd');
    expect(moveTo(given, 5, 3).map((place) => place.sentiment)).toEqual([
      'liked',
      'liked',
      'fine',
      'fine',
      'fine',
    ]);
    expect(moveTo(given, 5, 0)[0]).toEqual({ restaurantId: 5, sentiment: 'liked', fixed: null });
    expect(moveTo(given, 1, 999).at(-1)).toEqual({ restaurantId: 1, sentiment: 'disliked', fixed: null });
  });

  it('to where it is changes nothing, although another bucket lies above', () => {
    const given = order('l', 'f');
    expect(moveTo(given, 2, 1)).toBe(given);
    expect(moveTo(given, 2, 50)).toBe(given);
  });

  it('keeps an own rating only where it fits between its neighbours', () => {
    const given = order(9, 8, 7, 5);
    expect(moveTo(given, 3, 1)[1]).toEqual({ restaurantId: 3, sentiment: 'liked', fixed: null });
    expect(shown(moveTo(given, 3, 1))).toEqual([9, 8.5, 8, 5]);
    expect(moveTo(order(9, 8, 8, 7), 2, 2)[2]).toEqual({ restaurantId: 2, sentiment: 'liked', fixed: 80 });
    expect(moveTo(order('l', 8.5, 6.6), 3, 1)[1]).toMatchObject({ sentiment: 'liked', fixed: null });
  });

  it('brings in a place that was not ranked', () => {
    expect(moveTo([], 9, 4, 'disliked')).toEqual([{ restaurantId: 9, sentiment: 'disliked', fixed: null }]);
    expect(moveTo(order('l', 'l'), 9, 2).map(({ restaurantId }) => restaurantId)).toEqual([1, 2, 9]);
  });

  it('for a changed mind goes no further than into the other bucket', () => {
    expect(changeSentiment(order('l', 'f', 'd'), 1, 'disliked').map((p) => p.restaurantId)).toEqual([
      2, 1, 3,
    ]);
    expect(changeSentiment(order('l', 'f', 'd'), 3, 'liked').map((p) => p.restaurantId)).toEqual([1, 3, 2]);
  });
});

it('percentile: 100 at the top, by how many places lie at or behind it', () => {
  expect([percentileOf(0, 1), percentileOf(0, 10), percentileOf(9, 10), percentileOf(2, 3)]).toEqual([
    100, 100, 10, 33,
  ]);
});

// Properties -------------------------------------------------------------------------------------------

const sentiment = fc.constantFrom(...BUCKETS);
const step = fc.oneof(
  fc.record({ kind: fc.constant('rate' as const), id: fc.nat(40), tenths: fc.nat(100) }),
  fc.record({ kind: fc.constant('rank' as const), id: fc.nat(40), sentiment, position: fc.nat(50) }),
  fc.record({ kind: fc.constant('move' as const), id: fc.nat(40), index: fc.nat(50) }),
  fc.record({ kind: fc.constant('mind' as const), id: fc.nat(40), sentiment }),
  fc.record({ kind: fc.constant('leave' as const), id: fc.nat(40) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function apply(given: Order, one: Step): Order {
  if (one.kind === 'rate') return insertByRating(given, one.id, one.tenths);
  if (one.kind === 'rank') return insertRanked(given, one.id, one.sentiment, one.position);
  if (one.kind === 'move') return moveTo(given, one.id, one.index);
  if (one.kind === 'leave') return without(given, one.id);
  return indexOf(given, one.id) < 0 ? given : changeSentiment(given, one.id, one.sentiment);
}

function expectSound(given: Order): void {
  expect(new Set(given.map(({ restaurantId }) => restaurantId)).size).toBe(given.length);
  const buckets = given.map((place) => BUCKETS.indexOf(place.sentiment));
  expect(buckets).toEqual([...buckets].sort());
  const scores = scoresOf(given);
  expect(scores).toHaveLength(given.length);
  given.forEach((place, index) => {
    const score = scores[index] ?? Number.NaN;
    expect(Number.isInteger(score)).toBe(true);
    expect(score).toBeLessThanOrEqual(SCORES[place.sentiment].best);
    expect(score).toBeGreaterThanOrEqual(SCORES[place.sentiment].worst);
    expect(score).toBeLessThanOrEqual(scores[index - 1] ?? 100);
    if (place.fixed !== null) expect(score).toBe(place.fixed);
  });
}

it('whatever people do: one total order, contiguous buckets, falling scores inside them, own ratings as they are', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let now: Order = [];
      for (const one of steps) {
        now = apply(now, one);
        expectSound(now);
      }
    }),
    { numRuns: 300 },
  );
});

it('buckets of any length fall from their best score, never below their worst', () => {
  for (let count = 1; count <= 120; count++)
    expectSound(order(...many(count, 'l'), ...many(count, 'f'), ...many(count, 'd')));
});

it('one ranked place more moves a bounded number of scores, however long the list', () => {
  for (const count of [100, 1000, 5000]) {
    const before = order(...many(count, 'l'));
    for (const at of [0, count / 2, count]) {
      const moves = scoreMoves(before, insertRanked(before, 99_999, 'liked', at));
      expect(moves.length).toBeLessThanOrEqual(33);
      for (const move of moves) expect(Math.abs(move.tenthsTo - move.tenthsFrom)).toBe(1);
    }
  }
});

it('scoreMoves names exactly the places whose score differs', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), step, (steps, last) => {
      const before = steps.reduce(apply, [] as Order);
      const after = apply(before, last);
      const moves = new Map(scoreMoves(before, after).map((move) => [move.restaurantId, move]));
      const [from, to] = [scoresOf(before), scoresOf(after)];
      before.forEach(({ restaurantId }, index) => {
        const now = indexOf(after, restaurantId);
        const move = moves.get(restaurantId);
        expect(move !== undefined).toBe(now >= 0 && from[index] !== to[now]);
        if (move) expect([move.tenthsFrom, move.tenthsTo]).toEqual([from[index], to[now]]);
      });
    }),
  );
});

it('what was inserted and taken out again leaves everything as it was', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), step, (steps, last) => {
      const before = steps.reduce(apply, [] as Order);
      const place = before[0];
      if (place) expect(insertAt(without(before, place.restaurantId), place, 0)).toEqual(before);
      if (last.kind !== 'rate' && last.kind !== 'rank') return;
      fc.pre(indexOf(before, last.id) < 0);
      expect(without(apply(before, last), last.id)).toEqual(before);
    }),
  );
});

it('a bucket lies between those before and after it', () => {
  const given = order('l', 'l', 'd');
  expect(BUCKETS.map((bucket) => bucketBounds(given, bucket))).toEqual([
    { start: 0, end: 2 },
    { start: 2, end: 2 },
    { start: 2, end: 3 },
  ]);
});
