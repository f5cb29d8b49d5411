import type { Coordinates, RestaurantFilters, RestaurantListQuery } from '@beli/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountStands } from '../users/users.public.js';
import { METERS_PER_MILE } from './distance.rules.js';

const point = ({ latitude, longitude }: Coordinates) =>
  sql`st_setsrid(st_makepoint(${longitude}, ${latitude}), 4326)::geography`;

const LOCAL_NOW = sql`(now() at time zone r.timezone)`;
/** Minute of the local week: the twin of weekMinuteIn. */
const WEEK_MINUTE = sql`((extract(isodow from ${LOCAL_NOW}) - 1) * 1440 + extract(hour from ${LOCAL_NOW}) * 60 + extract(minute from ${LOCAL_NOW}))::int`;

type Bounds = readonly [west: number, south: number, east: number, north: number];

function insideBox([west, south, east, north]: Bounds): RawBuilder<boolean> {
  // A box over the date line is two boxes.
  if (west > east)
    return sql<boolean>`(${insideBox([west, south, 180, north])} or ${insideBox([-180, south, east, north])})`;
  return sql<boolean>`r.location::geometry && st_makeenvelope(${west}, ${south}, ${east}, ${north}, 4326)`;
}

/** How many people whom the viewer follows and has not muted want to try each restaurant. */
const friendsWanting = (viewerId: number | null) => sql`
  select rel.restaurant_id, count(*) as friends from follows f
  join relations rel on rel.user_id = f.followee_id and rel.status = 'want_to_try' and not rel.is_stealth
  join users u on u.id = f.followee_id and u.shows_want_to_try and ${sql.raw(accountStands('u'))}
    and not exists (select from mutes m where m.muter_id = ${viewerId}::bigint and m.muted_id = u.id)
  where f.follower_id = ${viewerId}::bigint and f.status = 'accepted' group by rel.restaurant_id`;

export type Filters = Partial<RestaurantFilters>;

/** The conditions of the list filters on `restaurants r`, for every list that takes them. */
export function filterConditions(
  filters: Filters,
  position: Coordinates | null,
  viewerId: number | null,
): RawBuilder<boolean>[] {
  const conditions: RawBuilder<boolean>[] = [];
  const add = (condition: RawBuilder<boolean>) => conditions.push(condition);
  if (filters.ids) add(sql`r.id = any(${filters.ids}::bigint[])`);
  if (filters.externalId !== undefined) add(sql`r.external_id = ${filters.externalId}`);
  if (filters.cuisines?.length) add(sql`r.cuisines && ${filters.cuisines}::text[]`);
  if (filters.priceRange?.length) add(sql`r.price_range = any(${filters.priceRange}::text[])`);
  if (filters.neighborhood !== undefined) add(sql`lower(r.neighborhood) = lower(${filters.neighborhood})`);
  if (filters.city !== undefined) add(sql`lower(r.city) = lower(${filters.city})`);
  if (filters.category !== undefined) add(sql`r.category = ${filters.category}`);
  if (filters.minRating !== undefined) add(sql`r.rating >= ${filters.minRating}`);
  if (filters.acceptsReservations !== undefined)
    add(sql`r.accepts_reservations = ${filters.acceptsReservations}`);
  if (filters.tags?.length) add(sql`r.tags @> ${filters.tags}::text[]`);
  if (filters.goodFor?.length) add(sql`r.good_for @> ${filters.goodFor}::text[]`);
  if (filters.bbox) add(insideBox(filters.bbox));
  if (filters.maxDistance !== undefined && position) {
    add(sql`st_dwithin(r.location, ${point(position)}, ${filters.maxDistance * METERS_PER_MILE}, false)`);
  }
  // Both forms are needed: a place with unknown hours is neither open nor closed.
  if (filters.openNow === true)
    add(sql`(r.open_minutes is not null and not r.is_closed and r.open_minutes @> ${WEEK_MINUTE})`);
  if (filters.openNow === false)
    add(sql`(r.is_closed or (r.open_minutes is not null and not r.open_minutes @> ${WEEK_MINUTE}))`);
  if (filters.minFriends !== undefined) {
    add(
      sql`r.id in (select w.restaurant_id from (${friendsWanting(viewerId)}) w where w.friends >= ${filters.minFriends})`,
    );
  }
  return conditions;
}

const both = (conditions: RawBuilder<boolean>[]) =>
  sql.join([sql`r.deleted_at is null`, ...conditions], sql` and `);

