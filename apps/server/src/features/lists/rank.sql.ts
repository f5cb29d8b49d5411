import type { Category } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Tx } from '../../platform/database/database.js';
import type { RelationRow } from './relations.sql.js';

/* The order of been places: dense indices per person and category. The caller holds the person's row. */

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

const REOPEN_RANK = `/* rank-reopen */
update relations set rank_index = rank_index + 1 where user_id = $1 and category = $2 and rank_index >= $3`;

/** Makes room at an index that was closed before. */
export async function reopenRank(tx: Tx, userId: number, category: Category, index: number): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(REOPEN_RANK, [userId, category, index]));
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
