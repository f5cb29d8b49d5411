import { z } from 'zod';
import { ListSummary } from './lists.js';
import {
  CuisineSlug,
  CursorMeta,
  Id,
  Instant,
  PriceRange,
  plainText,
  queryFlag,
  queryInt,
  queryList,
  queryNumber,
  toPlainText,
  withoutControls,
} from './primitives.js';
import { bothOrNeither, POSITION_ISSUE, RestaurantCard } from './restaurants.js';
import { defineRoutes } from './route.js';
import { UserCard } from './users.js';

/** What somebody types to find something: any text is just text. At most 100 characters, not blank. */
export const SearchText = (min = 1) =>
  z
    .string()
    .max(100)
    .transform((text) => withoutControls(text.toWellFormed()).normalize('NFKC').replace(/\s+/gu, ' ').trim())
    .refine((text) => [...text].length >= min, {
      message: min === 1 ? 'must not be blank' : `at least ${min} characters`,
    })
    .meta({ examples: ['joes piz'] });

/** What of a find answers to the query. */
export const MatchedOn = z.enum([
  'name',
  'username',
  'cuisine',
  'neighborhood',
  'city',
  'tag',
  'dish',
  'description',
]);
export type MatchedOn = z.output<typeof MatchedOn>;

const relevance = {
  /** higher is better; comparable within one kind and one query only */
  relevanceScore: z.number(),
  matchedOn: z.array(MatchedOn),
};

export const FoundRestaurant = RestaurantCard.extend(relevance).meta({ id: 'FoundRestaurant' });
export type FoundRestaurant = z.output<typeof FoundRestaurant>;
export const FoundUser = UserCard.extend(relevance).meta({ id: 'FoundUser' });
export type FoundUser = z.output<typeof FoundUser>;
export const FoundList = ListSummary.extend(relevance).meta({ id: 'FoundList' });
export type FoundList = z.output<typeof FoundList>;

export const SearchResults = z
  .object({
    restaurants: z.array(FoundRestaurant),
    users: z.array(FoundUser),
    tastemakers: z.array(FoundUser),
    lists: z.array(FoundList),
    /** how many are shown here in all */
    totalResults: z.int(),
  })
  .meta({ id: 'SearchResults' });
export type SearchResults = z.output<typeof SearchResults>;

export const Completion = z
  .object({
    type: z.enum(['restaurant', 'user', 'tastemaker']),
    id: Id,
    label: z.string(),
    /** the neighbourhood and city of a restaurant, the user name of a person */
    sublabel: z.string().nullable(),
  })
  .meta({ id: 'Completion' });
export type Completion = z.output<typeof Completion>;

export const RecentSearch = z
  .object({
    /** `search-<n>` */
    id: z.string(),
    type: z.enum(['restaurant', 'user', 'query']),
    restaurant: z.object({ id: Id, name: z.string(), image: z.string().nullable() }).nullable(),
    user: UserCard.nullable(),
    query: z.string().nullable(),
    /** "Neighbourhood, City" of a restaurant */
    location: z.string().nullable(),
    searchedAt: Instant,
  })
  .meta({ id: 'RecentSearch' });
export type RecentSearch = z.output<typeof RecentSearch>;

const RecentId = z
  .string()
  .regex(/^(search-)?[1-9]\d{0,15}$/, 'must be search-<number>')
  .transform((id) => Number(id.replace('search-', '')))
  .meta({ examples: ['search-1'] });

const RecentInput = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('restaurant'), restaurantId: Id }),
    z.object({ type: z.literal('user'), userId: Id }),
    z.object({
      type: z.literal('query'),
      query: plainText(100, 1)
        .transform((text) => toPlainText(text.replace(/\s+/gu, ' ')))
        .meta({ examples: ['ramen'] }),
    }),
  ])
  .meta({ examples: [{ type: 'query', query: 'ramen' }] });
export type RecentInput = z.output<typeof RecentInput>;

const position = { lat: queryNumber(-90, 90).optional(), lng: queryNumber(-180, 180).optional() };

export const SearchQuery = z
  .object({
    q: SearchText(),
    type: z.enum(['restaurants', 'users', 'tastemakers', 'lists', 'all']).default('all'),
    /** of each kind */
    limit: queryInt(1, 50).default(20),
    ...position,
    cuisines: queryList(CuisineSlug, 20).optional(),
    priceRange: queryList(PriceRange, 4).optional(),
    neighborhood: plainText(100, 1).optional(),
    city: plainText(100, 1).optional(),
    /** miles; needs lat and lng, or a home position */
    maxDistance: queryNumber(0, 100).optional(),
    openNow: queryFlag.optional(),
  })
  .refine(bothOrNeither, POSITION_ISSUE);
export type SearchQuery = z.output<typeof SearchQuery>;

export const searchRoutes = defineRoutes({
  search: {
    method: 'GET',
    path: '/search',
    tag: 'Search',
    summary:
      'Restaurants, people, tastemakers and lists that answer to a text; the filters are for restaurants',
    access: 'browse',
    query: SearchQuery,
    output: SearchResults,
    status: 200,
    errors: [],
  },
  autocomplete: {
    method: 'GET',
    path: '/search/autocomplete',
    tag: 'Search',
    summary: 'At most ten suggestions while somebody is typing',
    access: 'browse',
    query: z.object({ q: SearchText(2), ...position }).refine(bothOrNeither, POSITION_ISSUE),
    output: z.array(Completion),
    status: 200,
    errors: [],
  },
  searchUsers: {
    method: 'GET',
    path: '/users/search',
    tag: 'Search',
    summary: 'People by name or user name, the best match first',
    access: 'browse',
    query: z.object({
      q: SearchText(),
      cursor: z.string().min(1).max(512).optional(),
      limit: queryInt(1, 100).default(20),
    }),
    output: z.array(UserCard),
    meta: CursorMeta,
    status: 200,
    errors: ['INVALID_CURSOR'],
  },
  listRecentSearches: {
    method: 'GET',
    path: '/search/recent',
    tag: 'Search',
    summary: 'What the caller looked for last, newest first; ten are kept',
    access: 'readOwn',
    query: z.object({ limit: queryInt(1, 20).default(10) }),
    output: z.array(RecentSearch),
    status: 200,
    errors: [],
  },
  addRecentSearch: {
    method: 'POST',
    path: '/search/recent',
    tag: 'Search',
    summary: 'Remember what was looked for; a repeat moves to the top',
    access: 'manageAccount',
    body: RecentInput,
    output: RecentSearch,
    status: 201,
    errors: ['RESTAURANT_NOT_FOUND', 'USER_NOT_FOUND'],
  },
  clearRecentSearches: {
    method: 'DELETE',
    path: '/search/recent',
    tag: 'Search',
    summary: 'Forget all of it',
    access: 'manageAccount',
    output: null,
    status: 204,
    errors: [],
  },
  removeRecentSearch: {
    method: 'DELETE',
    path: '/search/recent/:id',
    tag: 'Search',
    summary: 'Forget one entry',
    access: 'manageAccount',
    params: z.object({ id: RecentId }),
    output: null,
    status: 204,
    errors: ['SEARCH_NOT_FOUND'],
  },
});
