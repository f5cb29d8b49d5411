import { z } from 'zod';
import { Relation, RelationAdded, RelationFields } from './lists.js';
import {
  Category,
  Id,
  IdParam,
  Instant,
  OffsetQuery,
  PageMeta,
  queryInt,
  Rating,
  Sentiment,
  UserRef,
} from './primitives.js';
import { RestaurantCard } from './restaurants.js';
import { defineRoutes } from './route.js';

// Views ------------------------------------------------------------------------------------------------

/** A place whose score moved with the list: indices are 0-based, before and after. */
export const RankChange = z
  .object({ restaurantId: Id, from: z.int(), to: z.int(), ratingFrom: z.number(), ratingTo: z.number() })
  .meta({ id: 'RankChange' });
export type RankChange = z.output<typeof RankChange>;

export const Ranked = z
  .object({
    restaurantId: Id,
    rankIndex: z.int(),
    /** null where the place was not ranked before */
    previousRankIndex: z.int().nullable(),
    rating: z.number(),
    changes: z.array(RankChange),
  })
  .meta({ id: 'Ranked' });
export type Ranked = z.output<typeof Ranked>;

export const RankingEntry = RestaurantCard.extend({
  /** the list owner's rating, whoever looks */
  userRating: z.number().nullable(),
  /** 0-based among the places that the viewer may see */
  rankIndex: z.int(),
  rank: z.int(),
  sentiment: Sentiment.nullable(),
}).meta({ id: 'RankingEntry' });
export type RankingEntry = z.output<typeof RankingEntry>;

export const RankSession = z
  .object({
    /** `rank-<uuid>` */
    id: z.string(),
    restaurantId: Id,
    category: Category,
    sentiment: Sentiment,
    /** the place to compare with; null once it is decided */
    comparison: z.object({ restaurant: RestaurantCard, rating: z.number(), rankIndex: z.int() }).nullable(),
    /** The place belongs at a 0-based index from left to right, of the list without it. */
    left: z.int(),
    right: z.int(),
    comparisonsDone: z.int(),
    /** comparisons in all, whatever the answers */
    estimatedTotal: z.int(),
    skipsRemaining: z.int(),
    canUndo: z.boolean(),
    isComplete: z.boolean(),
    /** where the place would stand if it were committed now */
    preview: z.object({ position: z.int(), rank: z.int(), rating: z.number(), percentile: z.int() }),
    listVersion: z.int(),
    expiresAt: Instant,
  })
  .meta({ id: 'RankSession' });
export type RankSession = z.output<typeof RankSession>;

export const RankCommitted = Relation.extend({
  changes: z.array(RankChange),
  result: z.object({
    finalPosition: z.int(),
    totalRestaurants: z.int(),
    rating: z.number(),
    percentile: z.int(),
    comparisonsCount: z.int(),
  }),
}).meta({ id: 'RankCommitted' });
export type RankCommitted = z.output<typeof RankCommitted>;

export const RankingPlaced = z
  .object({ changes: z.array(RankChange), total: z.int(), percentile: z.int() })
  .meta({ id: 'RankingPlaced' });
export type RankingPlaced = z.output<typeof RankingPlaced>;

// Inputs -----------------------------------------------------------------------------------------------

/** 0-based; what lies behind the end of the list is the end. */
const RankIndex = z
  .int()
  .min(0)
  .max(1_000_000)
  .meta({ examples: [3] });

/** What one says of the place besides where it stands. */
const Details = RelationFields.omit({ rating: true, sentiment: true, category: true });

export const RankingInput = Details.extend({
  category: Category,
  position: RankIndex,
  rating: Rating.optional(),
  sentiment: Sentiment.optional(),
}).meta({ examples: [{ category: 'restaurants', position: 0, rating: 9.1, sentiment: 'liked' }] });
export type RankingInput = z.output<typeof RankingInput>;

export const RankSessionInput = z
  .object({
    restaurantId: Id,
    /** default: the category that it is kept in, else the restaurant's */
    category: Category.optional(),
    sentiment: Sentiment,
  })
  .meta({ examples: [{ restaurantId: 12, sentiment: 'liked' }] });
export type RankSessionInput = z.output<typeof RankSessionInput>;

export const RankAnswer = z
  .object({
    /** `left`: the new place is better; `right`: the other one is */
    choice: z.enum(['left', 'right', 'skip', 'too_tough']),
    /** the place that was shown: an answer that comes too late is refused instead of taken for another's */
    comparedWith: Id.optional(),
  })
  .meta({ examples: [{ choice: 'left', comparedWith: 7 }] });
export type RankAnswer = z.output<typeof RankAnswer>;

