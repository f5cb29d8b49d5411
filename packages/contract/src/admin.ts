import { z } from 'zod';
import {
  CursorMeta,
  CursorQuery,
  Id,
  IdParam,
  Instant,
  OffsetQuery,
  PageMeta,
  plainText,
  Role,
  token,
  WebUrl,
} from './primitives.js';
import { defineRoutes } from './route.js';
import { TastemakerProfile } from './users.js';

// Words --------------------------------------------------------------------------------------------------

export const BadgeType = z.enum([
  'verified',
  'pizza_expert',
  'michelin_hunter',
  'budget_guru',
  'vegan_queen',
  'fine_dining_specialist',
  'street_food_explorer',
  'brunch_master',
  'dessert_connoisseur',
  'ramen_specialist',
  'wine_expert',
]);
export type BadgeType = z.output<typeof BadgeType>;

export const PriorityLevel = z.enum(['Bronze', 'Silver', 'Gold', 'SC']);
export type PriorityLevel = z.output<typeof PriorityLevel>;

/** Every privileged act that the log knows. */
export const AuditAct = z.enum([
  'user.create-admin',
  'user.change-role',
  'user.change-badges',
  'user.suspend',
  'user.unsuspend',
  'user.force-logout',
  'user.set-priority',
  'report.resolve',
  'report.read-private',
  'content.hide-automatically',
  'restaurant.create',
  'restaurant.update',
  'restaurant.delete',
  'restaurant.merge',
  'restaurant.replace-menu',
  'suggestion.decide',
  'request.decide',
  'activity.delete',
  'activity.restore',
  'review.delete',
  'review.restore',
  'comment.delete',
  'comment.restore',
  'list.unpublish',
  'list.delete',
  'list.restore',
  'post.feature',
  'post.delete',
  'post.restore',
  'application.decide',
  'featured-list.create',
  'featured-list.update',
  'featured-list.delete',
  'featured-list.restore',
  'featured-list.order',
]);
export type AuditAct = z.output<typeof AuditAct>;

export const AuditTarget = z.enum([
  'user',
  'review',
  'activity',
  'comment',
  'review_comment',
  'post_comment',
  'post',
  'list',
  'photo',
  'restaurant',
  'suggestion',
  'request',
  'application',
]);
export type AuditTarget = z.output<typeof AuditTarget>;

// Views --------------------------------------------------------------------------------------------------

/** An account as administrators see it; e-mail and phone stay with the person. */
export const AdminUser = z
  .object({
    id: Id,
    username: z.string(),
    displayName: z.string(),
    avatar: z.string().nullable(),
    role: Role,
    isTastemaker: z.boolean(),
    tastemakerProfile: TastemakerProfile.nullable(),
    isPublic: z.boolean(),
    emailVerified: z.boolean(),
    /** null once it is over */
    suspendedUntil: Instant.nullable(),
    deactivatedAt: Instant.nullable(),
    deletedAt: Instant.nullable(),
    priorityOverride: PriorityLevel.nullable(),
    sessionsCount: z.int(),
    createdAt: Instant,
  })
  .meta({ id: 'AdminUser' });
export type AdminUser = z.output<typeof AdminUser>;

