import type { ActivityType, Category } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import type { Position } from '../../platform/http/pages.js';
import { accountIsOpen, accountIsThere, isNotMuted } from '../users/users.public.js';
import {
  burstOf,
  everything,
  filteredBy,
  isTheirs,
  isTold,
  isToldByReview,
  type Passes,
} from './activity-seen.sql.js';

export interface ActivityRow {
  readonly id: number;
  readonly type: ActivityType;
  readonly userId: number;
  readonly restaurantId: number | null;
  readonly targetUserId: number | null;
  readonly listId: number | null;
  readonly reviewId: number | null;
  readonly rating: number | null;
  readonly comment: string | null;
  readonly photos: string[];
  readonly tags: string[];
  readonly companionIds: number[];
  readonly likes: number;
  readonly comments: number;
  readonly bookmarks: number;
  readonly isLiked: boolean;
  readonly isBookmarked: boolean;
  /** ISO instant to the microsecond: a cursor must not lose what the clock distinguishes */
  readonly createdAt: string;
}

/** An activity that was looked at. */
export interface FoundRow extends ActivityRow {
  /** whether it is an item of the feed; what is not is only counted on from */
  readonly isSeen: boolean;
  /** whether it stands for a burst of want to try */
  readonly leads: boolean;
}

/** What to look at: up to `count` activities strictly before a position, newest first. */
export interface Stretch {
  readonly before: Position;
  readonly count: number;
}

export interface FeedFilter {
  readonly types: readonly ActivityType[] | null;
  readonly isRanking: boolean;
  readonly isTop: boolean;
  readonly category: Category | null;
}

/** Columns of `a` as a viewer ($1) sees them. */
export const COLUMNS = `a.id, a.type, a.user_id as "userId", a.restaurant_id as "restaurantId", a.target_user_id as "targetUserId",
  a.list_id as "listId", a.review_id as "reviewId", a.rating, a.comment, a.photos, a.tags, a.companion_ids as "companionIds",
  a.likes_count as likes, a.comments_count as comments, a.bookmarks_count as bookmarks,
  exists (select from activity_likes l where l.activity_id = a.id and l.user_id = $1::bigint) as "isLiked",
  exists (select from activity_bookmarks b where b.activity_id = a.id and b.user_id = $1::bigint) as "isBookmarked",
  to_char(a.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt"`;

const FOLLOWED = `select f.followee_id as id, u.shows_want_to_try as shows from follows f
  join users u on u.id = f.followee_id and ${accountIsThere('u', '$1')} and ${isNotMuted('u', '$1')}
  where f.follower_id = $1 and f.status = 'accepted'`;
const SELF = `select $1::bigint, true where $2::boolean`;
const FRIENDS = `${FOLLOWED} and exists (
    select from follows back where back.follower_id = f.followee_id and back.followee_id = $1 and back.status = 'accepted')`;
const PERSON = `select u.id, u.shows_want_to_try or u.id = $1::bigint as shows from users u where u.id = $2 and ${accountIsOpen('u', '$1')}`;
// Pulled accounts are few: the plan begins with them, or with the followed, whichever are fewer.
const PULLED = `${FOLLOWED} and u.is_pulled`;

// The newest few of each author, from the index activities_feed alone; the newest of them all are the stretch.
const newestOf = (told: string, until = 'true') => `
  select newest.id, newest.created_at from authors cross join lateral (
    select a.id, a.created_at from activities a
    where a.user_id = authors.id and (a.created_at, a.id) < ($3::timestamptz, $4::bigint) and ${until}
      and ${told} and (authors.shows or a.type <> 'want_to_try')
    order by a.created_at desc, a.id desc limit $5
  ) newest
  order by newest.created_at desc, newest.id desc limit $5`;

const select = (seen: string, told: (alias: string) => string, author = '') => `
select ${COLUMNS}, ${seen} and not (${isToldByReview('a', told)}) and not coalesce(burst.follows, false) as "isSeen",
  coalesce(burst.leads, false) as leads
from stretch join activities a on a.id = stretch.id ${author}
${burstOf('a', told)}
order by stretch.created_at desc, stretch.id desc`;

/** Reads the stretch where activities are kept. $2: the person for `PERSON`, else whether the viewer's own count. */
function fromTable(name: string, authors: string, isOwnTold: boolean, passes: Passes): string {
  const stands = isOwnTold ? isTheirs : isTold;
  const told = (a: string) => `${stands(a, '$1')} and ${passes(a)}`;
  return `/* ${name} */
with authors as (${authors}), stretch as (${newestOf(stands('a', '$1'))})
${select(passes('a'), told)}`;
}

const told = (a: string) => isTold(a, '$1');

// What the timeline holds ($8) says who wrote what and when: whether it may be seen is asked here, for each row.
const FROM_TIMELINE = `/* feed-page */
with authors as (${PULLED} union all ${SELF}), read as (${newestOf(told('a'), '(a.created_at, a.id) > ($6::timestamptz, $7::bigint)')}), stretch as (
  select id, created_at from (
    select a.id, a.created_at from activities a where a.id = any($8::bigint[])
    union select id, created_at from read
  ) both_kinds order by created_at desc, id desc limit $5
)
${select(
  `${told('a')} and (a.type <> 'want_to_try' or u.shows_want_to_try or u.id = $1) and (($2 and u.id = $1)
   or (${accountIsThere('u', '$1')} and ${isNotMuted('u', '$1')} and exists (
     select from follows f where f.follower_id = $1 and f.followee_id = u.id and f.status = 'accepted')))`,
  told,
  'join users u on u.id = a.user_id',
)}`;

