import type { Term } from '@beli/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/database.js';

const MOST = 500;

/** Terms with how many restaurants carry them; the taxonomy knows the proper label, else the slug is made into one. */
async function countTerms(db: Db, kind: string, values: RawBuilder<unknown>): Promise<Term[]> {
  const { rows } = await sql<Term>`
    with counted as (select value as slug, count(*)::int as count from restaurants r, lateral (${values}) as v(value)
      where r.deleted_at is null and value is not null group by value order by count(*) desc, value limit ${MOST})
    select counted.slug, coalesce(t.label, initcap(translate(counted.slug, '-_', '  '))) as label, counted.count
    from counted left join taxonomy t on t.kind = ${kind} and t.slug = counted.slug
    order by counted.count desc, counted.slug`.execute(db);
  return rows;
}

export const countCuisines = (db: Db) => countTerms(db, 'cuisine', sql`select unnest(r.cuisines)`);
export const countTags = (db: Db) => countTerms(db, 'tag', sql`select unnest(r.tags)`);
export const countGoodFor = (db: Db) => countTerms(db, 'good_for', sql`select unnest(r.good_for)`);
export const countCategories = (db: Db) => countTerms(db, 'category', sql`select r.category`);
export const countPriceRanges = (db: Db) => countTerms(db, 'price', sql`select r.price_range`);

export async function countCities(db: Db): Promise<Term[]> {
  const { rows } = await sql<Term>`
    select lower(city) as slug, mode() within group (order by city) as label, count(*)::int as count
    from restaurants where deleted_at is null and city is not null
    group by lower(city) order by count(*) desc, lower(city) limit ${MOST}`.execute(db);
  return rows;
}
