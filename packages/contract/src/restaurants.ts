import { z } from 'zod';
import { WeekHours } from './hours.js';
import {
  Category,
  Coordinates,
  CuisineSlug,
  Id,
  IdParam,
  Instant,
  MenuCategory,
  OffsetQuery,
  PageMeta,
  Portion,
  PriceRange,
  plainText,
  queryFlag,
  queryList,
  queryNumber,
  Rating,
  RelationStatus,
  Tag,
  TimeZone,
  token,
  WebUrl,
} from './primitives.js';
import { defineRoutes } from './route.js';
import { UserCard } from './users.js';

// Views ------------------------------------------------------------------------------------------------

export const RestaurantCard = z
  .object({
    id: Id,
    name: z.string(),
    cuisines: z.array(z.string()),
    /** mean rating of everybody, else the editors' first rating, else 0 */
    rating: z.number(),
    priceRange: PriceRange.nullable(),
    images: z.array(z.string()),
    location: z.object({
      neighborhood: z.string().nullable(),
      city: z.string().nullable(),
      state: z.string().nullable(),
      coordinates: Coordinates,
    }),
    category: Category,
    /** null when the hours are unknown */
    isOpen: z.boolean().nullable(),
    /** when the period that is open now ends, local HH:mm */
    closingTime: z.string().nullable(),
    isClosed: z.boolean(),
    acceptsReservations: z.boolean(),
    /** miles, one decimal; null without a position */
    distanceFromUser: z.number().nullable(),
    userStatus: RelationStatus.nullable(),
    userStatuses: z.array(RelationStatus),
    userRating: z.number().nullable(),
    /** null when the viewer is not signed in */
    friendsWantToTryCount: z.int().nullable(),
    ratingCount: z.int(),
    tags: z.array(z.string()),
    goodFor: z.array(z.string()),
    externalId: z.string().optional(),
  })
  .meta({ id: 'RestaurantCard' });
export type RestaurantCard = z.output<typeof RestaurantCard>;

export const MenuItem = z
  .object({
    id: Id,
    name: z.string(),
    category: MenuCategory,
    description: z.string(),
    price: z.number().nullable(),
    portion: Portion,
    popularity: z.enum(['low', 'medium', 'high']),
    popularityScore: z.int(),
    isVegetarian: z.boolean(),
    isVegan: z.boolean(),
    isGlutenFree: z.boolean(),
    spiceLevel: z.enum(['mild', 'medium', 'hot']).nullable(),
    spice: z.int().nullable(),
    mealTime: z.array(z.string()),
    tags: z.array(z.string()),
    image: z.string().nullable(),
  })
  .meta({ id: 'MenuItem' });
export type MenuItem = z.output<typeof MenuItem>;

export const Review = z
  .object({
    id: Id,
    /** null where the author has left and wished the review to stay */
    user: UserCard.nullable(),
    userId: Id.nullable(),
    restaurantId: Id,
    /** where reviews of several restaurants may stand together */
    restaurant: RestaurantCard.optional(),
    rating: z.number(),
    title: z.string().nullable(),
    content: z.string(),
    photos: z.array(z.string()),
    tags: z.array(z.string()),
    orderItems: z.array(z.string()),
    companions: z.array(Id),
    visitDate: z.string().nullable(),
    isVerifiedVisit: z.boolean(),
    helpfulCount: z.int(),
    /** null when the viewer is not signed in */
    isHelpful: z.boolean().nullable(),
    commentCount: z.int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Review' });
export type Review = z.output<typeof Review>;

/** Why a personal score is what it is. Points are on the scale of ratings, 0 to 10. */
export const ScoreExplanation = z
  .object({
    recScore: z.number().nullable(),
    /** why there is no score */
    reason: z.string().nullable(),
    /** ratings still to give before there is one */
    ratingsMissing: z.int(),
    /** what the score is the sum of, before it is cut to 0 to 10; null without a score */
    parts: z
      .object({
        /** what everybody together would say */
        everybody: z.number(),
        /** how far the viewer rates above others */
        level: z.number(),
        /** the viewer's leaning to such places */
        taste: z.number(),
        /** what people add who agree with the viewer, or whom the viewer follows */
        kin: z.number(),
      })
      .nullable(),
    sampleSize: z.int(),
    /** who speaks for the place most, of people whose ratings the viewer may see */
    advocates: z.array(UserCard).max(2),
    /** in words, strongest first */
    reasons: z.array(z.string()),
  })
  .meta({ id: 'ScoreExplanation' });
export type ScoreExplanation = z.output<typeof ScoreExplanation>;

export const RestaurantFull = RestaurantCard.extend({
  location: z.object({
    address: z.string().nullable(),
    neighborhood: z.string().nullable(),
    city: z.string().nullable(),
    state: z.string().nullable(),
    country: z.string().nullable(),
    zipCode: z.string().nullable(),
    coordinates: Coordinates,
  }),
  /** what the viewer will think, as if they had not rated it; null until they have rated five places */
  recScore: z.number().nullable(),
  /** mean rating of followed people */
  friendScore: z.number().nullable(),
  averageScore: z.number().nullable(),
  recScoreSampleSize: z.int(),
  friendScoreSampleSize: z.int(),
  averageScoreSampleSize: z.int(),
  phone: z.string().nullable(),
  website: z.string().nullable(),
  timezone: z.string(),
  hours: WeekHours.nullable(),
  reservationLink: z.string().nullable(),
  popularDishes: z.array(z.string()),
  popularDishImages: z.array(z.string()),
  userVisitDate: z.string().nullable(),
  userNotes: z.string().nullable(),
  userRankIndex: z.int().nullable(),
  visitCount: z.int(),
  friendAvatars: z.array(z.string()).max(5),
  recommendedBy: z.array(Id),
  version: z.int(),
  /** with expand=reviews: the first page of public reviews, newest first */
  reviews: z.array(Review).optional(),
  /** with expand=menu */
  menu: z.array(MenuItem).optional(),
  /** with expand=explain, for whoever is signed in */
  scoreExplanation: ScoreExplanation.optional(),
}).meta({ id: 'RestaurantFull' });
export type RestaurantFull = z.output<typeof RestaurantFull>;

// Inputs -----------------------------------------------------------------------------------------------

const latitude = queryNumber(-90, 90);
const longitude = queryNumber(-180, 180);

export const bothOrNeither = (query: { lat?: number | undefined; lng?: number | undefined }) =>
  (query.lat === undefined) === (query.lng === undefined);
export const POSITION_ISSUE = { message: 'lat and lng go together', path: ['lat'] };

/** west,south,east,north in degrees */
const BoundingBox = z
  .string()
  .max(100)
  .transform((text) => text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part))))
  .pipe(
    z.tuple([
      z.number().min(-180).max(180),
      z.number().min(-90).max(90),
      z.number().min(-180).max(180),
      z.number().min(-90).max(90),
    ]),
  )
  .refine(([, south, , north]) => south <= north, 'south must not be above north')
  .meta({ examples: ['-74.02,40.70,-73.95,40.78'] });

