import type { Sentiment } from '@beli/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BUCKETS, insertByRating, insertRanked, type Order, placeAsTold, scoresOf } from './order.rules.js';
import { placeBehind } from './restoring.rules.js';

const grown = fc
  .array(
    fc.oneof(
      fc.record({ tenths: fc.integer({ min: 0, max: 100 }) }),
      fc.record({
        told: fc.integer({ min: 0, max: 100 }),
        position: fc.integer({ min: 0, max: 40 }),
      }),
      fc.record({ sentiment: fc.constantFrom<Sentiment>(...BUCKETS), at: fc.integer({ min: 0, max: 40 }) }),
    ),
    { maxLength: 40 },
  )
  .map((steps) =>
    steps.reduce<Order>(
      (order, step, id) =>
        'tenths' in step
          ? insertByRating(order, id + 1, step.tenths)
          : 'told' in step
            ? placeAsTold(order, id + 1, { position: step.position, tenths: step.told, sentiment: null })
            : insertRanked(order, id + 1, step.sentiment, step.at),
      [],
    ),
  );

function restore(into: Order, from: Order): Order {
  const scores = scoresOf(from);
  let last: number | null = null;
  return from.reduce((order, { restaurantId, sentiment, fixed }, index) => {
    const tenths = scores[index] ?? 0;
    const next = placeBehind(order, { restaurantId, tenths, isFixed: fixed !== null, sentiment }, last);
    last = restaurantId;
    return next;
  }, into);
}

it('brings any order back into an empty one, place for place and score for score', () => {
  fc.assert(
    fc.property(grown, (order) => {
      expect(restore([], order)).toEqual(order);
    }),
  );
});

it('keeps buckets together and the order of what comes, whatever is there', () => {
  fc.assert(
    fc.property(grown, grown, (there, coming) => {
      const moved = coming.map((place) => ({ ...place, restaurantId: place.restaurantId + 1000 }));
      const both = restore(there, moved);
      expect(both.map(({ sentiment }) => BUCKETS.indexOf(sentiment))).toEqual(
        both.map(({ sentiment }) => BUCKETS.indexOf(sentiment)).sort(),
      );
      expect(both.filter(({ restaurantId }) => restaurantId > 1000)).toEqual(moved);
      expect(both.filter(({ restaurantId }) => restaurantId <= 1000)).toEqual(there);
    }),
  );
});
