import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { Sockets } from '../../platform/sockets/sockets.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import { audienceRoom, FeedService } from './feed.service.js';

/** What open sockets hear of. */
@Injectable()
export class FeedJobs {
  constructor(
    registry: ReactionRegistry,
    sockets: Sockets,
    feed: FeedService,
    restaurants: RestaurantsService,
  ) {
    registry.handle('relation.added', 'announce', async (tx, { payload }) => {
      if (payload.activityId !== null) await feed.announce(tx, payload.activityId);
      await restaurants.announceRating(payload.restaurantId, tx);
    });
    registry.handle('relation.changed', 'announce', (tx, { payload }) =>
      restaurants.announceRating(payload.restaurantId, tx),
    );
    registry.handle('relation.removed', 'announce', async (tx, { payload }) => {
      for (const id of payload.restaurantIds) await restaurants.announceRating(id, tx);
    });
    registry.handle('follow.started', 'announce', async (_tx, { payload }) =>
      sockets.enter(payload.followerId, audienceRoom(payload.followeeId)),
    );
    registry.handle('follow.ended', 'announce', async (_tx, { payload }) =>
      sockets.leave(payload.followerId, audienceRoom(payload.followeeId)),
    );
  }
}
