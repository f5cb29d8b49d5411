import type { Sentiment } from '@beli/contract';
import {
  bucketBounds,
  bucketOfTenths,
  indexOf,
  insertAt,
  type Order,
  scoresOf,
  without,
} from './order.rules.js';

/** A place as it stood in an order elsewhere. */
export interface StoodElsewhere {
  readonly restaurantId: number;
  readonly tenths: number;
  readonly isFixed: boolean;
  readonly sentiment: Sentiment | null;
}

/**
 * Puts a place behind the one that stood before it where both come from, and behind what scores as high or higher
 * here; never out of its bucket. Into an empty order, one after the other, they come as they stood.
 */
export function placeBehind(order: Order, stood: StoodElsewhere, behindId: number | null): Order {
  const { restaurantId, tenths, isFixed } = stood;
  const rest = without(order, restaurantId);
  const sentiment = stood.sentiment ?? bucketOfTenths(tenths);
  const byScore = scoresOf(rest).findLastIndex((score) => score >= tenths) + 1;
  const behind = behindId === null ? 0 : indexOf(rest, behindId) + 1;
  const { start, end } = bucketBounds(rest, sentiment);
  const index = Math.min(end, Math.max(start, byScore, behind));
  return insertAt(rest, { restaurantId, sentiment, fixed: isFixed ? tenths : null }, index);
}
