import type { Category, Trend } from '@beli/contract';
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { accountStands } from '../users/users.public.js';

/**
 * Counts the last 14 days anew (rules §6): visit 3, want to try 2, like or bookmark 1, one of a kind per person,
 * halved every 3 days; at least 3 people. Nothing in stealth, nothing hidden, no private account and none that does
 * not stand counts: a trend must neither give anybody away nor be made by accounts that were closed for it. Restaurants are
 * locked in the order of their ids, as whoever changes many does.
 */
export async function refreshTrends(tx: Tx): Promise<void> {
  await sql`
    with told as (
      select id, restaurant_id, user_id, type, created_at from activities
      where created_at > now() - interval '14 days' and deleted_at is null and hidden_at is null and not is_stealth and restaurant_id is not null
    ), events as (
      select restaurant_id, user_id, type as kind, case type when 'want_to_try' then 2 else 3 end as weight, created_at as at from told
      where type in ('visit', 'want_to_try')
      union all
      select a.restaurant_id, l.user_id, 'like', 1, l.created_at from activity_likes l join activities a on a.id = l.activity_id
      where l.created_at > now() - interval '14 days' and a.restaurant_id is not null and a.deleted_at is null and a.hidden_at is null and not a.is_stealth
      union all
      select a.restaurant_id, b.user_id, 'like', 1, b.created_at from activity_bookmarks b join activities a on a.id = b.activity_id
      where b.created_at > now() - interval '14 days' and a.restaurant_id is not null and a.deleted_at is null and a.hidden_at is null and not a.is_stealth
    ), newest as (
      select e.restaurant_id, e.user_id, e.kind, max(e.weight) as weight, max(e.at) as at
      from events e join users u on u.id = e.user_id and ${sql.raw(accountStands('u'))} and u.is_public
      group by e.restaurant_id, e.user_id, e.kind
    ), scores as (
      select restaurant_id, sum(weight * 0.5 ^ (extract(epoch from now() - at)::float8 / 86400 / 3)) as score,
             count(*) filter (where kind = 'visit')::int as visits,
             (count(*) filter (where kind = 'visit' and at > now() - interval '7 days'))::int as visits_of_week
      from newest group by restaurant_id having count(distinct user_id) >= 3
    ), visited as (
      select t.restaurant_id, count(distinct t.user_id)::int as before
      from told t join users u on u.id = t.user_id and ${sql.raw(accountStands('u'))} and u.is_public
      where t.type = 'visit' and t.created_at <= now() - interval '7 days' group by t.restaurant_id
    ), changed as materialized (
      select o.id, coalesce(s.score, 0) as score, coalesce(s.visits, 0) as visits,
             case when s.score is null then 0 else s.visits_of_week - coalesce(v.before, 0) end as change
      from restaurants o left join scores s on s.restaurant_id = o.id left join visited v on v.restaurant_id = o.id
      where (o.trend_score <> 0 or s.score is not null) and (abs(o.trend_score - coalesce(s.score, 0)) > 0.001
        or o.trend_visits <> coalesce(s.visits, 0)
        or o.trend_change <> case when s.score is null then 0 else s.visits_of_week - coalesce(v.before, 0) end)
      order by o.id for no key update of o
    )
    update restaurants r set trend_score = changed.score, trend_visits = changed.visits, trend_change = changed.change
    from changed where r.id = changed.id`.execute(tx);
}

export interface TrendingRow {
  readonly id: number;
  readonly trend: Trend | null;
}

export interface Where {
  readonly city?: string | undefined;
  readonly category?: Category | undefined;
}

/** Places below are not shown as a trend, however many talk about them. */
const LEAST_RATING = 7.5;

const areOf = ({ city, category }: Where) => sql`
  ${city === undefined ? sql`true` : sql`lower(r.city) = lower(${city})`} and ${category === undefined ? sql`true` : sql`r.category = ${category}`}`;

/** The strongest trends of well-rated places, then the best places of all, in two bounded reads of an index each. */
export async function findTrending(db: Db, where: Where, limit: number): Promise<TrendingRow[]> {
  const { rows } = await sql<TrendingRow>`
    with hot as materialized (
      select r.id, json_build_object('score', round(r.trend_score::numeric, 2)::float8, 'recentVisits', r.trend_visits, 'change', r.trend_change) as trend,
             row_number() over (order by r.trend_score desc, r.id desc) as place
      from restaurants r
      where r.deleted_at is null and r.trend_score > 0 and not r.is_closed and r.rating >= ${LEAST_RATING} and ${areOf(where)}
      order by r.trend_score desc, r.id desc limit ${limit}
    ), best as (
      select r.id from restaurants r
      where r.deleted_at is null and not r.is_closed and ${areOf(where)} and r.id not in (select id from hot)
      order by r.sort_score desc, r.id limit greatest(0, ${limit} - (select count(*) from hot))
    )
    select id, trend from (
      select id, trend, place from hot
      union all select id, null, ${limit} + row_number() over () from best
    ) listed order by place`.execute(db);
  return rows;
}
