import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountIsOpen, isNotMuted, relationIsShown } from '../users/users.public.js';
import type { Place } from './predictor/quality.rules.js';

/* What a prediction is made of. Every read has a bound that does not grow with the number of people. */

/** Newest own ratings that count. */
const MOST_OWN = 1_000;
/** Newest own places that kin are looked for by, and people of each: beyond that more of the same is learnt. */
const MOST_SHARED_PLACES = 150;
const MOST_AT_A_PLACE = 200;
const MOST_KIN = 200;
const MOST_FOLLOWED = 50;
/** Up to so many places, only people who have been to one of them are looked at. */
const FEW_TARGETS = 3;
const MOST_AT_A_TARGET = 2_000;

export interface PlaceRow extends Place {
  /** tenths; null where the person has not rated it */
  readonly own: number | null;
}

// s(u, r) of rules: the been rating, else the recommended one. Removed restaurants still tell of a taste.
const PLACES = `/* prediction-places */
with own as (
  select distinct on (rel.restaurant_id) rel.restaurant_id, (rel.rating * 10)::int as rating, rel.created_at from relations rel
  where rel.user_id = $1 and rel.status in ('been', 'recommended') and rel.rating is not null
  order by rel.restaurant_id, rel.status
), kept as (
  select * from own order by created_at desc, restaurant_id desc limit ${MOST_OWN}
), asked as (
  select restaurant_id as id from kept union select unnest($2::bigint[])
)
select r.id, r.category, r.cuisines, r.price_range as price, coalesce(r.neighborhood, r.city) as area,
       r.rating_sum as "ratingSum", r.rating_count as "ratingCount", kept.rating as own
from asked join restaurants r on r.id = asked.id left join kept on kept.restaurant_id = r.id
order by kept.created_at desc nulls last, r.id desc`;

/** The places that the person rated, newest first, and those asked about. */
export async function findPlaces(db: Db, viewerId: number, asked: readonly number[]): Promise<PlaceRow[]> {
  return (await db.executeQuery<PlaceRow>(CompiledQuery.raw(PLACES, [viewerId, asked]))).rows;
}

export interface KinRow {
  readonly id: number;
  readonly isFollowed: boolean;
  readonly places: number[];
  /** tenths, in step with the places */
  readonly ratings: number[];
}

/** The condition that the rating of the relation is one that may be learnt from: the viewer could look it up. */
const isOpenRating = (rel: string) => `${rel}.status = 'been' and not ${rel}.is_stealth`;

// Who shares most places, by the index alone; then whether the viewer may see what they keep; then their ratings of
// exactly these places. A prediction is so made of nothing that the viewer could not read by hand: neither it nor its
// sample can tell of a stealth place, a private account, or somebody who is blocked or muted.
const KIN = `/* prediction-kin */
with nearby as materialized (
  select distinct rel.user_id from unnest(case when cardinality($3::bigint[]) <= ${FEW_TARGETS} then $3::bigint[] end) as target(id)
  cross join lateral (select user_id from relations r where r.restaurant_id = target.id and ${isOpenRating('r')} limit ${MOST_AT_A_TARGET}) rel
), sharing as materialized (
  select rel.user_id, count(*) as shared from unnest($2::bigint[]) as own(id)
  cross join lateral (select user_id from relations r where r.restaurant_id = own.id and ${isOpenRating('r')} limit ${MOST_AT_A_PLACE}) rel
  where rel.user_id <> $1 and (cardinality($3::bigint[]) > ${FEW_TARGETS} or rel.user_id in (select user_id from nearby))
  group by rel.user_id having count(*) >= $4 order by shared desc, rel.user_id limit ${MOST_KIN}
), followed as materialized (
  select f.followee_id as user_id, count(*) as known from follows f
  join relations rel on rel.user_id = f.followee_id and rel.restaurant_id = any($3::bigint[]) and ${isOpenRating('rel')}
  where f.follower_id = $1 and f.status = 'accepted'
  group by f.followee_id order by known desc, f.followee_id limit ${MOST_FOLLOWED}
), shown as materialized (
  select u.id, exists (select from follows f where f.follower_id = $1 and f.followee_id = u.id and f.status = 'accepted') as is_followed
  from (select user_id from sharing union select user_id from followed) found
  join users u on u.id = found.user_id and ${accountIsOpen('u', '$1')} and ${isNotMuted('u', '$1')}
)
select shown.id, shown.is_followed as "isFollowed", array_agg(rel.restaurant_id) as places, array_agg((rel.rating * 10)::int) as ratings
from shown join relations rel on rel.user_id = shown.id and rel.restaurant_id in (select unnest($2::bigint[] || $3::bigint[]))
  and ${isOpenRating('rel')} and rel.rating is not null
group by shown.id, shown.is_followed`;

/**
 * People who share enough places with the viewer, and followed people who know a place asked about, with their ratings of
 * all of these places.
 * @param own places that the viewer rated, newest first
 * @param leastShared places that somebody must share who is not followed
 */
export async function findKin(
  db: Db,
  viewerId: number,
  own: readonly number[],
  targets: readonly number[],
  leastShared: number,
): Promise<KinRow[]> {
  const parameters = [viewerId, own.slice(0, MOST_SHARED_PLACES), targets, leastShared];
  return (await db.executeQuery<KinRow>(CompiledQuery.raw(KIN, parameters))).rows;
}

export interface Advocacy {
  readonly restaurantId: number;
  readonly userId: number;
}

export interface AdvocateRow extends Advocacy {
  readonly name: string;
}

const ADVOCATES = `/* prediction-advocates */
select said.restaurant_id as "restaurantId", u.id as "userId", u.display_name as name
from unnest($2::bigint[], $3::bigint[]) as said(restaurant_id, user_id)
join users u on u.id = said.user_id and ${accountIsOpen('u', '$1')} and ${isNotMuted('u', '$1')}
join relations rel on rel.user_id = u.id and rel.restaurant_id = said.restaurant_id and rel.status = 'been'
  and rel.rating is not null and ${relationIsShown('rel', 'u', '$1')}`;

/** Those of the advocates whom, and whose rating of the place, the viewer may see at this moment. */
export async function findAdvocates(
  db: Db,
  viewerId: number,
  said: readonly Advocacy[],
): Promise<AdvocateRow[]> {
  if (said.length === 0) return [];
  const parameters = [
    viewerId,
    said.map(({ restaurantId }) => restaurantId),
    said.map(({ userId }) => userId),
  ];
  return (await db.executeQuery<AdvocateRow>(CompiledQuery.raw(ADVOCATES, parameters))).rows;
}

const DISLIKED = `/* disliked-cuisines */ select disliked_cuisines as cuisines from users where id = $1`;

export async function findDislikedCuisines(db: Db, userId: number): Promise<string[]> {
  const { rows } = await db.executeQuery<{ cuisines: string[] }>(CompiledQuery.raw(DISLIKED, [userId]));
  return rows[0]?.cuisines ?? [];
}
