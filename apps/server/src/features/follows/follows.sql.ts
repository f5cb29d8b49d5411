import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { accountIsThere } from '../users/users.public.js';

export interface FollowParty {
  readonly id: number;
  readonly isPublic: boolean;
  readonly followersCount: number;
}

const LOCK_PARTIES = `/* follow-lock */
select u.id, u.is_public as "isPublic", u.followers_count as "followersCount" from users u
where u.id = any($1::bigint[]) and (${accountIsThere('u')} or $2) order by u.id for no key update`;

/**
 * Locks both accounts, in order of id, so that crossing follows cannot deadlock.
 * @param evenGone whether an account that nobody may see is found too: leaving it is always allowed
 */
export async function lockParties(
  tx: Tx,
  ids: readonly number[],
  evenGone: boolean,
): Promise<Map<number, FollowParty>> {
  const { rows } = await tx.executeQuery<FollowParty>(CompiledQuery.raw(LOCK_PARTIES, [ids, evenGone]));
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

function counterparts(side: FollowSide, userId: number, q: string | undefined) {
  const [own, other] = side === 'followers' ? ['followee_id', 'follower_id'] : ['follower_id', 'followee_id'];
  const search =
    q === undefined ? sql`` : sql`and (u.username ilike ${like(q)} or u.display_name ilike ${like(q)})`;
  return sql`from follows f join users u on u.id = ${sql.ref(`f.${other}`)} and ${sql.raw(accountIsThere('u'))}
    where ${sql.ref(`f.${own}`)} = ${userId} and f.status = 'accepted' ${search}`;
}

/** Ids of one page, newest first. */
export async function findCounterparts(
  db: Db,
  side: FollowSide,
  userId: number,
  page: { page: number; pageSize: number; q?: string | undefined },
): Promise<{ ids: number[]; total: number }> {
  const from = counterparts(side, userId, page.q);
  const [{ rows }, counted] = await Promise.all([
    sql<{ id: number }>`select u.id ${from} order by f.accepted_at desc, u.id desc
      limit ${page.pageSize} offset ${(page.page - 1) * page.pageSize}`.execute(db),
    sql<{ total: number }>`select count(*)::int as total ${from}`.execute(db),
  ]);
  return { ids: rows.map(({ id }) => id), total: counted.rows[0]?.total ?? 0 };
}
