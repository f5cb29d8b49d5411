import { sql } from 'kysely';
import type { Db, Tx } from '../platform/database/database.js';

interface EncryptedColumn {
  readonly table: string;
  readonly column: string;
}

/** Rows of a column by the id of the key that encrypted them. */
export async function countByKey(db: Db, { table, column }: EncryptedColumn): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; count: number }>`
    select split_part(${sql.ref(column)}, '.', 1) as id, count(*)::int as count from ${sql.table(table)}
    where ${sql.ref(column)} is not null group by 1`.execute(db);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** The same for mails that still wait to be sent, or were given up: their address is in what the outbox holds. */
export async function countWaitingByKey(db: Db): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; count: number }>`
    select split_part(payload->>'to', '.', 1) as id, count(*)::int as count from outbox
    where type = 'mail.requested' group by 1`.execute(db);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

export interface Envelope {
  readonly at: string;
  readonly text: string;
}

/** The next envelopes of other keys behind a place in the table, locked; other writers' rows are passed over. */
export async function lockOldEnvelopes(
  tx: Tx,
  { table, column }: EncryptedColumn,
  keyId: string,
  after: string,
  limit: number,
): Promise<Envelope[]> {
  const { rows } = await sql<Envelope>`
    select ctid::text as at, ${sql.ref(column)} as text from ${sql.table(table)}
    where ctid > ${after}::tid and ${sql.ref(column)} is not null and split_part(${sql.ref(column)}, '.', 1) <> ${keyId}
    order by ctid limit ${limit} for no key update skip locked`.execute(tx);
  return rows;
}

export async function replaceEnvelopes(
  tx: Tx,
  { table, column }: EncryptedColumn,
  envelopes: readonly Envelope[],
): Promise<void> {
  await sql`update ${sql.table(table)} t set ${sql.ref(column)} = fresh.text
    from unnest(${envelopes.map(({ at }) => at)}::text[], ${envelopes.map(({ text }) => text)}::text[]) as fresh(at, text)
    where t.ctid = fresh.at::tid`.execute(tx);
}
