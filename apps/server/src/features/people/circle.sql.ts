import { CompiledQuery, sql } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountIsOpen, accountIsThere, isThereTo } from '../users/users.public.js';
import type { DinedWith } from './people.rules.js';

/** Ids of one page of those whom a person follows, or of those who follow back as well; newest first. */
export async function findFriends(
  db: Db,
  userId: number,
  viewerId: number,
  { isMutual, page, pageSize }: { isMutual: boolean; page: number; pageSize: number },
): Promise<{ ids: number[]; total: number }> {
  const back = sql`and exists (select from follows back where back.follower_id = f.followee_id and back.followee_id = f.follower_id and back.status = 'accepted')`;
  const from = sql`from follows f join users u on u.id = f.followee_id and ${isThereTo('u', viewerId)}
    where f.follower_id = ${userId} and f.status = 'accepted' ${isMutual ? back : sql``}`;
  const [{ rows }, counted] = await Promise.all([
    sql<{ id: number }>`select u.id ${from} order by f.accepted_at desc, u.id desc
      limit ${pageSize} offset ${(page - 1) * pageSize}`.execute(db),
    sql<{ total: number }>`select count(*)::int as total ${from}`.execute(db),
  ]);
  return { ids: rows.map(({ id }) => id), total: counted.rows[0]?.total ?? 0 };
}

/** So many of the newest visits are looked at, on either side. */
const VISITS = 2_000;

// One dinner that both wrote down is one: it is known by place and day.
const COMPANIONS = `/* companions */
with own as (
  select restaurant_id, visit_date, companion_ids from visits where user_id = $1 order by visit_date desc, id desc limit ${VISITS}
), tagged as (
  select v.user_id, v.restaurant_id, v.visit_date from visits v
  where v.companion_ids @> array[$1::bigint] and v.companion_ids <> '{}' limit ${VISITS}
), together as (
  select c.id, own.restaurant_id, own.visit_date from own, unnest(own.companion_ids) as c(id)
  union
  select t.user_id, t.restaurant_id, t.visit_date from tagged t join users o on o.id = t.user_id and ${accountIsOpen('o', '$1')}
  where not exists (select from relations rel where rel.user_id = t.user_id and rel.restaurant_id = t.restaurant_id
    and rel.status = 'been' and rel.is_stealth)
)
select t.id, count(*)::int as times, max(t.visit_date) as "lastOn"
from together t join users u on u.id = t.id and ${accountIsThere('u', '$1')}
where t.id <> $1 group by t.id`;

/** With whom a person has dined, by what either wrote down. */
export async function findCompanions(db: Db, userId: number): Promise<DinedWith[]> {
  return (await db.executeQuery<DinedWith>(CompiledQuery.raw(COMPANIONS, [userId]))).rows;
}
