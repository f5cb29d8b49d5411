import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountIsThere, isNotMuted } from '../users/users.public.js';
import { isListed } from './directory.sql.js';
import type { Candidate } from './people.rules.js';

/** How far is looked: of everything only so much, however large a circle is. What is counted is of that. */
const FOLLOWED = 300;
const FOLLOWED_OF_EACH = 200;
const FOLLOWERS = 300;
const PLACES = 100;
const PEOPLE_OF_EACH_PLACE = 100;
const CANDIDATES_OF_EACH_KIND = 150;

/** The condition that the account `alias` may be suggested to the viewer. */
const isSuggestable = (alias: string, viewer: string): string =>
  `${isListed(alias)} and ${accountIsThere(alias, viewer)} and ${isNotMuted(alias, viewer)} and ${alias}.id <> ${viewer}
   and not exists (select from follows f where f.follower_id = ${viewer} and f.followee_id = ${alias}.id)`;

const CANDIDATES = `/* people-suggested */
with followed as materialized (
  select followee_id as id from follows where follower_id = $1 and status = 'accepted'
  order by accepted_at desc, followee_id limit ${FOLLOWED}
), followers as materialized (
  select follower_id as id from follows where followee_id = $1 and status = 'accepted' limit ${FOLLOWERS}
), near as materialized (
  select next.id, count(*)::int as mutual from followed, lateral (
    select f.followee_id as id from follows f where f.follower_id = followed.id and f.status = 'accepted' limit ${FOLLOWED_OF_EACH}) next
  where not exists (select from follows known where known.follower_id = $1 and known.followee_id = next.id)
  group by next.id
), places as materialized (
  select restaurant_id from relations where user_id = $1 and status = 'been' and not is_stealth
  order by created_at desc, id desc limit ${PLACES}
), alike as materialized (
  select kept.user_id as id, count(*)::int as places from places, lateral (
    select rel.user_id from relations rel where rel.restaurant_id = places.restaurant_id and rel.status = 'been' and not rel.is_stealth
    limit ${PEOPLE_OF_EACH_PLACE}) kept
  group by kept.user_id
), candidates as (
  (select id from near order by mutual desc, id limit ${CANDIDATES_OF_EACH_KIND}) union select id from followers
  union (select id from alike where places > 1 order by places desc, id limit ${CANDIDATES_OF_EACH_KIND})
  union select unnest($2::bigint[])
)
select u.id, u.followers_count as "followersCount", followers.id is not null as "followsViewer",
  coalesce(alike.places, 0) as "sharedPlaces", coalesce(near.mutual, 0) as "mutualCount"
from candidates join users u on u.id = candidates.id and ${isSuggestable('u', '$1')}
left join near on near.id = u.id left join followers on followers.id = u.id left join alike on alike.id = u.id`;

/**
 * Whom the viewer might know or like: those whom the followed follow, those who follow the viewer, and those who go
 * to the same places.
 * @param others who may be suggested besides
 */
export async function findCandidates(
  db: Db,
  viewerId: number,
  others: readonly number[],
): Promise<Candidate[]> {
  return (await db.executeQuery<Candidate>(CompiledQuery.raw(CANDIDATES, [viewerId, others]))).rows;
}

const STILL_SUGGESTABLE = `/* people-suggested-still */
select u.id from users u where u.id = any($2::bigint[]) and ${isSuggestable('u', '$1')}`;

/** Those of the people who may still be suggested. */
export async function findSuggestable(
  db: Db,
  viewerId: number,
  ids: readonly number[],
): Promise<Set<number>> {
  if (ids.length === 0) return new Set();
  const { rows } = await db.executeQuery<{ id: number }>(
    CompiledQuery.raw(STILL_SUGGESTABLE, [viewerId, ids]),
  );
  return new Set(rows.map(({ id }) => id));
}
