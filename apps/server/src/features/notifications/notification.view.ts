import type { Notification } from '@beli/contract';
import type { NotificationRow } from './inbox.sql.js';
import { sentence } from './sentences.rules.js';

export function presentNotification(row: NotificationRow): Notification {
  const { actors, actorsCount } = row;
  const message =
    row.type === 'post_published' && row.postTitle !== null ? `published “${row.postTitle}”` : row.message;
  return {
    id: `notif-${row.id}`,
    type: row.type,
    actor: actors[0] ?? null,
    ...(actorsCount > 1 && { actors }),
    actorsCount,
    restaurant: row.restaurant,
    list: row.list && { id: `custom-${row.list.id}`, name: row.list.name },
    activityId: row.activityId === null ? null : `feed-${row.activityId}`,
    reviewId: row.reviewId,
    postId: row.postId === null ? null : `post-${row.postId}`,
    commentText: row.commentText,
    streakCount: row.streakCount,
    message: row.isByPeople
      ? sentence(
          actors.map(({ displayName }) => displayName),
          actorsCount,
          message,
        )
      : message,
    actionDescription: message,
    isRead: row.readAt !== null,
    readAt: row.readAt?.toISOString() ?? null,
    createdAt: new Date(row.createdAt).toISOString(),
  };
}
