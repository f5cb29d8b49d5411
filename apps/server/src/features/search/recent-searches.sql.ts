import type { RecentInput } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';

export interface RecentRow {
  readonly id: number;
  readonly type: 'restaurant' | 'user' | 'query';
  readonly restaurant: { id: number; name: string; image: string | null } | null;
  readonly userId: number | null;
  readonly query: string | null;
  readonly location: string | null;
  readonly searchedAt: Date;
}

/** Kept of each person. */
const KEPT = 10;

const ROW = `s.id, s.type, case when r.id is not null then json_build_object('id', r.id, 'name', r.name, 'image', r.images[1]) end as restaurant,
  s.target_user_id as "userId", s.query, nullif(concat_ws(', ', r.neighborhood, r.city), '') as location, s.searched_at as "searchedAt"`;

const FIND = `/* recent-searches */
select ${ROW} from recent_searches s left join restaurants r on r.id = s.restaurant_id
where s.user_id = $1 and (s.restaurant_id is null or r.deleted_at is null)
order by s.searched_at desc, s.id desc limit $2`;

/** Newest first; removed restaurants are left out. */
export async function findSearches(db: Db, userId: number, limit: number): Promise<RecentRow[]> {
  return (await db.executeQuery<RecentRow>(CompiledQuery.raw(FIND, [userId, limit]))).rows;
}

// One after another for a person: else two at once could both find room for a last one.
const LOCK = `/* recent-searches-lock */ select pg_advisory_xact_lock(hashtextextended('recent searches ' || $1::bigint, 18))`;

const REMEMBER = `/* recent-search-remember */
with remembered as (
  insert into recent_searches (user_id, type, restaurant_id, target_user_id, query) values ($1, $2, $3, $4, $5)
  on conflict (user_id, restaurant_id, target_user_id, query) do update set searched_at = clock_timestamp() returning *
)
select ${ROW} from remembered s left join restaurants r on r.id = s.restaurant_id`;

const TRIM = `/* recent-searches-trim */
delete from recent_searches where user_id = $1 and id not in (
  select id from recent_searches where user_id = $1 order by searched_at desc, id desc limit ${KEPT})`;

/** Puts an entry on top and lets go of what is beyond the tenth. */
export async function rememberSearch(tx: Tx, userId: number, input: RecentInput): Promise<RecentRow> {
  await tx.executeQuery(CompiledQuery.raw(LOCK, [userId]));
  const target = [
    input.type === 'restaurant' ? input.restaurantId : null,
    input.type === 'user' ? input.userId : null,
    input.type === 'query' ? input.query : null,
  ];
  const { rows } = await tx.executeQuery<RecentRow>(
    CompiledQuery.raw(REMEMBER, [userId, input.type, ...target]),
  );
  await tx.executeQuery(CompiledQuery.raw(TRIM, [userId]));
  if (!rows[0]) throw new Error('a search was not remembered');
  return rows[0];
}

export async function deleteAllSearches(tx: Tx, userId: number): Promise<void> {
  await tx.deleteFrom('recent_searches').where('user_id', '=', userId).execute();
}

/** False when the person has no such entry. */
export async function deleteSearch(tx: Tx, userId: number, id: number): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('recent_searches')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
