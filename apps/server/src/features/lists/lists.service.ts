import type {
  Category,
  ListCounts,
  ListDetail,
  ListEntry,
  ListPageQuery,
  ListSummary,
  PageMeta,
  RelationScope,
  RelationStatus,
  RelationWithRestaurant,
  UserCard,
  UserRef,
} from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import { pageMeta } from '../../platform/http/pages.js';
import type { Viewer } from '../../platform/viewer.js';
import { RestaurantListService, RestaurantsService } from '../restaurants/restaurants.public.js';
import { UsersService } from '../users/users.public.js';
import {
  type CustomListRow,
  countCustomLists,
  countEntries,
  findCustomLists,
  findEntries,
  findKeptRestaurantIds,
  findRelationPage,
  findScopeIds,
  type ScopeSummary,
  type Sight,
  summariseScopes,
} from './lists.sql.js';
import { presentRelation, STATUS_OF } from './relations.view.js';

const SCOPES: readonly { scope: RelationScope; name: string }[] = [
  { scope: 'been', name: 'Been' },
  { scope: 'want_to_try', name: 'Want to try' },
  { scope: 'recs', name: 'Recommended' },
];

const sightOf = (viewer: Viewer, account: { id: number; showsWantToTry: boolean }): Sight => ({
  isOwn: account.id === viewer?.id,
  showsWantToTry: account.showsWantToTry,
});

interface Account {
  readonly id: number;
  readonly createdAt: Date;
  readonly isPublic: boolean;
}

