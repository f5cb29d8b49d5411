import { z } from 'zod';
import {
  Category,
  IdParam,
  OffsetQuery,
  PageMeta,
  plainText,
  queryInt,
  queryNumber,
  Rating,
  RelationStatus,
} from './primitives.js';
import { bothOrNeither, POSITION_ISSUE, RestaurantCard } from './restaurants.js';
import { defineRoutes } from './route.js';
import { UserCard } from './users.js';

/* Where to go next: what is talked about, what is like this, what friends think, what you will like. */

// Views ------------------------------------------------------------------------------------------------

export const Trend = z
  .object({
    /** visits, wishes, likes and bookmarks of 14 days, each halved every 3 days */
    score: z.number(),
    /** people who went there in these 14 days */
    recentVisits: z.int(),
    /** people who went there in the last 7 days, less those of the 7 days before */
    change: z.int(),
  })
  .meta({ id: 'Trend' });
export type Trend = z.output<typeof Trend>;

export const TrendingRestaurant = RestaurantCard.extend({
  /** null for well-rated places that fill the list up */
  trend: Trend.nullable(),
}).meta({ id: 'TrendingRestaurant' });
export type TrendingRestaurant = z.output<typeof TrendingRestaurant>;

export const SimilarRestaurant = RestaurantCard.extend({ reason: z.string() }).meta({
  id: 'SimilarRestaurant',
});
export type SimilarRestaurant = z.output<typeof SimilarRestaurant>;

/** What somebody whom the viewer follows keeps of a restaurant. */
export const FriendAtRestaurant = z
  .object({
    user: UserCard,
    /** been before recommended before want to try */
    status: RelationStatus,
    statuses: z.array(RelationStatus),
    rating: z.number().nullable(),
    notes: z.string().nullable(),
    visitDate: z.string().nullable(),
  })
  .meta({ id: 'FriendAtRestaurant' });
export type FriendAtRestaurant = z.output<typeof FriendAtRestaurant>;

export const Recommendation = RestaurantCard.extend({
  /** what the viewer will think; null until they have rated enough */
  recScore: z.number().nullable(),
  /** strongest first */
  reasons: z.array(z.string()).min(1),
}).meta({ id: 'Recommendation' });
export type Recommendation = z.output<typeof Recommendation>;

export const FriendRecommendation = RestaurantCard.extend({
  /** null where nobody whom the viewer follows has rated it */
  friendScore: z.number().nullable(),
  /** highest rating first */
  recommenders: z.array(UserCard.extend({ rating: z.number().nullable() })).max(20),
  /** how many recommend it, shown here or not */
  recommenderCount: z.int(),
}).meta({ id: 'FriendRecommendation' });
export type FriendRecommendation = z.output<typeof FriendRecommendation>;

// Routes -----------------------------------------------------------------------------------------------

const RestaurantParams = z.object({ id: IdParam });
const limit = (preset: number) => queryInt(1, 50).default(preset);

export const discoveryRoutes = defineRoutes({
  listTrending: {
    method: 'GET',
    path: '/restaurants/trending',
    tag: 'Discovery',
    summary: 'Restaurants that people go to and talk about just now, filled up with the best',
    access: 'browse',
    query: z.object({
      city: plainText(100, 1).optional(),
      category: Category.optional(),
      limit: limit(10),
    }),
    output: z.array(TrendingRestaurant),
    status: 200,
    errors: [],
    httpCache: 'shared',
  },
  listSimilar: {
    method: 'GET',
    path: '/restaurants/:id/similar',
    tag: 'Discovery',
    summary: 'Restaurants like this one, and why',
    access: 'browse',
    params: RestaurantParams,
    query: z.object({ limit: limit(10) }),
    output: z.array(SimilarRestaurant),
    status: 200,
    errors: ['RESTAURANT_NOT_FOUND'],
    httpCache: 'shared',
  },
  listFriendsAtRestaurant: {
    method: 'GET',
    path: '/restaurants/:id/friends',
    tag: 'Discovery',
    summary: 'Followed people who keep this restaurant, with what they think of it',
    access: 'readOwn',
    params: RestaurantParams,
    query: OffsetQuery,
    output: z.array(FriendAtRestaurant),
    meta: PageMeta,
    status: 200,
    errors: ['RESTAURANT_NOT_FOUND'],
  },
  listRecommendations: {
    method: 'GET',
    path: '/users/me/recommendations',
    tag: 'Discovery',
    summary: 'Restaurants that you will like, and why',
    access: 'readOwn',
    query: z
      .object({
        category: Category.optional(),
        limit: limit(12),
        lat: queryNumber(-90, 90).optional(),
        lng: queryNumber(-180, 180).optional(),
        /** miles around the position, or around home */
        maxDistance: queryNumber(0.1, 100).optional(),
      })
      .refine(bothOrNeither, POSITION_ISSUE),
    output: z.array(Recommendation),
    meta: z.object({
      /** ratings still to give before scores are personal; 0 once they are */
      ratingsMissing: z.int(),
    }),
    status: 200,
    errors: [],
  },
  listFriendRecommendations: {
    method: 'GET',
    path: '/users/me/recommendations/friends',
    tag: 'Discovery',
    summary: 'Restaurants that followed people recommend and you have not been to',
    access: 'readOwn',
    query: z.object({
      category: Category.optional(),
      minRating: queryNumber(0, 10).pipe(Rating).default(8),
      limit: limit(12),
    }),
    output: z.array(FriendRecommendation),
    status: 200,
    errors: [],
  },
});
