import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import type { Streak } from './counters.sql.js';

export interface VisitRow {
  readonly id: number;
  readonly restaurantId: number;
  readonly visitDate: string;
  readonly companionIds: number[];
  readonly notes: string | null;
  readonly photos: string[];
  readonly createdAt: Date;
}

const COLUMNS = `id, restaurant_id as "restaurantId", visit_date as "visitDate", companion_ids as "companionIds", notes, photos, created_at as "createdAt"`;
const VISITS = `/* visits-of-restaurant */
select ${COLUMNS} from visits where user_id = $1 and restaurant_id = $2 order by visit_date desc, id desc limit $3 offset $4`;

/** Visits of a person to a restaurant, newest first. */
export async function findVisits(
  db: Db,
  userId: number,
  restaurantId: number,
  { limit, offset }: { limit: number; offset: number },
): Promise<VisitRow[]> {
  const parameters = [userId, restaurantId, limit, offset];
  return (await db.executeQuery<VisitRow>(CompiledQuery.raw(VISITS, parameters))).rows;
}

export async function countVisits(db: Db, userId: number, restaurantId: number): Promise<number> {
  const { rows } = await sql<{ total: number }>`/* visits-count */
    select count(*)::int as total from visits where user_id = ${userId} and restaurant_id = ${restaurantId}`.execute(
    db,
  );
  return rows[0]?.total ?? 0;
}

export interface NewVisit {
  readonly userId: number;
  readonly restaurantId: number;
  readonly visitDate: string;
  readonly companionIds: readonly number[];
  readonly notes: string | null;
  readonly photos: readonly string[];
}

const INSERT = `/* visit-insert */
insert into visits (user_id, restaurant_id, visit_date, companion_ids, notes, photos) values ($1, $2, $3, $4, $5, $6) returning ${COLUMNS}`;

export async function insertVisit(tx: Tx, visit: NewVisit): Promise<VisitRow> {
  const { userId, restaurantId, visitDate, companionIds, notes, photos } = visit;
  const parameters = [userId, restaurantId, visitDate, companionIds, notes, photos];
  const { rows } = await tx.executeQuery<VisitRow>(CompiledQuery.raw(INSERT, parameters));
  const [row] = rows;
  if (!row) throw new Error('insert returned no row');
  return row;
}

/** False when there is no such visit to this restaurant. */
export async function deleteVisit(
  tx: Tx,
  userId: number,
  restaurantId: number,
  id: number,
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('visits')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('restaurant_id', '=', restaurantId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

const SHOW_VISITS = `/* relation-show-visits */
update relations rel set (visit_date, visit_count) = (
    select max(v.visit_date), count(*)::int from visits v where v.user_id = rel.user_id and v.restaurant_id = rel.restaurant_id),
  version = rel.version + 1, updated_at = now()
where rel.user_id = $1 and rel.restaurant_id = $2 and rel.status = 'been'`;

/** Lets the been relation show its latest visit and their number. */
export async function showVisits(tx: Tx, userId: number, restaurantId: number): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(SHOW_VISITS, [userId, restaurantId]));
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

/** Whether the person was there on that day already. */
export async function hasVisitOn(
  tx: Tx,
  userId: number,
  restaurantId: number,
  date: string,
): Promise<boolean> {
  const { rows } = await sql<{ id: number }>`/* visit-on */
    select id from visits where user_id = ${userId} and restaurant_id = ${restaurantId} and visit_date = ${date} limit 1`.execute(
    tx,
  );
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
where id = $1 returning streak_days as days, longest_streak as longest, last_visit_on as "lastVisitOn"`;

/** Counts the streak from all visits, for dates that are not the newest and for removals. The caller holds the streak. */
export async function recountStreak(tx: Tx, userId: number): Promise<Streak> {
  const { rows } = await tx.executeQuery<Streak>(CompiledQuery.raw(RECOUNT_STREAK, [userId]));
  return rows[0] ?? { days: 0, longest: 0, lastVisitOn: null };
}