function orderBy(query: RestaurantListQuery, position: Coordinates | null): RawBuilder<unknown> {
  const direction = (natural: 'asc' | 'desc') => sql.raw(query.order ?? natural);
  // Ties end on the id, turned with the order so that an index can be read backwards.
  const tie = (natural: 'asc' | 'desc') =>
    sql.raw(query.order === undefined || query.order === natural ? 'asc' : 'desc');
  switch (query.sort) {
    case 'distance':
      return sql`r.location <-> ${position ? point(position) : sql`null`} ${direction('asc')}, r.id ${tie('asc')}`;
    case 'name':
      return sql`lower(r.name) ${direction('asc')}, r.id ${tie('asc')}`;
    case 'trending':
      return sql`r.trend_score ${direction('desc')}, r.id ${tie('desc')}`;
    case 'friends':
      return sql`coalesce(wanting.friends, 0) ${direction('desc')}, r.sort_score desc, r.id`;
    case 'rating':
      return sql`r.sort_score ${direction('desc')}, r.id ${tie('desc')}`;
  }
}

/** Ids of one page, in order. */
export async function findPage(
  db: Db,
  query: RestaurantListQuery,
  position: Coordinates | null,
  viewerId: number | null,
): Promise<number[]> {
  const where = both(filterConditions(query, position, viewerId));
  const offset = (query.page - 1) * query.pageSize;
  if (query.sort === 'distance' && query.order !== 'desc' && position) {
    return findNearestPage(db, where, position, query.pageSize, offset);
  }
  const { rows } = await sql<{ id: number }>`
    select r.id from restaurants r
    ${query.sort === 'friends' ? sql`left join (${friendsWanting(viewerId)}) wanting on wanting.restaurant_id = r.id` : sql``}
    where ${where}
    order by ${orderBy(query, position)}
    limit ${query.pageSize} offset ${offset}`.execute(db);
  return rows.map(({ id }) => id);
}

/** More places than share one address. */
const MOST_AT_ONE_PLACE = 100;

/**
 * The index finds the nearest in order of distance alone; the tie by id is broken among them. A few more are
 * read than needed, so that places at the same address are cut the same way on every page.
 */
async function findNearestPage(
  db: Db,
  where: RawBuilder<unknown>,
  position: Coordinates,
  limit: number,
  offset: number,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from (
      select r.id, r.location <-> ${point(position)} as distance from restaurants r where ${where}
      order by r.location <-> ${point(position)} limit ${offset + limit + MOST_AT_ONE_PLACE}
    ) nearest order by distance, id limit ${limit} offset ${offset}`.execute(db);
  return rows.map(({ id }) => id);
}

export async function countMatching(
  db: Db,
  filters: Filters,
  position: Coordinates | null,
  viewerId: number | null,
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::int as total from restaurants r where ${both(filterConditions(filters, position, viewerId))}`.execute(
    db,
  );
  return rows[0]?.total ?? 0;
}

/** Ids of well-rated places around a position: better first where ratings differ by more than 0.1, else nearer. */
export async function findNearby(
  db: Db,
  position: Coordinates,
  { maxDistance, minRating, limit }: { maxDistance: number; minRating: number; limit: number },
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select r.id from restaurants r
    where r.deleted_at is null and not r.is_closed and r.rating >= ${minRating}
      and st_dwithin(r.location, ${point(position)}, ${maxDistance * METERS_PER_MILE}, false)
    -- bands of 0.2 keep the order transitive, which "differ by more than 0.1" alone is not
    order by floor(r.rating * 5) desc, r.location <-> ${point(position)}, r.id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Ids of a few places that are open for business, drawn by a seed: the same seed draws the same of the same places. */
export async function findRandom(
  db: Db,
  filters: Filters,
  {
    position,
    wantedBy,
    seed,
    count,
  }: { position: Coordinates | null; wantedBy: number | null; seed: string; count: number },
  viewerId: number | null,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select r.id from restaurants r
    where ${both(filterConditions(filters, position, viewerId))} and not r.is_closed
      ${wantedBy === null ? sql`` : sql`and exists (select from relations w where w.user_id = ${wantedBy} and w.restaurant_id = r.id and w.status = 'want_to_try')`}
    order by hashint8extended(r.id, ${seed}::bigint), r.id limit ${count}`.execute(db);
  return rows.map(({ id }) => id);
}
