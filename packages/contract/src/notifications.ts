import { z } from 'zod';
import { prefixedId } from './interactions.js';
import { CursorMeta, CursorQuery, Id, Instant, queryFlag, queryList } from './primitives.js';
import { defineRoutes } from './route.js';
import { UserCard } from './users.js';

export const NotificationType = z.enum([
  'follow',
  'follow_request',
  'follow_accepted',
  /** somebody likes a visit, a review or another activity */
  'rating_liked',
  /** somebody likes that a place was put on want to try */
  'bookmark_liked',
  'comment',
  'list_bookmark',
  'streak',
  'recommendation',
  'group_invite',
  'group_matched',
  'reservation_shared',
  'reservation_claimed',
  'reservation_reminder',
  'post_published',
  'rank_changed',
  'export_ready',
  'system',
]);
export type NotificationType = z.output<typeof NotificationType>;

export const Notification = z
  .object({
    /** `notif-<n>` */
    id: z.string(),
    type: NotificationType,
    /** who did it, of several the last; null where nobody did or they have left */
    actor: UserCard.nullable(),
    /** where several did it: the last of them, at most five */
    actors: z.array(UserCard).optional(),
    actorsCount: z.int(),
    restaurant: z.object({ id: Id, name: z.string(), image: z.string().nullable() }).nullable(),
    list: z.object({ id: z.string(), name: z.string() }).nullable(),
    activityId: z.string().nullable(),
    reviewId: Id.nullable(),
    postId: z.string().nullable(),
    commentText: z.string().nullable(),
    streakCount: z.int().nullable(),
    /** the whole sentence: "Ana and 12 others liked your visit to Carbone." */
    message: z.string(),
    /** the same without who: "liked your visit to Carbone" */
    actionDescription: z.string(),
    isRead: z.boolean(),
    readAt: Instant.nullable(),
    createdAt: Instant,
  })
  .meta({ id: 'Notification' });
export type Notification = z.output<typeof Notification>;

const UnreadCount = z.object({ unreadCount: z.int() });
const Params = z.object({ id: prefixedId('notif-') });

export const notificationRoutes = defineRoutes({
  listNotifications: {
    method: 'GET',
    path: '/notifications',
    tag: 'Notifications',
    summary: 'What the caller was told, newest first',
    access: 'readOwn',
    query: CursorQuery.extend({
      unreadOnly: queryFlag.default(false),
      types: queryList(NotificationType, NotificationType.options.length).default([]),
    }),
    output: z.array(Notification),
    meta: CursorMeta.extend({ unreadCount: z.int() }),
    status: 200,
    errors: ['INVALID_CURSOR'],
  },
  countUnread: {
    method: 'GET',
    path: '/notifications/unread-count',
    tag: 'Notifications',
    summary: 'How many notifications wait to be read',
    access: 'readOwn',
    output: UnreadCount,
    status: 200,
    errors: [],
  },
  readNotification: {
    method: 'PATCH',
    path: '/notifications/:id/read',
    tag: 'Notifications',
    summary: 'Mark one as read; repeating changes nothing',
    access: 'manageAccount',
    params: Params,
    output: z.object({ notificationId: z.string(), isRead: z.literal(true) }),
    status: 200,
    errors: ['NOTIFICATION_NOT_FOUND'],
  },
  readAllNotifications: {
    method: 'POST',
    path: '/notifications/read-all',
    tag: 'Notifications',
    summary: 'Mark all as read, or all up to an instant',
    access: 'manageAccount',
    body: z
      .object({
        /** what came later stays unread: the `createdAt` of the newest that was seen */
        before: Instant.optional(),
      })
      .optional()
      .meta({ examples: [{ before: '2026-01-15T19:30:00.000Z' }] }),
    output: z.object({ markedCount: z.int() }),
    status: 200,
    errors: [],
  },
  deleteNotification: {
    method: 'DELETE',
    path: '/notifications/:id',
    tag: 'Notifications',
    summary: 'Take one away',
    access: 'manageAccount',
    params: Params,
    output: null,
    status: 204,
    errors: ['NOTIFICATION_NOT_FOUND'],
  },
});
