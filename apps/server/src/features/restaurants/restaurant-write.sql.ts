import type { Category, Coordinates, RestaurantInput, RestaurantPatch } from '@beli/contract';
import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { isUniqueViolation } from '../../platform/database/errors.js';
import { AppError } from '../../platform/errors.js';
import { type MinuteRange, toOpenMinutes } from './opening-hours.rules.js';

const SAME_PLACE_METERS = 50;

/** A multirange literal: {[540,900),[1020,1320)} */
export const multirange = (ranges: readonly MinuteRange[]): string =>
  `{${ranges.map(([from, to]) => `[${from},${to})`).join(',')}}`;

function toColumns({ location, hours, ...fields }: RestaurantPatch) {
  const { address, neighborhood, city, state, country, zipCode, coordinates } = location ?? {};
  const columns = {
    name: fields.name,
    category: fields.category,
    // Another category is another prior.
    sort_score:
      fields.category &&
      sql<number>`(select (10 * m.mean + restaurants.rating_sum) / (10 + restaurants.rating_count) from category_means m where m.category = ${fields.category})`,
    cuisines: fields.cuisines,
    price_range: fields.priceRange,
    address,
    neighborhood,
    city,
    state,
    country,
    zip_code: zipCode,
    location:
      coordinates &&
      sql<string>`st_setsrid(st_makepoint(${coordinates.longitude}, ${coordinates.latitude}), 4326)::geography`,
    timezone: fields.timezone,
    phone: fields.phone,
    website: fields.website,
    hours: hours && JSON.stringify(hours),
    open_minutes: hours && multirange(toOpenMinutes(hours)),
    accepts_reservations: fields.acceptsReservations,
    reservation_link: fields.reservationLink,
    tags: fields.tags,
    good_for: fields.goodFor,
    popular_dishes: fields.popularDishes,
    images: fields.images,
    seed_rating: fields.seedRating,
    is_closed: fields.isClosed,
    external_id: fields.externalId,
  };
  const given = Object.entries(columns).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given),
    ...(hours === null ? { hours: null, open_minutes: null } : {}),
  } as Partial<typeof columns>;
}

/** Makes two creations of the same name wait for each other. */
export async function lockName(tx: Tx, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(lower(unaccent(${name})), 11))`.execute(tx);
}

/** The id of a restaurant of the same name, accents and case aside, within 50 m. */
export async function findTwin(
  db: Db,
  { name, location }: { name: string; location: { coordinates: Coordinates } },
): Promise<number | undefined> {
  const { latitude, longitude } = location.coordinates;
  const { rows } = await sql<{ id: number }>`
    select id from restaurants
    where deleted_at is null and lower(unaccent(name)) = lower(unaccent(${name}))
      and st_dwithin(location, st_setsrid(st_makepoint(${longitude}, ${latitude}), 4326)::geography, ${SAME_PLACE_METERS}, false)
    limit 1`.execute(db);
  return rows[0]?.id;
}

export async function insertRestaurant(
  tx: Tx,
  input: RestaurantInput & { timezone: string },
): Promise<number> {
  const insert = tx
    .insertInto('restaurants')
    .values({
      ...toColumns(input),
      sort_score: sql`(select mean from category_means where category = ${input.category ?? 'restaurants'})`,
    } as never)
    .returning('id')
    .executeTakeFirstOrThrow();
  return (await refusingTwins(insert)).id;
}

const HOLD = `/* restaurant-hold */ select category from restaurants where id = $1 and deleted_at is null for key share`;

/**
 * The category of a restaurant that is there and will be until the commit: neither deleted nor made one with
 * another. The lock is the one that a reference to the row takes anyway.
 */
export async function holdRestaurant(tx: Tx, id: number): Promise<Category | undefined> {
  return (await tx.executeQuery<{ category: Category }>(CompiledQuery.raw(HOLD, [id]))).rows[0]?.category;
}

/** Locks the row, so that what is read of it next stays true until the commit. */
export async function lockRestaurant(tx: Tx, id: number): Promise<void> {
  await tx.selectFrom('restaurants').select('id').where('id', '=', id).forUpdate().execute();
}

export type UpdateOutcome = 'updated' | 'absent' | 'other-version';

export async function updateRestaurant(
  tx: Tx,
  id: number,
  patch: RestaurantPatch,
  version?: number,
): Promise<UpdateOutcome> {
  const current = await tx
    .selectFrom('restaurants')
    .select('version')
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (!current) return 'absent';
  if (version !== undefined && current.version !== version) return 'other-version';
  const update = tx
    .updateTable('restaurants')
    .set({ ...(toColumns(patch) as object), version: current.version + 1, updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
  await refusingTwins(update);
  return 'updated';
}

/** False when there was none to remove. */
export async function softDeleteRestaurant(tx: Tx, id: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('restaurants')
    .set({ deleted_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Whether the database knows a time zone by this name. */
export async function timeZoneExists(db: Db, name: string): Promise<boolean> {
  const { rows } = await sql`select from pg_timezone_names where name = ${name}`.execute(db);
  return rows.length > 0;
}

/** Says that another restaurant has the external id, in the contract's words. */
async function refusingTwins<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!isUniqueViolation(error, 'restaurants_external_id_key')) throw error;
    throw new AppError('CONFLICT', 'Another restaurant has this external id.');
  }
}
