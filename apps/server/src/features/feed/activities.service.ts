import { type ActivityInput, type FeedItem, mayDo } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { Database, type Db, type Tx } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { Undo } from '../../platform/undo/undo.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { holdRestaurant } from '../restaurants/restaurants.public.js';
import { UsersService } from '../users/users.public.js';
import { findActivity, insertActivity, removeActivity, restoreActivity } from './activity-write.sql.js';
import { FeedItems } from './feed-items.js';
import { moderatedActivities } from './moderated-activities.sql.js';

const notThere = () => new AppError('ACTIVITY_NOT_FOUND', 'There is no such activity.');

/** What it takes to bring an activity back. */
interface RemovedActivity {
  readonly activityId: number;
  /** ISO instant of the removal */
  readonly at: string;
  readonly isByStaff: boolean;
}

/** Single activities: told by hand, looked at, taken away and back. */
@Injectable()
export class ActivitiesService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly presenter: FeedItems,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly undo: Undo,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    undo.handle('activity-removed', async (tx, actor, removed: RemovedActivity) => ({
      kind: 'activity-removed',
      activity: await this.restore(tx, actor, removed),
    }));
  }

  async get(viewer: Viewer, id: number): Promise<FeedItem> {
    return this.shown(this.database.current, viewer, id);
  }

  /** Followers hear of it as of any other; no list, visit or rating changes. */
  async create(actor: Actor, input: ActivityInput): Promise<FeedItem> {
    return this.database.transaction(async (tx) => {
      const { restaurantId } = input;
      if (!(await holdRestaurant(tx, restaurantId)))
        throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');
      await this.check(tx, actor, input);
      const activityId = await insertActivity(tx, actor.id, input);
      await this.outbox.append(tx, 'activity.told', { userId: actor.id, restaurantId, activityId });
      return this.shown(tx, actor, activityId);
    });
  }

  /** Authors take their own away; who moderates, those of others, which is logged and hides them for good. */
  async remove(actor: Actor, id: number): Promise<{ undoToken: string }> {
    return this.database.transaction(async (tx) => {
      const activity = await findActivity(tx, id, actor.id);
      if (!activity) throw notThere();
      const at = this.clock();
      const isByStaff = activity.userId !== actor.id;
      if (isByStaff) {
        if (!mayDo('moderate', actor)) throw new AppError('FORBIDDEN', 'The activity is not yours.');
        await moderatedActivities.remove(tx, id, at);
        await this.audit.record(tx, actor, {
          act: 'activity.delete',
          target: { type: 'activity', id, authorId: activity.userId },
          before: {
            type: activity.type,
            restaurantId: activity.restaurantId,
            rating: activity.rating,
            comment: activity.comment,
          },
        });
      } else if (!(await removeActivity(tx, id, actor.id, at))) throw notThere();
      const removed: RemovedActivity = { activityId: id, at: at.toISOString(), isByStaff };
      return { undoToken: await this.undo.offer(tx, actor, 'activity-removed', removed) };
    });
  }

  private async restore(tx: Tx, actor: Actor, removed: RemovedActivity): Promise<FeedItem> {
    const { activityId, isByStaff } = removed;
    const at = new Date(removed.at);
    if (isByStaff) {
      await moderatedActivities.restore(tx, activityId, at);
      await this.audit.record(tx, actor, {
        act: 'activity.restore',
        target: { type: 'activity', id: activityId },
      });
    } else if (!(await restoreActivity(tx, activityId, actor.id, at)))
      throw new AppError('CONFLICT', 'The activity cannot come back any more.');
    return this.shown(tx, actor, activityId);
  }

  private async shown(db: Db, viewer: Viewer, id: number): Promise<FeedItem> {
    const row = await findActivity(db, id, viewer?.id ?? null);
    const [item] = row ? await this.presenter.present(viewer, [row], db) : [];
    if (!item) throw notThere();
    return item;
  }

  private async check(tx: Tx, actor: Actor, { photos, companions }: ActivityInput): Promise<void> {
    // No image has been uploaded yet by anybody.
    const [photo] = photos ?? [];
    if (photo !== undefined)
      throw new AppError('IMAGE_NOT_FOUND', 'There is no such image of yours.', { imageId: photo });
    if (!companions) return;
    if (companions.includes(actor.id)) throw invalidField('companions', 'name the others, not yourself');
    const cards = await this.users.cards(actor, companions, tx);
    const missing = companions.filter((id) => !cards.has(id));
    if (missing.length > 0)
      throw new AppError('USER_NOT_FOUND', 'There is no such person.', { userIds: missing });
  }
}
