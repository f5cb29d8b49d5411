import { z } from 'zod';
import { FeaturedRef, FeaturedSlug, ListBookmarkState, ListProgress, MOST_PLACES } from './custom-lists.js';
import { ListEntry } from './lists.js';
import {
  Category,
  Id,
  Instant,
  OffsetQuery,
  PageMeta,
  plainText,
  queryList,
  Tag,
  token,
} from './primitives.js';
import { defineRoutes } from './route.js';
import { UserCard } from './users.js';

/** Most featured lists at a time. */
export const MOST_FEATURED = 500;

// Views ------------------------------------------------------------------------------------------------

export const FeaturedList = z
  .object({
    /** `featured-<slug>` */
    id: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    category: Category,
    city: z.string().nullable(),
    tags: z.array(z.string()),
    /** null where it is of the house, or of somebody who is not there */
    curator: UserCard.nullable(),
    restaurantCount: z.int(),
    thumbnailImage: z.string().nullable(),
    bookmarkCount: z.int(),
    /** null when the viewer is not signed in */
    isBookmarked: z.boolean().nullable(),
    createdAt: Instant,
    updatedAt: Instant,
    version: z.int(),
    /** all of them in order, with `include=ids` */
    restaurantIds: z.array(Id).optional(),
    /** of the viewer, with `include=progress`; null when the viewer is not signed in */
    progress: ListProgress.pick({ visitedCount: true, progressPercentage: true }).nullable().optional(),
  })
  .meta({ id: 'FeaturedList' });
export type FeaturedList = z.output<typeof FeaturedList>;

/** Notes are of the curator; ratings and visit dates are of nobody and null. */
export const FeaturedListDetail = FeaturedList.extend({ restaurants: z.array(ListEntry) }).meta({
  id: 'FeaturedListDetail',
});
export type FeaturedListDetail = z.output<typeof FeaturedListDetail>;

export const FeaturedOrder = z.object({ ids: z.array(z.string()) }).meta({ id: 'FeaturedOrder' });
export type FeaturedOrder = z.output<typeof FeaturedOrder>;

// Inputs -----------------------------------------------------------------------------------------------

const FeaturedFields = z.strictObject({
  name: plainText(255, 1).meta({ examples: ['Pizza pilgrimage'] }),
  description: plainText(1000).nullable(),
  category: Category,
  city: plainText(100).nullable(),
  tags: z.array(Tag).max(20),
  /** whose choice it is; null for the house */
  curatorId: Id.nullable(),
  restaurantIds: z.array(Id).max(MOST_PLACES),
  /** address of an image that we serve */
  thumbnailImage: token(500).nullable(),
});

export const FeaturedListInput = FeaturedFields.partial()
  .required({ name: true })
  .extend({
    /** made of the name where it is left out; it never changes */
    slug: FeaturedSlug.optional(),
  })
  .meta({
    examples: [{ name: 'Pizza pilgrimage', city: 'New York', tags: ['pizza'], restaurantIds: [12, 7] }],
  });
export type FeaturedListInput = z.output<typeof FeaturedListInput>;

/** `restaurantIds` replaces what stands on the list, in this order. */
export const FeaturedListPatch = FeaturedFields.partial().meta({
  examples: [{ description: 'Slice by slice.' }],
});
export type FeaturedListPatch = z.output<typeof FeaturedListPatch>;

const Include = queryList(z.enum(['ids', 'progress']), 2).optional();

export const FeaturedListQuery = OffsetQuery.extend({
  /** in any case */
  city: plainText(100, 1).optional(),
  category: Category.optional(),
  tag: Tag.optional(),
  include: Include,
});
export type FeaturedListQuery = z.output<typeof FeaturedListQuery>;

const FeaturedParams = z.object({ id: FeaturedRef });
const TAG = 'Featured lists';

export const featuredListRoutes = defineRoutes({
  listFeatured: {
    method: 'GET',
    path: '/featured-lists',
    tag: TAG,
    summary: 'Lists of the house, in its order',
    access: 'browse',
    query: FeaturedListQuery,
    output: z.array(FeaturedList),
    meta: PageMeta,
    status: 200,
    errors: [],
    httpCache: 'shared',
  },
  getFeatured: {
    method: 'GET',
    path: '/featured-lists/:id',
    tag: TAG,
    summary: 'A featured list, a page of its places at a time',
    access: 'browse',
    params: FeaturedParams,
    query: OffsetQuery.extend({ include: Include }),
    output: FeaturedListDetail,
    meta: PageMeta,
    status: 200,
    errors: ['LIST_NOT_FOUND'],
    httpCache: 'shared',
  },
  getFeaturedProgress: {
    method: 'GET',
    path: '/featured-lists/:id/progress',
    tag: TAG,
    summary: 'How many places of a featured list the caller has been to',
    access: 'readOwn',
    params: FeaturedParams,
    output: ListProgress,
    status: 200,
    errors: ['LIST_NOT_FOUND'],
  },
  bookmarkFeatured: {
    method: 'POST',
    path: '/featured-lists/:id/bookmark',
    tag: TAG,
    summary: 'Bookmark a featured list; repeating changes nothing',
    access: 'respond',
    params: FeaturedParams,
    output: ListBookmarkState,
    status: 200,
    errors: ['LIST_NOT_FOUND'],
  },
  unbookmarkFeatured: {
    method: 'DELETE',
    path: '/featured-lists/:id/bookmark',
    tag: TAG,
    summary: 'Take a bookmark away; repeating changes nothing',
    access: 'respond',
    params: FeaturedParams,
    output: ListBookmarkState,
    status: 200,
    errors: ['LIST_NOT_FOUND'],
  },
  createFeatured: {
    method: 'POST',
    path: '/admin/featured-lists',
    tag: 'Administration',
    summary: 'Feature a new list, behind the others',
    access: 'feature',
    body: FeaturedListInput,
    output: FeaturedListDetail,
    status: 201,
    errors: ['FORBIDDEN', 'USER_NOT_FOUND', 'RESTAURANT_NOT_FOUND', 'IMAGE_NOT_FOUND', 'CONFLICT'],
  },
  orderFeatured: {
    method: 'PUT',
    path: '/admin/featured-lists/order',
    tag: 'Administration',
    summary: 'Put the featured lists in another order: all of them, each once',
    access: 'feature',
    body: z
      .strictObject({ ids: z.array(FeaturedRef).max(MOST_FEATURED) })
      .meta({ examples: [{ ids: ['featured-pizza-pilgrimage'] }] }),
    output: FeaturedOrder,
    status: 200,
    errors: ['FORBIDDEN', 'CONFLICT'],
  },
  updateFeatured: {
    method: 'PATCH',
    path: '/admin/featured-lists/:id',
    tag: 'Administration',
    summary: 'Change a featured list',
    access: 'feature',
    params: FeaturedParams,
    body: FeaturedListPatch,
    output: FeaturedListDetail,
    status: 200,
    errors: [
      'FORBIDDEN',
      'LIST_NOT_FOUND',
      'USER_NOT_FOUND',
      'RESTAURANT_NOT_FOUND',
      'IMAGE_NOT_FOUND',
      'PRECONDITION_FAILED',
    ],
  },
  deleteFeatured: {
    method: 'DELETE',
    path: '/admin/featured-lists/:id',
    tag: 'Administration',
    summary: 'Delete a featured list',
    access: 'feature',
    params: FeaturedParams,
    output: null,
    status: 204,
    undoable: true,
    errors: ['FORBIDDEN', 'LIST_NOT_FOUND', 'PRECONDITION_FAILED'],
  },
});
