import type { Category, Sentiment } from '@beli/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../../platform/database/database.js';

export interface RankedRow {
  readonly restaurantId: number;
  readonly rating: number | null;
  readonly sentiment: Sentiment | null;
  readonly rankIndex: number;
}

/**
 * The ranked places of a person that a viewer may see: category, restaurant_id, rank_index. Others count without
 * the stealth ones, so that no gap tells of them.
 */
export const shownRanks = (
  userId: number,
  isOwn: boolean,
  category?: Category | undefined,
): RawBuilder<unknown> => sql`
  select p.category, p.restaurant_id, row_number() over (partition by p.category order by p.rank_index)::int - 1 as rank_index
  from ranked_places p where p.user_id = ${userId} ${category === undefined ? sql`` : sql`and p.category = ${category}`}
  ${
    isOwn
      ? sql``
      : sql`and p.restaurant_id <> all (array(select h.restaurant_id from relations h where h.user_id = ${userId} and h.is_stealth and h.status = 'been'))`
  }`;

/** One page of what a person has ranked in a category, best first. */
export async function findRanked(
  db: Db,
  userId: number,
  isOwn: boolean,
  { category, page, pageSize }: { category: Category; page: number; pageSize: number },
): Promise<RankedRow[]> {
  const { rows } = await sql<RankedRow>`
    select shown.restaurant_id as "restaurantId", shown.rank_index as "rankIndex", rel.rating, rel.sentiment
    from (select * from (${shownRanks(userId, isOwn, category)}) ranks
          order by rank_index limit ${pageSize} offset ${(page - 1) * pageSize}) shown
    join relations rel on rel.user_id = ${userId} and rel.restaurant_id = shown.restaurant_id and rel.status = 'been'
    order by shown.rank_index`.execute(db);
  return rows;
}

export async function countRanked(
  db: Db,
  userId: number,
  isOwn: boolean,
  category: Category,
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::int as total from (${shownRanks(userId, isOwn, category)}) ranks`.execute(db);
  return rows[0]?.total ?? 0;
}
