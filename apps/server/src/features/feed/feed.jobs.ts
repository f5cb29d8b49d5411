import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import { FeedService } from './feed.service.js';

/** What open sockets hear of. */
@Injectable()
export class FeedJobs {
  constructor(registry: ReactionRegistry, feed: FeedService, restaurants: RestaurantsService) {
    registry.handle('relation.added', 'announce', async (tx, { payload }) => {
      if (payload.activityId !== null) await feed.announce(tx, payload.activityId);
      await restaurants.announceRatings([payload.restaurantId], tx);
    });
    registry.handle('review.written', 'announce', (tx, { payload }) => feed.announce(tx, payload.activityId));
    registry.handle('kept.moved', 'announce', (tx, { payload }) =>
      restaurants.announceRatings(payload.restaurantIds, tx),
    );
    registry.handle('relation.changed', 'announce', (tx, { payload }) =>
      restaurants.announceRatings([payload.restaurantId], tx),
    );
    registry.handle('relation.removed', 'announce', (tx, { payload }) =>
      restaurants.announceRatings(payload.restaurantIds, tx),
    );
    registry.handle('ratings.counted', 'announce', (tx, { payload }) =>
      restaurants.announceRatings(payload.restaurantIds, tx),
    );
    for (const event of ['follow.started', 'follow.ended'] as const) {
      registry.handle(event, 'announce', (tx, { payload }) =>
        feed.seatFollower(tx, payload.followerId, payload.followeeId),
      );
    }
    registry.handle('follow.accepted', 'announce', async (tx, { payload }) => {
      // In one order, or two jobs could wait for each other.
      for (const followerId of payload.followerIds.toSorted((a, b) => a - b))
        await feed.seatFollower(tx, followerId, payload.followeeId);
    });
    for (const event of ['person.muted', 'person.unmuted'] as const) {
      registry.handle(event, 'announce', (tx, { payload }) =>
        feed.seatFollower(tx, payload.muterId, payload.mutedId),
      );
    }
  }
}
