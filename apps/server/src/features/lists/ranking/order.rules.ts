import type { Sentiment } from '@beli/contract';

/** One place of an order. Ratings are whole tenths here: 85 is 8.5. */
export interface RankedPlace {
  readonly restaurantId: number;
  readonly sentiment: Sentiment;
  /** the rating that the person gave as a number, kept as it is; null where the position decides */
  readonly fixed: number | null;
}

/** Everything that one person has ranked in one category, best first: all liked, then fine, then disliked. */
export type Order = readonly RankedPlace[];

export const BUCKETS = ['liked', 'fine', 'disliked'] as const satisfies readonly Sentiment[];

/** Best and worst score of each bucket, in tenths. */
export const SCORES: Record<Sentiment, { readonly best: number; readonly worst: number }> = {
  liked: { best: 100, worst: 67 },
  fine: { best: 66, worst: 34 },
  disliked: { best: 33, worst: 0 },
};

/** The bucket that a rating on its own falls into. */
export const bucketOfTenths = (tenths: number): Sentiment =>
  BUCKETS.find((bucket) => tenths >= SCORES[bucket].worst) ?? 'disliked';

export const indexOf = (order: Order, restaurantId: number): number =>
  order.findIndex((place) => place.restaurantId === restaurantId);

export const without = (order: Order, restaurantId: number): Order =>
  order.filter((place) => place.restaurantId !== restaurantId);

/** Where a bucket lies in the order: [start, end). An empty one lies where its places would come. */
export function bucketBounds(order: Order, sentiment: Sentiment): { start: number; end: number } {
  const rank = BUCKETS.indexOf(sentiment);
  const before = order.filter((place) => BUCKETS.indexOf(place.sentiment) < rank).length;
  return { start: before, end: before + order.filter((place) => place.sentiment === sentiment).length };
}

/**
 * The order after `from` was made one with `into`: the place that stays takes the new name, the other leaves.
 * @param goes which of the two leaves this order, where both were kept; else null
 */
export function mergePlaces(order: Order, from: number, into: number, goes: number | null): Order {
  const left = goes === null ? order : without(order, goes);
  return left.map((place) => (place.restaurantId === from ? { ...place, restaurantId: into } : place));
}

// Scores -----------------------------------------------------------------------------------------------

/** (from·steps − step·(from − to)) / steps to the nearest tenth, halves up; whole numbers, so exact. */
const onTheWay = (from: number, to: number, step: number, steps: number): number =>
  Math.floor((2 * (from * steps - step * (from - to)) + steps) / (2 * steps));

/**
 * The score of every place, in tenths. Places that the person rated are fixed points; the others spread evenly
 * between them: from the best score of the bucket down to the first, from one to the next, and from the last
 * towards the worst score of the bucket. A rating that contradicts its position (a client sent both) is shown
 * as it is, and bends nobody else's score.
 */
export function scoresOf(order: Order): number[] {
  const scores = new Array<number>(order.length);
  for (let start = 0; start < order.length; ) {
    const bucket = order[start]?.sentiment ?? 'liked';
    let end = start;
    while (order[end]?.sentiment === bucket) end++;
    spreadBucket(order, scores, bucket, start, end);
    start = end;
  }
  return scores;
}

function spreadBucket(order: Order, scores: number[], bucket: Sentiment, start: number, end: number): void {
  const { best, worst } = SCORES[bucket];
  let from = start;
  let above: number | null = null;
  // Places [from, to) between the fixed point above and the one below; null is the end of the bucket.
  const spread = (to: number, below: number | null) => {
    const gap = to - from;
    for (let index = from; index < to; index++) {
      const step = index - from;
      scores[index] =
        order[index]?.fixed ??
        (above === null
          ? onTheWay(best, below ?? worst, step, gap)
          : onTheWay(above, below ?? worst, step + 1, gap + 1));
    }
  };
  for (let index = start; index < end; index++) {
    const fixed = order[index]?.fixed ?? null;
    if (fixed === null || fixed > (above ?? best) || fixed < worst) continue;
    spread(index, fixed);
    scores[index] = fixed;
    above = fixed;
    from = index + 1;
  }
  spread(end, null);
}

// Changes ----------------------------------------------------------------------------------------------

export const insertAt = (order: Order, place: RankedPlace, index: number): Order => [
  ...order.slice(0, index),
  place,
  ...order.slice(index),
];

/** Puts a place that the person gave a rating behind every place with as high a score or a higher one. */
export function insertByRating(order: Order, restaurantId: number, tenths: number): Order {
  const rest = without(order, restaurantId);
  const sentiment = bucketOfTenths(tenths);
  const behind = scoresOf(rest).findLastIndex((score) => score >= tenths) + 1;
  return insertAt(rest, { restaurantId, sentiment, fixed: tenths }, within(rest, sentiment, behind));
}

