import type { Category, RankChange, Relation, Sentiment } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/database.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import {
  indexOf,
  type Order,
  type RankedPlace,
  type ScoreMove,
  scoreMoves,
  scoresOf,
  without,
} from './order.rules.js';
import { lockRanking, moveScores, type Ranking, saveOrder } from './rankings.sql.js';

/** How a place stands in an order, as a relation keeps it. */
export interface Standing {
  readonly rating: number | null;
  readonly ratingSource: Relation['ratingSource'];
  readonly rankIndex: number | null;
  /** null where the place is not ranked: the relation keeps what was said */
  readonly sentiment: Sentiment | null;
}

export interface Carried {
  readonly before: Standing;
  readonly after: Standing;
  /** length of the list that the place is on now */
  readonly total: number;
  /** of the list that it was on before, from now on */
  readonly versionLeft: number;
  readonly changes: RankChange[];
}

/** Where a place goes: given the order, how the place stood before and the list's version, the order that shall be. */
export type Placing = (order: Order, before: Standing, version: number) => Order;

export const UNRANKED: Standing = { rating: null, ratingSource: null, rankIndex: null, sentiment: null };

/** What became of one list, and its version from now on. */
interface Settled {
  readonly moves: readonly ScoreMove[];
  readonly version: number;
}

const NOTHING_MOVED: Settled = { moves: [], version: 0 };

/** Where a place stood: what is needed to put it back. */
export interface Stood {
  readonly index: number;
  readonly place: RankedPlace;
}

export function stoodIn(restaurantId: number, standing: Standing): Stood | null {
  const { rankIndex, rating, ratingSource, sentiment } = standing;
  if (rankIndex === null || rating === null || sentiment === null) return null;
  const fixed = ratingSource === 'manual' ? Math.round(rating * 10) : null;
  return { index: rankIndex, place: { restaurantId, sentiment, fixed } };
}

/** Changes the orders of one person, in the transaction of whoever asks. */
@Injectable()
export class Rankings {
  constructor(private readonly outbox: Outbox) {}

  /**
   * Carries a place to where `placing` wants it, from one category to another where they differ. Locks these
   * categories, in the order of their names, and no other; stores every score that moves but the place's own,
   * which is for its relation.
   */
  async carry(
    tx: Tx,
    userId: number,
    restaurantId: number,
    { from, to }: { from: Category | null; to: Category | null },
    placing: Placing,
  ): Promise<Carried> {
    const categories = [...new Set([from, to])].filter((one) => one !== null).sort();
    const opened = new Map<Category, Ranking>();
    for (const category of categories) opened.set(category, await lockRanking(tx, userId, category));
    const [source, target] = [from && opened.get(from), to && opened.get(to)];
    const before = source ? standingOf(source.order, restaurantId) : UNRANKED;
    const left =
      source && source !== target
        ? await this.settle(tx, source, without(source.order, restaurantId), restaurantId)
        : NOTHING_MOVED;
    if (!target)
      return {
        before,
        after: UNRANKED,
        total: 0,
        versionLeft: left.version,
        changes: left.moves.map(presentMove),
      };
    const order = placing(target.order, before, target.version);
    const entered = await this.settle(tx, target, order, restaurantId);
    return {
      before,
      after: standingOf(order, restaurantId),
      total: order.length,
      versionLeft: source === target ? entered.version : left.version,
      changes: [...left.moves, ...entered.moves].map(presentMove),
    };
  }

  private async settle(tx: Tx, ranking: Ranking, order: Order, restaurantId: number): Promise<Settled> {
    const isSame =
      order.length === ranking.order.length && order.every((place, n) => place === ranking.order[n]);
    if (isSame) return { moves: [], version: ranking.version };
    await saveOrder(tx, ranking, order);
    const moves = scoreMoves(ranking.order, order);
    const others = moves.filter((move) => move.restaurantId !== restaurantId);
    if (others.length > 0) {
      await moveScores(tx, ranking.userId, others);
      await this.outbox.append(tx, 'scores.moved', { userId: ranking.userId });
    }
    return { moves, version: ranking.version + 1 };
  }
}

export function standingOf(order: Order, restaurantId: number): Standing {
  const rankIndex = indexOf(order, restaurantId);
  const place = order[rankIndex];
  if (!place) return UNRANKED;
  return {
    rating: (scoresOf(order)[rankIndex] ?? 0) / 10,
    ratingSource: place.fixed === null ? 'ranked' : 'manual',
    rankIndex,
    sentiment: place.sentiment,
  };
}

const presentMove = ({ restaurantId, from, to, tenthsFrom, tenthsTo }: ScoreMove): RankChange => ({
  restaurantId,
  from,
  to,
  ratingFrom: tenthsFrom / 10,
  ratingTo: tenthsTo / 10,
});
