import { randomUUID } from 'node:crypto';
import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { insertOwed } from '../../platform/outbox/outbox.sql.js';
import { isNotMuted } from '../users/users.public.js';

// `is_pulled` only ever becomes true, so of many jobs that find so many followers one changes the row.
const MARK_PULLED = `/* feed-mark-pulled */
update users set is_pulled = true where id = $1 and not is_pulled and followers_count >= $2`;
const PUSHED = `/* feed-pushed */
select (extract(epoch from a.created_at) * 1000000)::bigint as micros, u.is_pulled as "isPulled"
from activities a join users u on u.id = a.user_id where a.id = $1 and a.user_id = $2`;

/** When an activity was, and whether its author is read instead of pushed; undefined when it is gone for good. */
export async function findPushed(
  tx: Tx,
  activityId: number,
  userId: number,
  mostFollowers: number,
): Promise<{ micros: number; isPulled: boolean } | undefined> {
  await tx.executeQuery(CompiledQuery.raw(MARK_PULLED, [userId, mostFollowers]));
  const found = await tx.executeQuery<{ micros: number; isPulled: boolean }>(
    CompiledQuery.raw(PUSHED, [activityId, userId]),
  );
  return found.rows[0];
}

const FOLLOWERS = `/* feed-followers */
select f.follower_id as id from follows f
where f.followee_id = $1 and f.status = 'accepted' and f.follower_id > $2 order by f.follower_id limit $3`;

/** Some of an author's followers, in order of their ids. */
export async function findFollowers(
  db: Db,
  userId: number,
  afterId: number,
  limit: number,
): Promise<number[]> {
  const { rows } = await db.executeQuery<{ id: number }>(
    CompiledQuery.raw(FOLLOWERS, [userId, afterId, limit]),
  );
  return rows.map(({ id }) => id);
}

// Whether an activity may be seen is not asked: what comes back later must not have to be pushed again.
const TIMELINES = `/* feed-timelines */
select viewer.id as "viewerId", newest.id, (extract(epoch from newest.created_at) * 1000000)::bigint as micros
from unnest($1::bigint[]) as viewer(id) cross join lateral (
  select own.id, own.created_at from follows f
  join users u on u.id = f.followee_id and not u.is_pulled and ${isNotMuted('u', 'viewer.id')}
  cross join lateral (
    select a.id, a.created_at from activities a where a.user_id = f.followee_id order by a.created_at desc, a.id desc limit $2
  ) own
  where f.follower_id = viewer.id and f.status = 'accepted'
  order by own.created_at desc, own.id desc limit $2
) newest
order by viewer.id, newest.created_at desc, newest.id desc`;

/** The newest activities of those whom people follow and who push, by person, newest first. */
export async function findTimelines(
  db: Db,
  viewerIds: readonly number[],
  length: number,
): Promise<Map<number, { id: number; micros: number }[]>> {
  const { rows } = await db.executeQuery<{ viewerId: number; id: number; micros: number }>(
    CompiledQuery.raw(TIMELINES, [viewerIds, length]),
  );
  return Map.groupBy(rows, ({ viewerId }) => viewerId);
}

const WARMED_PEOPLE = 2_000;
const PEOPLE_A_JOB = 50;

const LATELY = `/* feed-readers */
select distinct user_id as id from (
  select user_id from sessions where revoked_at is null and last_used_at > now() - interval '30 minutes'
  order by last_used_at desc limit $1
) lately order by id`;

/** Promises that the feeds of people who were here within half an hour are at hand: as jobs, a few people each. */
export async function warmFeeds(tx: Tx): Promise<void> {
  const { rows } = await tx.executeQuery<{ id: number }>(CompiledQuery.raw(LATELY, [WARMED_PEOPLE]));
  for (let at = 0; at < rows.length; at += PEOPLE_A_JOB) {
    const userIds = rows.slice(at, at + PEOPLE_A_JOB).map(({ id }) => id);
    const event = { id: randomUUID(), name: 'feeds.wanted', payload: { userIds }, requestId: null } as const;
    await insertOwed(tx, event, ['warm-feeds']);
  }
}
