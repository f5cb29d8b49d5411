import { z } from 'zod';
import { CursorMeta, CursorQuery, Id, Instant, queryInt, UserRef } from './primitives.js';
import { RestaurantCard } from './restaurants.js';
import { defineRoutes } from './route.js';
import { Challenge } from './users.js';

// Taste profile ------------------------------------------------------------------------------------------

const Row = {
  count: z.int(),
  /** mean of the person's own ratings, one decimal; null where nothing is rated */
  avgScore: z.number().nullable(),
  restaurantIds: z.array(Id),
};
const Place = { city: z.string().nullable(), state: z.string().nullable(), country: z.string().nullable() };

export const TasteProfile = z
  .object({
    userId: Id,
    totalRestaurants: z.int(),
    totalCities: z.int(),
    totalCuisines: z.int(),
    avgScore: z.number().nullable(),
    /** most frequent first, then best rated */
    cuisines: z.array(z.object({ cuisine: z.string(), ...Row })),
    cities: z.array(z.object({ ...Place, ...Row })),
    countries: z.array(z.object({ country: z.string().nullable(), ...Row })),
    lastNDays: z.object({
      days: z.int(),
      restaurantCount: z.int(),
      cuisineCount: z.int(),
      primaryLocation: z.object({ city: z.string().nullable(), state: z.string().nullable() }).nullable(),
      /** how many of the active people went to fewer places, in percent */
      activityPercentile: z.int(),
    }),
    /** one point per city, at the mean of its places */
    diningLocations: z.array(
      z.object({
        ...Place,
        latitude: z.number(),
        longitude: z.number(),
        restaurantCount: z.int(),
        restaurantIds: z.array(Id),
      }),
    ),
  })
  .meta({ id: 'TasteProfile' });
export type TasteProfile = z.output<typeof TasteProfile>;

// Challenges -------------------------------------------------------------------------------------------

export const ChallengeActivity = z
  .object({
    /** of the relation, `rel-<n>` */
    id: z.string(),
    restaurantId: Id,
    restaurant: RestaurantCard,
    rating: z.number().nullable(),
    notes: z.string().nullable(),
    photos: z.array(z.string()),
    /** the day of the first visit */
    timestamp: Instant,
  })
  .meta({ id: 'ChallengeActivity' });
export type ChallengeActivity = z.output<typeof ChallengeActivity>;

export const ChallengeMonth = z
  .object({
    /** `2025-10` */
    month: z.string(),
    /** `OCTOBER 2025` */
    label: z.string(),
    items: z.array(ChallengeActivity),
  })
  .meta({ id: 'ChallengeMonth' });
export type ChallengeMonth = z.output<typeof ChallengeMonth>;

export const MONTH_NAMES = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;

/** `2025-10` or `OCTOBER 2025` in any case, read as the former. */
const Month = z
  .string()
  .max(20)
  .transform((text, context) => {
    if (/^(19[7-9]\d|20\d\d)-(0[1-9]|1[0-2])$/.test(text)) return text;
    const [, name = '', year] = /^([a-z]{3,9}) (19[7-9]\d|20\d\d)$/i.exec(text) ?? [];
    const number = (MONTH_NAMES as readonly string[]).indexOf(name.toUpperCase()) + 1;
    if (number > 0) return `${year}-${String(number).padStart(2, '0')}`;
    context.addIssue({ code: 'custom', message: 'must be like 2025-10 or OCTOBER 2025' });
    return z.NEVER;
  })
  .meta({ examples: ['2025-10'] });

const YearParam = z
  .string()
  .regex(/^(19[7-9]\d|20\d\d)$/, 'must be a year')
  .transform(Number)
  .meta({ examples: ['2025'] });
const OfPerson = z.object({ id: UserRef });
const OfYear = OfPerson.extend({ year: YearParam });

export const tasteRoutes = defineRoutes({
  getTasteProfile: {
    method: 'GET',
    path: '/users/:id/taste-profile',
    tag: 'Taste',
    summary: 'What and where a person eats, of all time and lately',
    access: 'browse',
    params: OfPerson,
    query: z.object({ days: queryInt(1, 365).default(30) }),
    output: TasteProfile,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  getChallenge: {
    method: 'GET',
    path: '/users/:id/challenges/:year',
    tag: 'Taste',
    summary: 'How far a person is with the new places of a year',
    access: 'browse',
    params: OfYear,
    output: Challenge,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  setChallenge: {
    method: 'PUT',
    path: '/users/me/challenges/:year',
    tag: 'Taste',
    summary: 'Set the own goal for a year',
    access: 'keepLists',
    params: z.object({ year: YearParam }),
    body: z.object({ goalCount: z.int().min(1).max(2000) }).meta({ examples: [{ goalCount: 120 }] }),
    output: Challenge,
    status: 200,
    errors: [],
  },
  listChallengeActivities: {
    method: 'GET',
    path: '/users/:id/challenges/:year/activities',
    tag: 'Taste',
    summary: 'The new places of a year, newest first, one by one or by month',
    access: 'browse',
    params: OfYear,
    query: CursorQuery.extend({ month: Month.optional(), groupBy: z.literal('month').optional() }),
    output: z.union([z.array(ChallengeActivity), z.array(ChallengeMonth)]),
    meta: CursorMeta,
    status: 200,
    errors: ['USER_NOT_FOUND', 'INVALID_CURSOR'],
  },
});
