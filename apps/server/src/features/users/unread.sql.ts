import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';

const UNREAD = `/* unread-counts */
select asked.id, (select count(*)::int from notifications n where n.recipient_id = asked.id and n.read_at is null) as count
from unnest($1::bigint[]) as asked(id)`;

/** How many notifications of each of these people wait to be read. */
export async function countUnread(db: Db, userIds: readonly number[]): Promise<Map<number, number>> {
  if (userIds.length === 0) return new Map();
  const { rows } = await db.executeQuery<{ id: number; count: number }>(CompiledQuery.raw(UNREAD, [userIds]));
  return new Map(rows.map(({ id, count }) => [id, count]));
}
