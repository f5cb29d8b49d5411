import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import { AudienceService } from './audience.service.js';
import { FeedPushService } from './feed-push.service.js';
import { FeedReader } from './feed-reader.js';

/** What followers' feeds and open sockets hear of. */
@Injectable()
export class FeedJobs {
  constructor(
    private readonly registry: ReactionRegistry,
    private readonly audience: AudienceService,
    private readonly restaurants: RestaurantsService,
    private readonly feeds: FeedPushService,
    private readonly reader: FeedReader,
  ) {
    this.pushActivities();
    this.announceActivities();
    this.announceRatings();
    this.seatFollowers();
  }

  private pushActivities(): void {
    const { registry, feeds } = this;
    registry.handle('relation.added', 'push-feed', async (tx, { payload }) => {
      if (payload.activityId !== null) await feeds.push(tx, payload.userId, payload.activityId);
    });
    for (const event of ['review.written', 'activity.told'] as const) {
      registry.handle(event, 'push-feed', (tx, { payload }) =>
        feeds.push(tx, payload.userId, payload.activityId),
      );
    }
    registry.handle('feed.pushing', 'push-feed', (tx, { payload }) =>
      feeds.push(tx, payload.userId, payload.activityId, payload.afterFollowerId),
    );
    registry.handle('feeds.wanted', 'warm-feeds', (tx, { payload }) => this.reader.warm(tx, payload.userIds));
  }

  private announceActivities(): void {
    const { registry, audience, restaurants } = this;
    registry.handle('relation.added', 'announce', async (tx, { payload }) => {
      if (payload.activityId !== null) await audience.announce(tx, payload.activityId);
      await restaurants.announceRatings([payload.restaurantId], tx);
    });
    for (const event of ['review.written', 'activity.told'] as const) {
      registry.handle(event, 'announce', (tx, { payload }) => audience.announce(tx, payload.activityId));
    }
  }

  private announceRatings(): void {
    const { registry, restaurants } = this;
    registry.handle('relation.changed', 'announce', (tx, { payload }) =>
      restaurants.announceRatings([payload.restaurantId], tx),
    );
    for (const event of ['relation.removed', 'ratings.counted', 'kept.moved'] as const) {
      registry.handle(event, 'announce', (tx, { payload }) =>
        restaurants.announceRatings(payload.restaurantIds, tx),
      );
    }
  }

  private seatFollowers(): void {
    const { registry, audience } = this;
    for (const event of ['follow.started', 'follow.ended'] as const) {
      registry.handle(event, 'announce', (tx, { payload }) =>
        audience.seat(tx, payload.followeeId, [payload.followerId]),
      );
    }
    for (const event of ['follow.accepted', 'audience.moving'] as const) {
      registry.handle(event, 'announce', (tx, { payload }) =>
        audience.seat(tx, payload.followeeId, payload.followerIds),
      );
    }
    for (const event of ['person.muted', 'person.unmuted'] as const) {
      registry.handle(event, 'announce', (tx, { payload }) =>
        audience.seat(tx, payload.mutedId, [payload.muterId]),
      );
    }
  }
}
