import { CompiledQuery } from 'kysely';
import type { Tx } from '../../../platform/database/database.js';

const BATCH = 2000;

// Rows that another job has taken are passed over. Restaurants are locked in the order of their ids, so that jobs
// wait for each other in a line and never in a circle. The sort key is left to refresh-sort-scores: no indexed
// column changes, and the row is written alone.
const PAY = `/* rating-changes-pay */
with taken as (
  delete from rating_changes where id in (select id from rating_changes order by id limit ${BATCH} for update skip locked)
  returning restaurant_id, tenths
), sums as (
  select restaurant_id, sum(tenths) as tenths, count(*)::int as count from taken group by restaurant_id
), locked as (
  select r.id from restaurants r where r.id in (select restaurant_id from sums) order by r.id for no key update
), paid as (
  update restaurants r set rating_sum = r.rating_sum + s.tenths from locked l join sums s on s.restaurant_id = l.id
  where r.id = l.id and s.tenths <> 0 returning r.id
)
select (select coalesce(sum(count), 0)::int from sums) as taken, coalesce(array_agg(id), '{}') as ids from paid`;

/** Adds what moved scores owe to the sums of restaurants; answers which ones moved. */
export async function payRatingChanges(tx: Tx): Promise<number[]> {
  const ids = new Set<number>();
  for (let isMore = true; isMore; ) {
    const { rows } = await tx.executeQuery<{ taken: number; ids: number[] }>(CompiledQuery.raw(PAY));
    for (const id of rows[0]?.ids ?? []) ids.add(id);
    isMore = rows[0]?.taken === BATCH;
  }
  return [...ids];
}
