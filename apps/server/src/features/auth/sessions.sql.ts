import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';

const EXPIRY = sql<Date>`now() + interval '30 days'`;
/** However often it is refreshed, a session ends after a year: then people prove anew who they are. */
const LONGEST = sql<Date>`now() - interval '365 days'`;

export async function insertSession(
  tx: Tx,
  session: {
    id: string;
    userId: number;
    refreshHash: Buffer;
    userAgent: string | null;
    addressEncrypted: string;
  },
): Promise<void> {
  await tx
    .insertInto('sessions')
    .values({
      id: session.id,
      user_id: session.userId,
      refresh_hash: session.refreshHash,
      user_agent: session.userAgent,
      address_encrypted: session.addressEncrypted,
      expires_at: EXPIRY,
    })
    .execute();
}

export interface SessionRow {
  readonly userId: number;
  readonly refreshHash: Buffer;
  readonly previousHash: Buffer | null;
  readonly secondsSinceRotation: number | null;
}

/** The living session, locked against a second rotation at the same time. */
export async function lockSession(tx: Tx, id: string): Promise<SessionRow | undefined> {
  return tx
    .selectFrom('sessions')
    .select([
      'user_id as userId',
      'refresh_hash as refreshHash',
      'previous_hash as previousHash',
      sql<number | null>`extract(epoch from clock_timestamp() - rotated_at)::float8`.as(
        'secondsSinceRotation',
      ),
    ])
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .where('created_at', '>', LONGEST)
    .forUpdate()
    .executeTakeFirst();
}

export async function rotateSession(
  tx: Tx,
  id: string,
  next: { refreshHash: Buffer; previousHash: Buffer; addressEncrypted: string },
): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({
      refresh_hash: next.refreshHash,
      previous_hash: next.previousHash,
      address_encrypted: next.addressEncrypted,
      rotated_at: sql<Date>`clock_timestamp()`,
      last_used_at: sql<Date>`now()`,
      expires_at: EXPIRY,
    })
    .where('id', '=', id)
    .execute();
}

export interface LivingSession {
  readonly id: string;
  readonly userAgent: string | null;
  readonly addressEncrypted: string | null;
  readonly lastUsedAt: Date;
}

/** The last used first. */
export const findLivingSessions = (db: Db, userId: number, limit: number): Promise<LivingSession[]> =>
  db
    .selectFrom('sessions')
    .select([
      'id',
      'user_agent as userAgent',
      'address_encrypted as addressEncrypted',
      'last_used_at as lastUsedAt',
    ])
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('last_used_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();

/** Ends one session of the person. False where it is nobody's, somebody else's or over. */
export async function revokeSession(tx: Tx, userId: number, id: string): Promise<boolean> {
  const row = await tx
    .updateTable('sessions')
    .set({ revoked_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Ends every session but one. Returns the ids of those that ended. */
export async function revokeOtherSessions(tx: Tx, userId: number, keptId: string): Promise<string[]> {
  const ended = await tx
    .updateTable('sessions')
    .set({ revoked_at: sql<Date>`now()` })
    .where('user_id', '=', userId)
    .where('id', '<>', keptId)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute();
  return ended.map(({ id }) => id);
}

const REVOKE_BEYOND = (userId: number, most: number) => sql<{ id: string }>`/* sessions-revoke-beyond */
  update sessions set revoked_at = now() where id in (
    select id from sessions where user_id = ${userId} and revoked_at is null and expires_at > now()
    order by last_used_at desc, id offset ${most})
  returning id`;

/** Ends those used longest ago where there are more than `most`. Returns the ids of those that ended. */
export async function revokeSessionsBeyond(tx: Tx, userId: number, most: number): Promise<string[]> {
  return (await REVOKE_BEYOND(userId, most).execute(tx)).rows.map(({ id }) => id);
}

/** Ends every session and makes every access token old. Returns the ids of the sessions that ended. */
export async function revokeAllSessions(tx: Tx, userId: number): Promise<string[]> {
  await tx
    .updateTable('users')
    .set((eb) => ({ token_version: eb('token_version', '+', 1) }))
    .where('id', '=', userId)
    .execute();
  const ended = await tx
    .updateTable('sessions')
    .set({ revoked_at: sql<Date>`now()` })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute();
  return ended.map(({ id }) => id);
}
