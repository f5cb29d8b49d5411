import { sql } from 'kysely';
import type { Db, Tx } from '../platform/database/database.js';

/** Makes seeds that start together wait for each other; released with the transaction. */
export async function lockSeeding(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${0x62656c69}, 2)`.execute(tx);
}

export async function isEmpty(db: Db): Promise<boolean> {
  const { rows } = await sql<{ isEmpty: boolean }>`
    select not exists (select from users) and not exists (select from restaurants) as "isEmpty"`.execute(db);
  return rows[0]?.isEmpty ?? false;
}

/** Which of these accounts are there and can sign in. */
export async function findLiving(
  db: Db,
  accounts: readonly { id: number; username: string }[],
): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select u.id::int from users u
    join unnest(${accounts.map(({ id }) => id)}::bigint[], ${accounts.map(({ username }) => username)}::text[]) as wanted(id, username)
      on u.id = wanted.id and u.username = wanted.username::citext
    where u.deleted_at is null and u.password_hash is not null`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

export async function analyzeAll(db: Db): Promise<void> {
  await sql`analyze`.execute(db);
}
