import { Module } from '@nestjs/common';
import { Sockets } from '../../platform/sockets/sockets.js';
import { InteractionsModule } from '../interactions/interactions.public.js';
import { RestaurantsModule } from '../restaurants/restaurants.public.js';
import { UsersModule } from '../users/users.public.js';
import { FeedController } from './feed.controller.js';
import { FeedJobs } from './feed.jobs.js';
import { FeedService } from './feed.service.js';

@Module({
  imports: [UsersModule, RestaurantsModule, InteractionsModule],
  controllers: [FeedController],
  providers: [FeedService, FeedJobs],
})
export class FeedModule {
  constructor(sockets: Sockets, feed: FeedService) {
    sockets.onConnect((actor) => feed.audiencesOf(actor));
  }
}
