import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';

export interface Proof {
  readonly passwordHash: string | null;
  /** whether the session began less than ten minutes ago */
  readonly isFresh: boolean;
}

/** What proves that it is the person; undefined for somebody who is gone. */
export async function findProof(db: Db, userId: number, sessionId: string): Promise<Proof | undefined> {
  const { rows } = await sql<Proof>`/* account-proof */
    select u.password_hash as "passwordHash", exists (select from sessions s where s.id::text = ${sessionId} and s.user_id = u.id
      and s.revoked_at is null and s.created_at > now() - interval '10 minutes') as "isFresh"
    from users u where u.id = ${userId} and u.deleted_at is null`.execute(db);
  return rows[0];
}

export async function deactivateAccount(tx: Tx, userId: number): Promise<void> {
  await tx.updateTable('users').set({ deactivated_at: sql<Date>`now()` }).where('id', '=', userId).execute();
}

export const GRACE_DAYS = 30;

/** Hides the account and returns when it is to be purged. */
export async function scheduleDeletion(tx: Tx, userId: number, keepsReviews: boolean): Promise<Date> {
  const { deleted_at } = await tx
    .updateTable('users')
    .set({ deleted_at: sql<Date>`now()`, keeps_reviews: keepsReviews })
    .where('id', '=', userId)
    .returning(sql<Date>`deleted_at + ${GRACE_DAYS}::int * interval '1 day'`.as('deleted_at'))
    .executeTakeFirstOrThrow();
  return deleted_at;
}
