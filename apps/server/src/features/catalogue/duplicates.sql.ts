import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';

/** How many restaurants one page looks at: it is short where few of them have a twin. */
const SCANNED = 10_000;

export interface PairRow {
  readonly one: number;
  readonly other: number;
  readonly meters: number;
  readonly similarity: number;
  /** counts the older restaurants of a page */
  readonly place: number;
}

// Each pair once, by its older restaurant; a page holds all pairs of so many older ones.
const PAIRS = `/* duplicate-pairs */
with scanned as materialized (
  select id, name, location from restaurants where deleted_at is null and id > $1 order by id limit $2
), pairs as (
  select s.id as one, twin.id as other, dense_rank() over (order by s.id) as place,
    round(st_distance(s.location, twin.location, false)::numeric, 1)::float8 as meters,
    round(similarity(unaccent(lower(s.name)), unaccent(lower(twin.name)))::numeric, 2)::float8 as similarity
  from scanned s join restaurants twin on twin.deleted_at is null and twin.id > s.id
    and st_dwithin(twin.location, s.location, 50, false)
    and similarity(unaccent(lower(s.name)), unaccent(lower(twin.name))) >= 0.6
)
select one, other, meters, similarity, place::int from pairs where place <= $3 order by one, other`;
const LAST = `/* duplicate-scan-end */
select max(id) as id, count(*)::int as count from (select id from restaurants where deleted_at is null and id > $1 order by id limit $2) scanned`;

/**
 * Restaurants of similar names within 50 m.
 * @param after id that the search goes on behind
 * @param limit of restaurants that have a younger twin
 * @returns the pairs and the id behind which the next page goes on; null at the end
 */
export async function findDuplicates(
  db: Db,
  after: number,
  limit: number,
): Promise<{ pairs: PairRow[]; next: number | null }> {
  const [{ rows: pairs }, { rows: ends }] = await Promise.all([
    db.executeQuery<PairRow>(CompiledQuery.raw(PAIRS, [after, SCANNED, limit])),
    db.executeQuery<{ id: number | null; count: number }>(CompiledQuery.raw(LAST, [after, SCANNED])),
  ]);
  const [[end], last] = [ends, pairs.at(-1)];
  if (last?.place === limit) return { pairs, next: last.one };
  return { pairs, next: end?.count === SCANNED ? end.id : null };
}
