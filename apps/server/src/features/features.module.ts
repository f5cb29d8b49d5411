import { Module } from '@nestjs/common';
import { AdminModule } from './admin/admin.module.js';
import { AuthModule } from './auth/auth.module.js';
import { FeedModule } from './feed/feed.module.js';
import { FollowsModule } from './follows/follows.module.js';
import { ListsModule } from './lists/lists.module.js';
import { ModerationModule } from './moderation/moderation.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { RestaurantsModule } from './restaurants/restaurants.module.js';
import { UsersModule } from './users/users.module.js';

/** Everything that the product does. */
@Module({
  imports: [
    AuthModule,
    UsersModule,
    FollowsModule,
    RestaurantsModule,
    ListsModule,
    FeedModule,
    NotificationsModule,
    ModerationModule,
    AdminModule,
  ],
})
export class FeaturesModule {}
