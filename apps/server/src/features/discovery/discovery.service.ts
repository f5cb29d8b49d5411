import { createHash } from 'node:crypto';
import type { FriendAtRestaurant, PageMeta, SimilarRestaurant, TrendingRestaurant } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { pageMeta } from '../../platform/http/pages.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import { UsersService } from '../users/users.public.js';
import { findFriendsAt } from './friends-at-restaurant.sql.js';
import { rankSimilar, type Similar } from './similar.rules.js';
import { findAlike, findOrigin } from './similar.sql.js';
import { findTrending, type TrendingRow, type Where } from './trends.sql.js';

/** The longest list that can be asked for: it is kept, and cut to what is asked for. */
const LONGEST = 50;

const notThere = () => new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');

/** Lists of restaurants that are the same for everybody but for what the viewer has to do with each. */
@Injectable()
export class DiscoveryService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly users: UsersService,
    private readonly restaurants: RestaurantsService,
  ) {}

  async trending(
    viewer: Viewer,
    { limit, ...where }: Where & { limit: number },
  ): Promise<TrendingRestaurant[]> {
    const version = await this.cache.version(CACHE.catalogue, 'all');
    const text = await this.cache.read(CACHE.trending, { where: whereKey(where), version }, async () => ({
      value: JSON.stringify(await findTrending(this.database.current, where, LONGEST)),
    }));
    const rows = (JSON.parse(text ?? '[]') as TrendingRow[]).slice(0, limit);
    const cards = await this.cards(viewer, rows);
    return rows.flatMap(({ id, trend }) => {
      const card = cards.get(id);
      return card ? [{ ...card, trend }] : [];
    });
  }

  async similar(viewer: Viewer, id: number, limit: number): Promise<SimilarRestaurant[]> {
    const version = await this.cache.version(CACHE.catalogue, 'all');
    const text = await this.cache.read(CACHE.similar, { id, version }, async () => {
      const origin = await findOrigin(this.database.current, id);
      if (!origin) return null;
      const alike = await findAlike(this.database.current, origin.id);
      return { value: JSON.stringify(rankSimilar(origin, alike).slice(0, LONGEST)) };
    });
    if (text === null) throw notThere();
    const rows = (JSON.parse(text) as Similar[]).slice(0, limit);
    const cards = await this.cards(viewer, rows);
    return rows.flatMap(({ id: other, reason }) => {
      const card = cards.get(other);
      return card ? [{ ...card, reason }] : [];
    });
  }

  async friendsAt(
    actor: Actor,
    restaurantId: number,
    query: { page: number; pageSize: number },
  ): Promise<{ friends: FriendAtRestaurant[]; meta: PageMeta }> {
    const db = this.database.current;
    const place = await findOrigin(db, restaurantId);
    if (!place) throw notThere();
    const { friends, total } = await findFriendsAt(db, actor.id, place.id, query);
    return { friends, meta: pageMeta(query, total) };
  }

  private async cards(viewer: Viewer, rows: readonly { readonly id: number }[]) {
    return this.restaurants.cards(
      viewer,
      rows.map(({ id }) => id),
      viewer && (await this.users.homeOf(viewer)),
    );
  }
}

/** A city is any text: its hash is the key. */
const whereKey = ({ city, category }: Where): string =>
  createHash('sha1')
    .update(JSON.stringify([city?.toLowerCase() ?? null, category ?? null]))
    .digest('base64url');
