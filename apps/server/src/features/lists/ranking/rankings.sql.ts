import type { Category } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../../platform/database/database.js';
import type { Order } from './order.rules.js';

/** The order of one person's places of one category. */
export interface Ranking {
  readonly userId: number;
  readonly category: Category;
  /** counts up with every change; 0 before the first */
  readonly version: number;
  readonly order: Order;
}

/** An order as the database hands it out. */
export interface RankingRow {
  readonly version: number;
  readonly ids: string;
  readonly fixed: string;
  readonly liked: number;
  readonly fine: number;
}

// Arrays of thousands come as text that is split in one go: parsing them element by element costs more than reading them.
export const RANKING_COLUMNS = `version, array_to_string(restaurant_ids, ',') as ids, array_to_string(fixed_tenths, ',', '') as fixed,
  liked_count as liked, fine_count as fine`;
const FIND = `/* ranking-find */ select ${RANKING_COLUMNS} from rankings where user_id = $1 and category = $2`;
const LOCK = `/* ranking-lock */ select ${RANKING_COLUMNS} from rankings where user_id = $1 and category = $2 for no key update`;
const CREATE = `/* ranking-create */ insert into rankings (user_id, category, version) values ($1, $2, 0) on conflict do nothing`;

export async function findRanking(db: Db, userId: number, category: Category): Promise<Ranking> {
  const { rows } = await db.executeQuery<RankingRow>(CompiledQuery.raw(FIND, [userId, category]));
  return unpackRanking(userId, category, rows[0]);
}

/** The order as it stands, locked until the transaction ends: all changes of one category come one after another. */
export async function lockRanking(tx: Tx, userId: number, category: Category): Promise<Ranking> {
  const lock = () => tx.executeQuery<RankingRow>(CompiledQuery.raw(LOCK, [userId, category]));
  const { rows } = await lock();
  if (rows[0]) return unpackRanking(userId, category, rows[0]);
  await tx.executeQuery(CompiledQuery.raw(CREATE, [userId, category]));
  return unpackRanking(userId, category, (await lock()).rows[0]);
}

const SAVE = `/* ranking-save */
update rankings set version = version + 1, restaurant_ids = $3, fixed_tenths = $4, liked_count = $5, fine_count = $6
where user_id = $1 and category = $2`;

export async function saveOrder(tx: Tx, { userId, category }: Ranking, order: Order): Promise<void> {
  const count = (sentiment: string) => order.filter((place) => place.sentiment === sentiment).length;
  await tx.executeQuery(
    CompiledQuery.raw(SAVE, [
      userId,
      category,
      `{${order.map(({ restaurantId }) => restaurantId).join(',')}}`,
      `{${order.map(({ fixed }) => fixed ?? 'null').join(',')}}`,
      count('liked'),
      count('fine'),
    ]),
  );
}

export function unpackRanking(userId: number, category: Category, row: RankingRow | undefined): Ranking {
  if (!row) return { userId, category, version: 0, order: [] };
  const { version, ids, fixed, liked, fine } = row;
  if (ids === '') return { userId, category, version, order: [] };
  const ratings = fixed.split(',');
  const order = ids.split(',').map((id, index) => ({
    restaurantId: Number(id),
    sentiment: index < liked ? 'liked' : index < liked + fine ? 'fine' : ('disliked' as const),
    fixed: ratings[index] === '' ? null : Number(ratings[index]),
  })) satisfies Order;
  return { userId, category, version, order };
}

// The relations keep the scores, the restaurants owe the difference to their sums.
const MOVE_SCORES = `/* ranking-move-scores */
with moved as (select * from unnest($2::bigint[], $3::int[], $4::int[]) as m(restaurant_id, from_tenths, to_tenths)),
shown as (
  update relations rel set rating = m.to_tenths / 10.0 from moved m
  where rel.user_id = $1 and rel.restaurant_id = m.restaurant_id and rel.status = 'been'
)
insert into rating_changes (restaurant_id, from_tenths, to_tenths) select restaurant_id, from_tenths, to_tenths from moved`;

/** Writes the scores that moved, in tenths, with the neighbour that caused it. */
export async function moveScores(
  tx: Tx,
  userId: number,
  moves: readonly { restaurantId: number; tenthsFrom: number; tenthsTo: number }[],
): Promise<void> {
  await tx.executeQuery(
    CompiledQuery.raw(MOVE_SCORES, [
      userId,
      moves.map(({ restaurantId }) => restaurantId),
      moves.map(({ tenthsFrom }) => tenthsFrom),
      moves.map(({ tenthsTo }) => tenthsTo),
    ]),
  );
}

/** Text of the 0-based index of the relation `alias` among the places of its person and category. */
export const rankIndexOf = (alias: string): string =>
  `(select array_position(k.restaurant_ids, ${alias}.restaurant_id) - 1 from rankings k
    where k.user_id = ${alias}.user_id and k.category = ${alias}.category and ${alias}.status = 'been')`;
