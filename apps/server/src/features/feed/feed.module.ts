import { Module } from '@nestjs/common';
import { Sockets } from '../../platform/sockets/sockets.js';
import { InteractionsModule } from '../interactions/interactions.public.js';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { UsersModule } from '../users/users.public.js';
import { ActivitiesService } from './activities.service.js';
import { AudienceService } from './audience.service.js';
import { Discovery } from './discovery.js';
import { FeedController } from './feed.controller.js';
import { FeedJobs } from './feed.jobs.js';
import { FeedService } from './feed.service.js';
import { FeedItems } from './feed-items.js';
import { FeedPushService } from './feed-push.service.js';
import { FeedReader } from './feed-reader.js';

@Module({
  imports: [UsersModule, RestaurantsModule, InteractionsModule],
  controllers: [FeedController],
  providers: [
    FeedService,
    FeedReader,
    Discovery,
    FeedItems,
    ActivitiesService,
    AudienceService,
    FeedPushService,
    FeedJobs,
  ],
})
export class FeedModule {
  constructor(sockets: Sockets, audience: AudienceService) {
    sockets.onConnect((actor) => audience.audiencesOf(actor));
  }
}
