import type { Category } from '@beli/contract';
import { CompiledQuery, type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { shownRanks } from '../lists/lists.public.js';

export interface CoRankedRow {
  readonly restaurantId: number;
  readonly ownIndex: number;
  readonly ownTotal: number;
  readonly theirIndex: number;
  readonly theirTotal: number;
}

const ranksOf = (userId: number, isOwn: boolean) => sql`
  select restaurant_id, rank_index, count(*) over (partition by category)::int as total from (${shownRanks(userId, isOwn)}) shown`;

/** What both have ranked, with the place in each one's list and its length. The other's stealth places are not there. */
export async function findCoRanked(db: Db, viewerId: number, otherId: number): Promise<CoRankedRow[]> {
  const { rows } = await sql<CoRankedRow>`
    select own.restaurant_id as "restaurantId", own.rank_index as "ownIndex", own.total as "ownTotal",
      theirs.rank_index as "theirIndex", theirs.total as "theirTotal"
    from (${ranksOf(viewerId, true)}) own join (${ranksOf(otherId, viewerId === otherId)}) theirs using (restaurant_id)`.execute(
    db,
  );
  return rows;
}

// What is liked begins there.
const LIKED = 6.7;

const ONLY_THEIRS = `/* compare-only-theirs */
select rel.restaurant_id as id from relations rel
join restaurants r on r.id = rel.restaurant_id and r.deleted_at is null and not r.is_closed
where rel.user_id = $2 and rel.status = 'been' and not rel.is_stealth and rel.rating >= ${LIKED} and $1 <> $2::bigint
  and not exists (select from relations mine where mine.user_id = $1 and mine.restaurant_id = rel.restaurant_id and mine.status = 'been')
order by rel.rating desc, r.sort_score desc, rel.restaurant_id limit $3`;

/** The other person's best open places that the viewer has not been to, best first. */
export async function findOnlyTheirs(
  db: Db,
  viewerId: number,
  otherId: number,
  most: number,
): Promise<number[]> {
  const { rows } = await db.executeQuery<{ id: number }>(
    CompiledQuery.raw(ONLY_THEIRS, [viewerId, otherId, most]),
  );
  return rows.map(({ id }) => id);
}

const RATINGS = `/* compare-ratings */
select restaurant_id as id, rating from relations
where user_id = $1 and status = 'been' and not is_stealth and restaurant_id = any($2::bigint[])`;

/** How the person rates places, as others may see it. */
export async function findShownRatings(
  db: Db,
  userId: number,
  ids: readonly number[],
): Promise<Map<number, number | null>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.executeQuery<{ id: number; rating: number | null }>(
    CompiledQuery.raw(RATINGS, [userId, ids]),
  );
  return new Map(rows.map(({ id, rating }) => [id, rating]));
}

const wantedByBoth = (
  viewerId: number,
  otherId: number,
  category: Category | undefined,
): RawBuilder<unknown> => sql`
  from relations theirs
  join relations mine on mine.user_id = ${viewerId} and mine.restaurant_id = theirs.restaurant_id and mine.status = 'want_to_try'
  join restaurants r on r.id = theirs.restaurant_id and r.deleted_at is null
  where theirs.user_id = ${otherId} and theirs.status = 'want_to_try' and (not theirs.is_stealth or theirs.user_id = ${viewerId})
  ${category === undefined ? sql`` : sql`and r.category = ${category}`}`;

/** Ids of one page of what both want to try, best rated first. */
export async function findSharedWishes(
  db: Db,
  viewerId: number,
  otherId: number,
  query: { page: number; pageSize: number; category?: Category | undefined },
): Promise<{ ids: number[]; total: number }> {
  const from = wantedByBoth(viewerId, otherId, query.category);
  const [{ rows }, counted] = await Promise.all([
    sql<{ id: number }>`select r.id ${from} order by r.sort_score desc, r.id
      limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`.execute(db),
    sql<{ total: number }>`select count(*)::int as total ${from}`.execute(db),
  ]);
  return { ids: rows.map(({ id }) => id), total: counted.rows[0]?.total ?? 0 };
}
