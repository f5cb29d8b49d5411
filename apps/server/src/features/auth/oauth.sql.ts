import type { OAuthProvider } from '@beli/contract';
import { sql } from 'kysely';
import type { Tx } from '../../platform/database/database.js';

/** The account that belongs to somebody at a provider; noted as used. */
export async function useIdentity(
  tx: Tx,
  provider: OAuthProvider,
  subject: string,
): Promise<number | undefined> {
  const row = await tx
    .updateTable('oauth_identities')
    .set({ last_used_at: sql<Date>`now()` })
    .where('provider', '=', provider)
    .where('subject', '=', subject)
    .returning('user_id as userId')
    .executeTakeFirst();
  return row?.userId;
}

/** @throws a unique violation of oauth_identities_pkey where somebody was faster */
export async function insertIdentity(
  tx: Tx,
  identity: { provider: OAuthProvider; subject: string; userId: number },
): Promise<void> {
  await tx
    .insertInto('oauth_identities')
    .values({ provider: identity.provider, subject: identity.subject, user_id: identity.userId })
    .execute();
}

export async function deleteIdentities(tx: Tx, userId: number): Promise<void> {
  await tx.deleteFrom('oauth_identities').where('user_id', '=', userId).execute();
}

/** Uses up what is good once. False where it was used before. */
export async function spend(tx: Tx, hash: Buffer, expiresAt: Date): Promise<boolean> {
  const row = await tx
    .insertInto('spent_tokens')
    .values({ hash, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .returning('hash')
    .executeTakeFirst();
  return row !== undefined;
}
