import { Module } from '@nestjs/common';
import { AccountModule } from './account/account.module.js';
import { AdminModule } from './admin/admin.module.js';
import { AuthModule } from './auth/auth.module.js';
import { AvailabilityModule } from './availability/availability.module.js';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import { CustomListsModule } from './custom-lists/custom-lists.module.js';
import { DiscoveryModule } from './discovery/discovery.module.js';
import { FeaturedListsModule } from './featured-lists/featured-lists.module.js';
import { FeedModule } from './feed/feed.module.js';
import { FollowsModule } from './follows/follows.module.js';
import { GroupsModule } from './groups/groups.module.js';
import { InteractionsModule } from './interactions/interactions.public.js';
import { LeaderboardModule } from './leaderboard/leaderboard.module.js';
import { ListsModule } from './lists/lists.module.js';
import { MatchModule } from './match/match.module.js';
import { MenusModule } from './menus/menus.module.js';
import { ModerationModule } from './moderation/moderation.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { PeopleModule } from './people/people.module.js';
import { PersonalTokensModule } from './personal-tokens/personal-tokens.public.js';
import { PortabilityModule } from './portability/portability.module.js';
import { PostsModule } from './posts/posts.module.js';
import { PresenceModule } from './presence/presence.module.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { ReservationsModule } from './reservations/reservations.module.js';
import { RestaurantsModule } from './restaurants/restaurants.module.js';
import { ReviewsModule } from './reviews/reviews.module.js';
import { SearchModule } from './search/search.module.js';
import { TasteModule } from './taste/taste.module.js';
import { TastemakersModule } from './tastemakers/tastemakers.module.js';
import { UsersModule } from './users/users.module.js';

/** Everything that the product does. */
@Module({
  imports: [
    AuthModule,
    AccountModule,
    UsersModule,
    FollowsModule,
    RestaurantsModule,
    AvailabilityModule,
    MenusModule,
    ListsModule,
    ReviewsModule,
    CustomListsModule,
    PostsModule,
    TastemakersModule,
    FeaturedListsModule,
    CatalogueModule,
    TasteModule,
    MatchModule,
    PeopleModule,
    LeaderboardModule,
    DiscoveryModule,
    FeedModule,
    InteractionsModule,
    NotificationsModule,
    ReservationsModule,
    ModerationModule,
    AdminModule,
    PrivacyModule,
    PresenceModule,
    PersonalTokensModule,
    PortabilityModule,
    GroupsModule,
    SearchModule,
  ],
})
export class FeaturesModule {}
