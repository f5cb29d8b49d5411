import type { Category, Relation, RelationStatus, Sentiment } from '@beli/contract';
import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';

export interface RelationRow {
  readonly id: number;
  readonly userId: number;
  readonly restaurantId: number;
  readonly status: RelationStatus;
  readonly category: Category;
  readonly rating: number | null;
  readonly ratingSource: Relation['ratingSource'];
  readonly sentiment: Sentiment | null;
  readonly rankIndex: number | null;
  readonly notes: string | null;
  readonly notesPrivate: boolean;
  readonly visitDate: string | null;
  readonly visitCount: number;
  readonly tags: string[];
  readonly goodFor: string[];
  readonly favoriteDishes: string[];
  readonly photos: string[];
  readonly companionIds: number[];
  readonly isStealth: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

/** Text of the columns of a RelationRow from the relation `alias`. */
export const relationColumns = (alias: string): string =>
  [
    'id',
    'user_id as "userId"',
    'restaurant_id as "restaurantId"',
    'status',
    'category',
    'rating',
    'rating_source as "ratingSource"',
    'sentiment',
    'rank_index as "rankIndex"',
    'notes',
    'notes_private as "notesPrivate"',
    'visit_date as "visitDate"',
    'visit_count as "visitCount"',
    'tags',
    'good_for as "goodFor"',
    'favorite_dishes as "favoriteDishes"',
    'photos',
    'companion_ids as "companionIds"',
    'is_stealth as "isStealth"',
    'created_at as "createdAt"',
    'updated_at as "updatedAt"',
    'version',
  ]
    .map((column) => `${alias}.${column}`)
    .join(', ');

const OF_RESTAURANT = `/* relations-of-restaurant */ select ${relationColumns('rel')} from relations rel
where rel.user_id = $1 and rel.restaurant_id = $2`;

/** At most three: one per status. */
export async function findRelations(db: Db, userId: number, restaurantId: number): Promise<RelationRow[]> {
  return (await db.executeQuery<RelationRow>(CompiledQuery.raw(OF_RESTAURANT, [userId, restaurantId]))).rows;
}

// Writing: every writer holds the person's row (lockKeeper), so one person's lists change one after another. --

export interface Keeper {
  readonly id: number;
  readonly timezone: string;
  readonly streakDays: number;
  readonly longestStreak: number;
  readonly lastVisitOn: string | null;
}

const LOCK_KEEPER = `/* lock-keeper */
select id, timezone, streak_days as "streakDays", longest_streak as "longestStreak", last_visit_on as "lastVisitOn"
from users where id = $1 for no key update`;

export async function lockKeeper(tx: Tx, userId: number): Promise<Keeper | undefined> {
  return (await tx.executeQuery<Keeper>(CompiledQuery.raw(LOCK_KEEPER, [userId]))).rows[0];
}

const CATEGORY_OF = `/* restaurant-category */ select category from restaurants where id = $1 and deleted_at is null`;

export async function findCategory(db: Db, restaurantId: number): Promise<Category | undefined> {
  return (await db.executeQuery<{ category: Category }>(CompiledQuery.raw(CATEGORY_OF, [restaurantId])))
    .rows[0]?.category;
}

export interface RelationValues {
  readonly category: Category;
  readonly rating: number | null;
  readonly ratingSource: 'manual' | 'ranked' | null;
  readonly sentiment: Sentiment | null;
  readonly rankIndex: number | null;
  readonly notes: string | null;
  readonly notesPrivate: boolean;
  readonly visitDate: string | null;
  readonly visitCount: number;
  readonly tags: string[];
  readonly goodFor: string[];
  readonly favoriteDishes: string[];
  readonly photos: string[];
  readonly companionIds: number[];
  readonly isStealth: boolean;
}

const VALUE_COLUMNS = `category, rating, rating_source, sentiment, rank_index, notes, notes_private, visit_date, visit_count,
  tags, good_for, favorite_dishes, photos, companion_ids, is_stealth`;

const valuesOf = (values: RelationValues) => [
  values.category,
  values.rating,
  values.ratingSource,
  values.sentiment,
  values.rankIndex,
  values.notes,
  values.notesPrivate,
  values.visitDate,
  values.visitCount,
  values.tags,
  values.goodFor,
  values.favoriteDishes,
  values.photos,
  values.companionIds,
  values.isStealth,
];

const INSERT = `/* relation-insert */
insert into relations as rel (user_id, restaurant_id, status, ${VALUE_COLUMNS})
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
returning ${relationColumns('rel')}`;

export async function insertRelation(
  tx: Tx,
  key: { userId: number; restaurantId: number; status: RelationStatus },
  values: RelationValues,
): Promise<RelationRow> {
  const parameters = [key.userId, key.restaurantId, key.status, ...valuesOf(values)];
  const { rows } = await tx.executeQuery<RelationRow>(CompiledQuery.raw(INSERT, parameters));
  const [row] = rows;
  if (!row) throw new Error('insert returned no row');
  return row;
}

const UPDATE = `/* relation-update */
update relations rel set (${VALUE_COLUMNS}) = ($2, $3, $4, $5, $6, $7, $8, $9::date, $10, $11, $12, $13, $14, $15, $16),
  version = rel.version + 1, updated_at = now()
where rel.id = $1 returning ${relationColumns('rel')}`;

export async function updateRelation(tx: Tx, id: number, values: RelationValues): Promise<RelationRow> {
  const { rows } = await tx.executeQuery<RelationRow>(CompiledQuery.raw(UPDATE, [id, ...valuesOf(values)]));
  const [row] = rows;
  if (!row) throw new Error('update returned no row');
  return row;
}

export async function deleteRelation(tx: Tx, id: number): Promise<void> {
  await tx.deleteFrom('relations').where('id', '=', id).execute();
}

// Rank: dense indices per person and category -------------------------------------------------------------

const OPEN_RANK = `/* rank-open */
with place as (
  select coalesce(max(rank_index) + 1, 0) as position from relations
  where user_id = $1 and category = $2 and rank_index is not null and rating >= $3::numeric
), shifted as (
  update relations set rank_index = rank_index + 1 from place
  where user_id = $1 and category = $2 and rank_index >= place.position
)
select position from place`;

/** Makes room behind every place rated as high or higher and returns the free index. */
export async function openRank(tx: Tx, userId: number, category: Category, rating: number): Promise<number> {
  const { rows } = await tx.executeQuery<{ position: number }>(
    CompiledQuery.raw(OPEN_RANK, [userId, category, rating]),
  );
  return rows[0]?.position ?? 0;
}

const VACATE_RANK = `/* rank-vacate */ update relations set rank_index = null where id = $1`;
const CLOSE_RANK = `/* rank-close */
update relations set rank_index = rank_index - 1 where user_id = $1 and category = $2 and rank_index > $3`;

/** Takes a relation out of the order and closes the gap. */
export async function closeRank(
  tx: Tx,
  relation: Pick<RelationRow, 'id' | 'userId' | 'category' | 'rankIndex'>,
): Promise<void> {
  if (relation.rankIndex === null) return;
  await tx.executeQuery(CompiledQuery.raw(VACATE_RANK, [relation.id]));
  await tx.executeQuery(
    CompiledQuery.raw(CLOSE_RANK, [relation.userId, relation.category, relation.rankIndex]),
  );
}

// Visits and streak ---------------------------------------------------------------------------------------

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

// Counters --------------------------------------------------------------------------------------------------

export interface KeeperChange {
  readonly been?: number;
  readonly wantToTry?: number;
  readonly recommended?: number;
  /** the streak as it is from now on, where a newer day was added */
  readonly streak?: { days: number; longest: number; lastVisitOn: string };
}

const COUNT_KEEPER = `/* keeper-count */
update users set been_count = been_count + $2, want_to_try_count = want_to_try_count + $3,
  recommendations_count = recommendations_count + $4, streak_days = coalesce($5, streak_days),
  longest_streak = coalesce($6, longest_streak), last_visit_on = coalesce($7::date, last_visit_on)
where id = $1`;

export async function countForKeeper(tx: Tx, userId: number, change: KeeperChange): Promise<void> {
  const { streak } = change;
  await tx.executeQuery(
    CompiledQuery.raw(COUNT_KEEPER, [
      userId,
      change.been ?? 0,
      change.wantToTry ?? 0,
      change.recommended ?? 0,
      streak?.days ?? null,
      streak?.longest ?? null,
      streak?.lastVisitOn ?? null,
    ]),
  );
}

const COUNT_RESTAURANT = `/* restaurant-count */
update restaurants r set rating_sum = r.rating_sum + $2, rating_count = r.rating_count + $3,
  want_to_try_count = r.want_to_try_count + $4,
  sort_score = (10 * m.mean + r.rating_sum + $2) / (10 + r.rating_count + $3)
from category_means m where r.id = $1 and m.category = r.category`;

/** Moves a restaurant's rating from one person's old rating to the new one, and its want-to-try count. */
export async function countForRestaurant(
  tx: Tx,
  restaurantId: number,
  change: { ratingFrom: number | null; ratingTo: number | null; wantToTry?: number },
): Promise<void> {
  const tenths = (rating: number | null) => Math.round((rating ?? 0) * 10);
  const sum = tenths(change.ratingTo) - tenths(change.ratingFrom);
  const count = Number(change.ratingTo !== null) - Number(change.ratingFrom !== null);
  const wantToTry = change.wantToTry ?? 0;
  if (sum === 0 && count === 0 && wantToTry === 0) return;
  await tx.executeQuery(CompiledQuery.raw(COUNT_RESTAURANT, [restaurantId, sum, count, wantToTry]));
}

/** Which of these people do not exist. */
export async function findMissingPeople(db: Db, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: number }>`/* missing-people */
    select id from unnest(${ids}::bigint[]) as asked(id)
    where not exists (select from users u where u.id = asked.id and u.deleted_at is null and u.deactivated_at is null)`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

// The activity that tells of a relation -----------------------------------------------------------------------

const ACTIVITY_TYPE = { been: 'visit', want_to_try: 'want_to_try', recommended: 'recommendation' } as const;

export async function insertActivity(tx: Tx, relation: RelationRow): Promise<number> {
  const { id } = await tx
    .insertInto('activities')
    .values({
      type: ACTIVITY_TYPE[relation.status],
      user_id: relation.userId,
      restaurant_id: relation.restaurantId,
      relation_id: relation.id,
      ...shownOf(relation),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function updateActivity(tx: Tx, relation: RelationRow): Promise<void> {
  await tx
    .updateTable('activities')
    .set(shownOf(relation))
    .where('relation_id', '=', relation.id)
    .where('deleted_at', 'is', null)
    .execute();
}

/** Takes the activity of a relation out of every feed. */
export async function hideActivity(tx: Tx, relationId: number): Promise<void> {
  await tx
    .updateTable('activities')
    .set({ deleted_at: sql<Date>`now()` })
    .where('relation_id', '=', relationId)
    .execute();
}

const shownOf = (relation: RelationRow) => ({
  rating: relation.rating,
  comment: relation.notesPrivate ? null : relation.notes,
  photos: relation.photos,
  tags: relation.tags,
  companion_ids: relation.companionIds,
  is_stealth: relation.isStealth,
});
