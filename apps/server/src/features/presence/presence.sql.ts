import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountStands } from '../users/users.public.js';

/** Of people who follow each other: at most so many are told or looked at, the longest friendships first. */
const MOST_FRIENDS = 500;

const showsPresence = (alias: string) =>
  `coalesce((${alias}.settings->'privacy'->>'showPresence')::boolean, true)`;

/** The condition that `follower` follows `followee`. */
const follows = (follower: string, followee: string) =>
  `exists (select from follows back where back.follower_id = ${follower} and back.followee_id = ${followee} and back.status = 'accepted')`;

/** The condition that nothing stands between `viewer` and `other`: no block either way, no mute of the viewer's. */
const nothingBetween = (viewer: string, other: string) => `
  not exists (select from blocks b where b.blocker_id = ${viewer} and b.blocked_id = ${other})
  and not exists (select from blocks b where b.blocker_id = ${other} and b.blocked_id = ${viewer})
  and not exists (select from mutes m where m.muter_id = ${viewer} and m.muted_id = ${other})`;

export interface Watched {
  readonly userId: number;
  /** whether the person lets others see it */
  readonly shows: boolean;
  readonly stands: boolean;
  readonly watcherIds: number[];
}

// Who does not stand has no socket to hear with: watchers need not be looked up.
const WATCHED = `/* presence-watchers */
select u.id as "userId", ${showsPresence('u')} as shows, ${accountStands('u')} as stands, array(
  select f.followee_id from follows f where f.follower_id = u.id and f.status = 'accepted'
    and ${follows('f.followee_id', 'u.id')} and ${nothingBetween('f.followee_id', 'u.id')}
  order by f.accepted_at, f.followee_id limit ${MOST_FRIENDS}) as "watcherIds"
from users u where u.id = any($1::bigint[])`;

/** Whom the coming and going of each of some people concerns. */
export async function findWatched(db: Db, userIds: readonly number[]): Promise<Watched[]> {
  return (await db.executeQuery<Watched>(CompiledQuery.raw(WATCHED, [userIds]))).rows;
}

const VISIBLE = `/* presence-visible */
with friends as (
  select f.followee_id as id from follows f where f.follower_id = $1 and f.status = 'accepted'
    and ${follows('f.followee_id', '$1')} and ${nothingBetween('$1', 'f.followee_id')}
  order by f.accepted_at, f.followee_id limit ${MOST_FRIENDS}
)
select u.id from friends join users u on u.id = friends.id and ${accountStands('u')} and ${showsPresence('u')}`;

/** Those whose presence a person may see. */
export async function findVisible(db: Db, viewerId: number): Promise<number[]> {
  const { rows } = await db.executeQuery<{ id: number }>(CompiledQuery.raw(VISIBLE, [viewerId]));
  return rows.map(({ id }) => id);
}

export interface Sight {
  readonly viewerId: number;
  readonly userId: number;
  readonly isVisible: boolean;
}

const SIGHTS = `/* presence-sights */
select pair.viewer as "viewerId", u.id as "userId",
  ${follows('pair.viewer', 'u.id')} and ${follows('u.id', 'pair.viewer')} and ${nothingBetween('pair.viewer', 'u.id')}
  and ${accountStands('u')} and ${showsPresence('u')} as "isVisible"
from unnest($2::bigint[]) as asked(id)
cross join lateral (values ($1::bigint, asked.id), (asked.id, $1::bigint)) as pair(viewer, other)
join users u on u.id = pair.other`;

/** Whether a person may see each of some others, and they the person. */
export async function findSights(db: Db, userId: number, otherIds: readonly number[]): Promise<Sight[]> {
  return (await db.executeQuery<Sight>(CompiledQuery.raw(SIGHTS, [userId, otherIds]))).rows;
}
