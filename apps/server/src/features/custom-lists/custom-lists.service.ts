import {
  type ListInput,
  type ListKey,
  type ListPatch,
  type ListProgress,
  type ListSummary,
  type OpenList,
  type OpenListQuery,
  type PageMeta,
  type ProgressKey,
} from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { Database, type Db, type Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { pageMeta } from '../../platform/http/pages.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { Undo } from '../../platform/undo/undo.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { ListsService, moderatedLists } from '../lists/lists.public.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import { UsersService } from '../users/users.public.js';
import {
  findMissingRestaurants,
  insertList,
  lockListCount,
  removeList,
  replaceItems,
  restoreList,
  updateList,
} from './custom-list-write.sql.js';
import { progressOf } from './custom-lists.rules.js';
import {
  findFeaturedId,
  findList,
  findListEntries,
  findListIds,
  findLists,
  findLiveIds,
  findPublicLists,
  findVisited,
} from './custom-lists.sql.js';
import { listIdOf, presentList, presentSummary } from './custom-lists.view.js';
import { ListGuard, madeBySomebody, noSuchList } from './list-guard.js';

const MOST_LISTS = 500;
const FIRST_PAGE: OpenListQuery = { page: 1, pageSize: 20 };

/** What it takes to bring a list back. */
interface RemovedList {
  readonly listId: number;
  /** ISO instant of the removal */
  readonly at: string;
  readonly isByStaff: boolean;
}

/** Lists by their id: those that people make, and the virtual ones. */
@Injectable()
export class CustomListsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly restaurants: RestaurantsService,
    private readonly lists: ListsService,
    private readonly guard: ListGuard,
    private readonly audit: Audit,
    private readonly undo: Undo,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    undo.handle('list-removed', async (tx, actor, removed: RemovedList) => ({
      kind: 'list-removed',
      list: await this.restore(tx, actor, removed),
    }));
  }

  async open(
    viewer: Viewer,
    key: ListKey,
    query: OpenListQuery,
  ): Promise<{ list: OpenList; meta: PageMeta }> {
    if (key.kind === 'custom') return this.openCustom(this.database.current, viewer, key.id, query);
    const { include, ...page } = query;
    const { list, meta } = await this.lists.virtualList(viewer, key.userId, key.scope, {
      ...page,
      ...(key.category && { category: key.category }),
    });
    if (include !== 'ids') return { list, meta };
    const restaurantIds = await this.lists.scopeIds(viewer, key.userId, key.scope, key.category);
    return { list: { ...list, restaurantIds }, meta };
  }

  /** Those of the lists that the viewer may see, by id. */
  async summaries(viewer: Viewer, ids: readonly number[]): Promise<Map<number, ListSummary>> {
    const rows = await findLists(this.database.current, ids, viewer?.id ?? null);
    return new Map(rows.map((row) => [row.id, presentSummary(row)]));
  }

  async create(actor: Actor, input: ListInput): Promise<OpenList> {
    return this.database.transaction(async (tx) => {
      const count = await lockListCount(tx, actor.id);
      if (count === undefined) throw new AppError('UNAUTHORIZED', 'The account is gone.');
      if (count >= MOST_LISTS)
        throw new AppError('CONFLICT', `You have ${MOST_LISTS} lists: delete one first.`);
      const id = await insertList(tx, actor.id, input);
      const restaurantIds = await this.place(tx, id, input);
      if (restaurantIds?.length) await updateList(tx, id, { restaurantCount: restaurantIds.length });
      return this.fresh(tx, actor, id);
    });
  }

  /** Owners change everything; who moderates may make a list of somebody else private, and no more. */
  async update(actor: Actor, key: ListKey, patch: ListPatch, version?: number): Promise<OpenList> {
    const id = madeBySomebody(key);
    return this.database.transaction(async (tx) => {
      const isUnpublishing = patch.isPublic === false && Object.keys(patch).length === 1;
      const list = await this.guard.lock(tx, actor, id, isUnpublishing ? 'withdraw' : 'change', version);
      const restaurantIds = await this.place(tx, id, patch);
      await updateList(tx, id, {
        ...patch,
        ...(restaurantIds && { restaurantCount: restaurantIds.length }),
      });
      if (list.ownerId !== actor.id) {
        await this.audit.record(tx, actor, {
          act: 'list.unpublish',
          target: { type: 'list', id, authorId: list.ownerId },
          before: { name: list.name, isPublic: list.isPublic },
          after: { isPublic: false },
        });
        const row = await findList(tx, id, list.ownerId);
        if (!row) throw noSuchList();
        // It is out of the moderator's own sight now: what is left to say is that it is.
        return presentList(row, [], new Map(), actor.id, undefined);
      }
      return this.fresh(tx, actor, id);
    });
  }

  async remove(actor: Actor, key: ListKey, version?: number): Promise<{ undoToken: string }> {
    const id = madeBySomebody(key);
    return this.database.transaction(async (tx) => {
      const list = await this.guard.lock(tx, actor, id, 'withdraw', version);
      const at = this.clock();
      const isByStaff = list.ownerId !== actor.id;
      if (isByStaff) {
        await moderatedLists.remove(tx, id, at);
        await this.audit.record(tx, actor, {
          act: 'list.delete',
          target: { type: 'list', id, authorId: list.ownerId },
          before: { name: list.name, isPublic: list.isPublic },
        });
      } else await removeList(tx, id, at);
      const removed: RemovedList = { listId: id, at: at.toISOString(), isByStaff };
      return { undoToken: await this.undo.offer(tx, actor, 'list-removed', removed) };
    });
  }

  /** @throws AppError UNAUTHORIZED for nobody's own progress */
  async progress(viewer: Viewer, key: ProgressKey, userId: number | undefined): Promise<ListProgress> {
    const db = this.database.current;
    const person = await this.users.openAccount(viewer, userId ?? 'me');
    const ids = await this.idsOf(db, viewer, key);
    const visitedRestaurantIds = await findVisited(db, person.id, ids, person.id === viewer?.id);
    return {
      listId: idTextOf(key),
      totalRestaurants: ids.length,
      visitedCount: visitedRestaurantIds.length,
      progressPercentage: progressOf(visitedRestaurantIds.length, ids.length),
      visitedRestaurantIds,
    };
  }

  /** The list as it is after a change, its first page. */
  async fresh(tx: Tx, actor: Actor, id: number): Promise<OpenList> {
    return (await this.openCustom(tx, actor, id, FIRST_PAGE)).list;
  }

  private async openCustom(
    db: Db,
    viewer: Viewer,
    id: number,
    query: OpenListQuery,
  ): Promise<{ list: OpenList; meta: PageMeta }> {
    const viewerId = viewer?.id ?? null;
    const row = await findList(db, id, viewerId);
    if (!row) throw noSuchList();
    const [entries, ids] = await Promise.all([
      findListEntries(db, row, { showsKept: row.isOwnerOpen, isOwn: row.ownerId === viewerId }, query),
      query.include === 'ids' ? findListIds(db, id) : undefined,
    ]);
    const cards = await this.restaurants.cards(
      viewer,
      entries.map(({ restaurantId }) => restaurantId),
      null,
      db,
    );
    return {
      list: presentList(row, entries, cards, viewerId, ids),
      meta: pageMeta(query, row.restaurantCount),
    };
  }

  /** Those of these lists that are public and open to the viewer, in the order given. */
  async publicSummaries(viewer: Viewer, ids: readonly number[], db: Db): Promise<ListSummary[]> {
    return (await findPublicLists(db, ids, viewer?.id ?? null)).map(presentSummary);
  }

  private async idsOf(db: Db, viewer: Viewer, key: ProgressKey): Promise<number[]> {
    if (key.kind === 'virtual') return this.lists.scopeIds(viewer, key.userId, key.scope, key.category);
    if (key.kind === 'custom') {
      if (!(await findList(db, key.id, viewer?.id ?? null))) throw noSuchList();
      return findListIds(db, key.id);
    }
    const id = await findFeaturedId(db, key.slug);
    if (id === undefined) throw noSuchList();
    return findLiveIds(db, id);
  }

  /** Puts the restaurants of an input on the list, where it names any. */
  private async place(
    tx: Tx,
    id: number,
    { restaurantIds, thumbnailImage }: ListPatch,
  ): Promise<number[] | undefined> {
    // No image has been uploaded yet by anybody.
    if (thumbnailImage != null)
      throw new AppError('IMAGE_NOT_FOUND', 'There is no such image of yours.', { imageId: thumbnailImage });
    if (!restaurantIds) return undefined;
    const ids = [...new Set(restaurantIds)];
    // What stood there already may stay, though the restaurant has gone since.
    const standing = new Set(await findListIds(tx, id));
    const missing = await findMissingRestaurants(
      tx,
      ids.filter((restaurantId) => !standing.has(restaurantId)),
    );
    if (missing.length > 0)
      throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.', { restaurantIds: missing });
    await replaceItems(tx, id, ids);
    return ids;
  }

  private async restore(tx: Tx, actor: Actor, { listId, at, isByStaff }: RemovedList): Promise<ListSummary> {
    const instant = new Date(at);
    if (isByStaff) {
      await moderatedLists.restore(tx, listId, instant);
      await this.audit.record(tx, actor, { act: 'list.restore', target: { type: 'list', id: listId } });
    } else if (!(await restoreList(tx, listId, actor.id, instant)))
      throw new AppError('CONFLICT', 'The list cannot come back any more.');
    const row = await findList(tx, listId, actor.id);
    if (!row) throw noSuchList();
    return presentSummary(row);
  }
}

function idTextOf(key: ProgressKey): string {
  if (key.kind === 'custom') return listIdOf(key.id);
  if (key.kind === 'featured') return `featured-${key.slug}`;
  return [key.scope, key.userId, ...(key.category ? [key.category] : [])].join('-');
}
