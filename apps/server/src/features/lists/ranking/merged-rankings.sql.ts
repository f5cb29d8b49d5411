import type { Category } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Tx } from '../../../platform/database/database.js';
import type { Order, ScoreMove } from './order.rules.js';
import { RANKING_COLUMNS, type Ranking, type RankingRow, unpackRanking } from './rankings.sql.js';

/* Orders of many people at once: for a restaurant that was made one with another. */

const LOCK_HOLDING = `/* rankings-lock-holding */
select user_id as "userId", category, ${RANKING_COLUMNS} from rankings
where user_id = any($1::bigint[]) and restaurant_ids && $2::bigint[] order by user_id, category for no key update`;

/** The orders of these people in which one of the places stands, locked. */
export async function lockRankingsHolding(
  tx: Tx,
  people: readonly number[],
  places: readonly number[],
): Promise<Ranking[]> {
  const { rows } = await tx.executeQuery<RankingRow & { userId: number; category: Category }>(
    CompiledQuery.raw(LOCK_HOLDING, [people, places]),
  );
  return rows.map((row) => unpackRanking(row.userId, row.category, row));
}

const SAVE_ALL = `/* rankings-save-all */
update rankings k set version = k.version + 1, restaurant_ids = o.ids, fixed_tenths = o.fixed, liked_count = o.liked, fine_count = o.fine
from jsonb_to_recordset($1::jsonb) as o(user_id bigint, category text, ids bigint[], fixed smallint[], liked int, fine int)
where k.user_id = o.user_id and k.category = o.category`;

export async function saveOrders(
  tx: Tx,
  changed: readonly { readonly ranking: Ranking; readonly order: Order }[],
): Promise<void> {
  const rows = changed.map(({ ranking: { userId, category }, order }) => ({
    user_id: userId,
    category,
    ids: order.map(({ restaurantId }) => restaurantId),
    fixed: order.map(({ fixed }) => fixed),
    liked: order.filter(({ sentiment }) => sentiment === 'liked').length,
    fine: order.filter(({ sentiment }) => sentiment === 'fine').length,
  }));
  await tx.executeQuery(CompiledQuery.raw(SAVE_ALL, [JSON.stringify(rows)]));
}

// What the place itself counts for is settled by who moves it; the others owe as ever.
const MOVE_ALL = `/* rankings-move-scores */
with moved as (
  select * from jsonb_to_recordset($1::jsonb) as m(user_id bigint, "restaurantId" bigint, "tenthsFrom" int, "tenthsTo" int)
), shown as (
  update relations rel set rating = m."tenthsTo" / 10.0 from moved m
  where rel.user_id = m.user_id and rel.restaurant_id = m."restaurantId" and rel.status = 'been'
)
insert into rating_changes (restaurant_id, from_tenths, to_tenths)
select "restaurantId", "tenthsFrom", "tenthsTo" from moved where "restaurantId" <> $2`;

/** Writes the scores that moved with the orders. @param own the place whose sums the caller settles */
export async function moveScoresOf(
  tx: Tx,
  moves: readonly (ScoreMove & { readonly userId: number })[],
  own: number,
): Promise<void> {
  const rows = moves.map(({ userId, restaurantId, tenthsFrom, tenthsTo }) => ({
    user_id: userId,
    restaurantId,
    tenthsFrom,
    tenthsTo,
  }));
  await tx.executeQuery(CompiledQuery.raw(MOVE_ALL, [JSON.stringify(rows), own]));
}
