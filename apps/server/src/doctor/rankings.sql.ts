import type { Category, Sentiment } from '@beli/contract';
import { sql } from 'kysely';
import type { Db, Tx } from '../platform/database/database.js';

export interface ListKey {
  readonly userId: number;
  readonly category: Category;
}

/** The next lists after `after`: of people who have an order or rated been places in a category. */
export async function findLists(db: Db, after: ListKey, limit: number): Promise<ListKey[]> {
  const { rows } = await sql<ListKey>`
    select user_id as "userId", category from (
      (select user_id, category from rankings where (user_id, category) > (${after.userId}, ${after.category})
       order by 1, 2 limit ${limit})
      union
      (select distinct user_id, category from relations
       where status = 'been' and rating is not null and (user_id, category) > (${after.userId}, ${after.category})
       order by 1, 2 limit ${limit})
    ) lists order by 1, 2 limit ${limit}`.execute(db);
  return rows;
}

export interface KeptScore extends ListKey {
  readonly restaurantId: number;
  readonly rating: number;
  readonly source: 'manual' | 'ranked';
  readonly sentiment: Sentiment | null;
}

/** What the relations of these lists say, newest last. */
export async function findKeptScores(db: Db, lists: readonly ListKey[]): Promise<KeptScore[]> {
  const { rows } = await sql<KeptScore>`
    select rel.user_id as "userId", rel.category, rel.restaurant_id as "restaurantId", rel.rating, rel.rating_source as source, rel.sentiment
    from relations rel
    join unnest(${lists.map(({ userId }) => userId)}::bigint[], ${lists.map(({ category }) => category)}::text[]) as asked(user_id, category)
      on asked.user_id = rel.user_id and asked.category = rel.category
    where rel.status = 'been' and rel.rating is not null order by rel.created_at, rel.id`.execute(db);
  return rows;
}

/** Writes the scores that follow from an order into its relations. */
export async function setScores(
  tx: Tx,
  userId: number,
  scores: readonly { restaurantId: number; tenths: number; source: string; sentiment: Sentiment }[],
): Promise<void> {
  await sql`
    update relations rel set rating = s.tenths / 10.0, rating_source = s.source, sentiment = s.sentiment
    from unnest(${scores.map(({ restaurantId }) => restaurantId)}::bigint[], ${scores.map(({ tenths }) => tenths)}::int[],
      ${scores.map(({ source }) => source)}::text[], ${scores.map(({ sentiment }) => sentiment)}::text[])
      as s(restaurant_id, tenths, source, sentiment)
    where rel.user_id = ${userId} and rel.restaurant_id = s.restaurant_id and rel.status = 'been'`.execute(
    tx,
  );
}
