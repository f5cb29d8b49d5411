import type { Category, Coordinates } from '@beli/contract';
import { CompiledQuery, type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountIsThere, accountStands, isNotMuted, isThereTo } from '../users/users.public.js';
import type { Candidate, FriendsPick } from './recommendations.rules.js';

const METERS_PER_MILE = 1609.344;

/** Bounds of what is looked at: they do not grow with the city, the list of the person or whom they follow. */
const MOST_BEST = 150;
const MOST_FAVOURITE = 75;
const MOST_OF_FRIENDS = 75;
const FAVOURITE_CUISINES = 3;
const MOST_FOLLOWED = 300;
const MOST_OF_A_FRIEND = 20;
const HIGH = 8;

export interface Around {
  readonly position: Coordinates | null;
  /** miles */
  readonly maxDistance: number;
  /** where no position is known */
  readonly city: string | null;
}

function isAround({ position, maxDistance, city }: Around): RawBuilder<boolean> {
  if (position) {
    const point = sql`st_setsrid(st_makepoint(${position.longitude}, ${position.latitude}), 4326)::geography`;
    return sql<boolean>`st_dwithin(r.location, ${point}, ${maxDistance * METERS_PER_MILE}, false)`;
  }
  return city === null ? sql<boolean>`true` : sql<boolean>`lower(r.city) = lower(${city})`;
}

/**
 * Places to choose from: open for business, around, kept in no list of the person, of no cuisine that they dislike. The
 * best for everybody, the best of the cuisines that the person rates highest, and what followed people rate high.
 */
export async function findCandidates(
  db: Db,
  userId: number,
  around: Around,
  category: Category | undefined,
): Promise<Candidate[]> {
  const isOpen = sql`r.deleted_at is null and not r.is_closed
    and ${category === undefined ? sql`true` : sql`r.category = ${category}`}
    and not r.cuisines && (select disliked_cuisines from users where id = ${userId})`;
  // A circle is read once, whatever is then looked for in it; the best of a city or of everywhere come from an index.
  const pool = around.position ? sql`around r` : sql`restaurants r`;
  const isFree = sql`not exists (select from relations own where own.user_id = ${userId} and own.restaurant_id = r.id)`;
  const fits = around.position ? isFree : sql`${isOpen} and ${isAround(around)} and ${isFree}`;
  const { rows } = await sql<Candidate>`
    with around as materialized (
      select r.id, r.cuisines, r.sort_score from restaurants r
      where ${around.position ? sql`${isOpen} and ${isAround(around)}` : sql`false`}
    ), favourites as materialized (
      select array_agg(cuisine) as cuisines from (
        select cuisine from relations own join restaurants r on r.id = own.restaurant_id, unnest(r.cuisines) as cuisine
        where own.user_id = ${userId} and own.status = 'been' and own.rating is not null
        group by cuisine having sum(own.rating - 6.7) > 0 order by sum(own.rating - 6.7) desc, cuisine limit ${FAVOURITE_CUISINES}
      ) liked
    ), told as materialized (
      select kept.restaurant_id as id, count(*) as friends
      from (select f.followee_id from follows f where f.follower_id = ${userId} and f.status = 'accepted'
            order by f.accepted_at desc, f.followee_id limit ${MOST_FOLLOWED}) followed
      join users u on u.id = followed.followee_id and ${isThereTo('u', userId)}
        and not exists (select from mutes m where m.muter_id = ${userId} and m.muted_id = u.id)
      cross join lateral (
        select rel.restaurant_id from relations rel
        where rel.user_id = u.id and rel.status = 'been' and not rel.is_stealth and rel.rating >= ${HIGH}
        order by rel.created_at desc, rel.id desc limit ${MOST_OF_A_FRIEND}
      ) kept
      group by kept.restaurant_id
    ), found as (
      (select r.id from ${pool} where ${fits} order by r.sort_score desc, r.id limit ${MOST_BEST})
      union
      (select r.id from ${pool} where r.cuisines && (select cuisines from favourites) and ${fits}
       order by r.sort_score desc, r.id limit ${MOST_FAVOURITE})
      union
      (select r.id from told join ${pool} on r.id = told.id where ${fits}
       order by told.friends desc, r.sort_score desc, r.id limit ${MOST_OF_FRIENDS})
    )
    select r.id, r.cuisines, r.sort_score as score from found join restaurants r on r.id = found.id`.execute(
    db,
  );
  return rows;
}

