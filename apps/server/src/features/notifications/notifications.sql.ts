import { CompiledQuery, sql } from 'kysely';
import type { Tx } from '../../platform/database/database.js';
import type { Told } from './notifications.rules.js';

export interface NotificationRow {
  readonly id: number;
  readonly createdAt: Date;
}

/** Undefined when this event has told this person already. */
export async function insertNotification(
  tx: Tx,
  eventId: string,
  told: Told,
): Promise<NotificationRow | undefined> {
  return tx
    .insertInto('notifications')
    .values({
      recipient_id: told.recipientId,
      type: told.type,
      actor_id: told.actorId,
      streak_count: told.streakCount,
      message: told.message,
      review_id: told.reviewId ?? null,
      comment_text: told.commentText ?? null,
      event_id: eventId,
    })
    .onConflict((conflict) => conflict.columns(['event_id', 'recipient_id']).doNothing())
    .returning(['id', 'created_at as createdAt'])
    .executeTakeFirst();
}

const WANTS = `/* notification-wanted */
select coalesce((r.settings->'notifications'->>$3)::boolean, true)
  and ($2::bigint is null or not exists (select from mutes m where m.muter_id = r.id and m.muted_id = $2)
       and not exists (select from blocks b where (b.blocker_id = r.id and b.blocked_id = $2) or (b.blocker_id = $2 and b.blocked_id = r.id))) as wanted
from users r where r.id = $1`;

/** Whether a person is to be told by an actor (or by nobody in particular): neither muted, blocked nor switched off. */
export async function wantsToBeTold(
  tx: Tx,
  recipientId: number,
  actorId: number | null,
  setting: string,
): Promise<boolean> {
  const { rows } = await tx.executeQuery<{ wanted: boolean }>(
    CompiledQuery.raw(WANTS, [recipientId, actorId, setting]),
  );
  return rows[0]?.wanted === true;
}

export async function countUnread(tx: Tx, recipientId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`/* unread-count */
    select count(*)::int as count from notifications where recipient_id = ${recipientId} and read_at is null`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}

export interface CommentOnReview {
  readonly reviewId: number;
  readonly reviewerId: number;
  readonly authorId: number;
  readonly content: string;
  readonly restaurantName: string;
}

const REVIEW_COMMENT = `/* notified-review-comment */
select v.id as "reviewId", v.user_id as "reviewerId", c.user_id as "authorId", c.content, r.name as "restaurantName"
from review_comments c join reviews v on v.id = c.review_id join restaurants r on r.id = v.restaurant_id
where c.id = $1 and c.deleted_at is null and c.hidden_at is null and c.user_id is not null and v.user_id is not null and v.deleted_at is null`;

/** A comment on a review, if both are there and their authors too. */
export async function findReviewComment(tx: Tx, id: number): Promise<CommentOnReview | undefined> {
  return (await tx.executeQuery<CommentOnReview>(CompiledQuery.raw(REVIEW_COMMENT, [id]))).rows[0];
}

const GROUP_MATCH = `/* notified-group-match */
select r.name, array(select p.user_id from match_participants p where p.session_id = $1 and p.status <> 'left' order by p.user_id) as "userIds"
from restaurants r where r.id = $2`;

/** Who agreed on a restaurant, and its name; nobody where the session is gone. */
export async function findGroupMatch(
  tx: Tx,
  sessionId: string,
  restaurantId: number,
): Promise<{ name: string; userIds: number[] }> {
  const { rows } = await tx.executeQuery<{ name: string; userIds: number[] }>(
    CompiledQuery.raw(GROUP_MATCH, [sessionId, restaurantId]),
  );
  return rows[0] ?? { name: '', userIds: [] };
}
