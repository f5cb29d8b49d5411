import { sql } from 'kysely';
import { toOpenMinutes } from '../features/restaurants/opening-hours.rules.js';
import { multirange } from '../features/restaurants/restaurant-write.sql.js';
import type { Tx } from '../platform/database/database.js';
import { toCopyLine } from './copy-text.rules.js';
import { affected } from './import-session.sql.js';
import { refuseRepeated } from './refusals.sql.js';
import type { ImportedRestaurant } from './restaurant-row.rules.js';

export const RESTAURANT_STAGING = [
  'line',
  'external_id',
  'name',
  'category',
  'cuisines',
  'price_range',
  'address',
  'neighborhood',
  'city',
  'state',
  'country',
  'zip_code',
  'latitude',
  'longitude',
  'timezone',
  'phone',
  'website',
  'has_hours',
  'hours',
  'open_minutes',
  'source',
];

export const toRestaurantLine = (line: number, row: ImportedRestaurant): string =>
  toCopyLine([
    line,
    row.externalId,
    row.name,
    row.category,
    row.cuisines,
    row.priceRange,
    row.address,
    row.neighborhood,
    row.city,
    row.state,
    row.country,
    row.zipCode,
    row.latitude,
    row.longitude,
    row.timezone,
    row.phone,
    row.website,
    row.hasHours,
    row.hours && JSON.stringify(row.hours),
    row.hours && multirange(toOpenMinutes(row.hours)),
    row.source,
  ]);

export async function createRestaurantStaging(tx: Tx): Promise<void> {
  await sql`create temp table staged (
    line integer not null, external_id text not null, name text not null, category text not null, cuisines text[] not null,
    price_range text, address text, neighborhood text, city text, state text, country text, zip_code text,
    latitude float8 not null, longitude float8 not null, timezone text not null, phone text, website text,
    has_hours boolean not null, hours jsonb, open_minutes int4multirange, source text not null
  ) on commit drop`.execute(tx);
}

export interface RestaurantsMerged {
  readonly added: number;
  readonly updatedIds: number[];
  readonly unchanged: number;
  /** rows of restaurants that an admin has removed: they stay removed */
  readonly removedEarlier: number;
}

/** Brings the staged rows into the table. The key is the file's id alone; ids of known restaurants stay. */
export async function mergeRestaurants(tx: Tx): Promise<RestaurantsMerged> {
  await refuseRepeated(tx, ['external_id']);
  await sql`create index on staged (external_id)`.execute(tx);
  await sql`analyze staged`.execute(tx);
  const { rows: known } = await sql<{ staged: number; known: number; removed: number }>`
    select count(*)::int as staged, count(r.id)::int as known, count(r.deleted_at)::int as removed
    from staged s left join restaurants r on r.external_id = s.external_id`.execute(tx);
  const { staged = 0, known: present = 0, removed = 0 } = known[0] ?? {};
  const updatedIds = present > removed ? await updateKnown(tx) : [];
  const added = staged > present ? await insertNew(tx) : 0;
  return {
    added,
    updatedIds,
    unchanged: staged - added - updatedIds.length - removed,
    removedEarlier: removed,
  };
}

// An empty field means unknown and takes nothing away. The category and the time zone follow from cuisines
// and place, so a moderator's correction of them stays for as long as those do.
async function updateKnown(tx: Tx): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with wanted as (
      select r.id, s.name,
        case when s.cuisines = '{}' then r.cuisines else s.cuisines end as cuisines,
        case when s.cuisines = '{}' or s.cuisines = r.cuisines then r.category else s.category end as category,
        coalesce(s.price_range, r.price_range) as price_range, coalesce(s.address, r.address) as address,
        coalesce(s.neighborhood, r.neighborhood) as neighborhood, coalesce(s.city, r.city) as city,
        coalesce(s.state, r.state) as state, coalesce(s.country, r.country) as country,
        coalesce(s.zip_code, r.zip_code) as zip_code, coalesce(s.phone, r.phone) as phone,
        coalesce(s.website, r.website) as website,
        case when s.has_hours then s.hours else r.hours end as hours,
        case when s.has_hours then s.open_minutes else r.open_minutes end as open_minutes,
        s.latitude, s.longitude, st_y(r.location::geometry) <> s.latitude or st_x(r.location::geometry) <> s.longitude as has_moved,
        s.timezone, s.source
      from staged s join restaurants r on r.external_id = s.external_id and r.deleted_at is null
    )
    update restaurants r set
      name = w.name, cuisines = w.cuisines, category = w.category, price_range = w.price_range, address = w.address,
      neighborhood = w.neighborhood, city = w.city, state = w.state, country = w.country, zip_code = w.zip_code,
      phone = w.phone, website = w.website, hours = w.hours, open_minutes = w.open_minutes, source = w.source,
      location = case when w.has_moved then st_setsrid(st_makepoint(w.longitude, w.latitude), 4326)::geography else r.location end,
      timezone = case when w.has_moved then w.timezone else r.timezone end,
      sort_score = (10 * m.mean + r.rating_sum) / (10 + r.rating_count),
      version = r.version + 1, updated_at = now()
    from wanted w join category_means m on m.category = w.category
    where r.id = w.id and (w.has_moved or
      (w.name, w.cuisines, w.category, w.price_range, w.address, w.neighborhood, w.city, w.state, w.country, w.zip_code, w.phone, w.website, w.hours, w.open_minutes, w.source)
      is distinct from
      (r.name, r.cuisines, r.category, r.price_range, r.address, r.neighborhood, r.city, r.state, r.country, r.zip_code, r.phone, r.website, r.hours, r.open_minutes, r.source))
    returning r.id::int`.execute(tx);
  return rows.map(({ id }) => id);
}

const insertNew = (tx: Tx): Promise<number> =>
  affected(
    tx,
    sql`
    insert into restaurants (name, category, cuisines, price_range, address, neighborhood, city, state, country, zip_code,
      location, timezone, phone, website, hours, open_minutes, external_id, source, sort_score)
    select s.name, s.category, s.cuisines, s.price_range, s.address, s.neighborhood, s.city, s.state, s.country, s.zip_code,
      st_setsrid(st_makepoint(s.longitude, s.latitude), 4326)::geography, s.timezone, s.phone, s.website, s.hours, s.open_minutes,
      s.external_id, s.source, m.mean
    from staged s join category_means m on m.category = s.category
    where not exists (select from restaurants r where r.external_id = s.external_id)
    order by s.line
    on conflict (external_id) do nothing`,
  );
