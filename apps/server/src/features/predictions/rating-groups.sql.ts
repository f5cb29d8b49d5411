import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import type { GroupKind } from './predictor/quality.rules.js';

/**
 * Sums the ratings of all standing restaurants anew by category, cuisine and price. Squares are those of the
 * distribution's half points (bucket n stands for 5n - 2.5 tenths): near enough for a variance.
 */
export async function refreshRatingGroups(tx: Tx): Promise<void> {
  await sql`
    with rated as (
      select r.category, r.cuisines, r.price_range, r.rating_sum, r.rating_count,
             (select sum(counted * (5 * number - 2.5) ^ 2) from unnest(r.score_counts) with ordinality as bucket(counted, number)) as square_sum
      from restaurants r where r.deleted_at is null and r.rating_count > 0
    ), grouped as (
      select category, 'category' as kind, '' as value, rating_sum, rating_count, square_sum from rated
      union all select category, 'cuisine', cuisine, rating_sum, rating_count, square_sum from rated, unnest(cuisines) as cuisine
      union all select category, 'price', price_range, rating_sum, rating_count, square_sum from rated where price_range is not null
    ), summed as (
      select category, kind, value, sum(rating_sum) as rating_sum, sum(rating_count) as rating_count, sum(square_sum)::float8 as square_sum
      from grouped group by category, kind, value
    ), gone as (
      delete from rating_groups g where not exists (
        select from summed s where s.category = g.category and s.kind = g.kind and s.value = g.value)
    )
    insert into rating_groups as g (category, kind, value, rating_sum, rating_count, square_sum)
    select * from summed
    on conflict (category, kind, value) do update
      set rating_sum = excluded.rating_sum, rating_count = excluded.rating_count, square_sum = excluded.square_sum
      where (g.rating_sum, g.rating_count, g.square_sum) is distinct from (excluded.rating_sum, excluded.rating_count, excluded.square_sum)`.execute(
    tx,
  );
}

export interface GroupRow {
  readonly category: string;
  readonly kind: GroupKind;
  readonly value: string;
  readonly sum: number;
  readonly count: number;
  readonly squares: number;
}

const GROUPS = `/* rating-groups */
select category, kind, value, rating_sum as sum, rating_count as count, square_sum as squares
from rating_groups where category = any($1::text[])`;

export async function findRatingGroups(db: Db, categories: readonly string[]): Promise<GroupRow[]> {
  return (await db.executeQuery<GroupRow>(CompiledQuery.raw(GROUPS, [categories]))).rows;
}
