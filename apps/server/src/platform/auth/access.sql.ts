import type { Role, TokenScope } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db } from '../database/database.js';

export interface AccessState {
  readonly version: number;
  readonly isSessionAlive: boolean;
  /** seconds until the suspension ends; null where there is none */
  readonly suspendedSeconds: number | null;
}

const ACCESS_STATE = `/* access-state */
select u.token_version as version, case when u.suspended_until > now() then extract(epoch from u.suspended_until - now())::float8 end as "suspendedSeconds",
       exists (select from sessions s
               where s.id = $2 and s.user_id = u.id and s.revoked_at is null and s.expires_at > now()) as "isSessionAlive"
from users u where u.id = $1 and u.deleted_at is null and u.deactivated_at is null`;

/** What a token is checked against when Redis does not know; null for a person who is gone. */
export async function findAccessState(
  db: Db,
  userId: number,
  sessionId: string,
): Promise<AccessState | null> {
  const { rows } = await db.executeQuery<AccessState>(CompiledQuery.raw(ACCESS_STATE, [userId, sessionId]));
  return rows[0] ?? null;
}

export interface TokenHolder {
  readonly userId: number;
  readonly role: Role;
  readonly scopes: TokenScope[];
  readonly isSuspended: boolean;
}

// Used often, noted once an hour: who looks for forgotten tokens needs no more.
const TOKEN_HOLDER = `/* token-holder */
with holder as (
  select t.id, u.id as "userId", u.role, t.scopes, coalesce(u.suspended_until > now(), false) as "isSuspended", t.last_used_at
  from personal_tokens t join users u on u.id = t.user_id and u.deleted_at is null and u.deactivated_at is null
  where t.id = $1 and t.secret_hash = $2 and t.expires_at > now()
), noted as (
  update personal_tokens t set last_used_at = now() from holder
  where t.id = holder.id and (holder.last_used_at is null or holder.last_used_at < now() - interval '1 hour')
)
select "userId", role, scopes, "isSuspended" from holder`;

/** Whose personal token it is and what it may do; undefined where it is revoked, too old or of a person who is gone. */
export async function findTokenHolder(
  db: Db,
  tokenId: number,
  secretHash: Buffer,
): Promise<TokenHolder | undefined> {
  const { rows } = await db.executeQuery<TokenHolder>(CompiledQuery.raw(TOKEN_HOLDER, [tokenId, secretHash]));
  return rows[0];
}
