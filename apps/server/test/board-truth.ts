import type { TestDatabase } from './database.js';

/* The boards a second time, counted from the rows themselves: shares no code with what it is held against. */

export interface TrueRow {
  readonly id: number;
  readonly rank: number;
  readonly value: number;
}

const TRUTH = `
with went as (
  select v.user_id, v.visit_date as day from visits v
  where not exists (select from relations r where r.user_id = v.user_id and r.restaurant_id = v.restaurant_id and r.status = 'been' and r.is_stealth)
  group by 1, 2
), streaks as (
  select p.id, coalesce((
    with recursive back(day) as (
      select max(w.day) from went w where w.user_id = p.id
        having max(w.day) >= ($1::timestamptz at time zone p.timezone)::date - 1
      union all select b.day - 1 from back b where exists (select from went w where w.user_id = p.id and w.day = b.day - 1)
    ) select count(*)::int from back), 0) as days
  from users p
), counted as (
  select p.id, p.created_at, s.days,
    (select count(*)::int from relations r where r.user_id = p.id and r.status = 'been' and not r.is_stealth) as been,
    (select count(*)::int from reviews r where r.user_id = p.id and r.deleted_at is null) as reviews,
    (select count(*)::int from follows f where f.followee_id = p.id and f.status = 'accepted') as followers
  from users p join streaks s on s.id = p.id
  where p.deleted_at is null and p.deactivated_at is null and p.is_discoverable and (p.suspended_until is null or p.suspended_until <= now())
    and ($3::text is null or (lower(p.city) = lower($3) and coalesce(p.settings->'privacy'->>'showCity', 'true') = 'true'))
), valued as (
  select c.*, case $2 when 'score' then c.been * 10 + c.days * 5 + c.reviews * 3 + c.followers when 'been' then c.been
    when 'influence' then c.followers when 'notes' then c.reviews when 'streak' then c.days else 0 end as value from counted c
)
select v.id, v.value, (1 + (select count(*) from valued o where (o.value, o.been) > (v.value, v.been)
  or ((o.value, o.been) = (v.value, v.been) and (o.created_at, o.id) < (v.created_at, v.id))))::int as rank
from valued v order by rank`;

/** Everybody on a board, the first first. */
export async function trueBoard(
  database: TestDatabase,
  { metric, city, now }: { metric: string; city?: string | undefined; now: Date },
): Promise<TrueRow[]> {
  const rows = await database.query<{ id: string; rank: number; value: number }>(TRUTH, [
    now,
    metric,
    city ?? null,
  ]);
  return rows.map(({ id, ...row }) => ({ ...row, id: Number(id) }));
}

const VISIBLE = `
select p.id from users p where p.id = $1 or ((p.is_public or exists (
    select from follows f where f.follower_id = $1 and f.followee_id = p.id and f.status = 'accepted'))
  and not exists (select from blocks b where (b.blocker_id = $1 and b.blocked_id = p.id) or (b.blocker_id = p.id and b.blocked_id = $1)))`;

/** Whom a viewer may see by name. */
export async function visibleTo(database: TestDatabase, viewerId: number): Promise<Set<number>> {
  return new Set((await database.query<{ id: string }>(VISIBLE, [viewerId])).map(({ id }) => Number(id)));
}
