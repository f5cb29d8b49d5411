import { z } from 'zod';
import { ListDetail, ListPageQuery } from './lists.js';
import { Category, Id, IdParam, Instant, OffsetQuery, PageMeta, plainText, token } from './primitives.js';
import { defineRoutes } from './route.js';
import { UserCard } from './users.js';

/** Most places on one list. */
export const MOST_PLACES = 500;

// Views ------------------------------------------------------------------------------------------------

export const CollaboratorRole = z.enum(['editor', 'viewer']);
export type CollaboratorRole = z.output<typeof CollaboratorRole>;

export const Collaborator = z
  .object({ user: UserCard, role: CollaboratorRole, addedAt: Instant })
  .meta({ id: 'Collaborator' });
export type Collaborator = z.output<typeof Collaborator>;

/** A list by its id: a virtual one, or one that somebody made. */
export const OpenList = ListDetail.extend({
  /** whether the order means something; on a list that somebody made */
  isRanked: z.boolean().optional(),
  collaborators: z.array(Collaborator).optional(),
  /** what the viewer may do with a list that somebody made */
  viewerRole: z.enum(['owner', 'editor', 'viewer']).nullable().optional(),
}).meta({ id: 'OpenList' });
export type OpenList = z.output<typeof OpenList>;

export const ListBookmarkState = z
  .object({ listId: z.string(), bookmarks: z.int(), isBookmarked: z.boolean() })
  .meta({ id: 'ListBookmarkState' });
export type ListBookmarkState = z.output<typeof ListBookmarkState>;

export const ListProgress = z
  .object({
    listId: z.string(),
    totalRestaurants: z.int(),
    visitedCount: z.int(),
    /** 0 to 100, rounded */
    progressPercentage: z.int(),
    visitedRestaurantIds: z.array(Id),
  })
  .meta({ id: 'ListProgress' });
export type ListProgress = z.output<typeof ListProgress>;

// Inputs -----------------------------------------------------------------------------------------------

const VIRTUAL_ID = /^(been|want_to_try|recs)-([1-9]\d{0,14})(?:-([a-z_]+))?$/;
const CUSTOM_ID = /^(?:custom|list)-([1-9]\d{0,14})$/;

/** Which list an id means: a virtual one of a person, or the n-th that was made. */
export type ListKey =
  | { kind: 'virtual'; scope: 'been' | 'want_to_try' | 'recs'; userId: number; category?: Category }
  | { kind: 'custom'; id: number };

function toListKey(text: string): ListKey | null {
  const [, number] = CUSTOM_ID.exec(text) ?? [];
  if (number !== undefined) return { kind: 'custom', id: Number(number) };
  const [, scope, userId, category] = VIRTUAL_ID.exec(text) ?? [];
  if (scope === undefined) return null;
  const known = category === undefined ? undefined : Category.safeParse(category);
  if (known && !known.success) return null;
  return {
    kind: 'virtual',
    scope: scope as 'been' | 'want_to_try' | 'recs',
    userId: Number(userId),
    ...(known && { category: known.data }),
  };
}

/** `custom-<n>` (or `list-<n>`), `been-<userId>[-<category>]`, `want_to_try-…`, `recs-…` */
export const ListRef = z
  .string()
  .max(60)
  .transform((text, context): ListKey => {
    const key = toListKey(text);
    if (key) return key;
    context.addIssue({ code: 'custom', message: 'must be the id of a list' });
    return z.NEVER;
  })
  .meta({ examples: ['custom-1'] });

/** What may stand behind `featured-`. */
export const FeaturedSlug = z
  .string()
  .max(60)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens')
  .meta({ examples: ['pizza-pilgrimage'] });

