import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { accountStands } from '../users/users.public.js';

/** False when it stood already. */
export async function insertBlock(tx: Tx, blockerId: number, blockedId: number): Promise<boolean> {
  const inserted = await tx
    .insertInto('blocks')
    .values({ blocker_id: blockerId, blocked_id: blockedId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('blocked_id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** False when there was none. */
export async function deleteBlock(tx: Tx, blockerId: number, blockedId: number): Promise<boolean> {
  const deleted = await tx
    .deleteFrom('blocks')
    .where('blocker_id', '=', blockerId)
    .where('blocked_id', '=', blockedId)
    .returning('blocked_id')
    .executeTakeFirst();
  return deleted !== undefined;
}

export async function insertMute(tx: Tx, muterId: number, mutedId: number): Promise<boolean> {
  const inserted = await tx
    .insertInto('mutes')
    .values({ muter_id: muterId, muted_id: mutedId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('muted_id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function deleteMute(tx: Tx, muterId: number, mutedId: number): Promise<boolean> {
  const deleted = await tx
    .deleteFrom('mutes')
    .where('muter_id', '=', muterId)
    .where('muted_id', '=', mutedId)
    .returning('muted_id')
    .executeTakeFirst();
  return deleted !== undefined;
}

const KEPT_OFF = {
  blocked: { table: 'blocks', own: 'blocker_id', other: 'blocked_id' },
  muted: { table: 'mutes', own: 'muter_id', other: 'muted_id' },
} as const;

/** Whom a person keeps off, newest first. Blocked people are shown to who blocked them, and only here. */
export async function findKeptOff(
  db: Db,
  kind: keyof typeof KEPT_OFF,
  userId: number,
  page: { page: number; pageSize: number },
): Promise<{ ids: number[]; total: number }> {
  const { table, own, other } = KEPT_OFF[kind];
  const from = sql`from ${sql.table(table)} k join users u on u.id = ${sql.ref(`k.${other}`)} and ${sql.raw(accountStands('u'))}
    where ${sql.ref(`k.${own}`)} = ${userId}`;
  const [{ rows }, counted] = await Promise.all([
    sql<{ id: number }>`select u.id ${from} order by k.created_at desc, u.id desc
      limit ${page.pageSize} offset ${(page.page - 1) * page.pageSize}`.execute(db),
    sql<{ total: number }>`select count(*)::int as total ${from}`.execute(db),
  ]);
  return { ids: rows.map(({ id }) => id), total: counted.rows[0]?.total ?? 0 };
}
