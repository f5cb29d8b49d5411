import type { Relationship } from '@beli/contract';
import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { accountIsThere, accountStands, isThereTo } from '../users/users.public.js';

export interface FollowParty {
  readonly id: number;
  readonly isPublic: boolean;
  readonly followersCount: number;
}

const LOCK_PARTIES = `/* follow-lock */
select u.id from users u where u.id = any($1::bigint[]) order by u.id for no key update`;

const PARTIES = `/* follow-parties */
select u.id, u.is_public as "isPublic", u.followers_count as "followersCount" from users u
where u.id = any($1::bigint[]) and ((${accountIsThere('u', '$3')}) or $2)`;

/**
 * Locks both accounts, in order of id, so that crossing follows cannot deadlock, and then looks at them: a
 * block that was made while this one waited is seen.
 * @param evenGone whether an account that nobody may see is found too: leaving it is always allowed
 */
export async function lockParties(
  tx: Tx,
  viewerId: number | null,
  ids: readonly number[],
  evenGone: boolean,
): Promise<Map<number, FollowParty>> {
  await tx.executeQuery(CompiledQuery.raw(LOCK_PARTIES, [ids]));
  const { rows } = await tx.executeQuery<FollowParty>(CompiledQuery.raw(PARTIES, [ids, evenGone, viewerId]));
  return new Map(rows.map((row) => [row.id, row]));
}

/** How the follower stands to the followee, or null. */
export async function findFollow(
  db: Db,
  followerId: number,
  followeeId: number,
): Promise<'accepted' | 'requested' | null> {
  const row = await db
    .selectFrom('follows')
    .select('status')
    .where('follower_id', '=', followerId)
    .where('followee_id', '=', followeeId)
    .$narrowType<{ status: 'accepted' | 'requested' }>()
    .executeTakeFirst();
  return row?.status ?? null;
}

export async function insertFollow(
  tx: Tx,
  followerId: number,
  followeeId: number,
  isAccepted: boolean,
): Promise<void> {
  await tx
    .insertInto('follows')
    .values({
      follower_id: followerId,
      followee_id: followeeId,
      status: isAccepted ? 'accepted' : 'requested',
      accepted_at: isAccepted ? sql<Date>`now()` : null,
    })
    .execute();
}

export async function deleteFollow(tx: Tx, followerId: number, followeeId: number): Promise<void> {
  await tx
    .deleteFrom('follows')
    .where('follower_id', '=', followerId)
    .where('followee_id', '=', followeeId)
    .execute();
}

/** Moves both counters by one step. */
export async function countFollow(
  tx: Tx,
  followerId: number,
  followeeId: number,
  step: 1 | -1,
): Promise<void> {
  await sql`/* follow-count */
    update users set following_count = following_count + case when id = ${followerId} then ${step}::int else 0 end,
                     followers_count = followers_count + case when id = ${followeeId} then ${step}::int else 0 end
    where id in (${followerId}, ${followeeId})`.execute(tx);
}

