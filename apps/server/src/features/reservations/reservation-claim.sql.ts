import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { accountIsOpen, accountIsThere } from '../users/users.public.js';
import { isOfferedTo, opensAt } from './reservation-visibility.sql.js';
import type { ReservationRow } from './reservations.sql.js';

// The one statement that decides who gets a table: of many at once, each waits for the row and then looks again.
const CLAIM = `/* reservation-claim */
update reservations r set status = 'claimed', claimed_by = $2, claimed_at = $3, version = r.version + 1, updated_at = $3
from users o
where r.id = $1 and o.id = r.owner_id and r.expires_at > $3 and ${isOfferedTo('$2')}
  and (r.status = 'shared' or (r.status = 'available' and ${opensAt('$4')} <= $3))
returning r.id`;

/** Takes a table, if it can be had by somebody of the level with this rank. */
export async function claim(
  tx: Tx,
  { id, userId, rank, now }: { id: number; userId: number; rank: number; now: Date },
): Promise<boolean> {
  const { rows } = await tx.executeQuery(CompiledQuery.raw(CLAIM, [id, userId, now, rank]));
  return rows.length > 0;
}

export type Offer = Pick<
  ReservationRow,
  'ownerId' | 'status' | 'priority' | 'openedAt' | 'sharedAt' | 'startsAt' | 'expiresAt'
>;

const OFFER = `/* reservation-offer */
select r.owner_id as "ownerId", r.status, r.priority, r.opened_at as "openedAt", r.shared_at as "sharedAt",
  r.starts_at as "startsAt", r.expires_at as "expiresAt"
from reservations r join users o on o.id = r.owner_id
where r.id = $1 and (r.owner_id = $2 or r.claimed_by = $2 or ${isOfferedTo('$2')})`;

/** An offer as somebody finds it who wanted it: also when it is gone. Undefined where it was never theirs to take. */
export async function findOffer(db: Db, id: number, viewerId: number): Promise<Offer | undefined> {
  return (await db.executeQuery<Offer>(CompiledQuery.raw(OFFER, [id, viewerId]))).rows[0];
}

const RELEASE = `/* reservation-release */
update reservations r set status = case when r.shared_at is null then 'available' else 'shared' end,
  claimed_by = null, claimed_at = null, version = r.version + 1, updated_at = $3
where r.id = $1 and r.claimed_by = $2 and r.starts_at > $3
returning r.starts_at as "startsAt"`;

/** Gives a claim back; undefined where it is none of this person's, or has begun. */
export async function release(
  tx: Tx,
  id: number,
  userId: number,
  now: Date,
): Promise<{ startsAt: Date } | undefined> {
  return (await tx.executeQuery<{ startsAt: Date }>(CompiledQuery.raw(RELEASE, [id, userId, now]))).rows[0];
}

export async function insertLapse(tx: Tx, userId: number, reservationId: number, now: Date): Promise<void> {
  await tx
    .insertInto('reservation_lapses')
    .values({ user_id: userId, reservation_id: reservationId, lapsed_at: now })
    .execute();
}

// Parting people who block each other ----------------------------------------------------------------------

const LOCK_BETWEEN = `/* reservations-lock-between */
select id from reservations where owner_id = any($1::bigint[]) and starts_at > $2 order by id for update`;
const PART = `/* reservations-part */
update reservations r set recipient_ids = array_remove(array_remove(r.recipient_ids, $1::bigint), $2::bigint),
  status = case when r.status <> 'claimed' or r.claimed_by <> all (array[$1, $2]::bigint[]) then r.status when r.shared_at is null then 'available' else 'shared' end,
  claimed_at = case when r.claimed_by = any(array[$1, $2]::bigint[]) then null else r.claimed_at end,
  claimed_by = case when r.claimed_by = any(array[$1, $2]::bigint[]) then null else r.claimed_by end,
  version = r.version + 1, updated_at = $3
where r.owner_id = any(array[$1, $2]::bigint[]) and r.starts_at > $3
  and (r.claimed_by = any(array[$1, $2]::bigint[]) or r.recipient_ids && array[$1, $2]::bigint[])
returning r.id`;

