import type { Role } from '@beli/contract';
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';

export interface NewAccount {
  readonly username: string;
  readonly displayName: string;
  readonly emailEncrypted: string;
  readonly emailHash: Buffer;
  readonly passwordHash: string;
  readonly timezone: string;
  readonly role?: Role;
}

export async function insertAccount(tx: Tx, account: NewAccount): Promise<number> {
  const { id } = await tx
    .insertInto('users')
    .values({
      username: account.username,
      display_name: account.displayName,
      email_encrypted: account.emailEncrypted,
      email_hash: account.emailHash,
      password_hash: account.passwordHash,
      timezone: account.timezone,
      role: account.role ?? 'user',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export interface Credentials {
  readonly id: number;
  readonly role: Role;
  readonly emailEncrypted: string | null;
  readonly passwordHash: string | null;
  readonly tokenVersion: number;
}

const credentials = (db: Db) =>
  db
    .selectFrom('users')
    .select([
      'id',
      'role',
      'email_encrypted as emailEncrypted',
      'password_hash as passwordHash',
      'token_version as tokenVersion',
    ])
    .where('deleted_at', 'is', null)
    .$narrowType<{ role: Role }>();

export const findCredentialsByEmail = (db: Db, emailHash: Buffer): Promise<Credentials | undefined> =>
  credentials(db).where('email_hash', '=', emailHash).executeTakeFirst();

export const findCredentialsByUsername = (db: Db, username: string): Promise<Credentials | undefined> =>
  credentials(db).where('username', '=', username).executeTakeFirst();

export const findCredentialsById = (db: Db, id: number): Promise<Credentials | undefined> =>
  credentials(db).where('id', '=', id).executeTakeFirst();

const EXPIRY = sql<Date>`now() + interval '30 days'`;

export async function insertSession(
  tx: Tx,
  session: { id: string; userId: number; refreshHash: Buffer; userAgent: string | null },
): Promise<void> {
  await tx
    .insertInto('sessions')
    .values({
      id: session.id,
      user_id: session.userId,
      refresh_hash: session.refreshHash,
      user_agent: session.userAgent,
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
    .forUpdate()
    .executeTakeFirst();
}

export async function rotateSession(
  tx: Tx,
  id: string,
  refreshHash: Buffer,
  previousHash: Buffer,
): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({
      refresh_hash: refreshHash,
      previous_hash: previousHash,
      rotated_at: sql<Date>`clock_timestamp()`,
      last_used_at: sql<Date>`now()`,
      expires_at: EXPIRY,
    })
    .where('id', '=', id)
    .execute();
}

export async function revokeSession(tx: Tx, id: string): Promise<void> {
  await tx.updateTable('sessions').set({ revoked_at: sql<Date>`now()` }).where('id', '=', id).execute();
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
