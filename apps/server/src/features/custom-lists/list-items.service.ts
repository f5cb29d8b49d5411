import {
  type Collaborator,
  type CollaboratorRole,
  type ListBookmarkState,
  type ListKey,
  MOST_PLACES,
  type OpenList,
} from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor } from '../../platform/viewer.js';
import { UsersService } from '../users/users.public.js';
import {
  countCollaborators,
  deleteCollaborator,
  deleteItem,
  findMissingRestaurants,
  insertItem,
  replaceItems,
  setBookmark,
  setCollaborator,
  updateList,
} from './custom-list-write.sql.js';
import { isPermutation } from './custom-lists.rules.js';
import { CustomListsService } from './custom-lists.service.js';
import { findList, findListIds, lockList } from './custom-lists.sql.js';
import { listIdOf } from './custom-lists.view.js';
import { ListGuard, madeBySomebody, noSuchList } from './list-guard.js';

const MOST_COLLABORATORS = 50;

/** What stands on a list, and who has to do with it. */
@Injectable()
export class ListItemsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly lists: CustomListsService,
    private readonly guard: ListGuard,
    private readonly outbox: Outbox,
  ) {}

  async add(
    actor: Actor,
    key: ListKey,
    item: { restaurantId: number; position?: number | undefined; note?: string | null | undefined },
    version?: number,
  ): Promise<OpenList> {
    const id = madeBySomebody(key);
    return this.database.transaction(async (tx) => {
      await this.guard.lock(tx, actor, id, 'arrange', version);
      const { restaurantId, note } = item;
      if ((await findMissingRestaurants(tx, [restaurantId])).length > 0)
        throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');
      const standing = await findListIds(tx, id);
      if (standing.includes(restaurantId))
        throw new AppError('CONFLICT', 'The restaurant is on this list already.');
      if (standing.length >= MOST_PLACES)
        throw new AppError('CONFLICT', `A list holds ${MOST_PLACES} restaurants: take one off first.`);
      const position = Math.min(item.position ?? standing.length, standing.length);
      await insertItem(tx, id, { restaurantId, position, note: note || null });
      await updateList(tx, id, { restaurantCount: standing.length + 1 });
      return this.lists.fresh(tx, actor, id);
    });
  }

  async remove(actor: Actor, key: ListKey, restaurantId: number, version?: number): Promise<void> {
    const id = madeBySomebody(key);
    await this.database.transaction(async (tx) => {
      await this.guard.lock(tx, actor, id, 'arrange', version);
      if (!(await deleteItem(tx, id, restaurantId)))
        throw new AppError('RESTAURANT_NOT_FOUND', 'The restaurant is not on this list.');
      await updateList(tx, id, { restaurantCount: (await findListIds(tx, id)).length });
    });
  }

  /** @throws AppError CONFLICT when the order leaves out or adds what somebody else has added or taken off */
  async order(actor: Actor, key: ListKey, order: readonly number[], version?: number): Promise<OpenList> {
    const id = madeBySomebody(key);
    return this.database.transaction(async (tx) => {
      await this.guard.lock(tx, actor, id, 'arrange', version);
      const standing = await findListIds(tx, id);
      if (!isPermutation(standing, order))
        throw new AppError('CONFLICT', 'The order must hold each restaurant of the list once.', {
          restaurantIds: standing,
        });
      await replaceItems(tx, id, order);
      await updateList(tx, id, {});
      return this.lists.fresh(tx, actor, id);
    });
  }

  /** Repeating changes nothing. */
  async setBookmark(actor: Actor, key: ListKey, isBookmarked: boolean): Promise<ListBookmarkState> {
    const id = madeBySomebody(key);
    return this.database.transaction(async (tx) => {
      const list = await findList(tx, id, actor.id);
      if (!list) throw noSuchList();
      const count = await setBookmark(tx, id, actor.id, isBookmarked);
      if (count !== undefined && isBookmarked)
        await this.outbox.append(tx, 'list.bookmarked', { userId: actor.id, listId: id });
      return { listId: listIdOf(id), bookmarks: count ?? list.bookmarksCount, isBookmarked };
    });
  }

  async setCollaborator(
    actor: Actor,
    key: ListKey,
    userId: number,
    role: CollaboratorRole,
  ): Promise<Collaborator> {
    const id = madeBySomebody(key);
    return this.database.transaction(async (tx) => {
      await this.guard.lock(tx, actor, id, 'change');
      if (userId === actor.id) throw invalidField('userId', 'must be somebody else');
      const user = (await this.users.cards(actor, [userId], tx)).get(userId);
      if (!user) throw new AppError('USER_NOT_FOUND', 'There is no such person.');
      if ((await countCollaborators(tx, id, userId)) >= MOST_COLLABORATORS)
        throw new AppError('CONFLICT', `A list has at most ${MOST_COLLABORATORS} collaborators.`);
      const addedAt = await setCollaborator(tx, id, userId, role);
      return { user, role, addedAt: addedAt.toISOString() };
    });
  }

  /** By the owner, or by whoever leaves. Repeating changes nothing. */
  async removeCollaborator(actor: Actor, key: ListKey, userId: number): Promise<void> {
    const id = madeBySomebody(key);
    await this.database.transaction(async (tx) => {
      const list = await lockList(tx, id, actor.id);
      if (!list) throw noSuchList();
      if (list.ownerId !== actor.id && userId !== actor.id)
        throw new AppError('FORBIDDEN', 'The list is not yours.');
      await deleteCollaborator(tx, id, userId);
    });
  }
}
