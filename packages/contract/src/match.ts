import { z } from 'zod';
import { Category, Id, OffsetQuery, PageMeta, queryList, UserRef } from './primitives.js';
import { RestaurantCard } from './restaurants.js';
import { defineRoutes } from './route.js';

// Views ------------------------------------------------------------------------------------------------

/** How much two people's lists have in common. Beside the percentage only what the viewer may see is counted. */
export const TasteMatch = z
  .object({
    userId: Id,
    /** 20 to 99; both see the same */
    matchPercentage: z.int(),
    /** places that both have been to */
    sharedRestaurants: z.int(),
    /** places that at least one of them has been to */
    totalRestaurants: z.int(),
    /** most frequent among the shared places first */
    topSharedCuisines: z.array(z.string()).max(3),
    /** with `expand=explain` */
    breakdown: z
      .object({
        /** shared of all places, 0 to 1; 70 % of the percentage */
        restaurantJaccard: z.number(),
        /** the same of both people's five favourite cuisines; 30 % */
        cuisineJaccard: z.number(),
        /** how alike they rank what both have ranked, 0 to 100; null below three such places */
        tasteAgreement: z.number().nullable(),
        /** places that both have ranked */
        coRated: z.int(),
      })
      .optional(),
  })
  .meta({ id: 'TasteMatch' });
export type TasteMatch = z.output<typeof TasteMatch>;
export type MatchBreakdown = NonNullable<TasteMatch['breakdown']>;

const ComparedRestaurant = RestaurantCard.extend({
  /** of the other person; the viewer's own is `userRating` */
  theirRating: z.number().nullable(),
});
export type ComparedRestaurant = z.output<typeof ComparedRestaurant>;

/** What two people think of the same places, by where these stand in their lists. */
export const Comparison = z
  .object({
    /** ranked alike, best loved first */
    agree: z.array(ComparedRestaurant),
    /** ranked apart, the widest apart first */
    disagree: z.array(ComparedRestaurant),
    /** the other person's best that the viewer has not been to */
    onlyThem: z.array(ComparedRestaurant),
  })
  .meta({ id: 'Comparison' });
export type Comparison = z.output<typeof Comparison>;

// Inputs -----------------------------------------------------------------------------------------------

const Other = z.object({ id: UserRef });

export const MOST_MATCHES = 100;

export const matchRoutes = defineRoutes({
  getMatch: {
    method: 'GET',
    path: '/users/:id/match',
    tag: 'Match',
    summary: 'How well the caller and a person match',
    access: 'readOwn',
    params: Other,
    query: z.object({ expand: queryList(z.enum(['explain']), 1).default([]) }),
    output: TasteMatch,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  batchMatches: {
    method: 'POST',
    path: '/users/match/batch',
    tag: 'Match',
    summary: 'Match percentages by id; people who are not open to the caller are left out',
    access: 'readOwn',
    body: z
      .object({ userIds: z.array(Id).min(1).max(MOST_MATCHES) })
      .meta({ examples: [{ userIds: [1, 2] }] }),
    output: z.record(z.string(), z.int()),
    status: 200,
    errors: [],
    isRead: true,
  },
  listSharedWantToTry: {
    method: 'GET',
    path: '/users/:id/shared-want-to-try',
    tag: 'Match',
    summary: 'What the caller and a person both want to try, best rated first',
    access: 'readOwn',
    params: Other,
    query: OffsetQuery.extend({ category: Category.optional() }),
    output: z.array(RestaurantCard),
    meta: PageMeta,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  compareTastes: {
    method: 'GET',
    path: '/users/:id/compare',
    tag: 'Match',
    summary: 'Where the caller and a person agree and disagree, and what the person knows besides',
    access: 'readOwn',
    params: Other,
    output: Comparison,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
});
