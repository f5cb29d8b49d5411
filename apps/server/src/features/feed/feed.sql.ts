import type { ActivityType } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import type { Position } from '../../platform/http/pages.js';
import { accountIsThere, accountStands, isNotMuted, isShown } from '../users/users.public.js';

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

// For each followed account its newest few, from the index activities_feed alone; the newest of them all make
// the page. Removed restaurants are few: they are looked up once, not once per activity. What it costs follows the page size and the number of followed accounts, not the history.
const FEED_PAGE = `/* feed-page */
with authors as (
  select f.followee_id as id, u.shows_want_to_try as shows from follows f
  join users u on u.id = f.followee_id and ${accountIsThere('u', '$1')} and ${isNotMuted('u', '$1')}
  where f.follower_id = $1 and f.status = 'accepted'
  union all select $1::bigint, true where $2
), page as (
  select newest.id, newest.created_at from authors cross join lateral (
    select a.id, a.created_at from activities a
    where a.user_id = authors.id and a.deleted_at is null and not a.is_stealth and ${isShown('a', '$1')}
      and (authors.shows or a.type <> 'want_to_try')
      and (a.created_at, a.id) < ($3::timestamptz, $4::bigint)
      and (a.restaurant_id is null or a.restaurant_id not in (select gone.id from restaurants gone where gone.deleted_at is not null))
    order by a.created_at desc, a.id desc limit $5
  ) newest
  order by newest.created_at desc, newest.id desc limit $5
)
select a.id, a.type, a.user_id as "userId", a.restaurant_id as "restaurantId", a.target_user_id as "targetUserId",
  a.list_id as "listId", a.review_id as "reviewId", a.rating, a.comment, a.photos, a.tags, a.companion_ids as "companionIds",
  a.likes_count as likes, a.comments_count as comments, a.bookmarks_count as bookmarks,
  exists (select from activity_likes l where l.activity_id = a.id and l.user_id = $1) as "isLiked",
  exists (select from activity_bookmarks b where b.activity_id = a.id and b.user_id = $1) as "isBookmarked",
  to_char(a.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt"
from page join activities a on a.id = page.id
order by page.created_at desc, page.id desc`;

const START: Position = { t: 'infinity', id: Number.MAX_SAFE_INTEGER };

/** Newest first, everything strictly before `after`. */
export async function findFeedPage(
  db: Db,
  viewerId: number,
  {
    after = START,
    limit,
    includeSelf,
  }: { after?: Position | undefined; limit: number; includeSelf: boolean },
): Promise<ActivityRow[]> {
  const parameters = [viewerId, includeSelf, after.t, after.id, limit];
  return (await db.executeQuery<ActivityRow>(CompiledQuery.raw(FEED_PAGE, parameters))).rows;
}

const FOLLOWEES = `/* followees */ 
select f.followee_id as id from follows f where f.follower_id = $1 and f.status = 'accepted'
  and not exists (select from mutes m where m.muter_id = $1 and m.muted_id = f.followee_id)`;

export async function findFolloweeIds(db: Db, followerId: number): Promise<number[]> {
  const { rows } = await db.executeQuery<{ id: number }>(CompiledQuery.raw(FOLLOWEES, [followerId]));
  return rows.map(({ id }) => id);
}

const FOLLOWS_ANYBODY = `/* follows-anybody */
select exists (select from follows where follower_id = $1 and status = 'accepted') as found`;

export async function followsAnybody(db: Db, followerId: number): Promise<boolean> {
  const { rows } = await db.executeQuery<{ found: boolean }>(
    CompiledQuery.raw(FOLLOWS_ANYBODY, [followerId]),
  );
  return rows[0]?.found === true;
}

// The follower's seats change one after another: what was read last is what is told last.
const LOCK_SEATS = `/* seats-lock */ select pg_advisory_xact_lock(hashtextextended('seats ' || $1::bigint, 13))`;

export async function lockSeats(tx: Tx, followerId: number): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(LOCK_SEATS, [followerId]));
}

const HEARS = `/* hears */
select exists (select from follows where follower_id = $1 and followee_id = $2 and status = 'accepted')
  and not exists (select from mutes where muter_id = $1 and muted_id = $2) as found`;

/** Whether a follower hears what the followee does: follows and has not muted. */
export async function hears(db: Db, followerId: number, followeeId: number): Promise<boolean> {
  const { rows } = await db.executeQuery<{ found: boolean }>(
    CompiledQuery.raw(HEARS, [followerId, followeeId]),
  );
  return rows[0]?.found === true;
}

export interface AnnouncedActivity {
  readonly id: number;
  readonly type: ActivityType;
  readonly user: { id: number; username: string; displayName: string; avatar: string | null };
  readonly restaurant: { id: number; name: string } | null;
}

const ANNOUNCED = `/* announced-activity */
select a.id, a.type,
  json_build_object('id', u.id, 'username', u.username, 'displayName', u.display_name, 'avatar', u.avatar) as user,
  case when r.id is not null then json_build_object('id', r.id, 'name', r.name) end as restaurant
from activities a join users u on u.id = a.user_id and ${accountStands('u')}
left join restaurants r on r.id = a.restaurant_id
where a.id = $1 and a.deleted_at is null and a.hidden_at is null and not a.is_stealth and (u.shows_want_to_try or a.type <> 'want_to_try') and r.deleted_at is null`;

/** What followers are told of an activity; undefined when nobody should be. */
export async function findAnnounced(db: Db, activityId: number): Promise<AnnouncedActivity | undefined> {
  return (await db.executeQuery<AnnouncedActivity>(CompiledQuery.raw(ANNOUNCED, [activityId]))).rows[0];
}