/** The slug in `featured-<slug>`, the id of a list of the house. */
export const FeaturedRef = z
  .string()
  .max(69)
  .regex(/^featured-[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be the id of a featured list')
  .transform((text) => text.slice('featured-'.length))
  .meta({ examples: ['featured-pizza-pilgrimage'] });

/** Any list that somebody can work through. */
const ProgressRef = z.union([
  ListRef,
  FeaturedRef.transform((slug) => ({ kind: 'featured', slug }) as const),
]);
export type ProgressKey = z.output<typeof ProgressRef>;

const ListFields = z.object({
  name: plainText(255, 1).meta({ examples: ['Pizza pilgrimage'] }),
  description: plainText(1000).nullable(),
  category: Category,
  isPublic: z.boolean(),
  /** the order means something */
  isRanked: z.boolean(),
  restaurantIds: z.array(Id).max(MOST_PLACES),
  /** id of an uploaded image */
  thumbnailImage: token(500).nullable(),
});

export const ListInput = ListFields.partial()
  .required({ name: true })
  .meta({ examples: [{ name: 'Pizza pilgrimage', isPublic: true, restaurantIds: [12, 7] }] });
export type ListInput = z.output<typeof ListInput>;

/** `restaurantIds` replaces what stands on the list, in this order. */
export const ListPatch = ListFields.partial().meta({
  examples: [{ name: 'Pizza, ranked', isRanked: true }],
});
export type ListPatch = z.output<typeof ListPatch>;

export const OpenListQuery = OffsetQuery.extend({
  /** the order of the list where nothing is said */
  sort: ListPageQuery.shape.sort,
  order: ListPageQuery.shape.order,
  include: z.literal('ids').optional(),
});
export type OpenListQuery = z.output<typeof OpenListQuery>;

const ListParams = z.object({ id: ListRef });
const NOT_VIRTUAL = 'a list that somebody made';

export const customListRoutes = defineRoutes({
  createList: {
    method: 'POST',
    path: '/users/me/lists',
    tag: 'Lists',
    summary: 'Make a list; private unless said otherwise',
    access: 'keepLists',
    body: ListInput,
    output: OpenList,
    status: 201,
    errors: ['RESTAURANT_NOT_FOUND', 'IMAGE_NOT_FOUND', 'CONFLICT'],
  },
  getList: {
    method: 'GET',
    path: '/lists/:id',
    tag: 'Lists',
    summary: 'A list by its id, a page of its places at a time',
    access: 'browse',
    params: ListParams,
    query: OpenListQuery,
    output: OpenList,
    meta: PageMeta,
    status: 200,
    errors: ['LIST_NOT_FOUND', 'USER_NOT_FOUND'],
  },
  updateList: {
    method: 'PATCH',
    path: '/lists/:id',
    tag: 'Lists',
    summary: `Change ${NOT_VIRTUAL}; moderators may make those of others private`,
    access: 'keepLists',
    params: ListParams,
    body: ListPatch,
    output: OpenList,
    status: 200,
    errors: ['FORBIDDEN', 'LIST_NOT_FOUND', 'RESTAURANT_NOT_FOUND', 'IMAGE_NOT_FOUND', 'PRECONDITION_FAILED'],
  },
  deleteList: {
    method: 'DELETE',
    path: '/lists/:id',
    tag: 'Lists',
    summary: `Delete ${NOT_VIRTUAL}; moderators delete those of others`,
    access: 'keepLists',
    params: ListParams,
    output: null,
    status: 204,
    undoable: true,
    errors: ['FORBIDDEN', 'LIST_NOT_FOUND', 'PRECONDITION_FAILED'],
  },
  addToCustomList: {
    method: 'POST',
    path: '/lists/:id/restaurants',
    tag: 'Lists',
    summary: `Put a place on ${NOT_VIRTUAL}, at a position or at its end`,
    access: 'keepLists',
    params: ListParams,
    body: z
      .object({
        restaurantId: Id,
        /** 0-based; beyond the end means the end */
        position: z.int().min(0).max(MOST_PLACES).optional(),
        note: plainText(2000).nullable().optional(),
      })
      .meta({ examples: [{ restaurantId: 12, position: 0, note: 'Start here.' }] }),
    output: OpenList,
    status: 201,
    errors: ['FORBIDDEN', 'LIST_NOT_FOUND', 'RESTAURANT_NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
  },
  removeFromCustomList: {
    method: 'DELETE',
    path: '/lists/:id/restaurants/:restaurantId',
    tag: 'Lists',
    summary: `Take a place off ${NOT_VIRTUAL}`,
    access: 'keepLists',
    params: ListParams.extend({ restaurantId: IdParam }),
    output: null,
    status: 204,
    errors: ['FORBIDDEN', 'LIST_NOT_FOUND', 'RESTAURANT_NOT_FOUND', 'PRECONDITION_FAILED'],
  },
  orderList: {
    method: 'PATCH',
    path: '/lists/:id/order',
    tag: 'Lists',
    summary: `Put the places of ${NOT_VIRTUAL} in another order: all of them, each once`,
    access: 'keepLists',
    params: ListParams,
    body: z
      .object({ restaurantIds: z.array(Id).max(MOST_PLACES) })
      .meta({ examples: [{ restaurantIds: [7, 12] }] }),
    output: OpenList,
    status: 200,
    errors: ['FORBIDDEN', 'LIST_NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
  },
  bookmarkList: {
    method: 'POST',
    path: '/lists/:id/bookmark',
    tag: 'Lists',
    summary: `Bookmark ${NOT_VIRTUAL}; repeating changes nothing`,
    access: 'respond',
    params: ListParams,
    output: ListBookmarkState,
    status: 200,
    errors: ['LIST_NOT_FOUND'],
  },
  unbookmarkList: {
    method: 'DELETE',
    path: '/lists/:id/bookmark',
    tag: 'Lists',
    summary: 'Take a bookmark away; repeating changes nothing',
    access: 'respond',
    params: ListParams,
    output: ListBookmarkState,
    status: 200,
    errors: ['LIST_NOT_FOUND'],
  },
  setCollaborator: {
    method: 'POST',
    path: '/lists/:id/collaborators/:userId',
    tag: 'Lists',
    summary: 'Let somebody see or edit an own list, or change which',
    access: 'keepLists',
    params: ListParams.extend({ userId: IdParam }),
    body: z.object({ role: CollaboratorRole }).meta({ examples: [{ role: 'editor' }] }),
    output: Collaborator,
    status: 200,
    errors: ['FORBIDDEN', 'LIST_NOT_FOUND', 'USER_NOT_FOUND', 'CONFLICT'],
  },
  removeCollaborator: {
    method: 'DELETE',
    path: '/lists/:id/collaborators/:userId',
    tag: 'Lists',
    summary: 'Take somebody off an own list, or leave the list of somebody else',
    access: 'keepLists',
    params: ListParams.extend({ userId: IdParam }),
    output: null,
    status: 204,
    errors: ['FORBIDDEN', 'LIST_NOT_FOUND', 'USER_NOT_FOUND'],
  },
  getListProgress: {
    method: 'GET',
    path: '/lists/:id/progress',
    tag: 'Lists',
    summary: 'How many places of a list a person has been to: the caller, or somebody whose lists are open',
    access: 'browse',
    params: z.object({ id: ProgressRef }),
    query: z.object({ userId: IdParam.optional() }),
    output: ListProgress,
    status: 200,
    errors: ['LIST_NOT_FOUND', 'USER_NOT_FOUND'],
  },
});
