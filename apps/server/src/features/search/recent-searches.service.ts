import type { RecentInput, RecentSearch } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Database, type Db } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import type { Actor } from '../../platform/viewer.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import { UsersService } from '../users/users.public.js';
import {
  deleteAllSearches,
  deleteSearch,
  findSearches,
  type RecentRow,
  rememberSearch,
} from './recent-searches.sql.js';

/** What a person looked for last: ten entries, each once, the newest first. */
@Injectable()
export class RecentSearchesService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly restaurants: RestaurantsService,
  ) {}

  async list(actor: Actor, limit: number): Promise<RecentSearch[]> {
    const db = this.database.current;
    return this.present(db, actor, await findSearches(db, actor.id, limit));
  }

  /** @throws AppError RESTAURANT_NOT_FOUND, USER_NOT_FOUND for what the person cannot see */
  async add(actor: Actor, input: RecentInput): Promise<RecentSearch> {
    return this.database.transaction(async (tx) => {
      if (input.type === 'restaurant' && !(await this.restaurants.exists(input.restaurantId, tx)))
        throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');
      if (input.type === 'user' && !(await this.users.cards(actor, [input.userId], tx)).has(input.userId))
        throw new AppError('USER_NOT_FOUND', 'There is no such person.');
      const row = await rememberSearch(tx, actor.id, input);
      const [entry] = await this.present(tx, actor, [row]);
      if (!entry) throw new Error('a search that was just remembered is not there');
      return entry;
    });
  }

  async clear(actor: Actor): Promise<void> {
    await this.database.transaction((tx) => deleteAllSearches(tx, actor.id));
  }

  /** @throws AppError SEARCH_NOT_FOUND */
  async remove(actor: Actor, id: number): Promise<void> {
    const isGone = await this.database.transaction((tx) => deleteSearch(tx, actor.id, id));
    if (!isGone) throw new AppError('SEARCH_NOT_FOUND', 'There is no such search.');
  }

  private async present(db: Db, actor: Actor, rows: readonly RecentRow[]): Promise<RecentSearch[]> {
    const people = rows.flatMap(({ userId }) => (userId === null ? [] : [userId]));
    const cards = await this.users.cards(actor, people, db);
    return rows.flatMap(({ id, userId, searchedAt, ...row }): RecentSearch[] => {
      const user = userId === null ? null : cards.get(userId);
      // Somebody who is not there for the person any more.
      if (user === undefined) return [];
      return [{ ...row, id: `search-${id}`, user, searchedAt: searchedAt.toISOString() }];
    });
  }
}
