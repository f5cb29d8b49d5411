import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountIsThere, isNotMuted } from '../users/users.public.js';
import { burstOf, filteredBy, isTold, isToldByReview } from './activity-seen.sql.js';
import { COLUMNS, type FeedFilter, type FoundRow } from './feed-page.sql.js';

/** The hottest so many are put in order for a person: likes and age alone say what is hot. */
const POOL = 500;
/** Of people who follow very many, the followed whom they followed last count as their acquaintance. */
const ACQUAINTANCE = 500;

const HEAT = (a: string) =>
  `(ln(1 + ${a}.likes_count) + extract(epoch from ${a}.created_at at time zone 'UTC')::float8 / 86400)`;

const told = (a: string) => isTold(a, '$1');
const passes = filteredBy('$3', '$4', '$5', '$6');

// score = 2·[followed by a followee] + ln(1 + likes) + 0.5·same city − age in days (rules §13). Likes and age are the
// order of the index activities_heat whatever the instant; the rest is added to the hottest.
const RANKING = `/* feed-discover */
with pool as materialized (
  select a.id, a.user_id, u.city, ${HEAT('a')} - extract(epoch from $2::timestamptz)::float8 / 86400 as heat
  from activities a join users u on u.id = a.user_id
  where a.deleted_at is null and a.hidden_at is null and not a.is_stealth and a.created_at <= $2::timestamptz
    and u.is_public and u.id <> $1 and ${accountIsThere('u', '$1')} and ${isNotMuted('u', '$1')}
    and (u.shows_want_to_try or a.type <> 'want_to_try') and ${told('a')} and ${passes('a')}
  order by ${HEAT('a')} desc, a.id desc limit ${POOL}
), acquainted as materialized (
  select distinct theirs.followee_id as id from (
    select f.followee_id as id from follows f where f.follower_id = $1 and f.status = 'accepted' order by f.accepted_at desc limit ${ACQUAINTANCE}
  ) mine join follows theirs on theirs.follower_id = mine.id and theirs.status = 'accepted'
  where theirs.followee_id in (select user_id from pool)
)
select pool.id from pool left join acquainted on acquainted.id = pool.user_id
order by pool.heat + case when acquainted.id is not null then 2 else 0 end
  + case when lower(pool.city) = (select lower(me.city) from users me where me.id = $1) then 0.5 else 0 end desc, pool.id desc`;

/** Ids of what a person may discover as of an instant, the best first. */
export async function findDiscovery(
  db: Db,
  viewerId: number,
  asOf: string,
  filter: FeedFilter | null,
): Promise<number[]> {
  const { types, isRanking, isTop, category } = filter ?? NO_FILTER;
  const { rows } = await db.executeQuery<{ id: number }>(
    CompiledQuery.raw(RANKING, [viewerId, asOf, types, isRanking, isTop, category]),
  );
  return rows.map(({ id }) => id);
}

const NO_FILTER: FeedFilter = { types: null, isRanking: false, isTop: false, category: null };

const ROWS = `/* feed-discovered */
select ${COLUMNS}, ${told('a')} and u.is_public and ${accountIsThere('u', '$1')} and ${isNotMuted('u', '$1')}
    and (u.shows_want_to_try or a.type <> 'want_to_try')
    and not (${isToldByReview('a', (v) => `${told(v)} and ${passes(v)}`)}) and not coalesce(burst.follows, false) as "isSeen",
  coalesce(burst.leads, false) as leads
from unnest($2::bigint[]) with ordinality as wanted(id, place)
join activities a on a.id = wanted.id join users u on u.id = a.user_id
${burstOf('a', (n) => `${told(n)} and ${passes(n)}`)}
order by wanted.place`;

/** The activities of these ids, in their order, as they stand now. */
export async function findDiscovered(
  db: Db,
  viewerId: number,
  ids: readonly number[],
  filter: FeedFilter | null,
): Promise<FoundRow[]> {
  const { types, isRanking, isTop, category } = filter ?? NO_FILTER;
  const { rows } = await db.executeQuery<FoundRow>(
    CompiledQuery.raw(ROWS, [viewerId, ids, types, isRanking, isTop, category]),
  );
  return rows;
}
