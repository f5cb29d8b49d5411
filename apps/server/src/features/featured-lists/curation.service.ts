import {
  type AuditAct,
  type FeaturedList,
  type FeaturedListDetail,
  type FeaturedListInput,
  type FeaturedListPatch,
  type FeaturedOrder,
  MOST_FEATURED,
} from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { differenceOf } from '../../platform/audit/audit.rules.js';
import type { Config } from '../../platform/config.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock, CONFIG } from '../../platform/platform.js';
import { isOurs } from '../../platform/text/post-html.js';
import { Undo } from '../../platform/undo/undo.js';
import type { Actor } from '../../platform/viewer.js';
import {
  findListIds,
  findMissingRestaurants,
  isPermutation,
  replaceItems,
} from '../custom-lists/custom-lists.public.js';
import { UsersService } from '../users/users.public.js';
import {
  arrange,
  feature,
  insertFeaturedList,
  type LockedFeatured,
  lockFeatured,
  lockOrder,
  removeFeatured,
  restoreFeatured,
  updateFeatured,
} from './featured-list-write.sql.js';
import { mergeFeatured, newFeatured, slugsFor } from './featured-lists.rules.js';
import { FeaturedListsService, noSuchFeatured } from './featured-lists.service.js';
import { findFeatured } from './featured-lists.sql.js';
import { featuredIdOf, presentFeatured } from './featured-lists.view.js';

const FIRST_PAGE = { page: 1, pageSize: 20 };

/** What it takes to bring a list back. */
interface RemovedFeatured {
  readonly listId: number;
  /** ISO instant of the removal */
  readonly at: string;
}

/** How administrators keep the lists of the house; every act is on record. */
@Injectable()
export class CurationService {
  constructor(
    private readonly database: Database,
    private readonly featured: FeaturedListsService,
    private readonly users: UsersService,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly undo: Undo,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    undo.handle('featured-list-removed', async (tx, actor, removed: RemovedFeatured) => ({
      kind: 'featured-list-removed',
      featuredList: await this.restore(tx, actor, removed),
    }));
  }

  /** @throws AppError CONFLICT where the slug is taken, also by a list that was deleted: links mean one list for ever */
  async create(actor: Actor, { slug: asked, ...input }: FeaturedListInput): Promise<FeaturedListDetail> {
    return this.database.transaction(async (tx) => {
      if ((await lockOrder(tx)).length >= MOST_FEATURED)
        throw new AppError('CONFLICT', `There are ${MOST_FEATURED} featured lists: delete one first.`);
      await this.check(tx, actor, input);
      const values = mergeFeatured(newFeatured(input.name), input);
      const id = await insertFeaturedList(tx, values);
      const slug = await feature(tx, id, slugsFor(input.name, id, asked), values);
      if (slug === undefined) throw new AppError('CONFLICT', 'This slug is taken.');
      const count = await this.place(tx, id, input.restaurantIds);
      if (count !== null) await updateFeatured(tx, id, values, count);
      await this.settle(tx, actor, 'featured-list.create', slug, null, { slug, ...values });
      return (await this.featured.get(actor, slug, FIRST_PAGE, tx)).list;
    });
  }

  async update(
    actor: Actor,
    slug: string,
    patch: FeaturedListPatch,
    version?: number,
  ): Promise<FeaturedListDetail> {
    return this.database.transaction(async (tx) => {
      const { id, version: _version, ...before } = await this.lock(tx, slug, version);
      await this.check(tx, actor, patch);
      const after = mergeFeatured(before, patch);
      const was = patch.restaurantIds && (await findListIds(tx, id));
      const count = await this.place(tx, id, patch.restaurantIds);
      await updateFeatured(tx, id, after, count);
      const changed = differenceOf(
        { ...before, ...(was && { restaurantIds: was }) },
        { ...after, ...(was && { restaurantIds: await findListIds(tx, id) }) },
      );
      await this.settle(tx, actor, 'featured-list.update', slug, changed.before, changed.after);
      return (await this.featured.get(actor, slug, FIRST_PAGE, tx)).list;
    });
  }

