import { sql } from 'kysely';
import type { Tx } from '../database/database.js';

export interface IdempotencyRecord {
  readonly bodyHash: Buffer;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** `{"data":…,"meta":…}`, kept as an envelope; null for an answer without a body */
  readonly body: string | null;
}

interface RecordKey {
  readonly userId: number;
  readonly route: string;
  readonly key: string;
}

/** Whether this transaction is the only one now at work on the key; it stays so until it ends. */
export async function tryLockKey(tx: Tx, { userId, route, key }: RecordKey): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`${userId} ${route} ${key}`}, 7)) as locked`.execute(
    tx,
  );
  return rows[0]?.locked === true;
}

export async function findRecord(
  tx: Tx,
  { userId, route, key }: RecordKey,
): Promise<IdempotencyRecord | undefined> {
  const row = await tx
    .selectFrom('idempotency_keys')
    .select(['body_hash as bodyHash', 'status', 'headers', 'body_encrypted as body'])
    .where('user_id', '=', userId)
    .where('route', '=', route)
    .where('key', '=', key)
    .where('created_at', '>', sql<Date>`now() - interval '24 hours'`)
    .executeTakeFirst();
  return row && { ...row, headers: row.headers as Record<string, string> };
}

export async function insertRecord(
  tx: Tx,
  { userId, route, key }: RecordKey,
  record: IdempotencyRecord,
): Promise<void> {
  const values = {
    body_hash: record.bodyHash,
    status: record.status,
    headers: JSON.stringify(record.headers),
    body_encrypted: record.body,
    created_at: sql<Date>`now()`,
  };
  await tx
    .insertInto('idempotency_keys')
    .values({ user_id: userId, route, key, ...values })
    // Only an expired record can be in the way.
    .onConflict((conflict) => conflict.columns(['user_id', 'route', 'key']).doUpdateSet(values))
    .execute();
}

/** Removes records older than a day. */
export async function deleteExpiredRecords(tx: Tx): Promise<void> {
  await tx
    .deleteFrom('idempotency_keys')
    .where('created_at', '<', sql<Date>`now() - interval '24 hours'`)
    .execute();
}
