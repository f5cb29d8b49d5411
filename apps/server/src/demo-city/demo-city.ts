import type { Category, Role } from '@beli/contract';
import type { Week } from './hours.js';
import type { MealTime, MenuCategory, Portion } from './word-lists/dish.js';

export type PriceRange = '$' | '$$' | '$$$' | '$$$$';
export type BadgeType =
  | 'verified'
  | 'pizza_expert'
  | 'michelin_hunter'
  | 'budget_guru'
  | 'vegan_queen'
  | 'fine_dining_specialist'
  | 'street_food_explorer'
  | 'brunch_master'
  | 'dessert_connoisseur'
  | 'ramen_specialist'
  | 'wine_expert';

/** A whole small city as plain data; ids are those that the database will hold. Dates are YYYY-MM-DD. */
export type DemoCity = {
  people: Person[];
  follows: Follow[];
  restaurants: Restaurant[];
  menuItems: MenuItem[];
  relations: Relation[];
  visits: Visit[];
  reviews: Review[];
  helpfulMarks: HelpfulMark[];
  activities: Activity[];
  likes: ActivityMark[];
  bookmarks: ActivityMark[];
  comments: Comment[];
  lists: CustomList[];
  posts: Post[];
  featuredLists: FeaturedList[];
  reservations: Reservation[];
};

export type Coordinates = { latitude: number; longitude: number };

export type TastemakerProfile = {
  specialty: string;
  tagline: string;
  badges: { type: BadgeType; label: string; color: string; icon: string }[];
  socialLinks: { instagram?: string; tiktok?: string; twitter?: string; website?: string };
  verifiedSince: string;
};

export type Person = {
  id: number;
  username: string;
  displayName: string;
  email: string;
  bio: string | null;
  city: string;
  state: string;
  timezone: string;
  homeLocation: Coordinates;
  dietaryRestrictions: string[];
  dislikedCuisines: string[];
  isPublic: boolean;
  role: Role;
  tastemakerProfile: TastemakerProfile | null;
  createdAt: Date;
  /** Only for the accounts that are printed for humans; everybody else cannot sign in. */
  password: string | null;
};

export type Follow = {
  followerId: number;
  followeeId: number;
  status: 'accepted' | 'requested';
  createdAt: Date;
  acceptedAt: Date | null;
};

export type Restaurant = {
  id: number;
  name: string;
  category: Category;
  cuisines: string[];
  priceRange: PriceRange;
  address: string;
  neighborhood: string;
  city: string;
  state: string;
  country: string;
  zipCode: string;
  coordinates: Coordinates;
  timezone: string;
  phone: string | null;
  website: string | null;
  /** null: unknown */
  hours: Week | null;
  acceptsReservations: boolean;
  reservationLink: string | null;
  tags: string[];
  goodFor: string[];
  popularDishes: string[];
  createdAt: Date;
};

export type MenuItem = {
  id: number;
  restaurantId: number;
  name: string;
  category: MenuCategory;
  description: string;
  /** US dollars */
  price: number;
  portion: Portion;
  /** 0..100 */
  popularityScore: number;
  isVegetarian: boolean;
  isVegan: boolean;
  isGlutenFree: boolean;
  /** 1..5 */
  spice: number | null;
  mealTime: MealTime[];
  /** What is in it (`pork`, `shellfish`, `peanuts`, …), `pescatarian`, `signature`. */
  tags: string[];
};

export type Relation = {
  id: number;
  userId: number;
  restaurantId: number;
  status: 'been' | 'want_to_try' | 'recommended';
  category: Category;
  rating: number | null;
  ratingSource: 'manual' | 'ranked' | null;
  sentiment: 'liked' | 'fine' | 'disliked' | null;
  /** 0-based per person and category, only for rated been */
  rankIndex: number | null;
  notes: string | null;
  tags: string[];
  goodFor: string[];
  favoriteDishes: string[];
  companionIds: number[];
  visitDate: string | null;
  visitCount: number;
  isStealth: boolean;
  createdAt: Date;
  updatedAt: Date;
};

export type Visit = {
  id: number;
  userId: number;
  restaurantId: number;
  visitDate: string;
  companionIds: number[];
  notes: string | null;
  createdAt: Date;
};

export type Review = {
  id: number;
  userId: number;
  restaurantId: number;
  rating: number;
  title: string | null;
  content: string;
  tags: string[];
  orderItems: string[];
  companionIds: number[];
  visitDate: string;
  createdAt: Date;
};

export type HelpfulMark = { reviewId: number; userId: number; createdAt: Date };

export type Activity = {
  id: number;
  type: 'visit' | 'review' | 'recommendation' | 'want_to_try' | 'follow';
  userId: number;
  restaurantId: number | null;
  targetUserId: number | null;
  reviewId: number | null;
  relationId: number | null;
  rating: number | null;
  comment: string | null;
  tags: string[];
  companionIds: number[];
  isStealth: boolean;
  createdAt: Date;
};

/** A like or a bookmark. */
export type ActivityMark = { activityId: number; userId: number; createdAt: Date };

export type Comment = {
  id: number;
  activityId: number;
  userId: number;
  content: string;
  createdAt: Date;
};

export type CustomList = {
  id: number;
  userId: number;
  name: string;
  description: string | null;
  category: Category;
  isPublic: boolean;
  isRanked: boolean;
  items: { restaurantId: number; note: string | null; addedAt: Date }[];
  createdAt: Date;
};

type PostMark = { userId: number; createdAt: Date };

/** Published when it was made. */
export type Post = {
  id: number;
  userId: number;
  title: string;
  subtitle: string | null;
  /** sanitised HTML */
  content: string;
  excerpt: string;
  tags: string[];
  isFeatured: boolean;
  restaurantIds: number[];
  viewsCount: number;
  likes: PostMark[];
  bookmarks: PostMark[];
  comments: (PostMark & { content: string })[];
  createdAt: Date;
};

/** A list of the house; ids are those of lists. */
export type FeaturedList = {
  id: number;
  slug: string;
  name: string;
  description: string;
  category: Category;
  city: string;
  tags: string[];
  curatorId: number | null;
  position: number;
  restaurantIds: number[];
  createdAt: Date;
};

/** A table that somebody hands on; `date` and `time` are on the clock of the restaurant. */
export type Reservation = {
  id: number;
  ownerId: number;
  restaurantId: number;
  date: string;
  time: string;
  timezone: string;
  startsAt: Date;
  expiresAt: Date;
  partySize: number;
  priority: 'Bronze' | 'Silver' | 'Gold' | 'SC';
  status: 'available' | 'shared' | 'claimed';
  notes: string | null;
  recipientIds: number[];
  sharedAt: Date | null;
  claimedBy: number | null;
  claimedAt: Date | null;
  createdAt: Date;
};
