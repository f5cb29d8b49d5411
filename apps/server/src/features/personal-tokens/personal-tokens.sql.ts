import type { TokenScope } from '@beli/contract';
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';

export interface TokenRow {
  readonly id: number;
  readonly name: string;
  readonly scopes: TokenScope[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
}

const COLUMNS = [
  'id',
  'name',
  'scopes',
  'created_at as createdAt',
  'expires_at as expiresAt',
  'last_used_at as lastUsedAt',
] as const;

/** Those that still work, newest first. */
export async function findTokens(db: Db, userId: number): Promise<TokenRow[]> {
  return db
    .selectFrom('personal_tokens')
    .select(COLUMNS)
    .where('user_id', '=', userId)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('id', 'desc')
    .$castTo<TokenRow>()
    .execute();
}

/** Locks the person against a second token at the same time and says what decides. */
export async function lockTokenOwner(
  tx: Tx,
  userId: number,
): Promise<{ isEmailVerified: boolean; tokens: number } | undefined> {
  const owner = await tx
    .selectFrom('users')
    .select('email_verified_at')
    .where('id', '=', userId)
    .where('deleted_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!owner) return undefined;
  return {
    isEmailVerified: owner.email_verified_at !== null,
    tokens: (await findTokens(tx, userId)).length,
  };
}

export async function insertToken(
  tx: Tx,
  token: { userId: number; name: string; scopes: TokenScope[]; secretHash: Buffer; days: number },
): Promise<TokenRow> {
  return tx
    .insertInto('personal_tokens')
    .values({
      user_id: token.userId,
      name: token.name,
      scopes: token.scopes,
      secret_hash: token.secretHash,
      expires_at: sql<Date>`now() + ${token.days}::int * interval '1 day'`,
    })
    .returning(COLUMNS)
    .$castTo<TokenRow>()
    .executeTakeFirstOrThrow();
}

/** Ends every token of the person. */
export async function deleteTokensOf(tx: Tx, userId: number): Promise<void> {
  await tx.deleteFrom('personal_tokens').where('user_id', '=', userId).execute();
}

/** False when the person has no such token. */
export async function deleteToken(tx: Tx, userId: number, id: number): Promise<boolean> {
  const deleted = await tx
    .deleteFrom('personal_tokens')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returning('id')
    .executeTakeFirst();
  return deleted !== undefined;
}
