import { z } from 'zod';
import {
  Coordinates,
  CuisineSlug,
  DietarySlug,
  Id,
  Instant,
  OffsetQuery,
  PageMeta,
  plainText,
  Role,
  TimeZone,
  token,
  Username,
  UserRef,
} from './primitives.js';
import { defineRoutes } from './route.js';

// Views ------------------------------------------------------------------------------------------------

export const UserCard = z
  .object({
    id: Id,
    username: z.string(),
    displayName: z.string(),
    avatar: z.string().nullable(),
    followersCount: z.int(),
    beenCount: z.int(),
    /** null when the viewer is not signed in */
    isFollowing: z.boolean().nullable(),
    isTastemaker: z.boolean(),
  })
  .meta({ id: 'UserCard' });
export type UserCard = z.output<typeof UserCard>;

export const UserStatsShort = z.object({
  beenCount: z.int(),
  wantToTryCount: z.int(),
  followersCount: z.int(),
  followingCount: z.int(),
  currentStreak: z.int(),
  rank: z.int().nullable(),
  totalReviews: z.int(),
});
export type UserStatsShort = z.output<typeof UserStatsShort>;

export const UserStats = UserStatsShort.extend({
  recommendationsCount: z.int(),
  longestStreak: z.int(),
  weeklyStreak: z.int(),
  longestWeeklyStreak: z.int(),
  averageRating: z.number().nullable(),
  totalPhotos: z.int(),
  topCuisines: z.array(z.object({ cuisine: z.string(), count: z.int() })).max(5),
}).meta({ id: 'UserStats' });
export type UserStats = z.output<typeof UserStats>;

export const Badge = z
  .object({ type: z.string(), label: z.string(), color: z.string(), icon: z.string() })
  .meta({ id: 'Badge' });
export type Badge = z.output<typeof Badge>;

export const TastemakerProfile = z.object({
  specialty: z.string(),
  tagline: z.string(),
  badges: z.array(Badge),
  socialLinks: z.record(z.string(), z.string()),
  verifiedSince: z.string(),
});
export type TastemakerProfile = z.output<typeof TastemakerProfile>;

/** New places in a year against a goal. Dates are those of the person's calendar. */
export const Challenge = z
  .object({
    year: z.int(),
    goalCount: z.int(),
    currentCount: z.int(),
    startDate: z.string(),
    endDate: z.string(),
    daysRemaining: z.int(),
    /** rounded; above 100 once there is more than the goal */
    progressPercentage: z.int(),
    isComplete: z.boolean(),
  })
  .meta({ id: 'Challenge' });
export type Challenge = z.output<typeof Challenge>;

export const UserPublic = z
  .object({
    id: Id,
    username: z.string(),
    displayName: z.string(),
    avatar: z.string().nullable(),
    bio: z.string().nullable(),
    location: z.object({ city: z.string().nullable(), state: z.string().nullable() }).nullable(),
    dietaryRestrictions: z.array(z.string()),
    dislikedCuisines: z.array(z.string()),
    stats: UserStatsShort,
    /** null where the person's lists are not open to the viewer */
    challenge2025: Challenge.nullable(),
    isTastemaker: z.boolean(),
    tastemakerProfile: TastemakerProfile.optional(),
    isPublic: z.boolean(),
    isFollowing: z.boolean().nullable(),
    isRequested: z.boolean().nullable(),
    followsYou: z.boolean().nullable(),
    isBlocked: z.boolean().nullable(),
    isMuted: z.boolean().nullable(),
    createdAt: Instant,
    externalId: z.string().optional(),
  })
  .meta({ id: 'UserPublic' });
export type UserPublic = z.output<typeof UserPublic>;

export const UserMe = UserPublic.extend({
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  phone: z.string().nullable(),
  role: Role,
  homeCity: z.string().nullable(),
  homeLocation: Coordinates.nullable(),
  /** signing up with it counts as invited by this person */
  inviteCode: z.string(),
  school: z.string().nullable(),
  company: z.string().nullable(),
  timezone: z.string(),
  settingsVersion: z.int(),
  unreadCount: z.int(),
}).meta({ id: 'UserMe' });
export type UserMe = z.output<typeof UserMe>;

