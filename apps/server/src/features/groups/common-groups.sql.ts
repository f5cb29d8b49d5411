import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';

export interface CommonGroup {
  /** who called them together last */
  readonly creatorId: number;
  readonly userIds: number[];
}

const COMMON = `/* group-common */
with met as (
  select s.id, s.creator_id, s.created_at, array_agg(p.user_id order by p.user_id) as people
  from match_sessions s join match_participants p on p.session_id = s.id
  where s.expires_at > now() - interval '30 days'
  group by s.id having count(*) filter (where p.status <> 'invited') >= 2
)
select (array_agg(creator_id order by created_at desc))[1] as "creatorId", people as "userIds" from met
group by people order by count(*) desc, max(created_at) desc limit $1`;

/** Groups of which at least two came together within 30 days, those that did most often first. */
export async function findCommonGroups(db: Db, limit: number): Promise<CommonGroup[]> {
  return (await db.executeQuery<CommonGroup>(CompiledQuery.raw(COMMON, [limit]))).rows;
}
