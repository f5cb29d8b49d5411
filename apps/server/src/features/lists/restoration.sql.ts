import type { Category } from '@beli/contract';
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { type Keeper, type RelationRow, relationColumns } from './relations.sql.js';

/** Locks places of a person, in the order of their ids: two who lock several never wait for each other in a circle. */
export async function lockPlacesOf(
  tx: Tx,
  userId: number,
  restaurantIds: readonly number[],
): Promise<Keeper | undefined> {
  const { rows } = await sql<Keeper>`/* places-lock */
    select u.id, u.timezone, coalesce((u.settings->'privacy'->>'defaultStealth')::boolean, false) as "isStealthByDefault", locked.count
    from users u, lateral (
      select count(pg_advisory_xact_lock(hashtextextended('place ' || u.id::text || ' ' || place.id::text, 0)))
      from (select id from unnest(${restaurantIds}::bigint[]) as asked(id) order by id) place
    ) locked
    where u.id = ${userId} and u.deleted_at is null and u.deactivated_at is null`.execute(tx);
  return rows[0];
}

/** The live ones of these restaurants with their category: not merged nor removed until the commit. */
export async function holdRestaurants(db: Tx, ids: readonly number[]): Promise<Map<number, Category>> {
  const { rows } = await sql<{ id: number; category: Category }>`/* restaurant-categories */
    select id, category from restaurants where id = any(${ids}::bigint[]) and deleted_at is null
    order by id for key share`.execute(db);
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
