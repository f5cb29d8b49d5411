import { z } from 'zod';
import {
  CalendarDate,
  Category,
  Id,
  IdParam,
  Instant,
  OffsetQuery,
  PageMeta,
  plainText,
  Rating,
  RatingSource,
  RelationScope,
  RelationStatus,
  Sentiment,
  Tag,
  token,
  UserRef,
} from './primitives.js';
import { bothOrNeither, POSITION_ISSUE, RestaurantCard, RestaurantFilters } from './restaurants.js';
import { defineRoutes } from './route.js';
import { UserCard } from './users.js';

// Views ------------------------------------------------------------------------------------------------

export const Relation = z
  .object({
    /** `rel-<n>` */
    id: z.string(),
    userId: Id,
    restaurantId: Id,
    status: RelationStatus,
    category: Category,
    rating: z.number().nullable(),
    ratingSource: RatingSource.nullable(),
    sentiment: Sentiment.nullable(),
    /** 0-based place in the person's order of the category */
    rankIndex: z.int().nullable(),
    /** the same, 1-based */
    rank: z.int().nullable(),
    notes: z.string().nullable(),
    notesPrivate: z.boolean(),
    visitDate: z.string().nullable(),
    visitCount: z.int(),
    tags: z.array(z.string()),
    goodFor: z.array(z.string()),
    favoriteDishes: z.array(z.string()),
    photos: z.array(z.string()),
    companions: z.array(Id),
    isStealth: z.boolean(),
    createdAt: Instant,
    updatedAt: Instant,
    version: z.int(),
  })
  .meta({ id: 'Relation' });
export type Relation = z.output<typeof Relation>;

export const RelationWithRestaurant = Relation.extend({ restaurant: RestaurantCard.optional() });
export type RelationWithRestaurant = z.output<typeof RelationWithRestaurant>;

export const Visit = z
  .object({
    id: Id,
    restaurantId: Id,
    visitDate: z.string(),
    companions: z.array(Id),
    notes: z.string().nullable(),
    photos: z.array(z.string()),
    createdAt: Instant,
  })
  .meta({ id: 'Visit' });
export type Visit = z.output<typeof Visit>;

export const ListScope = z.enum(['been', 'want_to_try', 'recs', 'playlists']);

export const ListSummary = z
  .object({
    /** `been-<userId>[-<category>]`, `want_to_try-…`, `recs-…`, or `custom-<n>` */
    id: z.string(),
    scope: ListScope,
    category: Category.nullable(),
    name: z.string(),
    description: z.string().nullable(),
    restaurantCount: z.int(),
    isPublic: z.boolean(),
    thumbnailImage: z.string().nullable(),
    bookmarkCount: z.int(),
    isBookmarked: z.boolean().nullable(),
    owner: UserCard,
    restaurantIds: z.array(Id).optional(),
    createdAt: Instant,
    updatedAt: Instant,
    version: z.int(),
  })
  .meta({ id: 'ListSummary' });
export type ListSummary = z.output<typeof ListSummary>;

export const ListEntry = RestaurantCard.extend({
  /** the list owner's rating, whoever looks */
  userRating: z.number().nullable(),
  rankIndex: z.int().nullable(),
  position: z.int(),
  notes: z.string().nullable(),
  visitDate: z.string().nullable(),
  addedAt: Instant,
}).meta({ id: 'ListEntry' });
export type ListEntry = z.output<typeof ListEntry>;

export const ListDetail = ListSummary.extend({ restaurants: z.array(ListEntry) }).meta({ id: 'ListDetail' });
export type ListDetail = z.output<typeof ListDetail>;

export const ListCounts = z
  .object({ been: z.int(), want_to_try: z.int(), recs: z.int(), playlists: z.int() })
  .meta({ id: 'ListCounts' });
export type ListCounts = z.output<typeof ListCounts>;

export const RelationsOfRestaurant = z
  .object({
    been: Relation.nullable(),
    wantToTry: Relation.nullable(),
    recommended: Relation.nullable(),
    visits: z.array(Visit),
  })
  .meta({ id: 'RelationsOfRestaurant' });
export type RelationsOfRestaurant = z.output<typeof RelationsOfRestaurant>;

export const RelationAdded = z
  .object({
    /** days in a row with a visit, this one included */
    streak: z.int(),
    removedFrom: z.array(RelationStatus),
    /** `feed-<n>`; null where no activity was made */
    activityId: z.string().nullable(),
  })
  .meta({ id: 'RelationAdded' });
export type RelationAdded = z.output<typeof RelationAdded>;

// Inputs -----------------------------------------------------------------------------------------------

export const RelationFields = z.object({
  rating: Rating.nullable().optional(),
  sentiment: Sentiment.nullable().optional(),
  category: Category.optional(),
  notes: plainText(2000)
    .nullable()
    .optional()
    .meta({ examples: ['Get the corner table.'] }),
  visitDate: CalendarDate.nullable().optional(),
  tags: z.array(Tag).max(20).optional(),
  goodFor: z.array(Tag).max(20).optional(),
  favoriteDishes: z.array(plainText(200, 1)).max(20).optional(),
  /** ids of uploaded images */
  photos: z.array(token(500)).max(10).optional(),
  companions: z.array(Id).max(20).optional(),
  isStealth: z.boolean().optional(),
  notesPrivate: z.boolean().optional(),
});

