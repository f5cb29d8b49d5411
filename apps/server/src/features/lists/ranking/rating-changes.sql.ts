import { CompiledQuery } from 'kysely';
import type { Tx } from '../../../platform/database/database.js';

const BATCH = 2000;

// Rows that another job has taken are passed over.
const TAKE = `/* rating-changes-take */
with taken as (
  delete from rating_changes where id in (select id from rating_changes order by id limit ${BATCH} for update skip locked)
  returning restaurant_id, from_tenths, to_tenths
)
select restaurant_id as id, sum(to_tenths - from_tenths)::int as tenths, count(*)::int as count,
  add_scores(count_scores(array_agg(to_tenths::int)), count_scores(array_agg(from_tenths::int)), -1) as shift
from taken group by restaurant_id`;

interface Owed {
  readonly tenths: number;
  /** by bucket of the score distribution */
  readonly shift: readonly number[];
}

// Restaurants are locked in the order of their ids, so that jobs wait for each other in a line and never in a
// circle; then they are changed, as they are after the waiting.
const LOCK = `/* rating-changes-lock */
select id from restaurants where id = any($1::bigint[]) order by id for no key update`;

// The sort key is left to refresh-sort-scores: no indexed column changes, and the row is written alone.
const PAY = `/* rating-changes-pay */
update restaurants r set rating_sum = r.rating_sum + owed.tenths, score_counts = add_scores(r.score_counts, owed.shift)
from jsonb_to_recordset($1::jsonb) as owed(id bigint, tenths int, shift int[]) where r.id = owed.id
returning r.id`;

/** Adds what moved scores owe to the sums of restaurants; answers which ones moved. */
export async function payRatingChanges(tx: Tx): Promise<number[]> {
  const owed = new Map<number, Owed>();
  for (let taken = BATCH; taken === BATCH; ) {
    taken = 0;
    const { rows } = await tx.executeQuery<Owed & { id: number; count: number }>(CompiledQuery.raw(TAKE));
    for (const { id, count, ...more } of rows) {
      owed.set(id, sumOf(owed.get(id), more));
      taken += count;
    }
  }
  const moved = [...owed].filter(
    ([, { tenths, shift }]) => tenths !== 0 || shift.some((count) => count !== 0),
  );
  if (moved.length === 0) return [];
  const ids = moved.map(([id]) => id);
  await tx.executeQuery(CompiledQuery.raw(LOCK, [ids]));
  const payments = JSON.stringify(moved.map(([id, due]) => ({ id, ...due })));
  const { rows } = await tx.executeQuery<{ id: number }>(CompiledQuery.raw(PAY, [payments]));
  return rows.map(({ id }) => id);
}

const sumOf = (one: Owed | undefined, other: Owed): Owed =>
  one
    ? {
        tenths: one.tenths + other.tenths,
        shift: one.shift.map((count, bucket) => count + (other.shift[bucket] ?? 0)),
      }
    : other;
