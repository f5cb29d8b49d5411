import type { ActivityType } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { accountStands } from '../users/users.public.js';

const FOLLOWEES = `/* followees */
select f.followee_id as id from follows f where f.follower_id = $1 and f.status = 'accepted'
  and not exists (select from mutes m where m.muter_id = $1 and m.muted_id = f.followee_id)`;

/** Whom a person follows and has not muted. */
export async function findFolloweeIds(db: Db, followerId: number): Promise<number[]> {
  const { rows } = await db.executeQuery<{ id: number }>(CompiledQuery.raw(FOLLOWEES, [followerId]));
  return rows.map(({ id }) => id);
}

// What was read last is what is told last: the seats of two people who share a lock change one after another. A few
// locks for each audience, so that many who come at once take few, always in one order.
const LOCK_SEATS = `/* seats-lock */
select pg_advisory_xact_lock(hashtextextended('seats ' || $1::bigint || ' ' || part, 13))
from (select distinct id % 16 as part from unnest($2::bigint[]) as id order by part offset 0) parts`;

export async function lockSeats(tx: Tx, followeeId: number, followerIds: readonly number[]): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(LOCK_SEATS, [followeeId, followerIds]));
}

const HEARERS = `/* hearers */
select f.follower_id as id from follows f
where f.followee_id = $1 and f.follower_id = any($2::bigint[]) and f.status = 'accepted'
  and not exists (select from mutes m where m.muter_id = f.follower_id and m.muted_id = $1)`;

/** Which of these people hear what somebody does: follow and have not muted. */
export async function findHearers(
  db: Db,
  followeeId: number,
  followerIds: readonly number[],
): Promise<Set<number>> {
  const { rows } = await db.executeQuery<{ id: number }>(
    CompiledQuery.raw(HEARERS, [followeeId, followerIds]),
  );
  return new Set(rows.map(({ id }) => id));
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