const like = (q: string) => `${q.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

export type FollowSide = 'followers' | 'following';

function counterparts(side: FollowSide, userId: number, viewerId: number | null, q: string | undefined) {
  const [own, other] = side === 'followers' ? ['followee_id', 'follower_id'] : ['follower_id', 'followee_id'];
  const search =
    q === undefined ? sql`` : sql`and (u.username ilike ${like(q)} or u.display_name ilike ${like(q)})`;
  return sql`from follows f join users u on u.id = ${sql.ref(`f.${other}`)} and ${isThereTo('u', viewerId)}
    where ${sql.ref(`f.${own}`)} = ${userId} and f.status = 'accepted' ${search}`;
}

/** Ids of one page, newest first. */
export async function findCounterparts(
  db: Db,
  side: FollowSide,
  userId: number,
  viewerId: number | null,
  page: { page: number; pageSize: number; q?: string | undefined },
): Promise<{ ids: number[]; total: number }> {
  const from = counterparts(side, userId, viewerId, page.q);
  const [{ rows }, counted] = await Promise.all([
    sql<{ id: number }>`select u.id ${from} order by f.accepted_at desc, u.id desc
      limit ${page.pageSize} offset ${(page.page - 1) * page.pageSize}`.execute(db),
    sql<{ total: number }>`select count(*)::int as total ${from}`.execute(db),
  ]);
  return { ids: rows.map(({ id }) => id), total: counted.rows[0]?.total ?? 0 };
}

// Requests -----------------------------------------------------------------------------------------------

/** Who asks to follow a person, newest first. */
export async function findRequests(
  db: Db,
  userId: number,
  page: { page: number; pageSize: number },
): Promise<{ rows: { id: number; requestedAt: Date }[]; total: number }> {
  const from = sql`from follows f join users u on u.id = f.follower_id and ${isThereTo('u', userId)}
    where f.followee_id = ${userId} and f.status = 'requested'`;
  const [{ rows }, counted] = await Promise.all([
    sql<{ id: number; requestedAt: Date }>`select u.id, f.created_at as "requestedAt" ${from}
      order by f.created_at desc, u.id desc limit ${page.pageSize} offset ${(page.page - 1) * page.pageSize}`.execute(
      db,
    ),
    sql<{ total: number }>`select count(*)::int as total ${from}`.execute(db),
  ]);
  return { rows, total: counted.rows[0]?.total ?? 0 };
}

/** Grants one request; false when there is none. */
export async function acceptFollow(tx: Tx, followerId: number, followeeId: number): Promise<boolean> {
  const granted = await tx
    .updateTable('follows')
    .set({ status: 'accepted', accepted_at: sql<Date>`now()` })
    .where('follower_id', '=', followerId)
    .where('followee_id', '=', followeeId)
    .where('status', '=', 'requested')
    .returning('follower_id')
    .executeTakeFirst();
  return granted !== undefined;
}

/**
 * Grants every request at once and counts them. All accounts are locked in order of id, as everywhere.
 * Returns who follows now.
 */
export async function acceptAllFollows(tx: Tx, followeeId: number): Promise<number[]> {
  await sql`/* follow-lock-requests */ select u.id from users u
    where u.id = ${followeeId} or u.id in (select f.follower_id from follows f where f.followee_id = ${followeeId} and f.status = 'requested')
    order by u.id for no key update`.execute(tx);
  const granted = await tx
    .updateTable('follows')
    .set({ status: 'accepted', accepted_at: sql<Date>`now()` })
    .where('followee_id', '=', followeeId)
    .where('status', '=', 'requested')
    .returning('follower_id as id')
    .execute();
  const ids = granted.map(({ id }) => id);
  if (ids.length > 0) {
    await sql`/* follow-count-granted */
      update users set following_count = following_count + case when id = ${followeeId} then 0 else 1 end,
                       followers_count = followers_count + case when id = ${followeeId} then ${ids.length}::int else 0 end
      where id = ${followeeId} or id = any(${ids}::bigint[])`.execute(tx);
  }
  return ids;
}

const RELATIONSHIP = `/* relationship */
select coalesce(mine.status = 'accepted', false) as "isFollowing", coalesce(mine.status = 'requested', false) as "isRequested",
  coalesce(theirs.status = 'accepted', false) as "followsYou",
  exists (select from blocks b where b.blocker_id = $1 and b.blocked_id = u.id) as "isBlocked",
  exists (select from mutes m where m.muter_id = $1 and m.muted_id = u.id) as "isMuted"
from users u
left join follows mine on mine.follower_id = $1 and mine.followee_id = u.id
left join follows theirs on theirs.follower_id = u.id and theirs.followee_id = $1
where u.id = $2 and ${accountStands('u')} and not exists (select from blocks b where b.blocker_id = u.id and b.blocked_id = $1)`;

/** How two people stand; undefined where the other is not there or has blocked the viewer. */
export async function findRelationship(
  db: Db,
  viewerId: number,
  userId: number,
): Promise<Omit<Relationship, 'userId'> | undefined> {
  const { rows } = await db.executeQuery<Omit<Relationship, 'userId'>>(
    CompiledQuery.raw(RELATIONSHIP, [viewerId, userId]),
  );
  return rows[0];
}
