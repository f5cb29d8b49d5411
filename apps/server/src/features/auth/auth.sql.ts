import type { Role } from '@beli/contract';
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';

export interface NewAccount {
  readonly username: string;
  readonly displayName: string;
  readonly emailEncrypted: string | null;
  readonly emailHash: Buffer | null;
  /** null for somebody who signs in elsewhere */
  readonly passwordHash: string | null;
  readonly timezone: string;
  readonly role?: Role;
  readonly invitedBy?: number | null;
  readonly isEmailVerified?: boolean;
  readonly isUsernameGenerated?: boolean;
}

export async function insertAccount(tx: Tx, account: NewAccount): Promise<number> {
  const { id } = await tx
    .insertInto('users')
    .values({
      username: account.username,
      display_name: account.displayName,
      email_encrypted: account.emailEncrypted,
      email_hash: account.emailHash,
      email_verified_at: account.isEmailVerified ? sql<Date>`now()` : null,
      password_hash: account.passwordHash,
      timezone: account.timezone,
      role: account.role ?? 'user',
      invited_by: account.invitedBy ?? null,
      is_username_generated: account.isUsernameGenerated ?? false,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export interface Credentials {
  readonly id: number;
  readonly role: Role;
  readonly username: string;
  readonly emailEncrypted: string | null;
  readonly emailHash: Buffer | null;
  readonly isEmailVerified: boolean;
  readonly passwordHash: string | null;
  readonly tokenVersion: number;
  readonly isUsernameGenerated: boolean;
}

/** Whose invitation a code is; undefined for nobody's. */
export async function findInviter(db: Db, inviteCode: string): Promise<number | undefined> {
  const inviter = await db
    .selectFrom('users')
    .select('id')
    .where('invite_code', '=', inviteCode)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return inviter?.id;
}

/** Accounts that somebody may sign in to: a deletion can be called off for 30 days. */
const credentials = (db: Db) =>
  db
    .selectFrom('users')
    .select([
      'id',
      'role',
      'username',
      'email_encrypted as emailEncrypted',
      'email_hash as emailHash',
      sql<boolean>`email_verified_at is not null`.as('isEmailVerified'),
      'password_hash as passwordHash',
      'token_version as tokenVersion',
      'is_username_generated as isUsernameGenerated',
    ])
    .where(sql<boolean>`(deleted_at is null or deleted_at > now() - interval '30 days')`)
    .$narrowType<{ role: Role }>();

export const findCredentialsByEmail = (db: Db, emailHash: Buffer): Promise<Credentials | undefined> =>
  credentials(db).where('email_hash', '=', emailHash).executeTakeFirst();

export const findCredentialsByUsername = (db: Db, username: string): Promise<Credentials | undefined> =>
  credentials(db).where('username', '=', username).executeTakeFirst();

export const findCredentialsById = (db: Db, id: number): Promise<Credentials | undefined> =>
  credentials(db).where('id', '=', id).executeTakeFirst();

/** The same, locked until the transaction ends. */
export const lockCredentials = (tx: Tx, id: number): Promise<Credentials | undefined> =>
  credentials(tx).where('id', '=', id).forNoKeyUpdate().executeTakeFirst();

/** The same of an account that is in use: neither deactivated nor about to be deleted. */
export const findActiveCredentials = (db: Db, id: number): Promise<Credentials | undefined> =>
  credentials(db)
    .where('id', '=', id)
    .where('deactivated_at', 'is', null)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();

/** Whether any account has the address, also one that nobody can sign in to any more. */
export async function isEmailTaken(db: Db, emailHash: Buffer): Promise<boolean> {
  const row = await db
    .selectFrom('users')
    .select('id')
    .where('email_hash', '=', emailHash)
    .executeTakeFirst();
  return row !== undefined;
}

/** Brings an account back that was deactivated or about to be deleted. False where it was neither. */
export async function reactivateAccount(tx: Tx, id: number): Promise<boolean> {
  const row = await tx
    .updateTable('users')
    .set({ deactivated_at: null, deleted_at: null, updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('deactivated_at', 'is not', null), eb('deleted_at', 'is not', null)]))
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Changes the password from what was checked. False where it changed meanwhile. */
export async function replacePassword(
  tx: Tx,
  id: number,
  from: string | null,
  to: string | null,
): Promise<boolean> {
  const row = await tx
    .updateTable('users')
    .set({ password_hash: to, updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where(sql<boolean>`password_hash is not distinct from ${from}`)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes that the address is the person's, if it is still the account's. */
export async function markEmailVerified(tx: Tx, id: number, emailHash: Buffer): Promise<boolean> {
  const row = await tx
    .updateTable('users')
    .set({ email_verified_at: sql<Date>`coalesce(email_verified_at, now())` })
    .where('id', '=', id)
    .where('email_hash', '=', emailHash)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Sets an address that is proved. */
export async function replaceEmail(
  tx: Tx,
  id: number,
  email: { emailHash: Buffer; emailEncrypted: string },
): Promise<void> {
  await tx
    .updateTable('users')
    .set({
      email_hash: email.emailHash,
      email_encrypted: email.emailEncrypted,
      email_verified_at: sql<Date>`now()`,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .execute();
}

/** Which of these usernames somebody has, in lower case. */
export async function findTakenUsernames(db: Db, usernames: readonly string[]): Promise<Set<string>> {
  const rows = await db.selectFrom('users').select('username').where('username', 'in', usernames).execute();
  return new Set(rows.map(({ username }) => username.toLowerCase()));
}
