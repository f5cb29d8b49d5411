import type {
  Category,
  PageMeta,
  Ranked,
  RankingEntry,
  RankingInput,
  RankingPlaced,
  Relation,
  UserRef,
} from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../../platform/config.js';
import { Database, type Tx } from '../../../platform/database/database.js';
import { AppError } from '../../../platform/errors.js';
import { pageMeta } from '../../../platform/http/pages.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import { CONFIG } from '../../../platform/platform.js';
import type { Actor, Viewer } from '../../../platform/viewer.js';
import { holdRestaurant, RestaurantsService } from '../../restaurants/restaurants.public.js';
import { UsersService } from '../../users/users.public.js';
import { changesOf, RelationKeeper } from '../relation-keeper.js';
import { pickRelation } from '../relations.service.js';
import { presentRelation } from '../relations.view.js';
import { moveTo, type Order, percentileOf, placeAsTold } from './order.rules.js';
import { RankUndo } from './rank-undo.js';
import { countRanked, findRanked } from './ranked-places.sql.js';
import { payRatingChanges } from './rating-changes.sql.js';

/** The order of what people have been to: moved by hand, told by a client, read by others. */
@Injectable()
export class RankingService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly restaurants: RestaurantsService,
    private readonly keeper: RelationKeeper,
    private readonly rankUndo: RankUndo,
    private readonly outbox: Outbox,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async rank(
    actor: Actor,
    restaurantId: number,
    index: number,
    version?: number,
  ): Promise<{ ranked: Ranked; version: number; undoToken: string }> {
    return this.database.transaction(async (tx) => {
      const opened = await this.keeper.open(tx, actor, restaurantId);
      const been = pickRelation(opened.kept, 'been', version);
      const placing = (order: Order) => moveTo(order, restaurantId, index, been.sentiment);
      const { relation, carried } = await this.keeper.revise(tx, opened, been, {}, { placing });
      return {
        version: relation.version,
        undoToken: await this.rankUndo.offer(tx, actor, been, carried),
        ranked: {
          restaurantId,
          rankIndex: relation.rankIndex ?? 0,
          previousRankIndex: carried?.before.rankIndex ?? null,
          rating: relation.rating ?? 0,
          changes: changesOf(carried),
        },
      };
    });
  }

  async place(
    actor: Actor,
    restaurantId: number,
    { position, rating, sentiment, category, ...details }: RankingInput,
    version?: number,
  ): Promise<{ relation: Relation; placed: RankingPlaced; isNew: boolean }> {
    return this.database.transaction(async (tx) => {
      const opened = await this.keeper.open(tx, actor, restaurantId);
      const isThere = opened.kept.some(({ status }) => status === 'been');
      const been = isThere || version !== undefined ? pickRelation(opened.kept, 'been', version) : undefined;
      if (!been && !(await holdRestaurant(tx, restaurantId)))
        throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');
      await this.keeper.checkReferences(tx, actor, details);
      const tenths = this.config.TRUST_CLIENT_RATING && rating !== undefined ? Math.round(rating * 10) : null;
      const placing = (order: Order) =>
        placeAsTold(order, restaurantId, { position, tenths, sentiment: sentiment ?? null });
      const input = { ...details, category };
      const { relation, carried } = been
        ? await this.keeper.revise(tx, opened, been, input, { placing, visitDate: 'adds' })
        : await this.keeper.create(tx, opened, { status: 'been', category, input, placing });
      const total = carried?.total ?? 1;
      return {
        isNew: !been,
        relation: presentRelation(relation, true),
        placed: {
          changes: changesOf(carried),
          total,
          percentile: percentileOf(relation.rankIndex ?? 0, total),
        },
      };
    });
  }

  async list(
    viewer: Viewer,
    ref: UserRef,
    query: { category: Category; page: number; pageSize: number },
  ): Promise<{ entries: RankingEntry[]; meta: PageMeta }> {
    const account = await this.users.openAccount(viewer, ref);
    const db = this.database.current;
    const isOwn = account.id === viewer?.id;
    const [rows, total] = await Promise.all([
      findRanked(db, account.id, isOwn, query),
      countRanked(db, account.id, isOwn, query.category),
    ]);
    const cards = await this.restaurants.cards(
      viewer,
      rows.map(({ restaurantId }) => restaurantId),
    );
    const entries = rows.flatMap(({ restaurantId, rating, rankIndex, sentiment }): RankingEntry[] => {
      const card = cards.get(restaurantId);
      return card ? [{ ...card, userRating: rating, rankIndex, rank: rankIndex + 1, sentiment }] : [];
    });
    return { entries, meta: pageMeta(query, total) };
  }

  /** Lets the restaurants' averages follow scores that moved with somebody's list. */
  async countRatings(tx: Tx): Promise<void> {
    const restaurantIds = await payRatingChanges(tx);
    if (restaurantIds.length > 0) await this.outbox.append(tx, 'ratings.counted', { restaurantIds });
  }
}