export const RelationInput = RelationFields.extend({
  restaurantId: Id,
  /** stay on want to try when added to been */
  keepWantToTry: z.boolean().default(false),
  createActivity: z.boolean().default(true),
}).meta({
  examples: [
    {
      restaurantId: 12,
      rating: 8.5,
      notes: 'Get the corner table.',
      visitDate: '2026-01-15',
      tags: ['date night'],
      companions: [2],
    },
  ],
});
export type RelationInput = z.output<typeof RelationInput>;

export const RelationPatch = RelationFields.meta({
  examples: [{ rating: 7.9, notes: 'Less good the second time.' }],
});
export type RelationPatch = z.output<typeof RelationPatch>;

const OwnScope = z.object({ scope: RelationScope });

export const ListPageQuery = RestaurantFilters.extend(OffsetQuery.shape)
  .extend({
    sort: z.enum(['rank', 'rating', 'name', 'date_added']).optional(),
    order: z.enum(['asc', 'desc']).optional(),
  })
  .refine(bothOrNeither, POSITION_ISSUE);
export type ListPageQuery = z.output<typeof ListPageQuery>;

export const listRoutes = defineRoutes({
  listLists: {
    method: 'GET',
    path: '/users/:id/lists',
    tag: 'Lists',
    summary: 'The lists of a person: been, want to try, recommended, then their own',
    access: 'browse',
    params: z.object({ id: UserRef }),
    query: z.object({
      scope: ListScope.optional(),
      category: Category.optional(),
      include: queryInclude('ids'),
    }),
    output: z.array(ListSummary),
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  countLists: {
    method: 'GET',
    path: '/users/:id/lists/counts',
    tag: 'Lists',
    summary: 'How many restaurants stand on each list of a person',
    access: 'browse',
    params: z.object({ id: UserRef }),
    query: z.object({ category: Category.optional() }),
    output: ListCounts,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  getVirtualList: {
    method: 'GET',
    path: '/users/:id/lists/:scope',
    tag: 'Lists',
    summary: 'Been, want to try or recommended of a person',
    access: 'browse',
    params: z.object({ id: UserRef, scope: RelationScope }),
    query: ListPageQuery,
    output: ListDetail,
    meta: PageMeta,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  addToList: {
    method: 'POST',
    path: '/users/:id/lists/:scope/restaurants',
    tag: 'Lists',
    summary: 'Add a restaurant to been, want to try or recommended',
    access: 'keepLists',
    params: z.object({ id: UserRef, scope: RelationScope }),
    body: RelationInput,
    output: Relation,
    meta: RelationAdded,
    status: 201,
    errors: ['FORBIDDEN', 'RESTAURANT_NOT_FOUND', 'USER_NOT_FOUND', 'IMAGE_NOT_FOUND', 'RELATION_EXISTS'],
  },
  updateListEntry: {
    method: 'PATCH',
    path: '/users/me/lists/:scope/restaurants/:restaurantId',
    tag: 'Lists',
    summary: 'Change what one keeps about a restaurant',
    access: 'keepLists',
    params: OwnScope.extend({ restaurantId: IdParam }),
    body: RelationPatch,
    output: Relation,
    status: 200,
    errors: ['RELATION_NOT_FOUND', 'USER_NOT_FOUND', 'IMAGE_NOT_FOUND', 'PRECONDITION_FAILED'],
  },
  removeFromList: {
    method: 'DELETE',
    path: '/users/me/lists/:scope/restaurants/:restaurantId',
    tag: 'Lists',
    summary: 'Take a restaurant off been, want to try or recommended',
    access: 'keepLists',
    params: OwnScope.extend({ restaurantId: IdParam }),
    output: null,
    status: 204,
    undoable: true,
    errors: ['RELATION_NOT_FOUND', 'PRECONDITION_FAILED'],
  },
  removeRestaurant: {
    method: 'DELETE',
    path: '/users/me/restaurants/:restaurantId',
    tag: 'Lists',
    summary: 'Take a restaurant off one list, or off all',
    access: 'keepLists',
    params: z.object({ restaurantId: IdParam }),
    query: z.object({ scope: RelationScope.optional() }),
    output: null,
    status: 204,
    undoable: true,
    errors: ['RELATION_NOT_FOUND'],
  },
  listRelations: {
    method: 'GET',
    path: '/users/:id/relations',
    tag: 'Lists',
    summary: 'What a person keeps about restaurants, newest first',
    access: 'browse',
    params: z.object({ id: UserRef }),
    query: OffsetQuery.extend({
      status: RelationStatus.optional(),
      category: Category.optional(),
      include: queryInclude('restaurant'),
    }),
    output: z.array(RelationWithRestaurant),
    meta: PageMeta,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  getRelations: {
    method: 'GET',
    path: '/users/me/relations/:restaurantId',
    tag: 'Lists',
    summary: 'Everything the caller keeps about one restaurant',
    access: 'readOwn',
    params: z.object({ restaurantId: IdParam }),
    output: RelationsOfRestaurant,
    status: 200,
    errors: ['RESTAURANT_NOT_FOUND'],
  },
});

function queryInclude<const T extends string>(value: T) {
  return z.literal(value).optional();
}
