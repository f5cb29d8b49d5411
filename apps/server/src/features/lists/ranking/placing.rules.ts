import type { Category, RelationPatch } from '@beli/contract';
import {
  changeSentiment,
  indexOf,
  insertByRating,
  insertLike,
  type Order,
  type RankedPlace,
  without,
} from './order.rules.js';

const toTenths = (rating: number) => Math.round(rating * 10);

/** What is known of a place before it is put somewhere. */
interface Before {
  readonly rating: number | null;
  readonly ratingSource: 'manual' | 'ranked' | null;
  readonly sentiment: RankedPlace['sentiment'] | null;
}

/**
 * Where a place goes after its rating, sentiment or category was changed by hand. A number wins over a sentiment;
 * what is said of neither stays where it is.
 * @param from its category before, null for a new place
 */
export function placingOf(
  restaurantId: number,
  from: Category | null,
  { rating, sentiment }: Pick<RelationPatch, 'rating' | 'sentiment'>,
  to: Category,
): (order: Order, before: Before) => Order {
  return (order, before) => {
    if (rating === null) return without(order, restaurantId);
    const isSame = from === to && before.ratingSource === 'manual' && before.rating === rating;
    if (rating !== undefined) return isSame ? order : insertByRating(order, restaurantId, toTenths(rating));
    if (before.rating === null || before.sentiment === null) return order;
    if (from !== to) {
      return before.ratingSource === 'manual'
        ? insertByRating(order, restaurantId, toTenths(before.rating))
        : insertLike(order, restaurantId, sentiment ?? before.sentiment, toTenths(before.rating));
    }
    const isMindChanged = sentiment != null && before.ratingSource === 'ranked';
    return isMindChanged && indexOf(order, restaurantId) >= 0
      ? changeSentiment(order, restaurantId, sentiment)
      : order;
  };
}
