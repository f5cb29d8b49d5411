import { z } from 'zod';
import { Interactions } from './interactions.js';
import { ActivityType, CursorMeta, CursorQuery, Id, Instant, queryFlag, queryList } from './primitives.js';
import { RestaurantCard } from './restaurants.js';
import { defineRoutes } from './route.js';
import { UserCard } from './users.js';

export const FeedItem = z
  .object({
    /** `feed-<n>` */
    id: z.string(),
    type: ActivityType,
    user: UserCard,
    restaurant: RestaurantCard.nullable(),
    targetUser: UserCard.nullable(),
    listId: z.string().nullable(),
    reviewId: Id.nullable(),
    rating: z.number().nullable(),
    comment: z.string().nullable(),
    photos: z.array(z.string()),
    tags: z.array(z.string()),
    companions: z.array(UserCard),
    likes: z.int(),
    comments: z.int(),
    bookmarks: z.int(),
    isLiked: z.boolean(),
    isBookmarked: z.boolean(),
    /** with `expand=interactions` */
    interactions: Interactions.optional(),
    createdAt: Instant,
  })
  .meta({ id: 'FeedItem' });
export type FeedItem = z.output<typeof FeedItem>;

export const feedRoutes = defineRoutes({
  getFeed: {
    method: 'GET',
    path: '/feed',
    tag: 'Feed',
    summary: 'What the people that the caller follows did, newest first',
    access: 'readOwn',
    query: CursorQuery.extend({
      scope: z.enum(['following']).default('following'),
      includeSelf: queryFlag.default(false),
      expand: queryList(z.enum(['interactions']), 1).default([]),
    }),
    output: z.array(FeedItem),
    meta: CursorMeta.extend({
      /** true when the caller follows nobody */
      suggestDiscover: z.boolean(),
    }),
    status: 200,
    errors: ['INVALID_CURSOR'],
  },
});
