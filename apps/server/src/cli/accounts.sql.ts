import { sql } from 'kysely';
import type { Db, Tx } from '../platform/database/database.js';

export interface ExistingAccount {
  readonly id: number;
  readonly username: string;
  readonly role: string;
  readonly isDeleted: boolean;
}

export async function findByEmailHash(db: Db, emailHash: Buffer): Promise<ExistingAccount | undefined> {
  return db
    .selectFrom('users')
    .select(['id', 'username', 'role', sql<boolean>`deleted_at is not null`.as('isDeleted')])
    .where('email_hash', '=', emailHash)
    .executeTakeFirst();
}

export async function isUsernameTaken(db: Db, username: string): Promise<boolean> {
  const row = await db.selectFrom('users').select('id').where('username', '=', username).executeTakeFirst();
  return row !== undefined;
}

export async function makeAdmin(tx: Tx, id: number): Promise<void> {
  await tx
    .updateTable('users')
    .set({ role: 'admin', updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
}

export async function setPassword(tx: Tx, id: number, passwordHash: string): Promise<void> {
  await tx.updateTable('users').set({ password_hash: passwordHash }).where('id', '=', id).execute();
}
