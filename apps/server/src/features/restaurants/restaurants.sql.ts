import type { ScoreDistribution } from '@beli/contract';
import { CompiledQuery, sql } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountStands, isNotMuted } from '../users/users.public.js';
import type { MinuteRange } from './opening-hours.rules.js';

/** What everybody sees of a restaurant: its JSON, built by the database, and what the clock and a position need. */
export interface SharedRow {
  readonly id: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly timezone: string;
  readonly version: number;
  readonly openMinutes: MinuteRange[] | null;
  /** closed for good, or removed */
  readonly isClosed: boolean;
  /** a JSON object without its closing brace and without the members that depend on time, position or viewer */
  readonly json: string;
}

const CARD_MEMBERS = `r.id, r.name, r.cuisines, r.rating, r.price_range as "priceRange", r.images, r.category,
  r.is_closed or r.deleted_at is not null as "isClosed", r.accepts_reservations as "acceptsReservations",
  r.rating_count as "ratingCount", r.tags, r.good_for as "goodFor"`;

// row_to_json writes without spaces, json_build_object does not: the bytes go over the wire.
const compact = (columns: string) => `(select row_to_json(part) from (select ${columns}) part)`;
const COORDINATES = compact(
  'st_y(r.location::geometry) as latitude, st_x(r.location::geometry) as longitude',
);

const CARD_JSON = `(select left(row_to_json(card)::text, -1) from (select ${CARD_MEMBERS},
  ${compact(`r.neighborhood, r.city, r.state, ${COORDINATES} as coordinates`)} as location) card)
  || case when r.external_id is null then '' else ',"externalId":' || to_json(r.external_id)::text end`;

const FULL_JSON = `(select left(row_to_json(full_view)::text, -1) from (select ${CARD_MEMBERS},
  ${compact(`r.address, r.neighborhood, r.city, r.state, r.country, r.zip_code as "zipCode", ${COORDINATES} as coordinates`)} as location,
  r.average_score as "averageScore", r.rating_count as "averageScoreSampleSize", r.phone, r.website, r.timezone,
  r.hours, r.reservation_link as "reservationLink", r.popular_dishes as "popularDishes",
  r.popular_dish_images as "popularDishImages", r.version) full_view)
  || case when r.external_id is null then '' else ',"externalId":' || to_json(r.external_id)::text end`;

// A multirange as JSON: {[540,900),[1020,1320)} -> [[540,900],[1020,1320]]
const OPEN_MINUTES = `translate(r.open_minutes::text, '{})', '[]]')::json`;

const sharedColumns = (
  json: string,
) => `r.id, st_y(r.location::geometry) as latitude, st_x(r.location::geometry) as longitude,
  r.timezone, r.version, ${OPEN_MINUTES} as "openMinutes", r.is_closed or r.deleted_at is not null as "isClosed", ${json} as json`;

const FULL_BY_IDS = `/* restaurants-full */ select ${sharedColumns(FULL_JSON)} from restaurants r
where r.id = any($1::bigint[]) and r.deleted_at is null`;

const CARDS_BY_IDS = `/* restaurant-cards */ select ${sharedColumns(CARD_JSON)} from restaurants r where r.id = any($1::bigint[])`;

const FULL_BY_ID = `/* restaurant-full */ select ${sharedColumns(FULL_JSON)} from restaurants r
where r.id = $1 and r.deleted_at is null`;

export async function findFull(db: Db, id: number): Promise<SharedRow | undefined> {
  return (await db.executeQuery<SharedRow>(CompiledQuery.raw(FULL_BY_ID, [id]))).rows[0];
}

/** In no particular order; deleted ones are left out. */
export async function findManyFull(db: Db, ids: readonly number[]): Promise<SharedRow[]> {
  if (ids.length === 0) return [];
  return (await db.executeQuery<SharedRow>(CompiledQuery.raw(FULL_BY_IDS, [ids]))).rows;
}

/** Cards by id, deleted ones among them (shown as closed): who kept one still sees it. */
export async function findCards(db: Db, ids: readonly number[]): Promise<Map<number, SharedRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.executeQuery<SharedRow>(CompiledQuery.raw(CARDS_BY_IDS, [[...new Set(ids)]]));
  return new Map(rows.map((row) => [row.id, row]));
}

// What a viewer has to do with restaurants ---------------------------------------------------------------

export interface OverlayRow {
  readonly id: number;
  readonly statuses: ('been' | 'want_to_try' | 'recommended')[];
  readonly rating: number | null;
  readonly rankIndex: number | null;
  readonly notes: string | null;
  readonly visitDate: string | null;
  readonly visitCount: number;
  readonly friendsWantToTry: number;
  readonly friendRatingSum: number | null;
  readonly friendRatingCount: number;
  readonly friendAvatars: string[];
  readonly recommendedBy: number[];
}