/** Puts a place into a bucket, ranked, behind the places there that score as high or higher. */
export function insertLike(order: Order, restaurantId: number, sentiment: Sentiment, tenths: number): Order {
  const rest = without(order, restaurantId);
  const behind = scoresOf(rest).findLastIndex((score) => score >= tenths) + 1;
  return insertAt(rest, { restaurantId, sentiment, fixed: null }, within(rest, sentiment, behind));
}

/** Puts a place where comparing led to, inside its bucket. */
export function insertRanked(
  order: Order,
  restaurantId: number,
  sentiment: Sentiment,
  position: number,
): Order {
  const rest = without(order, restaurantId);
  return insertAt(rest, { restaurantId, sentiment, fixed: null }, within(rest, sentiment, position));
}

/**
 * Moves a place, or brings a new one, to an index of the whole order. It takes the sentiment of the place above
 * it (below at the top); a rating of the person's own stays only where it fits between its new neighbours.
 * @param known how the person found a place that is not in the order yet
 */
export function moveTo(order: Order, restaurantId: number, index: number, known?: Sentiment | null): Order {
  const from = indexOf(order, restaurantId);
  const moved = order[from];
  const rest = without(order, restaurantId);
  const to = Math.min(index, rest.length);
  if (to === from) return order;
  const sentiment = landing(rest, to) ?? moved?.sentiment ?? known ?? 'liked';
  const shown = new Map(scoresOf(order).map((score, place) => [order[place]?.restaurantId, score] as const));
  const scoreAt = (place: number) => shown.get(rest[place]?.restaurantId);
  const fixed = moved?.fixed ?? null;
  const stays =
    fixed !== null &&
    bucketOfTenths(fixed) === sentiment &&
    (scoreAt(to - 1) ?? fixed) >= fixed &&
    (scoreAt(to) ?? fixed) <= fixed;
  return insertAt(rest, { restaurantId, sentiment, fixed: stays ? fixed : null }, to);
}

/**
 * Puts a place where a client that ranks on its own says, with the rating that it says (rules §9.3, drop-in).
 * The position decides: a sentiment that would tear a bucket apart gives way.
 */
export function placeAsTold(
  order: Order,
  restaurantId: number,
  told: { position: number; tenths: number | null; sentiment: Sentiment | null },
): Order {
  const rest = without(order, restaurantId);
  const index = Math.min(told.position, rest.length);
  const wishes = [told.sentiment, told.tenths === null ? null : bucketOfTenths(told.tenths)];
  const sentiment =
    wishes.find((wish) => wish !== null && within(rest, wish, index) === index) ??
    landing(rest, index) ??
    'liked';
  return insertAt(rest, { restaurantId, sentiment, fixed: told.tenths }, index);
}

/**
 * Puts a place that was taken out back where it stood; where the list has changed meanwhile, as near to that as its
 * bucket, or the rating that it was given, allows.
 */
export function putBack(
  order: Order,
  { place, index }: { place: RankedPlace; index: number },
  isUnchanged: boolean,
): Order {
  if (isUnchanged) return insertAt(order, place, index);
  if (place.fixed !== null) return insertByRating(order, place.restaurantId, place.fixed);
  return insertRanked(order, place.restaurantId, place.sentiment, index);
}

/** Moves a place no further than to the near end of the bucket that the person now puts it in. */
export function changeSentiment(order: Order, restaurantId: number, sentiment: Sentiment): Order {
  const from = indexOf(order, restaurantId);
  if (order[from]?.sentiment === sentiment) return order;
  return insertRanked(order, restaurantId, sentiment, from);
}

/** The sentiment of the place above an index, or of the one below at the top; none in an empty order. */
const landing = (order: Order, index: number): Sentiment | undefined =>
  order[index === 0 ? 0 : index - 1]?.sentiment;

function within(order: Order, sentiment: Sentiment, index: number): number {
  const { start, end } = bucketBounds(order, sentiment);
  return Math.min(end, Math.max(start, index));
}

// What a change did ------------------------------------------------------------------------------------

export interface ScoreMove {
  readonly restaurantId: number;
  /** indices before and after */
  readonly from: number;
  readonly to: number;
  /** tenths before and after */
  readonly tenthsFrom: number;
  readonly tenthsTo: number;
}

/** Every place of both orders whose score moved by a tenth or more, best first. */
export function scoreMoves(before: Order, after: Order): ScoreMove[] {
  const scores = scoresOf(before);
  const earlier = new Map(before.map(({ restaurantId }, index) => [restaurantId, index] as const));
  return scoresOf(after).flatMap((tenthsTo, to) => {
    const restaurantId = after[to]?.restaurantId ?? 0;
    const from = earlier.get(restaurantId);
    const tenthsFrom = from === undefined ? undefined : scores[from];
    if (from === undefined || tenthsFrom === undefined || tenthsFrom === tenthsTo) return [];
    return [{ restaurantId, from, to, tenthsFrom, tenthsTo }];
  });
}

/** How many hundredths of a list of `total` places lie at or behind an index. */
export const percentileOf = (index: number, total: number): number =>
  Math.round((100 * (total - index)) / total);
