import type { Category } from '@beli/contract';
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { type RelationRow, relationColumns } from './relations.sql.js';

/**
 * Locks restaurants whose counters are about to move, in the order of their ids: whoever writes several at once must
 * not wait for somebody who waits for them. Returns the live ones with their category.
 */
export async function lockRestaurants(tx: Tx, ids: readonly number[]): Promise<Map<number, Category>> {
  const { rows } = await sql<{ id: number; category: Category }>`/* restaurants-lock */
    select id, category from restaurants where id = any(${ids}::bigint[]) and deleted_at is null
    order by id for no key update`.execute(tx);
  return new Map(rows.map(({ id, category }) => [id, category]));
}

/** What a person keeps about these restaurants. */
export async function findRelationsOf(
  db: Db,
  userId: number,
  restaurantIds: readonly number[],
): Promise<RelationRow[]> {
  const { rows } = await sql<RelationRow>`/* relations-of-restaurants */
    select ${sql.raw(relationColumns('rel'))} from relations rel
    where rel.user_id = ${userId} and rel.restaurant_id = any(${restaurantIds}::bigint[])`.execute(db);
  return rows;
}

/**
 * Makes room behind every place rated as high or higher and behind a place that is to stay before it; returns the
 * free index.
 */
export async function openRankBehind(
  tx: Tx,
  place: { userId: number; category: Category; rating: number; behindId: number | null },
): Promise<number> {
  const { userId, category, rating, behindId } = place;
  const { rows } = await sql<{ position: number }>`/* rank-open-behind */
    with place as (
      select coalesce(max(rank_index) + 1, 0) as position from relations
      where user_id = ${userId} and category = ${category} and rank_index is not null
        and (rating >= ${rating}::numeric or restaurant_id = ${behindId}::bigint)
    ), shifted as (
      update relations set rank_index = rank_index + 1 from place
      where user_id = ${userId} and category = ${category} and rank_index >= place.position
    )
    select position from place`.execute(tx);
  return rows[0]?.position ?? 0;
}

export interface RestoredVisit {
  readonly restaurantId: number;
  readonly visitDate: string;
  readonly notes: string | null;
  readonly companionIds: readonly number[];
}

export async function insertVisits(tx: Tx, userId: number, visits: readonly RestoredVisit[]): Promise<void> {
  if (visits.length === 0) return;
  await sql`/* visits-insert */
    insert into visits (user_id, restaurant_id, visit_date, notes, companion_ids)
    select ${userId}, v."restaurantId", v."visitDate", v.notes, v."companionIds"
    from jsonb_to_recordset(${JSON.stringify(visits)}::jsonb)
      as v("restaurantId" bigint, "visitDate" date, notes text, "companionIds" bigint[])`.execute(tx);
}

/** Lists are shown by when things were added: what comes back keeps its time. */
export async function backdateRelations(
  tx: Tx,
  times: readonly { readonly id: number; readonly addedAt: string }[],
): Promise<void> {
  if (times.length === 0) return;
  await sql`/* relations-backdate */
    update relations rel set created_at = told.at
    from unnest(${times.map(({ id }) => id)}::bigint[], ${times.map(({ addedAt }) => addedAt)}::timestamptz[]) as told(id, at)
    where rel.id = told.id and told.at <= now()`.execute(tx);
}
