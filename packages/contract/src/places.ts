import { z } from 'zod';
import {
  Coordinates,
  CursorMeta,
  CursorQuery,
  Id,
  IdParam,
  Instant,
  plainText,
  queryInt,
  token,
} from './primitives.js';
import { RestaurantCard, RestaurantFilters, RestaurantFull, RestaurantPatch } from './restaurants.js';
import { defineRoutes } from './route.js';

/* What people say about the catalogue, and how it is kept in order. */

// Views ------------------------------------------------------------------------------------------------

export const SuggestionType = z.enum(['edit', 'closed', 'duplicate', 'wrong_location']);
export type SuggestionType = z.output<typeof SuggestionType>;

export const SuggestionStatus = z.enum(['open', 'accepted', 'dismissed']);
export type SuggestionStatus = z.output<typeof SuggestionStatus>;

/** What may be suggested of a restaurant by name. */
export const SuggestedField = z.enum([
  'name',
  'cuisines',
  'priceRange',
  'category',
  'location',
  'phone',
  'website',
  'hours',
  'acceptsReservations',
  'reservationLink',
  'tags',
  'goodFor',
  'popularDishes',
]);
export type SuggestedField = z.output<typeof SuggestedField>;

export const Suggestion = z
  .object({
    id: Id,
    restaurantId: Id,
    type: SuggestionType,
    field: SuggestedField.nullable(),
    /** as it would be: of the field, of the coordinates, or the id of the duplicate */
    value: z.unknown(),
    note: z.string().nullable(),
    status: SuggestionStatus,
    decisionNote: z.string().nullable(),
    createdAt: Instant,
    decidedAt: Instant.nullable(),
  })
  .meta({ id: 'Suggestion' });
export type Suggestion = z.output<typeof Suggestion>;

/** With who suggested it; null once that person has left. */
export const SuggestionForStaff = Suggestion.extend({
  userId: Id.nullable(),
  restaurant: RestaurantCard.nullable(),
}).meta({ id: 'SuggestionForStaff' });
export type SuggestionForStaff = z.output<typeof SuggestionForStaff>;

export const RestaurantRequest = z
  .object({
    id: z.uuid(),
    name: z.string(),
    address: z.string(),
    coordinates: Coordinates,
    note: z.string().nullable(),
    status: SuggestionStatus,
    /** the restaurant that answers the request */
    restaurantId: Id.nullable(),
    decisionNote: z.string().nullable(),
    createdAt: Instant,
    decidedAt: Instant.nullable(),
  })
  .meta({ id: 'RestaurantRequest' });
export type RestaurantRequest = z.output<typeof RestaurantRequest>;

export const RequestForStaff = RestaurantRequest.extend({ userId: Id.nullable() }).meta({
  id: 'RequestForStaff',
});
export type RequestForStaff = z.output<typeof RequestForStaff>;

export const DuplicatePair = z
  .object({
    restaurants: z.tuple([RestaurantCard, RestaurantCard]),
    meters: z.number(),
    /** of the names, 0 to 1 */
    similarity: z.number(),
  })
  .meta({ id: 'DuplicatePair' });
export type DuplicatePair = z.output<typeof DuplicatePair>;

export const ScoreDistribution = z
  .object({
    /** how many people rate it 0.0 to 0.4, 0.5 to 0.9, …, 9.5 to 10.0 */
    buckets: z.array(z.int()).length(20),
    mean: z.number().nullable(),
    count: z.int(),
  })
  .meta({ id: 'ScoreDistribution' });
export type ScoreDistribution = z.output<typeof ScoreDistribution>;

// Inputs -----------------------------------------------------------------------------------------------

const issue = (path: string, message: string) => ({ code: 'custom' as const, path: [path], message });

