import { z } from 'zod';
import { Id, Instant, OffsetQuery, PageMeta, plainText, token } from './primitives.js';
import { defineRoutes } from './route.js';
import { UserCard } from './users.js';

// What is reported ---------------------------------------------------------------------------------------

export const ReportTarget = z.enum([
  'user',
  'review',
  'activity',
  'comment',
  'review_comment',
  'post',
  'post_comment',
  'list',
  'photo',
  'restaurant',
]);
export type ReportTarget = z.output<typeof ReportTarget>;

export const ReportReason = z.enum(['spam', 'abuse', 'hate', 'nudity', 'false_info', 'other']);
export type ReportReason = z.output<typeof ReportReason>;

/** `open` until decided; `upheld` against the author, who may appeal once; `dismissed` in the author's favour. */
export const ReportStatus = z.enum(['open', 'upheld', 'appealed', 'dismissed']);
export type ReportStatus = z.output<typeof ReportStatus>;

export const ReportAction = z.enum(['dismiss', 'hide', 'delete', 'warn', 'suspend']);
export type ReportAction = z.output<typeof ReportAction>;

/** A report in a path, with or without its prefix. */
export const ReportId = z
  .string()
  .regex(/^(report-)?[1-9]\d{0,15}$/, 'must be report-<n>')
  .transform((text) => Number(text.replace('report-', '')))
  .refine(Number.isSafeInteger, 'is too large')
  .meta({ examples: ['report-1'] });

/** What stands in a target, whatever its kind: a review, a comment, a profile, a list. */
export const ReportedContent = z
  .object({
    title: z.string().nullable(),
    text: z.string().nullable(),
    photos: z.array(z.string()),
    rating: z.number().nullable(),
    restaurantId: Id.nullable(),
    createdAt: Instant,
  })
  .meta({ id: 'ReportedContent' });
export type ReportedContent = z.output<typeof ReportedContent>;

// Views --------------------------------------------------------------------------------------------------

const Report = z
  .object({
    /** `report-<n>` */
    id: z.string(),
    status: ReportStatus,
  })
  .meta({ id: 'Report' });
export type Report = z.output<typeof Report>;

/** All reports on one target that got, or await, one decision. */
export const ReportCase = z
  .object({
    /** the first of its reports */
    id: z.string(),
    status: ReportStatus,
    targetType: ReportTarget,
    targetId: z.string(),
    /** null for a restaurant, and for people who are gone */
    author: UserCard.nullable(),
    authorId: Id.nullable(),
    reportsCount: z.int(),
    trustedCount: z.int(),
    reasons: z.array(z.object({ reason: ReportReason, count: z.int() })),
    /** the newest ten */
    reports: z.array(
      z.object({
        id: z.string(),
        reporterId: Id.nullable(),
        reason: ReportReason,
        note: z.string().nullable(),
        isTrusted: z.boolean(),
        createdAt: Instant,
      }),
    ),
    /** as it was when first reported */
    snapshot: ReportedContent,
    /** as it is now; null when it is gone */
    current: ReportedContent.nullable(),
    /** not everybody may see it: that it was read here is in the audit log */
    isPrivate: z.boolean(),
    isHidden: z.boolean(),
    decision: z
      .object({
        action: ReportAction,
        note: z.string().nullable(),
        decidedBy: Id.nullable(),
        decidedAt: Instant,
      })
      .nullable(),
    appeal: z.object({ text: z.string(), appealedAt: Instant, decidedAt: Instant.nullable() }).nullable(),
    createdAt: Instant,
  })
  .meta({ id: 'ReportCase' });
export type ReportCase = z.output<typeof ReportCase>;

/** What was decided against somebody's content, as its author sees it: without who reported and who decided. */
export const Decision = z
  .object({
    /** the report to appeal */
    id: z.string(),
    status: ReportStatus,
    targetType: ReportTarget,
    targetId: z.string(),
    action: ReportAction,
    decidedAt: Instant,
    suspendedUntil: Instant.nullable(),
    mayAppeal: z.boolean(),
  })
  .meta({ id: 'Decision' });