const CITY = `/* home-city */ select city from users where id = $1`;

export async function findCity(db: Db, userId: number): Promise<string | null> {
  return (
    (await db.executeQuery<{ city: string | null }>(CompiledQuery.raw(CITY, [userId]))).rows[0]?.city ?? null
  );
}

const ACTIVE = `/* active-people */
select distinct s.user_id as id from sessions s join users u on u.id = s.user_id and ${accountStands('u')}
where s.user_id > $1 and s.last_used_at > now() - $2 * interval '1 day' and s.revoked_at is null
order by s.user_id limit $3`;

/** People behind an id who have used the app within so many days, in order of id. */
export async function findActivePeople(
  db: Db,
  after: number,
  days: number,
  limit: number,
): Promise<number[]> {
  const { rows } = await db.executeQuery<{ id: number }>(CompiledQuery.raw(ACTIVE, [after, days, limit]));
  return rows.map(({ id }) => id);
}

// What followed people recommend ------------------------------------------------------------------------

const MOST_CIRCLE = 500;
const MOST_SAID = 100;
const MOST_COUNTED = 2_000;
const MOST_PICKS = 100;
const MOST_NAMED = 20;

export interface PickRow extends FriendsPick {
  /** highest rating first; ratings 0 to 10 */
  readonly named: readonly { readonly id: number; readonly rating: number | null }[];
}

// Read anew each time: whoever is blocked, muted or in stealth since then is not in it.
const PICKS = `/* friend-picks */
with circle as materialized (
  select u.id from (
    select f.followee_id from follows f where f.follower_id = $1 and f.status = 'accepted'
    order by f.accepted_at desc, f.followee_id limit ${MOST_CIRCLE}
  ) followed join users u on u.id = followed.followee_id and ${accountIsThere('u', '$1')} and ${isNotMuted('u', '$1')}
), said as materialized (
  select circle.id as user_id, kept.restaurant_id from circle cross join lateral (
    select rel.restaurant_id from relations rel
    where rel.user_id = circle.id and not rel.is_stealth and (rel.status = 'recommended' or (rel.status = 'been' and rel.rating >= $2))
    order by rel.created_at desc, rel.id desc limit ${MOST_SAID}
  ) kept
), counted as materialized (
  select said.restaurant_id as id, array_agg(distinct said.user_id) as people, count(distinct said.user_id)::int as recommenders
  from said
  where not exists (select from relations own where own.user_id = $1 and own.restaurant_id = said.restaurant_id and own.status = 'been')
  group by said.restaurant_id order by recommenders desc, id limit ${MOST_COUNTED}
), picked as materialized (
  select counted.*, place.sort_score from counted cross join lateral (
    select r.sort_score from restaurants r
    where r.id = counted.id and r.deleted_at is null and not r.is_closed and ($3::text is null or r.category = $3) offset 0
  ) place
  order by counted.recommenders desc, counted.id limit ${MOST_PICKS}
), rated as (
  select rel.restaurant_id, rel.user_id, bool_or(rel.user_id = any(picked.people)) as recommends,
         coalesce(max(rel.rating) filter (where rel.status = 'been'), max(rel.rating) filter (where rel.status = 'recommended')) as rating
  from picked join relations rel on rel.restaurant_id = picked.id and rel.status in ('been', 'recommended') and not rel.is_stealth
  join follows f on f.follower_id = $1 and f.followee_id = rel.user_id and f.status = 'accepted'
  join users u on u.id = rel.user_id and ${accountIsThere('u', '$1')} and ${isNotMuted('u', '$1')}
  group by rel.restaurant_id, rel.user_id
), summed as (
  select restaurant_id as id, (avg(rating) * 10)::float8 as friend_score,
         to_json((array_agg(json_build_object('id', user_id, 'rating', rating) order by rating desc nulls last, user_id)
           filter (where recommends))[1:${MOST_NAMED}]) as named
  from rated group by restaurant_id
)
select picked.id, picked.sort_score as score, picked.recommenders, summed.friend_score as "friendScore", summed.named
from picked join summed on summed.id = picked.id`;

/** Places where the person has not been and that people whom they follow rate high enough or recommend. */
export async function findPicks(
  db: Db,
  userId: number,
  minRating: number,
  category: Category | undefined,
): Promise<PickRow[]> {
  const parameters = [userId, minRating, category ?? null];
  return (await db.executeQuery<PickRow>(CompiledQuery.raw(PICKS, parameters))).rows;
}