export const RankCommitInput = Details.extend({
  createActivity: z.boolean().default(true),
  keepWantToTry: z.boolean().default(false),
}).meta({ examples: [{ notes: 'Better than the one across the street.', tags: ['date night'] }] });
export type RankCommitInput = z.output<typeof RankCommitInput>;

/** A session in a path: its uuid, with or without the prefix. */
export const RankSessionRef = z
  .string()
  .regex(/^(rank-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'must be the id of a ranking session')
  .transform((id) => id.replace(/^rank-/, ''))
  .meta({ examples: ['rank-6f9619ff-8b86-4d01-b42d-00c04fc964ff'] });

const SESSION = { params: z.object({ sid: RankSessionRef }), tag: 'Ranking', access: 'keepLists' } as const;

export const rankingRoutes = defineRoutes({
  rankPlace: {
    method: 'POST',
    path: '/users/me/lists/been/restaurants/:restaurantId/rank',
    tag: 'Ranking',
    summary: 'Move a place to an index of its list; it takes the sentiment of the place above',
    access: 'keepLists',
    params: z.object({ restaurantId: IdParam }),
    body: z.object({ rankIndex: RankIndex }).meta({ examples: [{ rankIndex: 0 }] }),
    output: Ranked,
    status: 200,
    errors: ['RELATION_NOT_FOUND', 'PRECONDITION_FAILED'],
  },
  listRankings: {
    method: 'GET',
    path: '/users/:id/rankings',
    tag: 'Ranking',
    summary: 'What a person has ranked in a category, best first',
    access: 'browse',
    params: z.object({ id: UserRef }),
    query: OffsetQuery.extend({
      category: Category.default('restaurants'),
      pageSize: queryInt(1, 200).default(20),
    }),
    output: z.array(RankingEntry),
    meta: PageMeta,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  putRanking: {
    method: 'PUT',
    path: '/users/me/rankings/:restaurantId',
    tag: 'Ranking',
    summary: 'Put a place where a client that ranks on its own says, with the rating that it says',
    access: 'keepLists',
    params: z.object({ restaurantId: IdParam }),
    body: RankingInput,
    output: Relation,
    meta: RankingPlaced,
    /** 201 where the place was not on been yet */
    status: 200,
    errors: ['RESTAURANT_NOT_FOUND', 'USER_NOT_FOUND', 'IMAGE_NOT_FOUND', 'PRECONDITION_FAILED'],
  },
  startRankSession: {
    method: 'POST',
    path: '/users/me/rankings/sessions',
    tag: 'Ranking',
    summary: 'Begin to rank a place by comparing it; complete at once where nothing is there to compare with',
    access: 'keepLists',
    body: RankSessionInput,
    output: RankSession,
    status: 201,
    errors: ['RESTAURANT_NOT_FOUND'],
  },
  getRankSession: {
    ...SESSION,
    method: 'GET',
    path: '/users/me/rankings/sessions/:sid',
    summary: 'A ranking session as it stands, on whatever device it was begun',
    output: RankSession,
    status: 200,
    errors: ['SESSION_NOT_FOUND', 'RANKING_STALE'],
  },
  answerRankSession: {
    ...SESSION,
    method: 'POST',
    path: '/users/me/rankings/sessions/:sid/compare',
    summary: 'Say which of the two is better, pass, or leave it in the middle of what is left',
    body: RankAnswer,
    output: RankSession,
    status: 200,
    errors: ['SESSION_NOT_FOUND', 'RANKING_STALE', 'CONFLICT'],
  },
  undoRankAnswer: {
    ...SESSION,
    method: 'POST',
    path: '/users/me/rankings/sessions/:sid/undo',
    summary: 'Take back the last answer',
    output: RankSession,
    status: 200,
    errors: ['SESSION_NOT_FOUND', 'RANKING_STALE', 'CONFLICT'],
  },
  endRankSession: {
    ...SESSION,
    method: 'DELETE',
    path: '/users/me/rankings/sessions/:sid',
    summary: 'Give a ranking session up; the list stays as it is',
    output: null,
    status: 204,
    errors: ['SESSION_NOT_FOUND'],
  },
  commitRankSession: {
    ...SESSION,
    method: 'POST',
    path: '/users/me/rankings/sessions/:sid/commit',
    summary: 'Put the place where comparing has led to, on been where it is not yet',
    body: RankCommitInput,
    output: RankCommitted,
    meta: RelationAdded,
    status: 201,
    errors: [
      'SESSION_NOT_FOUND',
      'RANKING_STALE',
      'RESTAURANT_NOT_FOUND',
      'USER_NOT_FOUND',
      'IMAGE_NOT_FOUND',
    ],
  },
});