export const SuggestionInput = z
  .object({
    type: SuggestionType.default('edit'),
    /** with `edit` */
    field: SuggestedField.optional(),
    /** with `edit` the field as it should be; with `wrong_location` coordinates, where they are known */
    value: z.unknown().optional(),
    /** with `duplicate` */
    duplicateOf: Id.optional(),
    note: plainText(1000).nullable().optional(),
  })
  .transform(({ field, value, duplicateOf, type, note = null }, context) => {
    if (type === 'edit') {
      if (field === undefined) context.addIssue(issue('field', 'says what should change'));
      else {
        const patch = RestaurantPatch.safeParse({ [field]: value });
        if (value !== undefined && patch.success) return { type, field, value: patch.data[field], note };
        context.addIssue(issue('value', `is not a ${field}`));
      }
      return z.NEVER;
    }
    if (type === 'duplicate') {
      if (duplicateOf !== undefined) return { type, field: null, value: duplicateOf, note };
      context.addIssue(issue('duplicateOf', 'says of which restaurant'));
      return z.NEVER;
    }
    if (type === 'closed' || value == null) return { type, field: null, value: null, note };
    const coordinates = Coordinates.safeParse(value);
    if (coordinates.success) return { type, field: null, value: coordinates.data, note };
    context.addIssue(issue('value', 'must be coordinates'));
    return z.NEVER;
  })
  .meta({ examples: [{ field: 'phone', value: '+1 212 555 0100' }] });
export type SuggestionInput = z.output<typeof SuggestionInput>;

export const RequestInput = z
  .object({
    name: plainText(255, 1),
    address: plainText(300, 1),
    coordinates: Coordinates,
    note: plainText(1000).nullable().optional(),
  })
  .meta({
    examples: [
      {
        name: 'Osteria Nuova',
        address: '20 Carmine St, New York',
        coordinates: { latitude: 40.73, longitude: -74.002 },
      },
    ],
  });
export type RequestInput = z.output<typeof RequestInput>;

const decisionNote = plainText(500).nullable().optional();
const Queue = CursorQuery.extend({ status: SuggestionStatus.default('open') });

export const RandomQuery = RestaurantFilters.extend({
  count: queryInt(1, 20).default(5),
  /** only what the caller wants to try */
  fromScope: z.literal('want_to_try').optional(),
  /** the same seed finds the same restaurants */
  seed: token(100).optional(),
}).refine(({ lat, lng }) => (lat === undefined) === (lng === undefined), {
  message: 'lat and lng go together',
  path: ['lat'],
});
export type RandomQuery = z.output<typeof RandomQuery>;

const RestaurantParams = z.object({ id: IdParam });