  async remove(actor: Actor, slug: string, version?: number): Promise<{ undoToken: string }> {
    return this.database.transaction(async (tx) => {
      const { id, name } = await this.lock(tx, slug, version);
      const at = this.clock();
      await removeFeatured(tx, id, at);
      await this.settle(tx, actor, 'featured-list.delete', slug, { name }, null);
      const removed: RemovedFeatured = { listId: id, at: at.toISOString() };
      return { undoToken: await this.undo.offer(tx, actor, 'featured-list-removed', removed) };
    });
  }

  /**
   * Returns the order as it stands then.
   * @throws AppError CONFLICT when the order leaves out or adds what somebody else has added or deleted
   */
  async order(actor: Actor, slugs: readonly string[]): Promise<FeaturedOrder> {
    return this.database.transaction(async (tx) => {
      const standing = await lockOrder(tx);
      if (!isPermutation(standing, slugs))
        throw new AppError('CONFLICT', 'The order must hold each featured list once.', {
          ids: standing.map(featuredIdOf),
        });
      await arrange(tx, slugs);
      await this.audit.record(tx, actor, {
        act: 'featured-list.order',
        target: { type: 'list', id: 'featured' },
        before: { order: standing },
        after: { order: slugs },
      });
      await this.outbox.append(tx, 'featured-list.changed', {});
      return { ids: slugs.map(featuredIdOf) };
    });
  }

  private async restore(tx: Tx, actor: Actor, { listId, at }: RemovedFeatured): Promise<FeaturedList> {
    if (!(await restoreFeatured(tx, listId, new Date(at))))
      throw new AppError('CONFLICT', 'The list cannot come back any more.');
    const [row] = await findFeatured(tx, [listId], actor.id);
    if (!row) throw noSuchFeatured();
    await this.settle(tx, actor, 'featured-list.restore', row.slug, null, null);
    return presentFeatured(row);
  }

  private async lock(tx: Tx, slug: string, version: number | undefined): Promise<LockedFeatured> {
    const list = await lockFeatured(tx, slug);
    if (!list) throw noSuchFeatured();
    if (version !== undefined && version !== list.version)
      throw new AppError('PRECONDITION_FAILED', 'The list was changed meanwhile: read it again.', {
        version: list.version,
      });
    return list;
  }

  private async check(tx: Tx, actor: Actor, { curatorId, thumbnailImage }: FeaturedListPatch): Promise<void> {
    // Images that nobody has uploaded have no address of ours.
    if (thumbnailImage != null && !isOurs(thumbnailImage, this.config.IMAGE_ORIGIN ?? null))
      throw new AppError('IMAGE_NOT_FOUND', 'There is no such image.', { imageId: thumbnailImage });
    if (curatorId != null && !(await this.users.cards(actor, [curatorId], tx)).has(curatorId))
      throw new AppError('USER_NOT_FOUND', 'There is no such person.');
  }

  /** Leaves exactly these restaurants on the list, in this order; how many, null where none were named. */
  private async place(tx: Tx, id: number, wanted: readonly number[] | undefined): Promise<number | null> {
    if (!wanted) return null;
    const ids = [...new Set(wanted)];
    // What stood there already may stay, though it has gone since.
    const standing = new Set(await findListIds(tx, id));
    const missing = await findMissingRestaurants(
      tx,
      ids.filter((restaurantId) => !standing.has(restaurantId)),
    );
    if (missing.length > 0)
      throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.', { restaurantIds: missing });
    await replaceItems(tx, id, ids);
    return ids.length;
  }

  /** Records an act, and tells whoever keeps copies. */
  private async settle(
    tx: Tx,
    actor: Actor,
    act: Extract<AuditAct, `featured-list.${string}`>,
    slug: string,
    before: object | null,
    after: object | null,
  ): Promise<void> {
    await this.audit.record(tx, actor, {
      act,
      target: { type: 'list', id: featuredIdOf(slug) },
      before,
      after,
    });
    await this.outbox.append(tx, 'featured-list.changed', {});
  }
}