export const FollowState = z
  .object({ userId: Id, isFollowing: z.boolean(), isRequested: z.boolean(), followersCount: z.int() })
  .meta({ id: 'FollowState' });
export type FollowState = z.output<typeof FollowState>;

// Inputs -----------------------------------------------------------------------------------------------

export const ProfilePatch = z
  .object({
    displayName: plainText(100, 1),
    username: Username,
    bio: plainText(500).nullable(),
    location: z.object({ city: plainText(100).nullable(), state: plainText(50).nullable() }).nullable(),
    dietaryRestrictions: z.array(DietarySlug).max(16),
    dislikedCuisines: z.array(CuisineSlug).max(50),
    homeLocation: Coordinates.nullable(),
    timezone: TimeZone,
    school: plainText(100).nullable(),
    company: plainText(100).nullable(),
    phone: token(40)
      .regex(/^\+?[\d ().-]{5,39}$/, 'must be a phone number')
      .nullable(),
  })
  .partial()
  .meta({
    examples: [
      {
        bio: 'Noodles before noon.',
        location: { city: 'New York', state: 'NY' },
        dietaryRestrictions: ['vegetarian'],
      },
    ],
  });
export type ProfilePatch = z.output<typeof ProfilePatch>;

const UserParams = z.object({ id: UserRef });
const FollowListQuery = OffsetQuery.extend({ q: plainText(100, 1).optional() });

export const userRoutes = defineRoutes({
  getMe: {
    method: 'GET',
    path: '/users/me',
    tag: 'People',
    summary: 'The signed-in person',
    access: 'readOwn',
    output: UserMe,
    status: 200,
    errors: [],
    whileSuspended: true,
  },
  updateMe: {
    method: 'PATCH',
    path: '/users/me',
    tag: 'People',
    summary: 'Change the own profile',
    access: 'manageAccount',
    body: ProfilePatch,
    output: UserMe,
    status: 200,
    errors: ['USERNAME_TAKEN'],
  },
  getUserByUsername: {
    method: 'GET',
    path: '/users/username/:username',
    tag: 'People',
    summary: 'A person by username',
    access: 'browse',
    params: z.object({ username: Username }),
    output: UserPublic,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  getUser: {
    method: 'GET',
    path: '/users/:id',
    tag: 'People',
    summary: 'A person',
    access: 'browse',
    params: UserParams,
    output: UserPublic,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  getUserStats: {
    method: 'GET',
    path: '/users/:id/stats',
    tag: 'People',
    summary: 'Counts, streaks and top cuisines of a person',
    access: 'browse',
    params: UserParams,
    output: UserStats,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  followUser: {
    method: 'POST',
    path: '/users/:id/follow',
    tag: 'People',
    summary: 'Follow a person, or ask to where the account is private; repeating changes nothing',
    access: 'meetPeople',
    params: UserParams,
    output: FollowState,
    status: 200,
    errors: ['CANNOT_FOLLOW_SELF', 'USER_NOT_FOUND'],
  },
  unfollowUser: {
    method: 'DELETE',
    path: '/users/:id/follow',
    tag: 'People',
    summary: 'Stop following, or take a request back; repeating changes nothing',
    access: 'meetPeople',
    params: UserParams,
    output: FollowState,
    status: 200,
    errors: ['CANNOT_FOLLOW_SELF', 'USER_NOT_FOUND'],
  },
  listFollowers: {
    method: 'GET',
    path: '/users/:id/followers',
    tag: 'People',
    summary: 'Who follows a person, newest first',
    access: 'browse',
    params: UserParams,
    query: FollowListQuery,
    output: z.array(UserCard),
    meta: PageMeta,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  listFollowing: {
    method: 'GET',
    path: '/users/:id/following',
    tag: 'People',
    summary: 'Whom a person follows, newest first',
    access: 'browse',
    params: UserParams,
    query: FollowListQuery,
    output: z.array(UserCard),
    meta: PageMeta,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
});
