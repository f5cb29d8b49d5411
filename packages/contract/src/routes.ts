import { adminRoutes } from './admin.js';
import { authRoutes } from './auth.js';
import { feedRoutes } from './feed.js';
import { listRoutes } from './lists.js';
import { metaRoutes } from './meta.js';
import { moderationRoutes } from './moderation.js';
import { restaurantRoutes } from './restaurants.js';
import type { Route } from './route.js';
import { undoRoutes } from './undo.js';
import { userRoutes } from './users.js';

/** Every route of the API under the name of its operation. */
export const ROUTES = {
  ...authRoutes,
  ...userRoutes,
  ...restaurantRoutes,
  ...metaRoutes,
  ...listRoutes,
  ...feedRoutes,
  ...moderationRoutes,
  ...adminRoutes,
  ...undoRoutes,
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;

export const API_PREFIX = '/api/v1';
