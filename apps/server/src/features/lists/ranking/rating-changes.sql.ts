import { CompiledQuery } from 'kysely';
import type { Tx } from '../../../platform/database/database.js';

const BATCH = 2000;

// Rows that another job has taken are passed over.
const TAKE = `/* rating-changes-take */
with taken as (
  delete from rating_changes where id in (select id from rating_changes order by id limit ${BATCH} for update skip locked)
  returning restaurant_id, tenths
)
select restaurant_id as id, sum(tenths)::int as tenths, count(*)::int as count from taken group by restaurant_id`;

// Restaurants are locked in the order of their ids, so that jobs wait for each other in a line and never in a
// circle; then they are changed, as they are after the waiting.
const LOCK = `/* rating-changes-lock */
select id from restaurants where id = any($1::bigint[]) order by id for no key update`;

// The sort key is left to refresh-sort-scores: no indexed column changes, and the row is written alone.
const PAY = `/* rating-changes-pay */
update restaurants r set rating_sum = r.rating_sum + owed.tenths
from unnest($1::bigint[], $2::int[]) as owed(id, tenths) where r.id = owed.id
returning r.id`;

/** Adds what moved scores owe to the sums of restaurants; answers which ones moved. */
export async function payRatingChanges(tx: Tx): Promise<number[]> {
  const owed = new Map<number, number>();
  for (let taken = BATCH; taken === BATCH; ) {
    taken = 0;
    const { rows } = await tx.executeQuery<{ id: number; tenths: number; count: number }>(
      CompiledQuery.raw(TAKE),
    );
    for (const { id, tenths, count } of rows) {
      owed.set(id, (owed.get(id) ?? 0) + tenths);
      taken += count;
    }
  }
  const moved = [...owed].filter(([, tenths]) => tenths !== 0);
  if (moved.length === 0) return [];
  const ids = moved.map(([id]) => id);
  await tx.executeQuery(CompiledQuery.raw(LOCK, [ids]));
  const parameters = [ids, moved.map(([, tenths]) => tenths)];
  const { rows } = await tx.executeQuery<{ id: number }>(CompiledQuery.raw(PAY, parameters));
  return rows.map(({ id }) => id);
}
