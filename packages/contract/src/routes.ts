import { accountRoutes } from './account.js';
import { adminRoutes } from './admin.js';
import { authRoutes } from './auth.js';
import { availabilityRoutes } from './availability.js';
import { credentialRoutes } from './credentials.js';
import { customListRoutes } from './custom-lists.js';
import { discoveryRoutes } from './discovery.js';
import { featuredListRoutes } from './featured-lists.js';
import { feedRoutes } from './feed.js';
import { groupRoutes } from './groups.js';
import { interactionRoutes } from './interactions.js';
import { leaderboardRoutes } from './leaderboard.js';
import { listRoutes } from './lists.js';
import { matchRoutes } from './match.js';
import { menuRoutes } from './menus.js';
import { metaRoutes } from './meta.js';
import { moderationRoutes } from './moderation.js';
import { notificationRoutes } from './notifications.js';
import { oauthRoutes } from './oauth.js';
import { peopleRoutes } from './people.js';
import { placeRoutes } from './places.js';
import { portabilityRoutes } from './portability.js';
import { postRoutes } from './posts.js';
import { privacyRoutes } from './privacy.js';
import { rankingRoutes } from './ranking.js';
import { reservationRoutes } from './reservations.js';
import { restaurantRoutes } from './restaurants.js';
import { reviewRoutes } from './reviews.js';
import type { Route } from './route.js';
import { searchRoutes } from './search.js';
import { settingsRoutes } from './settings.js';
import { tasteRoutes } from './taste.js';
import { tastemakerRoutes } from './tastemakers.js';
import { tokenRoutes } from './tokens.js';
import { undoRoutes } from './undo.js';
import { userRoutes } from './users.js';
import { visitRoutes } from './visits.js';

/** Every route of the API under the name of its operation. */
export const ROUTES = {
  ...authRoutes,
  ...credentialRoutes,
  ...oauthRoutes,
  ...userRoutes,
  ...restaurantRoutes,
  ...discoveryRoutes,
  ...availabilityRoutes,
  ...menuRoutes,
  ...metaRoutes,
  ...listRoutes,
  ...visitRoutes,
  ...rankingRoutes,
  ...feedRoutes,
  ...interactionRoutes,
  ...notificationRoutes,
  ...moderationRoutes,
  ...adminRoutes,
  ...reviewRoutes,
  ...customListRoutes,
  ...placeRoutes,
  ...tasteRoutes,
  ...tastemakerRoutes,
  ...postRoutes,
  ...featuredListRoutes,
  ...reservationRoutes,
  ...matchRoutes,
  ...peopleRoutes,
  ...leaderboardRoutes,
  ...groupRoutes,
  ...undoRoutes,
  ...privacyRoutes,
  ...settingsRoutes,
  ...tokenRoutes,
  ...accountRoutes,
  ...portabilityRoutes,
  ...searchRoutes,
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;

export const API_PREFIX = '/api/v1';
