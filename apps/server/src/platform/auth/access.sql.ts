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
