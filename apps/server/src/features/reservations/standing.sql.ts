import type { PriorityLevel } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountStands } from '../users/users.public.js';
import type { Standing } from './priority.rules.js';

// Credits go up with each offer that was claimed and down with each late release, never below none: the sum of all
// steps, less the deepest that it would have gone below.
const STANDING = `/* reservation-standing */
with steps as (
  select r.claimed_at as at, 1 as step from reservations r where r.owner_id = $1 and r.status = 'claimed'
  union all select l.lapsed_at, -1 from reservation_lapses l where l.user_id = $1
), walk as (
  select step, sum(step) over (order by at, step desc rows unbounded preceding) as height from steps
)
select u.priority_override as granted,
  (select count(*)::int from users i where i.invited_by = u.id and ${accountStands('i')}) as invites,
  (select (coalesce(sum(step), 0) - least(0, min(height)))::int from walk) as shares,
  array(select l.lapsed_at from reservation_lapses l where l.user_id = u.id and l.lapsed_at > $2::timestamptz - interval '1 year' order by l.lapsed_at) as lapses
from users u where u.id = $1`;

/** What decides a person's level. */
export async function findStanding(db: Db, userId: number, now: Date): Promise<Standing> {
  const { rows } = await db.executeQuery<Standing & { granted: PriorityLevel | null }>(
    CompiledQuery.raw(STANDING, [userId, now]),
  );
  return rows[0] ?? { granted: null, invites: 0, shares: 0, lapses: [] };
}