/**
 * Ends what two people share and have claimed of each other. Claims under way are waited for first: what they
 * took is seen by the second statement.
 */
export async function part(tx: Tx, one: number, other: number, now: Date): Promise<number[]> {
  await tx.executeQuery(CompiledQuery.raw(LOCK_BETWEEN, [[one, other], now]));
  const { rows } = await tx.executeQuery<{ id: number }>(CompiledQuery.raw(PART, [one, other, now]));
  return rows.map(({ id }) => id);
}

// Who hears of it ------------------------------------------------------------------------------------------

export interface Party {
  readonly userId: number;
  /** owner, claimer, or somebody whom it is shared with now */
  readonly isParty: boolean;
  /** null where nobody has, or this person must not meet who did */
  readonly claimedBy: number | null;
}

const PARTIES = `/* reservation-parties */
select o.id as "userId", o.id = r.owner_id or o.id = r.claimed_by or r.recipient_ids @> array[o.id] as "isParty",
  case when o.id = r.claimed_by or not exists (select from blocks b where (b.blocker_id = o.id and b.blocked_id = r.claimed_by)
    or (b.blocker_id = r.claimed_by and b.blocked_id = o.id)) then r.claimed_by end as "claimedBy"
from reservations r join users o on o.id = any(r.recipient_ids || r.owner_id || r.claimed_by || $2::bigint[])
where r.id = $1 and not exists (select from blocks b where (b.blocker_id = o.id and b.blocked_id = r.owner_id)
  or (b.blocker_id = r.owner_id and b.blocked_id = o.id))`;

/** Everybody who is to hear of a change, the former recipients among them. */
export async function findParties(db: Db, id: number, formerIds: readonly number[]): Promise<Party[]> {
  return (await db.executeQuery<Party>(CompiledQuery.raw(PARTIES, [id, formerIds]))).rows;
}

export interface Told {
  readonly id: number;
  readonly ownerId: number;
  readonly claimedBy: number | null;
  readonly claimedAt: Date | null;
  readonly sharedWith: number[];
  readonly status: ReservationRow['status'];
  readonly restaurantId: number;
  readonly restaurantName: string;
  readonly date: string;
  readonly time: string;
  readonly partySize: number;
  readonly startsAt: Date;
  readonly expiresAt: Date;
  readonly createdAt: Date;
}

const TOLD = `/* reservation-told */
select r.id, r.owner_id as "ownerId", r.claimed_by as "claimedBy", r.claimed_at as "claimedAt", r.recipient_ids as "sharedWith", r.status,
  r.restaurant_id as "restaurantId", p.name as "restaurantName", to_char(r.local_date, 'YYYY-MM-DD') as date,
  to_char(r.local_time, 'HH24:MI') as time, r.party_size as "partySize", r.starts_at as "startsAt", r.expires_at as "expiresAt",
  r.created_at as "createdAt"
from reservations r join restaurants p on p.id = r.restaurant_id where r.id = $1`;

/** A reservation as people are told of it, whoever they are. */
export async function findTold(db: Db, id: number): Promise<Told | undefined> {
  return (await db.executeQuery<Told>(CompiledQuery.raw(TOLD, [id]))).rows[0];
}

const IS_THERE_TO_CLAIMER = `/* reservation-owner-there */
select exists (select from reservations r join users o on o.id = r.owner_id where r.id = $1 and r.claimed_by = $2
  and ${accountIsThere('o', '$2')} and (r.shared_at is not null or ${accountIsOpen('o', '$2')})) as shown`;

/** Whether the owner is there for who has just claimed: a block may have been made while the row was waited for. */
export async function ownerIsThere(tx: Tx, id: number, claimerId: number): Promise<boolean> {
  const { rows } = await tx.executeQuery<{ shown: boolean }>(
    CompiledQuery.raw(IS_THERE_TO_CLAIMER, [id, claimerId]),
  );
  return rows[0]?.shown === true;
}