export const placeRoutes = defineRoutes({
  listRandom: {
    method: 'GET',
    path: '/restaurants/random',
    tag: 'Restaurants',
    summary: 'A few restaurants by chance, of those that a filter leaves',
    access: 'browse',
    query: RandomQuery,
    output: z.array(RestaurantCard),
    meta: z.object({
      /** finds the same again */
      seed: z.string(),
    }),
    status: 200,
    errors: [],
  },
  getScoreDistribution: {
    method: 'GET',
    path: '/restaurants/:id/score-distribution',
    tag: 'Restaurants',
    summary: 'How the ratings of a restaurant are spread',
    access: 'browse',
    params: RestaurantParams,
    output: ScoreDistribution,
    status: 200,
    errors: ['RESTAURANT_NOT_FOUND'],
    httpCache: 'shared',
  },
  suggestChange: {
    method: 'POST',
    path: '/restaurants/:id/suggestions',
    tag: 'Restaurants',
    summary: 'Say what is wrong about a restaurant',
    access: 'suggest',
    params: RestaurantParams,
    body: SuggestionInput,
    output: Suggestion,
    status: 201,
    errors: ['RESTAURANT_NOT_FOUND', 'CONFLICT'],
  },
  requestRestaurant: {
    method: 'POST',
    path: '/restaurants/requests',
    tag: 'Restaurants',
    summary: 'Ask for a restaurant that is missing',
    access: 'suggest',
    body: RequestInput,
    output: RestaurantRequest,
    status: 201,
    errors: ['RESTAURANT_DUPLICATE', 'CONFLICT'],
  },
  listSuggestions: {
    method: 'GET',
    path: '/admin/suggestions',
    tag: 'Administration',
    summary: 'What people suggest about restaurants, oldest first',
    access: 'keepCatalogue',
    query: Queue,
    output: z.array(SuggestionForStaff),
    meta: CursorMeta,
    status: 200,
    errors: ['FORBIDDEN', 'INVALID_CURSOR'],
  },
  getSuggestion: {
    method: 'GET',
    path: '/admin/suggestions/:id',
    tag: 'Administration',
    summary: 'One suggestion',
    access: 'keepCatalogue',
    params: RestaurantParams,
    output: SuggestionForStaff,
    status: 200,
    errors: ['FORBIDDEN', 'SUGGESTION_NOT_FOUND'],
  },
  decideSuggestion: {
    method: 'POST',
    path: '/admin/suggestions/:id',
    tag: 'Administration',
    summary: 'Accept a suggestion, which does what it says, or dismiss it',
    access: 'keepCatalogue',
    params: RestaurantParams,
    body: z
      .strictObject({ decision: z.enum(['accept', 'dismiss']), note: decisionNote })
      .meta({ examples: [{ decision: 'accept' }] }),
    output: SuggestionForStaff,
    status: 200,
    errors: ['FORBIDDEN', 'SUGGESTION_NOT_FOUND', 'RESTAURANT_NOT_FOUND', 'CONFLICT'],
  },
  listRequests: {
    method: 'GET',
    path: '/admin/restaurant-requests',
    tag: 'Administration',
    summary: 'Restaurants that people ask for, oldest first',
    access: 'keepCatalogue',
    query: Queue,
    output: z.array(RequestForStaff),
    meta: CursorMeta,
    status: 200,
    errors: ['FORBIDDEN', 'INVALID_CURSOR'],
  },
  decideRequest: {
    method: 'POST',
    path: '/admin/restaurant-requests/:id',
    tag: 'Administration',
    summary: 'Answer a request with the restaurant that was added or found, or dismiss it',
    access: 'keepCatalogue',
    params: z.object({ id: z.uuid().meta({ examples: ['11111111-1111-4111-8111-111111111111'] }) }),
    body: z
      .discriminatedUnion('decision', [
        z.strictObject({ decision: z.literal('accept'), restaurantId: Id, note: decisionNote }),
        z.strictObject({ decision: z.literal('dismiss'), note: decisionNote }),
      ])
      .meta({ examples: [{ decision: 'accept', restaurantId: 12 }] }),
    output: RequestForStaff,
    status: 200,
    errors: ['FORBIDDEN', 'REQUEST_NOT_FOUND', 'RESTAURANT_NOT_FOUND', 'CONFLICT'],
  },
  listDuplicates: {
    method: 'GET',
    path: '/admin/restaurants/duplicates',
    tag: 'Administration',
    summary:
      'Restaurants of nearly the same name within 50 m of each other, by the older of two; a page may be short and not the last',
    access: 'keepCatalogue',
    query: CursorQuery,
    output: z.array(DuplicatePair),
    meta: CursorMeta,
    status: 200,
    errors: ['FORBIDDEN', 'INVALID_CURSOR'],
  },
  mergeRestaurant: {
    method: 'POST',
    path: '/admin/restaurants/:id/merge',
    tag: 'Administration',
    summary:
      'Make a restaurant one with another, which answers for its id from then on. What people keep of it moves right afterwards; repeating changes nothing',
    access: 'keepCatalogue',
    params: RestaurantParams,
    body: z.strictObject({ intoId: Id }).meta({ examples: [{ intoId: 12 }] }),
    output: RestaurantFull,
    status: 200,
    errors: ['FORBIDDEN', 'RESTAURANT_NOT_FOUND', 'CONFLICT'],
  },
});