export const RestaurantFilters = z.object({
  cuisines: queryList(CuisineSlug, 20).optional(),
  priceRange: queryList(PriceRange, 4).optional(),
  neighborhood: plainText(100, 1).optional(),
  city: plainText(100, 1).optional(),
  category: Category.optional(),
  /** miles; needs lat and lng, or a home position */
  maxDistance: queryNumber(0, 100).optional(),
  lat: latitude.optional(),
  lng: longitude.optional(),
  minRating: queryNumber(0, 10).optional(),
  openNow: queryFlag.optional(),
  acceptsReservations: queryFlag.optional(),
  tags: queryList(plainText(30, 1), 20).optional(),
  goodFor: queryList(plainText(30, 1), 20).optional(),
  /** at least so many followed people want to try it; needs to be signed in */
  minFriends: queryNumber(1, 1000).optional(),
  ids: queryList(IdParam, 100).optional(),
  externalId: token(100).optional(),
  bbox: BoundingBox.optional(),
});
export type RestaurantFilters = z.output<typeof RestaurantFilters>;

export const RestaurantListQuery = RestaurantFilters.extend(OffsetQuery.shape)
  .extend({
    sort: z.enum(['rating', 'distance', 'name', 'friends', 'trending']).default('rating'),
    /** default: best, nearest or alphabetically first */
    order: z.enum(['asc', 'desc']).optional(),
  })
  .refine(bothOrNeither, POSITION_ISSUE);
export type RestaurantListQuery = z.output<typeof RestaurantListQuery>;

const LocationInput = z.strictObject({
  address: plainText(300).nullable().optional(),
  neighborhood: plainText(100).nullable().optional(),
  city: plainText(100, 1),
  state: plainText(50, 1),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code')
    .nullable()
    .optional(),
  zipCode: plainText(20).nullable().optional(),
  coordinates: Coordinates,
});

const RestaurantFields = z.strictObject({
  name: plainText(255, 1).meta({ examples: ['Lucali'] }),
  cuisines: z.array(CuisineSlug).min(1).max(5),
  priceRange: PriceRange.nullable().optional(),
  category: Category.optional(),
  location: LocationInput,
  phone: plainText(40).nullable().optional(),
  website: WebUrl.nullable().optional(),
  hours: WeekHours.nullable().optional(),
  /** default: taken from the coordinates */
  timezone: TimeZone.optional(),
  acceptsReservations: z.boolean().optional(),
  reservationLink: WebUrl.nullable().optional(),
  tags: z.array(Tag).max(20).optional(),
  goodFor: z.array(Tag).max(20).optional(),
  popularDishes: z.array(plainText(200, 1)).max(20).optional(),
  images: z.array(WebUrl).max(10).optional(),
  seedRating: Rating.nullable().optional(),
  isClosed: z.boolean().optional(),
  externalId: token(100).nullable().optional(),
});