export const AuditEntry = z
  .object({
    id: Id,
    /** null for the system, the command line and people who were purged */
    actorId: Id.nullable(),
    act: AuditAct,
    targetType: AuditTarget,
    targetId: z.string().nullable(),
    /** the person whom it concerns */
    subjectId: Id.nullable(),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
    requestId: z.string().nullable(),
    at: Instant,
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.output<typeof AuditEntry>;

export const AdminStats = z
  .object({
    people: z.int(),
    restaurants: z.int(),
    relations: z.int(),
    openReports: z.int(),
    appeals: z.int(),
    deadLetters: z.int(),
  })
  .meta({ id: 'AdminStats' });
export type AdminStats = z.output<typeof AdminStats>;

// Inputs -------------------------------------------------------------------------------------------------

/** Where else a tastemaker is to be found. */
export const SocialLinks = z
  .strictObject({ instagram: WebUrl, tiktok: WebUrl, twitter: WebUrl, website: WebUrl })
  .partial();

export const AccountPatch = z
  .strictObject({
    role: Role,
    isTastemaker: z.boolean(),
    tastemakerProfile: z
      .strictObject({
        specialty: plainText(100),
        tagline: plainText(200),
        socialLinks: SocialLinks,
      })
      .partial(),
    /** replaces the badges, in this order */
    badges: z.array(BadgeType).max(11),
  })
  .partial()
  .meta({ examples: [{ role: 'tastemaker', isTastemaker: true, badges: ['verified', 'pizza_expert'] }] });
export type AccountPatch = z.output<typeof AccountPatch>;

export const SuspensionBody = z
  .strictObject({ until: Instant, reason: plainText(500, 1) })
  .meta({ examples: [{ until: '2027-01-31T00:00:00.000Z', reason: 'Repeated advertising.' }] });
export type SuspensionBody = z.output<typeof SuspensionBody>;

const UserParams = z.object({ id: IdParam });

export const adminRoutes = defineRoutes({
  listAccounts: {
    method: 'GET',
    path: '/admin/users',
    tag: 'Administration',
    summary: 'Accounts by id, beginning of the username, or exact e-mail; without a query the newest',
    access: 'administer',
    query: OffsetQuery.extend({ q: token(255).optional() }),
    output: z.array(AdminUser),
    meta: PageMeta,
    status: 200,
    errors: ['FORBIDDEN'],
  },
  updateAccount: {
    method: 'PATCH',
    path: '/admin/users/:id',
    tag: 'Administration',
    summary: 'Change role, tastemaker profile and badges of somebody else; a new role counts at once',
    access: 'administer',
    params: UserParams,
    body: AccountPatch,
    output: AdminUser,
    status: 200,
    errors: ['FORBIDDEN', 'USER_NOT_FOUND'],
  },
  suspendAccount: {
    method: 'POST',
    path: '/admin/users/:id/suspend',
    tag: 'Administration',
    summary: 'Suspend somebody else until an instant; counts at once',
    access: 'administer',
    params: UserParams,
    body: SuspensionBody,
    output: AdminUser,
    status: 200,
    errors: ['FORBIDDEN', 'USER_NOT_FOUND'],
  },
  unsuspendAccount: {
    method: 'POST',
    path: '/admin/users/:id/unsuspend',
    tag: 'Administration',
    summary: 'End a suspension; repeating changes nothing',
    access: 'administer',
    params: UserParams,
    output: AdminUser,
    status: 200,
    errors: ['FORBIDDEN', 'USER_NOT_FOUND'],
  },
  forceLogout: {
    method: 'POST',
    path: '/admin/users/:id/force-logout',
    tag: 'Administration',
    summary: 'End all sessions of somebody else',
    access: 'administer',
    params: UserParams,
    output: null,
    status: 204,
    errors: ['FORBIDDEN', 'USER_NOT_FOUND'],
  },
  setPriority: {
    method: 'POST',
    path: '/admin/users/:id/priority',
    tag: 'Administration',
    summary: 'Grant somebody else a reservation level, or take the grant back with null',
    access: 'administer',
    params: UserParams,
    body: z.strictObject({ level: PriorityLevel.nullable() }).meta({ examples: [{ level: 'SC' }] }),
    output: AdminUser,
    status: 200,
    errors: ['FORBIDDEN', 'USER_NOT_FOUND'],
  },
  listAuditLog: {
    method: 'GET',
    path: '/admin/audit-log',
    tag: 'Administration',
    summary: 'Privileged acts, newest first',
    access: 'administer',
    query: CursorQuery.extend({
      actor: IdParam.optional(),
      act: AuditAct.optional(),
      /** a kind, or one of it: `review`, `review-5`, `user-12` */
      target: z
        .string()
        .max(100)
        .regex(/^[a-z]+(-[\w-]+)?$/, 'must be a kind, or a kind and an id')
        .transform((text) => {
          const [type = '', ...id] = text.split('-');
          return { type, id: id.length === 0 ? null : id.join('-') };
        })
        .pipe(z.object({ type: AuditTarget, id: z.string().nullable() }))
        .meta({ examples: ['review-5'] })
        .optional(),
    }),
    output: z.array(AuditEntry),
    meta: CursorMeta,
    status: 200,
    errors: ['FORBIDDEN', 'INVALID_CURSOR'],
  },
  getStats: {
    method: 'GET',
    path: '/admin/stats',
    tag: 'Administration',
    summary: 'How much there is of what; of more than 100,000 the estimate of the database',
    access: 'administer',
    output: AdminStats,
    status: 200,
    errors: ['FORBIDDEN'],
  },
});
