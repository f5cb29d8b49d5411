import { Inject, Injectable } from '@nestjs/common';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Timelines } from '../../platform/cache/timelines.js';
import type { Config } from '../../platform/config.js';
import type { Tx } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CONFIG } from '../../platform/platform.js';
import { findFollowers, findPushed } from './feed-push.sql.js';

/** How many followers one job pushes to. */
export const FOLLOWERS_A_JOB = 1_000;

/** Brings activities into the timelines of followers. */
@Injectable()
export class FeedPushService {
  constructor(
    private readonly timelines: Timelines,
    private readonly outbox: Outbox,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Pushes to the next followers in order of their ids, and promises the job after it. Who follows only now is
   * not missed: following makes the timeline stale. Accounts with very many followers are read instead.
   */
  async push(tx: Tx, userId: number, activityId: number, afterFollowerId = 0): Promise<void> {
    const told = await findPushed(tx, activityId, userId, this.config.FEED_PUSH_FOLLOWERS);
    if (!told || told.isPulled) return;
    const followers = await findFollowers(tx, userId, afterFollowerId, FOLLOWERS_A_JOB);
    if (followers.length === 0) return;
    await this.timelines.push(CACHE.feed, followers, { id: activityId, micros: told.micros });
    const last = followers.at(-1);
    if (followers.length === FOLLOWERS_A_JOB && last !== undefined)
      await this.outbox.append(tx, 'feed.pushing', { userId, activityId, afterFollowerId: last });
  }
}
