import { sql } from 'kysely';
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
      event_id: eventId,
    })
    .onConflict((conflict) => conflict.columns(['event_id', 'recipient_id']).doNothing())
    .returning(['id', 'created_at as createdAt'])
    .executeTakeFirst();
}

export async function countUnread(tx: Tx, recipientId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`/* unread-count */
    select count(*)::int as count from notifications where recipient_id = ${recipientId} and read_at is null`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}
