import type { Category, RelationStatus } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Tx } from '../../platform/database/database.js';
import type { Standing, Stood } from './ranking/rankings.js';
import { type RelationRow, relationColumns } from './relations.sql.js';

/** Removed rows as they stood in the database, for ten minutes. */
export interface RemovedRelations {
  readonly restaurantId: number;
  readonly relations: readonly {
    readonly id: number;
    readonly status: RelationStatus;
    readonly category: Category;
  }[];
  /** where the been place stood; null where it was not ranked */
  readonly rank: {
    readonly category: Category;
    readonly stood: Stood;
    /** of the list once the place had left */
    readonly listVersion: number;
  } | null;
  readonly visits: readonly object[];
  readonly activities: readonly { readonly id: number; readonly relationId: number }[];
}

const SNAPSHOT = `/* relations-snapshot */
select (select json_agg(rel) from relations rel where rel.id = any($1::bigint[])) as relations,
  coalesce((select json_agg(v) from visits v where $2 and v.user_id = $3 and v.restaurant_id = $4), '[]') as visits,
  coalesce((select json_agg(json_build_object('id', a.id, 'relationId', a.relation_id)) from activities a
            where a.relation_id = any($1::bigint[]) and a.deleted_at is null), '[]') as activities`;

/** What is about to be removed; visits leave with been. */
export async function snapshotRelations(
  tx: Tx,
  leaving: readonly RelationRow[],
): Promise<Omit<RemovedRelations, 'rank'>> {
  const [first] = leaving;
  if (!first) throw new Error('nothing is leaving');
  const { userId, restaurantId } = first;
  const withVisits = leaving.some(({ status }) => status === 'been');
  const { rows } = await tx.executeQuery<Omit<RemovedRelations, 'restaurantId' | 'rank'>>(
    CompiledQuery.raw(SNAPSHOT, [leaving.map(({ id }) => id), withVisits, userId, restaurantId]),
  );
  const [row] = rows;
  if (!row) throw new Error('a query without from returned no row');
  return { restaurantId, ...row };
}

const RESTORE_RELATIONS = `/* relations-restore */
insert into relations as rel overriding system value
select (jsonb_populate_record(null::relations, removed || jsonb_build_object('version', (removed->>'version')::int + 1))).*
from jsonb_array_elements($1::jsonb) as removed
returning ${relationColumns('rel')}`;

const RESTORE_VISITS = `/* visits-restore */
insert into visits overriding system value select * from jsonb_populate_recordset(null::visits, $1::jsonb)`;

const RESTORE_ACTIVITIES = `/* activities-restore */
update activities a set deleted_at = null, relation_id = told.relation_id
from unnest($1::bigint[], $2::bigint[]) as told(id, relation_id) where a.id = told.id`;

/**
 * Inserts the rows again under their old ids.
 * @param standing of the been place in the order that it has been put back into
 */
export async function restoreRelations(
  tx: Tx,
  { relations, visits, activities }: RemovedRelations,
  standing: Standing,
): Promise<RelationRow[]> {
  const { rankIndex, sentiment, rating, ratingSource } = standing;
  const ranked = rankIndex === null ? {} : { rating, sentiment, rating_source: ratingSource };
  const given = relations.map((one) => (one.status === 'been' ? { ...one, ...ranked } : one));
  const { rows } = await tx.executeQuery<Omit<RelationRow, 'rankIndex'>>(
    CompiledQuery.raw(RESTORE_RELATIONS, [JSON.stringify(given)]),
  );
  if (visits.length > 0) await tx.executeQuery(CompiledQuery.raw(RESTORE_VISITS, [JSON.stringify(visits)]));
  await tx.executeQuery(
    CompiledQuery.raw(RESTORE_ACTIVITIES, [
      activities.map(({ id }) => id),
      activities.map(({ relationId }) => relationId),
    ]),
  );
  return rows.map((row) => ({ ...row, rankIndex: row.status === 'been' ? rankIndex : null }));
}
