import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';

export interface VisitRow {
  readonly id: number;
  readonly restaurantId: number;
  readonly visitDate: string;
  readonly companionIds: number[];
  readonly notes: string | null;
  readonly photos: string[];
  readonly createdAt: Date;
}

const VISITS = `/* visits-of-restaurant */
select id, restaurant_id as "restaurantId", visit_date as "visitDate", companion_ids as "companionIds", notes, photos, created_at as "createdAt"
from visits where user_id = $1 and restaurant_id = $2 order by visit_date desc, id desc limit 100`;

/** The newest hundred visits of a person to a restaurant. */
export async function findVisits(db: Db, userId: number, restaurantId: number): Promise<VisitRow[]> {
  return (await db.executeQuery<VisitRow>(CompiledQuery.raw(VISITS, [userId, restaurantId]))).rows;
}

export async function insertVisit(
  tx: Tx,
  visit: { userId: number; restaurantId: number; visitDate: string; companionIds: number[] },
): Promise<void> {
  await tx
    .insertInto('visits')
    .values({
      user_id: visit.userId,
      restaurant_id: visit.restaurantId,
      visit_date: visit.visitDate,
      companion_ids: visit.companionIds,
    })
    .execute();
}

/** Corrects the date of the visit that a relation shows. False when there is none of the old date. */
export async function moveVisit(
  tx: Tx,
  userId: number,
  restaurantId: number,
  from: string,
  to: string,
): Promise<boolean> {
  const { rows } = await sql<{ id: number }>`/* visit-move */
    update visits set visit_date = ${to} where id = (
      select id from visits where user_id = ${userId} and restaurant_id = ${restaurantId} and visit_date = ${from} order by id desc limit 1)
    returning id`.execute(tx);
  return rows.length > 0;
}

/** Latest date and number of a person's visits to a restaurant. */
export async function summariseVisits(
  tx: Tx,
  userId: number,
  restaurantId: number,
): Promise<{ latest: string | null; count: number }> {
  const { rows } = await sql<{ latest: string | null; count: number }>`/* visits-summary */
    select max(visit_date) as latest, count(*)::int as count from visits
    where user_id = ${userId} and restaurant_id = ${restaurantId}`.execute(tx);
  return rows[0] ?? { latest: null, count: 0 };
}

export async function deleteVisits(tx: Tx, userId: number, restaurantId: number): Promise<void> {
  await tx
    .deleteFrom('visits')
    .where('user_id', '=', userId)
    .where('restaurant_id', '=', restaurantId)
    .execute();
}

// Runs of consecutive days: a day minus its rank among the days is the same throughout a run.
const RECOUNT_STREAK = `/* streak-recount */
with days as (select distinct visit_date as day from visits where user_id = $1),
runs as (select count(*)::int as length, max(day) as until from (
  select day, day - row_number() over (order by day)::int as run from days) numbered group by run)
update users set streak_days = coalesce((select length from runs order by until desc limit 1), 0),
  longest_streak = coalesce((select max(length) from runs), 0), last_visit_on = (select max(until) from runs)
where id = $1 returning streak_days as "streakDays"`;

/** Counts the streak from all visits. For dates that are not the newest, and for removals. */
export async function recountStreak(tx: Tx, userId: number): Promise<number> {
  const { rows } = await tx.executeQuery<{ streakDays: number }>(CompiledQuery.raw(RECOUNT_STREAK, [userId]));
  return rows[0]?.streakDays ?? 0;
}
