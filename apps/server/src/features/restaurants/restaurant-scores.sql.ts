import { sql } from 'kysely';
import type { Tx } from '../../platform/database/database.js';

// Whoever changes many restaurants locks them in the order of their ids, so that nobody waits in a circle.

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
