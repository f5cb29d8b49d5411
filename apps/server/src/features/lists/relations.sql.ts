import type { RelationStatus } from '@beli/contract';
import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { isThereTo } from '../users/users.public.js';
import { rankIndexOf } from './ranking/rankings.sql.js';
import type { RelationValues } from './relation-values.rules.js';

export interface RelationRow extends RelationValues {
  readonly id: number;
  readonly userId: number;
  readonly restaurantId: number;
  readonly status: RelationStatus;
  /** 0-based place among the person's ranked places of the category; null for what is not ranked */
  readonly rankIndex: number | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

/** Text of the columns of a RelationRow from the relation `alias`, but its rank index. */
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

const OF_RESTAURANT = `/* relations-of-restaurant */ select ${relationColumns('rel')}, ${rankIndexOf('rel')} as "rankIndex" from relations rel
where rel.user_id = $1 and rel.restaurant_id = $2`;

/** At most three: one per status. */
export async function findRelations(db: Db, userId: number, restaurantId: number): Promise<RelationRow[]> {
  return (await db.executeQuery<RelationRow>(CompiledQuery.raw(OF_RESTAURANT, [userId, restaurantId]))).rows;
}

// Writing. Locks are taken in this order, so that nobody ever waits in a circle: the place of the person, the
// person's categories by name, and at the end, for the shortest time, the person's and the restaurant's counters.

/** Whose lists change. */
export interface Keeper {
  readonly id: number;
  readonly timezone: string;
  readonly isStealthByDefault: boolean;
}

const LOCK_PLACE = `/* lock-place */
select id, timezone, coalesce((settings->'privacy'->>'defaultStealth')::boolean, false) as "isStealthByDefault",
  pg_advisory_xact_lock(hashtextextended('place ' || id::text || ' ' || $2::bigint::text, 0))
from users where id = $1 and deleted_at is null and deactivated_at is null`;

/** What one person keeps about one restaurant changes one after another; other restaurants do not wait. */
export async function lockPlace(tx: Tx, userId: number, restaurantId: number): Promise<Keeper | undefined> {
  return (await tx.executeQuery<Keeper>(CompiledQuery.raw(LOCK_PLACE, [userId, restaurantId]))).rows[0];
}

const VALUE_COLUMNS = `category, rating, rating_source, sentiment, notes, notes_private, visit_date, visit_count,
  tags, good_for, favorite_dishes, photos, companion_ids, is_stealth`;

const valuesOf = (values: RelationValues) => [
  values.category,
  values.rating,
  values.ratingSource,
  values.sentiment,
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
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
returning ${relationColumns('rel')}`;

export async function insertRelation(
  tx: Tx,
  key: { userId: number; restaurantId: number; status: RelationStatus },
  values: RelationValues,
  rankIndex: number | null,
): Promise<RelationRow> {
  const parameters = [key.userId, key.restaurantId, key.status, ...valuesOf(values)];
  const { rows } = await tx.executeQuery<Omit<RelationRow, 'rankIndex'>>(
    CompiledQuery.raw(INSERT, parameters),
  );
  const [row] = rows;
  if (!row) throw new Error('insert returned no row');
  return { ...row, rankIndex };
}

const UPDATE = `/* relation-update */
update relations rel set (${VALUE_COLUMNS}) = ($2, $3, $4, $5, $6, $7, $8::date, $9, $10, $11, $12, $13, $14, $15),
  version = rel.version + 1, updated_at = now()
where rel.id = $1 returning ${relationColumns('rel')}`;

export async function updateRelation(
  tx: Tx,
  id: number,
  values: RelationValues,
  rankIndex: number | null,
): Promise<RelationRow> {
  const { rows } = await tx.executeQuery<Omit<RelationRow, 'rankIndex'>>(
    CompiledQuery.raw(UPDATE, [id, ...valuesOf(values)]),
  );
  const [row] = rows;
  if (!row) throw new Error('update returned no row');
  return { ...row, rankIndex };
}

export async function deleteRelation(tx: Tx, id: number): Promise<void> {
  await tx.deleteFrom('relations').where('id', '=', id).execute();
}

/** Which of these people are not there for the viewer. */
export async function findMissingPeople(db: Db, viewerId: number, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: number }>`/* missing-people */
    select id from unnest(${ids}::bigint[]) as asked(id)
    where not exists (select from users u where u.id = asked.id and ${isThereTo('u', viewerId)})`.execute(db);
  return rows.map(({ id }) => id);
}