export const RestaurantInput = RestaurantFields.extend({
  /** create it although one of the same name stands within 50 m */
  force: z.boolean().default(false),
}).meta({
  examples: [
    {
      name: 'Osteria Carbone',
      cuisines: ['italian'],
      priceRange: '$$',
      location: {
        address: '18 Carmine St',
        neighborhood: 'West Village',
        city: 'New York',
        state: 'NY',
        country: 'US',
        zipCode: '10014',
        coordinates: { latitude: 40.7301, longitude: -74.0021 },
      },
      hours: {
        monday: null,
        tuesday: { open: '17:00', close: '23:00' },
        friday: { open: '17:00', close: '01:00' },
      },
      tags: ['natural wine'],
    },
  ],
});
export type RestaurantInput = z.output<typeof RestaurantInput>;

export const RestaurantPatch = RestaurantFields.extend({ location: LocationInput.partial() })
  .partial()
  .meta({ examples: [{ priceRange: '$$$', isClosed: false }] });
export type RestaurantPatch = z.output<typeof RestaurantPatch>;

const RestaurantParams = z.object({ id: IdParam });

export const restaurantRoutes = defineRoutes({
  listRestaurants: {
    method: 'GET',
    path: '/restaurants',
    tag: 'Restaurants',
    summary: 'Restaurants by filter, a page at a time',
    access: 'browse',
    query: RestaurantListQuery,
    output: z.array(RestaurantCard),
    meta: PageMeta,
    status: 200,
    errors: [],
    httpCache: 'shared',
  },
  listNearby: {
    method: 'GET',
    path: '/restaurants/nearby',
    tag: 'Restaurants',
    summary: 'Well-rated restaurants around a position, or around home',
    access: 'browse',
    query: z
      .object({
        lat: latitude.optional(),
        lng: longitude.optional(),
        maxDistance: queryNumber(0.01, 100).default(2),
        minRating: queryNumber(0, 10).default(7.5),
        limit: queryNumber(1, 50).pipe(z.int()).default(10),
      })
      .refine(bothOrNeither, POSITION_ISSUE),
    output: z.array(RestaurantCard),
    status: 200,
    errors: [],
  },
  getRestaurant: {
    method: 'GET',
    path: '/restaurants/:id',
    tag: 'Restaurants',
    summary: 'One restaurant with what it means to the viewer',
    access: 'browse',
    params: RestaurantParams,
    query: z
      .object({
        lat: latitude.optional(),
        lng: longitude.optional(),
        expand: queryList(z.enum(['reviews', 'menu', 'explain']), 3).optional(),
      })
      .refine(bothOrNeither, POSITION_ISSUE),
    output: RestaurantFull,
    status: 200,
    errors: ['RESTAURANT_NOT_FOUND'],
    httpCache: 'shared',
  },
  batchRestaurants: {
    method: 'POST',
    path: '/restaurants/batch',
    tag: 'Restaurants',
    summary: 'Up to a hundred restaurants at once',
    access: 'browse',
    body: z
      .object({
        ids: z.array(Id).max(100),
        openNow: z.boolean().optional(),
        acceptsReservations: z.boolean().optional(),
        sort: z.enum(['rating', 'distance', 'name']).optional(),
        lat: z.number().min(-90).max(90).optional(),
        lng: z.number().min(-180).max(180).optional(),
      })
      .refine(bothOrNeither, POSITION_ISSUE)
      .meta({ examples: [{ ids: [1, 2, 3], sort: 'rating' }] }),
    output: z.array(RestaurantFull),
    meta: z.object({ missing: z.array(Id) }),
    status: 200,
    errors: [],
    isRead: true,
  },
  createRestaurant: {
    method: 'POST',
    path: '/restaurants',
    tag: 'Restaurants',
    summary: 'Add a restaurant',
    access: 'createRestaurants',
    body: RestaurantInput,
    output: RestaurantFull,
    status: 201,
    errors: ['FORBIDDEN', 'RESTAURANT_DUPLICATE', 'CONFLICT'],
  },
  updateRestaurant: {
    method: 'PATCH',
    path: '/restaurants/:id',
    tag: 'Restaurants',
    summary: 'Change a restaurant',
    access: 'editRestaurants',
    params: RestaurantParams,
    body: RestaurantPatch,
    output: RestaurantFull,
    status: 200,
    errors: ['FORBIDDEN', 'RESTAURANT_NOT_FOUND', 'PRECONDITION_FAILED', 'CONFLICT'],
  },
  deleteRestaurant: {
    method: 'DELETE',
    path: '/restaurants/:id',
    tag: 'Restaurants',
    summary: 'Take a restaurant out of every list; what people wrote about it stays theirs',
    access: 'deleteRestaurants',
    params: RestaurantParams,
    output: null,
    status: 204,
    errors: ['FORBIDDEN', 'RESTAURANT_NOT_FOUND'],
  },
});
