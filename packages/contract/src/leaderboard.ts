import { z } from 'zod';
import { Category, OffsetQuery, PageMeta, plainText } from './primitives.js';
import { defineRoutes } from './route.js';
import { UserCard } from './users.js';

// Views ------------------------------------------------------------------------------------------------

/** What a board is sorted by; `influence` counts followers, `notes` reviews. */
export const BoardMetric = z.enum(['score', 'been', 'influence', 'notes', 'photos', 'streak']);
export type BoardMetric = z.output<typeof BoardMetric>;

export const BoardRow = z
  .object({
    rank: z.int(),
    user: UserCard.extend({
      location: z.object({ city: z.string().nullable(), state: z.string().nullable() }).nullable(),
    }),
    stats: z.object({
      beenCount: z.int(),
      currentStreak: z.int(),
      averageRating: z.number().nullable(),
      followersCount: z.int(),
      totalReviews: z.int(),
    }),
    /** the number that the board is sorted by */
    score: z.int(),
    /** with the viewer; null for the viewer's own row */
    matchPercentage: z.int().nullable(),
    isFollowing: z.boolean(),
  })
  .meta({ id: 'BoardRow' });
export type BoardRow = z.output<typeof BoardRow>;

const Standing = z.object({ rank: z.int(), score: z.int() });

/** Ranks and `total` count everybody on the board. */
export const BoardMeta = PageMeta.extend({
  /** the caller's own place; null for somebody who is not on this board */
  me: Standing.nullable(),
  /** rows of this page that are left out because the caller may not see these people */
  hidden: z.int(),
}).meta({ id: 'BoardMeta' });
export type BoardMeta = z.output<typeof BoardMeta>;

export const OwnRank = z
  .object({
    /** null for somebody who is not on this board */
    rank: z.int().nullable(),
    score: z.int().nullable(),
    /** how many people are on it */
    of: z.int(),
    /** how many of the others stand below, in percent */
    percentile: z.int().nullable(),
    /** the next person above whom the caller may see */
    nextUp: z
      .object({
        user: UserCard,
        /** by how much this person's score is higher */
        gap: z.int(),
      })
      .nullable(),
  })
  .meta({ id: 'OwnRank' });
export type OwnRank = z.output<typeof OwnRank>;

// Inputs -----------------------------------------------------------------------------------------------

export const BoardScope = z.enum(['all', 'following', 'friends']);
export type BoardScope = z.output<typeof BoardScope>;

const Board = { city: plainText(100, 1).optional(), metric: BoardMetric.default('score') };

export const leaderboardRoutes = defineRoutes({
  getLeaderboard: {
    method: 'GET',
    path: '/leaderboard',
    tag: 'Leaderboard',
    summary: 'Who has been to most, of everybody, of a city, or of those whom the caller follows',
    access: 'readOwn',
    query: OffsetQuery.extend({
      ...Board,
      scope: BoardScope.default('all'),
      /** people who have been to a place of this kind, by what they have of it */
      category: Category.optional(),
    }),
    output: z.array(BoardRow),
    meta: BoardMeta,
    status: 200,
    errors: [],
  },
  getOwnRank: {
    method: 'GET',
    path: '/users/me/rank',
    tag: 'Leaderboard',
    summary: 'Where the caller stands, and who is next',
    access: 'readOwn',
    query: z.object(Board),
    output: OwnRank,
    status: 200,
    errors: [],
  },
});
