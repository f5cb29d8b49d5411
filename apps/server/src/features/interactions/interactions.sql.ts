import type { UserCard } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import type { Position } from '../../platform/http/pages.js';
import { accountIsThere, activityIsShown, userCardJson } from '../users/users.public.js';
import { type CommentRow, commentThread } from './comment-thread.sql.js';
import { marks } from './marks.sql.js';

/** An activity as those who respond to it see it. */
export interface ActivityFacts {
  readonly id: number;
  readonly ownerId: number;
  readonly restaurantId: number | null;
  readonly likes: number;
  readonly bookmarks: number;
}

const ACTIVITY = `/* activity-responded-to */
select a.id, a.user_id as "ownerId", a.restaurant_id as "restaurantId", a.likes_count as likes, a.bookmarks_count as bookmarks
from activities a join users u on u.id = a.user_id where a.id = $1 and ${activityIsShown('a', 'u', '$2')}`;
const HELD = `${ACTIVITY.replace('responded-to', 'held')} for key share of a`;

/**
 * The activity, if the viewer may see it.
 * @param isHeld whether it stays until the commit, for those who write something that refers to it
 */
export async function findActivity(
  db: Db,
  id: number,
  viewerId: number | null,
  isHeld: boolean,
): Promise<ActivityFacts | undefined> {
  const statement = CompiledQuery.raw(isHeld ? HELD : ACTIVITY, [id, viewerId]);
  return (await db.executeQuery<ActivityFacts>(statement)).rows[0];
}

export const setLike = marks('activity_likes', 'activity_id', 'activities', 'likes_count');
export const setBookmark = marks('activity_bookmarks', 'activity_id', 'activities', 'bookmarks_count');
export const ACTIVITY_COMMENTS = commentThread('activity_comments', 'activity_id', 'activities');

export interface LikerRow {
  readonly user: UserCard;
  /** ISO instant to the microsecond */
  readonly likedAt: string;
}

const LIKERS = `/* activity-likers */
select ${userCardJson('u', '$2')} as user, to_char(l.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "likedAt"
from activity_likes l join users u on u.id = l.user_id and ${accountIsThere('u', '$2')}
where l.activity_id = $1 and (l.created_at, l.user_id) < ($3::timestamptz, $4::bigint)
order by l.created_at desc, l.user_id desc limit $5`;

const NOW: Position = { t: 'infinity', id: Number.MAX_SAFE_INTEGER };

/** Newest first, everybody strictly before a position. */
export async function findLikers(
  db: Db,
  id: number,
  viewerId: number | null,
  { after = NOW, limit }: { after?: Position | undefined; limit: number },
): Promise<LikerRow[]> {
  const parameters = [id, viewerId, after.t, after.id, limit];
  return (await db.executeQuery<LikerRow>(CompiledQuery.raw(LIKERS, parameters))).rows;
}

export interface InteractionRow {
  readonly id: number;
  readonly likes: number[];
  readonly bookmarks: number[];
  readonly comments: CommentRow[];
}

// The viewer's own, then the newest: each from the index that holds them in that order.
const people = (table: string) => `(select coalesce(json_agg(id), '[]') from (
  select m.user_id as id from ${table} m where m.activity_id = asked.id and m.user_id = $2::bigint
  union all (select m.user_id from ${table} m join users u on u.id = m.user_id and ${accountIsThere('u', '$2')}
    where m.activity_id = asked.id and m.user_id is distinct from $2::bigint order by m.created_at desc, m.user_id desc limit $3)) listed)`;

const INTERACTIONS = `/* interactions */
select asked.id, ${people('activity_likes')} as likes, ${people('activity_bookmarks')} as bookmarks,
  (select coalesce(json_agg(to_json(listed)), '[]') from (
    ${ACTIVITY_COMMENTS.select('$2')} and c.activity_id = asked.id order by c.created_at, c.id limit $3) listed) as comments
from unnest($1::bigint[]) as asked(id)`;

/** Who did what about some activities, of each kind at most so many (and the viewer), in one statement. */
export async function findInteractions(
  db: Db,
  ids: readonly number[],
  viewerId: number | null,
  most: number,
): Promise<InteractionRow[]> {
  if (ids.length === 0) return [];
  return (await db.executeQuery<InteractionRow>(CompiledQuery.raw(INTERACTIONS, [ids, viewerId, most]))).rows;
}
