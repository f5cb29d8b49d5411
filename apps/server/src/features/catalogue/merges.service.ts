import type { RestaurantFull } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import type { Serialized } from '../../platform/http/answer.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor } from '../../platform/viewer.js';
import { GroupSessionsService } from '../groups/groups.public.js';
import { lockPlaces, moveRelations } from '../lists/lists.public.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import {
  findPeople,
  holdTarget,
  lockForMerge,
  lockPeople,
  makeAlias,
  moveListItems,
  movePosts,
  moveRest,
  moveWritten,
} from './merge.sql.js';

/** People, lists, posts, or sessions of groups, that one job moves: they wait while it does. */
const AT_ONCE = 200;

@Injectable()
export class MergesService {
  constructor(
    private readonly database: Database,
    private readonly restaurants: RestaurantsService,
    private readonly groups: GroupSessionsService,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  /**
   * Makes `into` answer for `from`. Merging again what is merged sees to it once more that nothing was left behind.
   * @throws AppError CONFLICT when another restaurant answers for `from`
   */
  async merge(actor: Actor, from: number, into: number): Promise<Serialized<RestaurantFull>> {
    if (from === into) throw invalidField('intoId', 'must be another restaurant');
    return this.database.transaction(async (tx) => {
      const standing = await lockForMerge(tx, [from, into]);
      const [source, target] = [standing.get(from), standing.get(into)];
      if (!source || !target || target.isGone)
        throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');
      if (source.aliasOf !== null && source.aliasOf !== into)
        throw new AppError('CONFLICT', 'Another restaurant answers for this one.', {
          restaurantId: source.aliasOf,
        });
      if (source.aliasOf === null) {
        await makeAlias(tx, from, into);
        await this.audit.record(tx, actor, {
          act: 'restaurant.merge',
          target: { type: 'restaurant', id: from },
          before: { name: source.name },
          after: { name: target.name, restaurantId: into },
        });
      }
      await this.outbox.append(tx, 'restaurant.merged', { fromId: from, restaurantId: into });
      return (await this.restaurants.uncached(tx, actor, into)).restaurant;
    });
  }

  /** Moves some of what is kept of a merged restaurant, and promises the rest. */
  async moveKept(tx: Tx, from: number): Promise<void> {
    const into = await holdTarget(tx, from);
    if (into === undefined) return;
    const people = await findPeople(tx, from, AT_ONCE);
    if (people.length > 0) {
      // In the order of every writer of relations: the places first, the people's own rows after them.
      await lockPlaces(tx, people, [from, into]);
      await lockPeople(tx, people);
      await moveRelations(tx, from, into, people);
      await moveWritten(tx, from, into, people);
      await this.outbox.append(tx, 'kept.moved', { restaurantIds: [from, into], userIds: people });
    }
    const lists = people.length === AT_ONCE ? 0 : await moveListItems(tx, from, into, AT_ONCE);
    const isFull = people.length === AT_ONCE || lists === AT_ONCE;
    const posts = isFull ? 0 : await movePosts(tx, from, into, AT_ONCE);
    if (posts > 0 && people.length === 0)
      await this.outbox.append(tx, 'kept.moved', { restaurantIds: [from, into], userIds: [] });
    const isFuller = isFull || posts === AT_ONCE;
    const sessions = isFuller ? 0 : await this.groups.moveMatches(tx, from, into, AT_ONCE);
    if (isFuller || sessions === AT_ONCE)
      await this.outbox.append(tx, 'restaurant.merged', { fromId: from, restaurantId: into });
    else if (await moveRest(tx, from, into))
      await this.outbox.append(tx, 'menu.changed', { restaurantId: into });
  }
}