export type Decision = z.output<typeof Decision>;

// Inputs -------------------------------------------------------------------------------------------------

export const ReportBody = z
  .object({
    targetType: ReportTarget,
    /** as the API gives it: a number, or with its prefix such as `feed-1` */
    targetId: z.union([Id, token(100)]),
    reason: ReportReason,
    note: plainText(500).nullable().optional(),
  })
  .meta({
    examples: [{ targetType: 'review', targetId: 12, reason: 'spam', note: 'The same text everywhere.' }],
  });
export type ReportBody = z.output<typeof ReportBody>;

export const Resolution = z
  .strictObject({
    action: ReportAction,
    /** for other moderators */
    note: plainText(500).nullable().optional(),
    /** with `suspend`: default a week from now */
    until: Instant.optional(),
  })
  .refine(({ action, until }) => until === undefined || action === 'suspend', {
    message: 'goes with suspend only',
    path: ['until'],
  })
  .meta({ examples: [{ action: 'hide', note: 'Advertising.' }] });
export type Resolution = z.output<typeof Resolution>;

const ReportParams = z.object({ id: ReportId });

export const moderationRoutes = defineRoutes({
  report: {
    method: 'POST',
    path: '/reports',
    tag: 'Reports',
    summary: 'Report content, a person or a restaurant',
    access: 'meetPeople',
    body: ReportBody,
    output: Report,
    status: 201,
    errors: [
      'FORBIDDEN',
      'USER_NOT_FOUND',
      'REVIEW_NOT_FOUND',
      'ACTIVITY_NOT_FOUND',
      'COMMENT_NOT_FOUND',
      'POST_NOT_FOUND',
      'LIST_NOT_FOUND',
      'IMAGE_NOT_FOUND',
      'RESTAURANT_NOT_FOUND',
      'ALREADY_REPORTED',
    ],
  },
  listDecisions: {
    method: 'GET',
    path: '/reports/decisions',
    tag: 'Reports',
    summary: 'What was decided against own content or the own account, newest first',
    access: 'manageAccount',
    query: OffsetQuery,
    output: z.array(Decision),
    meta: PageMeta,
    status: 200,
    errors: [],
    whileSuspended: true,
  },
  appeal: {
    method: 'POST',
    path: '/reports/:id/appeal',
    tag: 'Reports',
    summary: 'Ask once for a second look at a decision against own content',
    access: 'manageAccount',
    params: ReportParams,
    body: z
      .object({ text: plainText(1000, 1) })
      .meta({ examples: [{ text: 'The photo shows my own dish.' }] }),
    output: Report,
    status: 201,
    errors: ['REPORT_NOT_FOUND', 'CONFLICT'],
    whileSuspended: true,
  },
  listReports: {
    method: 'GET',
    path: '/admin/reports',
    tag: 'Moderation',
    summary: 'The queue: appealed first, then the oldest; with a status, the cases of that status',
    access: 'moderate',
    query: OffsetQuery.extend({
      /** default: what waits for a decision */
      status: ReportStatus.optional(),
      type: ReportTarget.optional(),
    }),
    output: z.array(ReportCase),
    meta: PageMeta,
    status: 200,
    errors: ['FORBIDDEN'],
  },
  resolveReport: {
    method: 'POST',
    path: '/admin/reports/:id/resolve',
    tag: 'Moderation',
    summary: 'Decide all open reports on a target at once, or an appeal',
    access: 'moderate',
    params: ReportParams,
    body: Resolution,
    output: ReportCase,
    status: 200,
    errors: ['FORBIDDEN', 'REPORT_NOT_FOUND', 'USER_NOT_FOUND', 'CONFLICT'],
  },
});
