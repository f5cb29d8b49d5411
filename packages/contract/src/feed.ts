import { z } from 'zod';
import { ActivityRef, Interactions } from './interactions.js';
import {
  ActivityType,
  Category,
  CursorMeta,
  CursorQuery,
  Id,
  IdParam,
  Instant,
  plainText,
  queryFlag,
  queryList,
  Rating,
  Tag,
  token,
  UserRef,
} from './primitives.js';
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
    /** on the newest of a burst of want to try: the next ten places of the burst, newest first */
    others: z.array(z.object({ id: Id, name: z.string() })).optional(),
    /** how many places of the burst there are besides the newest, counted up to 500 */
    othersCount: z.int().optional(),
  })
  .meta({ id: 'FeedItem' });
export type FeedItem = z.output<typeof FeedItem>;

export const FeedScope = z.enum(['following', 'friends', 'discover']);
export type FeedScope = z.output<typeof FeedScope>;

/** What people tell by themselves; that somebody follows somebody is never told by hand. */
export const ToldType = ActivityType.exclude(['follow']);

export const ActivityInput = z
  .object({
    type: ToldType,
    restaurantId: Id,
    rating: Rating.optional(),
    comment: plainText(5000).optional(),
    /** ids of uploaded images, or URLs of our own image host */
    photos: z.array(token(500)).max(10).optional(),
    tags: z.array(Tag).max(20).optional(),
    companions: z.array(Id).max(20).optional(),
  })
  .meta({ examples: [{ type: 'recommendation', restaurantId: 1, comment: 'Sit at the counter.' }] });
export type ActivityInput = z.output<typeof ActivityInput>;

const ActivityParams = z.object({ id: ActivityRef });

export const FeedQuery = CursorQuery.extend({
  /** `friends` follow each other; `discover` is everybody's, the most interesting first */
  scope: FeedScope.default('following'),
  /** that person's activities only, whatever the scope */
  userId: IdParam.optional(),
  includeSelf: queryFlag.default(false),
  types: queryList(ActivityType, 6).optional(),
  /** only what carries a rating */
  rankingsOnly: queryFlag.default(false),
  /** only ratings of 8 and more */
  topRatedOnly: queryFlag.default(false),
  category: Category.optional(),
  expand: queryList(z.enum(['interactions']), 1).default([]),
});
export type FeedQuery = z.output<typeof FeedQuery>;

export const feedRoutes = defineRoutes({
  getFeed: {
    method: 'GET',
    path: '/feed',
    tag: 'Feed',
    summary:
      'What people did, newest first. A page may be short, even empty, and still have more behind it: filters look through a bounded stretch of time at once',
    access: 'readOwn',
    query: FeedQuery,
    output: z.array(FeedItem),
    meta: CursorMeta.extend({
      /** true when the caller follows nobody */
      suggestDiscover: z.boolean(),
    }),
    status: 200,
    errors: ['INVALID_CURSOR', 'USER_NOT_FOUND'],
  },
  listActivityOf: {
    method: 'GET',
    path: '/users/:id/activity',
    tag: 'Feed',
    summary: 'What a person did, newest first',
    access: 'browse',
    params: z.object({ id: UserRef }),
    query: CursorQuery,
    output: z.array(FeedItem),
    meta: CursorMeta,
    status: 200,
    errors: ['INVALID_CURSOR', 'USER_NOT_FOUND'],
  },
  createActivity: {
    method: 'POST',
    path: '/feed',
    tag: 'Feed',
    summary: 'Tell followers of a place, without changing any list',
    access: 'tell',
    body: ActivityInput,
    output: FeedItem,
    status: 201,
    errors: ['RESTAURANT_NOT_FOUND', 'USER_NOT_FOUND', 'IMAGE_NOT_FOUND'],
  },
  getActivity: {
    method: 'GET',
    path: '/feed/:id',
    tag: 'Feed',
    summary: 'One activity',
    access: 'browse',
    params: ActivityParams,
    output: FeedItem,
    status: 200,
    errors: ['ACTIVITY_NOT_FOUND'],
  },
  deleteActivity: {
    method: 'DELETE',
    path: '/feed/:id',
    tag: 'Feed',
    summary: 'Take an activity out of every feed; moderators take out those of others',
    access: 'tell',
    params: ActivityParams,
    output: null,
    status: 204,
    undoable: true,
    errors: ['FORBIDDEN', 'ACTIVITY_NOT_FOUND'],
  },
});
