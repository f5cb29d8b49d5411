import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountStands } from '../users/users.public.js';

export interface Circle {
  readonly userId: number;
  readonly friendIds: number[];
}

const CIRCLES = `/* match-circles */
select active.user_id as "userId", array(
  select f.followee_id from follows f
  join follows back on back.follower_id = f.followee_id and back.followee_id = f.follower_id and back.status = 'accepted'
  where f.follower_id = active.user_id and f.status = 'accepted' order by f.accepted_at desc, f.followee_id limit $3) as "friendIds"
from (
  select s.user_id, max(s.last_used_at) as seen_at from sessions s
  where s.last_used_at > now() - $1::int * interval '1 minute' and s.revoked_at is null
  group by s.user_id order by 2 desc, 1 limit $2
) active join users u on u.id = active.user_id and ${accountStands('u')}`;

/** People who were here in the last minutes, the latest first, with those who follow each other with them. */
export async function findCircles(
  db: Db,
  { minutes, people, friends }: { minutes: number; people: number; friends: number },
): Promise<Circle[]> {
  const { rows } = await db.executeQuery<Circle>(CompiledQuery.raw(CIRCLES, [minutes, people, friends]));
  return rows;
}