// One row per restaurant asked for. The second part reads the relations of followed people to exactly these
// restaurants; s(u, r) of rules is the been rating, else the recommended one, so one rating a person.
const overlay = (name: string, isAsked: string, asked: string) => `/* ${name} */
with friends as (
  select rel.restaurant_id, rel.user_id,
         bool_or(rel.status = 'want_to_try' and u.shows_want_to_try) as wants,
         bool_or(rel.status = 'recommended') as recommends,
         coalesce(max(rel.rating) filter (where rel.status = 'been'), max(rel.rating) filter (where rel.status = 'recommended')) as rating
  from follows f
  join relations rel on rel.user_id = f.followee_id and rel.restaurant_id ${isAsked} and not rel.is_stealth
  join users u on u.id = f.followee_id and ${accountStands('u')} and ${isNotMuted('u', '$1')}
  where f.follower_id = $1 and f.status = 'accepted'
  group by rel.restaurant_id, rel.user_id
), circle as (
  select friends.restaurant_id,
         count(*) filter (where wants)::int as "friendsWantToTry",
         (sum(rating) * 10)::int as "friendRatingSum", count(rating)::int as "friendRatingCount",
         coalesce((array_agg(u.avatar order by u.id) filter (where u.avatar is not null and rating is not null))[1:5], '{}') as "friendAvatars",
         coalesce(array_agg(u.id order by u.id) filter (where recommends), '{}') as "recommendedBy"
  from friends join users u on u.id = friends.user_id
  group by friends.restaurant_id
), own as (
  select restaurant_id, array_agg(status order by status) as statuses,
         coalesce(max(rating) filter (where status = 'been'), max(rating)) as rating,
         max(category) filter (where status = 'been') as category, max(notes) filter (where status = 'been') as notes,
         max(visit_date) as "visitDate", sum(visit_count)::int as "visitCount"
  from relations where user_id = $1 and restaurant_id ${isAsked}
  group by restaurant_id
)
select asked.id, coalesce(own.statuses, '{}') as statuses, own.rating,
       (select array_position(k.restaurant_ids, asked.id) - 1 from rankings k where k.user_id = $1 and k.category = own.category) as "rankIndex", own.notes, own."visitDate",
       coalesce(own."visitCount", 0) as "visitCount", coalesce(circle."friendsWantToTry", 0) as "friendsWantToTry",
       circle."friendRatingSum", coalesce(circle."friendRatingCount", 0) as "friendRatingCount",
       coalesce(circle."friendAvatars", '{}') as "friendAvatars", coalesce(circle."recommendedBy", '{}') as "recommendedBy"
from ${asked}
left join own on own.restaurant_id = asked.id
left join circle on circle.restaurant_id = asked.id`;

// For one restaurant a statement of its own: over an array of one the planner never settles on a plan that it
// may keep, and planning costs ten times the work.
const OVERLAY = overlay('viewer-overlay', '= any($2::bigint[])', 'unnest($2::bigint[]) as asked(id)');
const OVERLAY_OF_ONE = overlay('viewer-overlay-of-one', '= $2::bigint', '(select $2::bigint as id) as asked');

/** What the viewer and the people they follow have to do with each restaurant, in one statement. */
export async function findOverlays(
  db: Db,
  viewerId: number,
  ids: readonly number[],
): Promise<Map<number, OverlayRow>> {
  const asked = [...new Set(ids)];
  if (asked.length === 0) return new Map();
  const statement =
    asked.length === 1
      ? CompiledQuery.raw(OVERLAY_OF_ONE, [viewerId, asked[0]])
      : CompiledQuery.raw(OVERLAY, [viewerId, asked]);
  const { rows } = await db.executeQuery<OverlayRow>(statement);
  return new Map(rows.map((row) => [row.id, row]));
}

export async function restaurantExists(db: Db, id: number): Promise<boolean> {
  const { rows } = await sql<{
    id: number;
  }>`select id from restaurants where id = ${id} and deleted_at is null`.execute(db);
  return rows.length > 0;
}

export interface RatingRow {
  readonly id: number;
  readonly ratingCount: number;
  readonly averageScore: number | null;
}

/** Ratings by id; removed restaurants are left out. */
export async function findRatings(db: Db, ids: readonly number[]): Promise<RatingRow[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('restaurants')
    .select(['id', 'rating_count as ratingCount', 'average_score as averageScore'])
    .where('id', 'in', ids)
    .where('deleted_at', 'is', null)
    .execute();
}

const SCORES = `/* restaurant-scores */
select score_counts as buckets, average_score as mean, rating_count as count from restaurants where id = $1 and deleted_at is null`;

export async function findScores(db: Db, id: number): Promise<ScoreDistribution | undefined> {
  return (await db.executeQuery<ScoreDistribution>(CompiledQuery.raw(SCORES, [id]))).rows[0];
}

const ALIASES = `/* restaurant-aliases */ select alias_id as id, restaurant_id as "restaurantId" from restaurant_aliases where alias_id = any($1::bigint[])`;

/** Which restaurants answer for ids that were made one with them. */
export async function findAliases(db: Db, ids: readonly number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.executeQuery<{ id: number; restaurantId: number }>(
    CompiledQuery.raw(ALIASES, [ids]),
  );
  return new Map(rows.map(({ id, restaurantId }) => [id, restaurantId]));
}
