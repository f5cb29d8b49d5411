import { sql } from 'kysely';
import type { Tx } from '../../platform/database/database.js';

// Whoever changes many restaurants locks them in the order of their ids, so that nobody waits in a circle.

/**
 * Counts the last 14 days anew: visit 3, want to try 2, like or bookmark 1, one of a type per person, halved
 * every 3 days; at least 3 people.
 */
export async function refreshTrends(tx: Tx): Promise<void> {
  await sql`
    with events as (
      select restaurant_id, user_id, case type when 'want_to_try' then 2 else 3 end as weight, type, created_at from activities
      where created_at > now() - interval '14 days' and deleted_at is null and restaurant_id is not null and type in ('visit', 'want_to_try')
      union all
      select a.restaurant_id, l.user_id, 1, 'like', l.created_at from activity_likes l join activities a on a.id = l.activity_id
      where l.created_at > now() - interval '14 days' and a.restaurant_id is not null
      union all
      select a.restaurant_id, b.user_id, 1, 'like', b.created_at from activity_bookmarks b join activities a on a.id = b.activity_id
      where b.created_at > now() - interval '14 days' and a.restaurant_id is not null
    ), newest as (
      select restaurant_id, user_id, type, max(weight) as weight, max(created_at) as at from events group by restaurant_id, user_id, type
    ), scores as (
      select restaurant_id, sum(weight * 0.5 ^ (extract(epoch from now() - at)::float8 / 86400 / 3)) as score
      from newest group by restaurant_id having count(distinct user_id) >= 3
    ), changed as materialized (
      select o.id, coalesce(s.score, 0) as score from restaurants o left join scores s on s.restaurant_id = o.id
      where (o.trend_score <> 0 or s.score is not null) and abs(o.trend_score - coalesce(s.score, 0)) > 0.001
      order by o.id for no key update of o
    )
    update restaurants r set trend_score = changed.score from changed where r.id = changed.id`.execute(tx);
}

/** Takes the categories' means as they are now as the prior of every sort score. */
export async function refreshSortScores(tx: Tx): Promise<void> {
  await sql`
    update category_means m set mean = rated.mean
    from (select category, sum(rating_sum)::numeric / sum(rating_count) as mean from restaurants
          where rating_count > 0 group by category) rated
    where rated.category = m.category and m.mean <> round(rated.mean, 2)`.execute(tx);
  await sql`
    with changed as materialized (
      select o.id, m.mean from restaurants o join category_means m on m.category = o.category
      where o.sort_score <> ((10 * m.mean + o.rating_sum) / (10 + o.rating_count))::real
      order by o.id for no key update of o
    )
    update restaurants r set sort_score = (10 * changed.mean + r.rating_sum) / (10 + r.rating_count)
    from changed where r.id = changed.id`.execute(tx);
}
