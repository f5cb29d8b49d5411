import {
  bucketOfTenths,
  insertByRating,
  insertLike,
  type Order,
  scoresOf,
} from '../features/lists/ranking/order.rules.js';
import { findRanking, lockRanking, saveOrder } from '../features/lists/ranking/rankings.sql.js';
import type { Database } from '../platform/database/database.js';
import type { Example } from './drift.sql.js';
import type { Finding } from './finding.js';
import { findKeptScores, findLists, type KeptScore, type ListKey, setScores } from './rankings.sql.js';

const BATCH = 200;
const NAME = 'rankings and the scores that follow from them';

/**
 * Every order holds exactly the rated been places of its person and category, and every score is the one that
 * follows from it. Of places that an order does not know their relations say where they go; what the order holds
 * besides leaves it; a score that does not follow is written anew.
 */
export async function examineRankings(
  database: Database,
  isRepairing: boolean,
  examples: number,
): Promise<Finding> {
  const wrong: (Example & { list: ListKey })[] = [];
  let after: ListKey = { userId: 0, category: 'bakeries' };
  for (;;) {
    const lists = await findLists(database.primary, after, BATCH);
    const kept = Map.groupBy(await findKeptScores(database.primary, lists), keyOf);
    for (const list of lists) {
      const { order } = await findRanking(database.primary, list.userId, list.category);
      const scores = kept.get(keyOf(list)) ?? [];
      const fault = faultOf(order, scores);
      if (fault) wrong.push({ id: keyOf(list), ...fault, list });
    }
    const last = lists.at(-1);
    if (!last || lists.length < BATCH) break;
    after = last;
  }
  if (isRepairing) for (const { list } of wrong) await repair(database, list);
  return {
    name: NAME,
    count: wrong.length,
    examples: wrong.slice(0, examples),
    repaired: isRepairing ? wrong.length : 0,
  };
}

const keyOf = ({ userId, category }: ListKey): string => `${userId} ${category}`;

async function repair(database: Database, { userId, category }: ListKey): Promise<void> {
  await database.transaction(async (tx) => {
    const ranking = await lockRanking(tx, userId, category);
    const order = soundOrder(ranking.order, await findKeptScores(tx, [{ userId, category }]));
    await saveOrder(tx, ranking, order);
    const scores = scoresOf(order).map((tenths, index) => ({
      restaurantId: order[index]?.restaurantId ?? 0,
      tenths,
      source: order[index]?.fixed === null ? 'ranked' : 'manual',
      sentiment: order[index]?.sentiment ?? 'liked',
    }));
    await setScores(tx, userId, scores);
  });
}

/** The order as it should be: as it is, without what is not kept, and with what it lacks. */
function soundOrder(order: Order, kept: readonly KeptScore[]): Order {
  const byId = new Map(kept.map((one) => [one.restaurantId, one]));
  const known = order.filter(({ restaurantId }, index) => byId.has(restaurantId) && isFirst(order, index));
  const sound = known.toSorted((a, b) => bucketRank(a.sentiment) - bucketRank(b.sentiment));
  const missing = kept.filter(({ restaurantId }) => !known.some((one) => one.restaurantId === restaurantId));
  return missing.reduce<Order>((now, { restaurantId, rating, source, sentiment }) => {
    const tenths = Math.round(rating * 10);
    return source === 'manual'
      ? insertByRating(now, restaurantId, tenths)
      : insertLike(now, restaurantId, sentiment ?? bucketOfTenths(tenths), tenths);
  }, sound);
}

const bucketRank = (sentiment: string) => ['liked', 'fine', 'disliked'].indexOf(sentiment);
const isFirst = (order: Order, index: number) =>
  order.findIndex((one) => one.restaurantId === order[index]?.restaurantId) === index;

function faultOf(order: Order, kept: readonly KeptScore[]): { stored: string; actual: string } | null {
  const scores = scoresOf(order);
  const stored = new Map(kept.map((one) => [one.restaurantId, one]));
  if (order.length !== kept.length || !order.every(({ restaurantId }) => stored.has(restaurantId)))
    return { stored: `${order.length} places in order`, actual: `${kept.length} rated` };
  for (const [index, place] of order.entries()) {
    const one = stored.get(place.restaurantId);
    const follows = scores[index] ?? 0;
    const source = place.fixed === null ? 'ranked' : 'manual';
    const isRight =
      one &&
      Math.round(one.rating * 10) === follows &&
      one.source === source &&
      one.sentiment === place.sentiment;
    if (one && !isRight) {
      const said = `${one.rating} ${one.source} ${one.sentiment}`;
      return {
        stored: `${place.restaurantId}: ${said}`,
        actual: `${follows / 10} ${source} ${place.sentiment}`,
      };
    }
  }
  return null;
}