const FILTER = filteredBy('$6', '$7', '$8', '$9');
const both = (name: string, authors: string, isOwnTold = false) => ({
  all: fromTable(name, authors, isOwnTold, everything),
  filtered: fromTable(`${name}-filtered`, authors, isOwnTold, FILTER),
});
const SOURCES = {
  following: both('feed-page-table', `${FOLLOWED} union all ${SELF}`),
  friends: both('feed-page-friends', `${FRIENDS} union all ${SELF}`),
  person: both('feed-page-person', PERSON, true),
};

export type Source =
  | { readonly of: 'following' | 'friends'; readonly includeSelf: boolean }
  | { readonly of: 'person'; readonly personId: number };

const run = async (db: Db, text: string, parameters: unknown[]): Promise<FoundRow[]> =>
  (await db.executeQuery<FoundRow>(CompiledQuery.raw(text, parameters))).rows;

/** A stretch of what is kept, whoever wrote it. */
export async function findStretch(
  db: Db,
  viewerId: number | null,
  source: Source,
  { before, count }: Stretch,
  filter: FeedFilter | null,
): Promise<FoundRow[]> {
  const whose = source.of === 'person' ? source.personId : source.includeSelf;
  const parameters = [viewerId, whose, before.t, before.id, count];
  if (!filter) return run(db, SOURCES[source.of].all, parameters);
  const { types, isRanking, isTop, category } = filter;
  return run(db, SOURCES[source.of].filtered, [...parameters, types, isRanking, isTop, category]);
}

/**
 * A stretch of the feed from what a timeline holds of it, and from what is read of those who do not push.
 * @param after the stretch ends there: what the timeline does not hold is not looked for
 */
export async function findFromTimeline(
  db: Db,
  viewerId: number,
  includeSelf: boolean,
  { before, count }: Stretch,
  after: Position,
  ids: readonly number[],
): Promise<FoundRow[]> {
  return run(db, FROM_TIMELINE, [viewerId, includeSelf, before.t, before.id, count, after.t, after.id, ids]);
}

const FOLLOWS_ANYBODY = `/* follows-anybody */
select exists (select from follows where follower_id = $1 and status = 'accepted') as found`;

export async function followsAnybody(db: Db, followerId: number): Promise<boolean> {
  const { rows } = await db.executeQuery<{ found: boolean }>(
    CompiledQuery.raw(FOLLOWS_ANYBODY, [followerId]),
  );
  return rows[0]?.found === true;
}

// Bursts -------------------------------------------------------------------------------------------------

export interface Burst {
  readonly leaderId: number;
  readonly others: { readonly id: number; readonly name: string }[];
  readonly othersCount: number;
}

/** Of a burst no more is counted. */
const MOST_OTHERS = 500;
const MOST_NAMED = 10;

// `together`: joined to the one before, which is newer, and so were all before that one.
const burstsWith = (name: string, told: (alias: string) => string) => `/* ${name} */
select leader.id as "leaderId", count(*)::int as "othersCount",
  json_agg(json_build_object('id', r.id, 'name', r.name) order by row.place) filter (where row.place <= ${MOST_NAMED + 1}) as others
from activities leader cross join lateral (
  select id, restaurant_id, place, bool_and(is_joined) over (order by place) as together from (
    select w.id, w.restaurant_id, row_number() over newer_first as place, row_number() over newer_first = 1 or coalesce(least(
        lag(w.created_at, 3) over newer_first - w.created_at,
        lag(w.created_at, 2) over newer_first - lead(w.created_at, 1) over newer_first,
        lag(w.created_at, 1) over newer_first - lead(w.created_at, 2) over newer_first) <= interval '1 hour', false) as is_joined
    from (
      select w.id, w.restaurant_id, w.created_at from activities w
      where w.user_id = leader.user_id and w.type = 'want_to_try' and (w.created_at, w.id) <= (leader.created_at, leader.id) and ${told('w')}
      order by w.created_at desc, w.id desc limit ${MOST_OTHERS + 1}
    ) w window newer_first as (order by w.created_at desc, w.id desc)
  ) ordered
) row join restaurants r on r.id = row.restaurant_id
where leader.id = any($2::bigint[]) and row.together and row.place > 1
group by leader.id`;

const BURSTS = {
  home: {
    all: burstsWith('feed-bursts', told),
    filtered: burstsWith(
      'feed-bursts-filtered',
      (a) => `${told(a)} and ${filteredBy('$3', '$4', '$5', '$6')(a)}`,
    ),
  },
  person: {
    all: burstsWith('feed-bursts-person', (a) => isTheirs(a, '$1')),
    filtered: burstsWith(
      'feed-bursts-person-filtered',
      (a) => `${isTheirs(a, '$1')} and ${filteredBy('$3', '$4', '$5', '$6')(a)}`,
    ),
  },
};

/** What stands behind the leaders of bursts. */
export async function findBursts(
  db: Db,
  viewerId: number | null,
  leaderIds: readonly number[],
  of: 'home' | 'person',
  filter: FeedFilter | null,
): Promise<Map<number, Burst>> {
  if (leaderIds.length === 0) return new Map();
  const text = filter ? BURSTS[of].filtered : BURSTS[of].all;
  const more = filter ? [filter.types, filter.isRanking, filter.isTop, filter.category] : [];
  const { rows } = await db.executeQuery<Burst>(CompiledQuery.raw(text, [viewerId, leaderIds, ...more]));
  return new Map(rows.map((burst) => [burst.leaderId, burst]));
}