/** Reads of the lists of one person, by whoever may see them. */
@Injectable()
export class ListsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly restaurants: RestaurantsService,
    private readonly positions: RestaurantListService,
    private readonly cache: Cache,
  ) {}

  async lists(
    viewer: Viewer,
    ref: UserRef,
    query: {
      scope?: ListSummary['scope'] | undefined;
      category?: Category | undefined;
      include?: 'ids' | undefined;
    },
  ): Promise<ListSummary[]> {
    const account = await this.users.openAccount(viewer, ref);
    const sight = sightOf(viewer, account);
    const { isOwn } = sight;
    const db = this.database.current;
    const withIds = query.include === 'ids';
    const [owner, scopes, ids, custom] = await Promise.all([
      this.owner(viewer, account.id),
      summariseScopes(db, account.id, sight, query.category),
      withIds ? findScopeIds(db, account.id, sight, query.category) : undefined,
      findCustomLists(db, account.id, {
        isOwn,
        viewerId: viewer?.id ?? null,
        category: query.category,
        withIds,
      }),
    ]);
    const virtual = SCOPES.flatMap(({ scope }) => {
      const summary = scopes.find(({ status }) => status === STATUS_OF[scope]);
      if (!summary && !isOwn) return [];
      const restaurantIds = ids && (ids.get(STATUS_OF[scope]) ?? []);
      return {
        ...virtualSummary(account, owner, scope, summary, query.category),
        ...(restaurantIds && { restaurantIds }),
      };
    });
    return [...virtual, ...custom.map((row) => customSummary(row, owner))].filter(
      ({ scope }) => query.scope === undefined || scope === query.scope,
    );
  }

  async counts(viewer: Viewer, ref: UserRef, category?: Category): Promise<ListCounts> {
    const account = await this.users.openAccount(viewer, ref);
    const sight = sightOf(viewer, account);
    const [scopes, playlists] = await Promise.all([
      summariseScopes(this.database.current, account.id, sight, category),
      countCustomLists(this.database.current, account.id, sight.isOwn, category),
    ]);
    const count = (status: RelationStatus) => scopes.find((one) => one.status === status)?.count ?? 0;
    return { been: count('been'), want_to_try: count('want_to_try'), recs: count('recommended'), playlists };
  }

  async virtualList(
    viewer: Viewer,
    ref: UserRef,
    scope: RelationScope,
    query: ListPageQuery,
  ): Promise<{ list: ListDetail; meta: PageMeta }> {
    const account = await this.users.openAccount(viewer, ref);
    const db = this.database.current;
    const sight = sightOf(viewer, account);
    const status = STATUS_OF[scope];
    if (status === 'want_to_try' && !sight.isOwn && !sight.showsWantToTry)
      throw new AppError('LIST_NOT_FOUND', 'There is no such list.');
    const isPlaced = query.lat !== undefined || query.maxDistance !== undefined;
    const position = isPlaced ? await this.positions.positionOf(viewer, query) : null;
    if (!position && query.maxDistance !== undefined)
      throw invalidField('lat', 'needs lat and lng, or a home position in the profile');
    if (!viewer && query.minFriends !== undefined)
      throw new AppError('UNAUTHORIZED', 'Sign in to see what friends want to try.');
    const list = { userId: account.id, sight, status, query, position, viewerId: viewer?.id ?? null };
    const [owner, rows, total, scopes] = await Promise.all([
      this.owner(viewer, account.id),
      findEntries(db, list),
      countEntries(db, list),
      summariseScopes(db, account.id, sight, query.category),
    ]);
    const cards = await this.restaurants.cards(
      viewer,
      rows.map(({ restaurantId }) => restaurantId),
      position,
    );
    const first = (query.page - 1) * query.pageSize;
    const restaurants = rows.flatMap((row, index): ListEntry[] => {
      const card = cards.get(row.restaurantId);
      if (!card) return [];
      const { rating, rankIndex, visitDate, createdAt } = row;
      const notes = sight.isOwn || !row.notesPrivate ? row.notes : null;
      return [
        {
          ...card,
          userRating: rating,
          rankIndex,
          position: first + index,
          notes,
          visitDate,
          addedAt: createdAt.toISOString(),
        },
      ];
    });
    const summary = scopes.find(({ status }) => status === list.status);
    return {
      list: { ...virtualSummary(account, owner, scope, summary, query.category), restaurants },
      meta: pageMeta(query, total),
    };
  }

  /** Every restaurant of a virtual list that the viewer may see, in its order. */
  async scopeIds(viewer: Viewer, ref: UserRef, scope: RelationScope, category?: Category): Promise<number[]> {
    const account = await this.users.openAccount(viewer, ref);
    const ids = await findScopeIds(this.database.current, account.id, sightOf(viewer, account), category);
    return ids.get(STATUS_OF[scope]) ?? [];
  }

  async relations(
    viewer: Viewer,
    ref: UserRef,
    query: {
      page: number;
      pageSize: number;
      status?: RelationStatus | undefined;
      category?: Category | undefined;
      include?: 'restaurant' | undefined;
    },
  ): Promise<{ relations: RelationWithRestaurant[]; meta: PageMeta }> {
    const account = await this.users.openAccount(viewer, ref);
    const sight = sightOf(viewer, account);
    const { rows, total } = await findRelationPage(this.database.current, account.id, sight, query);
    const companions = await this.users.cards(
      viewer,
      sight.isOwn ? [] : rows.flatMap(({ companionIds }) => companionIds),
    );
    const cards =
      query.include === 'restaurant'
        ? await this.restaurants.cards(
            viewer,
            rows.map(({ restaurantId }) => restaurantId),
          )
        : undefined;
    const relations = rows.map((row) => {
      const restaurant = cards?.get(row.restaurantId);
      const relation = presentRelation(row, sight.isOwn);
      return {
        ...relation,
        // Whom the viewer must not meet is not named here either.
        ...(sight.isOwn ? {} : { companions: relation.companions.filter((id) => companions.has(id)) }),
        ...(restaurant && { restaurant }),
      };
    });
    return { relations, meta: pageMeta(query, total) };
  }

  /** What a person keeps is shown to more or fewer people than before: what was kept of it in caches goes. */
  async forgetKept(tx: Tx, userId: number): Promise<void> {
    await this.cache.drop(CACHE.restaurant, await findKeptRestaurantIds(tx, userId));
  }

  private async owner(viewer: Viewer, id: number): Promise<UserCard> {
    const owner = (await this.users.cards(viewer, [id])).get(id);
    if (!owner) throw new AppError('USER_NOT_FOUND', 'There is no such person.');
    return owner;
  }
}

function virtualSummary(
  account: Account,
  owner: UserCard,
  scope: RelationScope,
  summary: ScopeSummary | undefined,
  category: Category | undefined,
): ListSummary {
  return {
    id: [scope, account.id, ...(category === undefined ? [] : [category])].join('-'),
    scope,
    category: category ?? null,
    name: SCOPES.find((one) => one.scope === scope)?.name ?? scope,
    description: null,
    restaurantCount: summary?.count ?? 0,
    isPublic: account.isPublic,
    thumbnailImage: null,
    bookmarkCount: 0,
    isBookmarked: null,
    owner,
    createdAt: (summary?.createdAt ?? account.createdAt).toISOString(),
    updatedAt: (summary?.updatedAt ?? account.createdAt).toISOString(),
    version: 1,
  };
}

function customSummary(
  { id, bookmarksCount, createdAt, updatedAt, restaurantIds, ...row }: CustomListRow,
  owner: UserCard,
): ListSummary {
  return {
    ...row,
    id: `custom-${id}`,
    scope: 'playlists',
    bookmarkCount: bookmarksCount,
    owner,
    ...(restaurantIds && { restaurantIds }),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
