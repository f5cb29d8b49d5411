import { z } from 'zod';
import { BadgeType, SocialLinks } from './admin.js';
import { PostCard } from './posts.js';
import {
  CursorMeta,
  CursorQuery,
  Id,
  IdParam,
  Instant,
  OffsetQuery,
  PageMeta,
  plainText,
  Username,
} from './primitives.js';
import { defineRoutes } from './route.js';
import { Badge, UserCard } from './users.js';

// Views ------------------------------------------------------------------------------------------------

export const Tastemaker = z
  .object({
    id: Id,
    username: z.string(),
    displayName: z.string(),
    avatar: z.string().nullable(),
    bio: z.string().nullable(),
    specialty: z.string(),
    tagline: z.string(),
    badges: z.array(Badge),
    socialLinks: z.record(z.string(), z.string()),
    stats: z.object({
      followersCount: z.int(),
      /** published */
      postsCount: z.int(),
      /** where they have been, without what they keep to themselves */
      restaurantsCount: z.int(),
      /** curated by them */
      featuredListsCount: z.int(),
      /** likes, bookmarks and comments on their posts for each hundred views, at most 100 */
      engagementRate: z.number().min(0).max(100),
    }),
    verifiedSince: Instant,
    /** null when the viewer is not signed in */
    isFollowing: z.boolean().nullable(),
  })
  .meta({ id: 'Tastemaker' });
export type Tastemaker = z.output<typeof Tastemaker>;

export const TastemakerWithPosts = Tastemaker.extend({
  /** the newest five */
  recentPosts: z.array(PostCard).max(5),
}).meta({ id: 'TastemakerWithPosts' });
export type TastemakerWithPosts = z.output<typeof TastemakerWithPosts>;

export const ApplicationStatus = z.enum(['open', 'accepted', 'dismissed']);
export type ApplicationStatus = z.output<typeof ApplicationStatus>;

export const TastemakerApplication = z
  .object({
    /** `application-<n>` */
    id: z.string(),
    specialty: z.string(),
    tagline: z.string(),
    socialLinks: z.record(z.string(), z.string()),
    why: z.string(),
    status: ApplicationStatus,
    /** of who decided */
    note: z.string().nullable(),
    createdAt: Instant,
    decidedAt: Instant.nullable(),
  })
  .meta({ id: 'TastemakerApplication' });
export type TastemakerApplication = z.output<typeof TastemakerApplication>;

export const ApplicationForStaff = TastemakerApplication.extend({
  userId: Id,
  /** null while the account is not there */
  user: UserCard.nullable(),
}).meta({ id: 'TastemakerApplicationForStaff' });
export type ApplicationForStaff = z.output<typeof ApplicationForStaff>;

// Inputs -----------------------------------------------------------------------------------------------

export const ApplicationInput = z
  .object({
    specialty: plainText(100, 1),
    tagline: plainText(200).optional(),
    socialLinks: SocialLinks.optional(),
    why: plainText(2000, 1),
  })
  .meta({ examples: [{ specialty: 'Ramen', why: 'I have slurped through all of Queens.' }] });
export type ApplicationInput = z.output<typeof ApplicationInput>;

const ApplicationRef = z
  .string()
  .regex(/^(application-)?[1-9]\d{0,14}$/, 'must be an application id')
  .transform((text) => Number(text.replace('application-', '')))
  .meta({ examples: ['application-1'] });

const note = plainText(500).nullable().optional();

export const ApplicationDecision = z
  .discriminatedUnion('decision', [
    z.strictObject({
      decision: z.literal('accept'),
      /** default: verified */
      badges: z.array(BadgeType).max(11).optional(),
      note,
    }),
    z.strictObject({ decision: z.literal('dismiss'), note }),
  ])
  .meta({ examples: [{ decision: 'accept', badges: ['verified', 'ramen_specialist'] }] });
export type ApplicationDecision = z.output<typeof ApplicationDecision>;

export const TastemakerSort = z.enum(['followers', 'posts', 'name']);
export type TastemakerSort = z.output<typeof TastemakerSort>;

export const TastemakerListQuery = OffsetQuery.extend({
  /** part of it, in any case */
  specialty: plainText(100, 1).optional(),
  sort: TastemakerSort.default('followers'),
});
export type TastemakerListQuery = z.output<typeof TastemakerListQuery>;

const TAG = 'Tastemakers';

export const tastemakerRoutes = defineRoutes({
  listTastemakers: {
    method: 'GET',
    path: '/tastemakers',
    tag: TAG,
    summary: 'The directory of tastemakers; whom a block parts from the viewer is left out',
    access: 'browse',
    query: TastemakerListQuery,
    output: z.array(Tastemaker),
    meta: PageMeta,
    status: 200,
    errors: [],
    httpCache: 'shared',
  },
  getTastemaker: {
    method: 'GET',
    path: '/tastemakers/:id',
    tag: TAG,
    summary: 'A tastemaker with the newest posts',
    access: 'browse',
    params: z.object({ id: IdParam }),
    output: TastemakerWithPosts,
    status: 200,
    errors: ['TASTEMAKER_NOT_FOUND'],
    httpCache: 'shared',
  },
  getTastemakerByUsername: {
    method: 'GET',
    path: '/tastemakers/username/:username',
    tag: TAG,
    summary: 'A tastemaker by username',
    access: 'browse',
    params: z.object({ username: Username }),
    output: TastemakerWithPosts,
    status: 200,
    errors: ['TASTEMAKER_NOT_FOUND'],
    httpCache: 'shared',
  },
  applyAsTastemaker: {
    method: 'POST',
    path: '/tastemakers/applications',
    tag: TAG,
    summary: 'Ask to become a tastemaker: one open application at a time',
    access: 'applyAsTastemaker',
    body: ApplicationInput,
    output: TastemakerApplication,
    status: 201,
    errors: ['FORBIDDEN', 'CONFLICT'],
  },
  listOwnApplications: {
    method: 'GET',
    path: '/tastemakers/applications',
    tag: TAG,
    summary: 'Own applications, newest first',
    access: 'readOwn',
    query: OffsetQuery,
    output: z.array(TastemakerApplication),
    meta: PageMeta,
    status: 200,
    errors: [],
  },
  listApplications: {
    method: 'GET',
    path: '/admin/tastemaker-applications',
    tag: 'Administration',
    summary: 'Who wants to become a tastemaker, oldest first',
    access: 'administer',
    query: CursorQuery.extend({ status: ApplicationStatus.default('open') }),
    output: z.array(ApplicationForStaff),
    meta: CursorMeta,
    status: 200,
    errors: ['FORBIDDEN', 'INVALID_CURSOR'],
  },
  decideApplication: {
    method: 'POST',
    path: '/admin/tastemaker-applications/:id/decide',
    tag: 'Administration',
    summary: 'Accept an application, which gives role, profile and badges at once, or dismiss it',
    access: 'administer',
    params: z.object({ id: ApplicationRef }),
    body: ApplicationDecision,
    output: ApplicationForStaff,
    status: 200,
    errors: ['FORBIDDEN', 'APPLICATION_NOT_FOUND', 'USER_NOT_FOUND', 'CONFLICT'],
  },
});
