import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { accountIsOpen } from '../users/users.public.js';

export interface Place {
  readonly timezone: string;
  readonly isClosed: boolean;
}

const HOLD_PLACE = `/* reservation-place */
select timezone, is_closed as "isClosed" from restaurants where id = $1 and deleted_at is null for key share`;

/** The place of an offer, if it is there; it will be until the commit. */
export async function holdPlace(tx: Tx, restaurantId: number): Promise<Place | undefined> {
  return (await tx.executeQuery<Place>(CompiledQuery.raw(HOLD_PLACE, [restaurantId]))).rows[0];
}

const LOCK_OWNER = `/* reservation-lock-owner */ select id from users where id = $1 for no key update`;
const COUNT_OFFERS = `/* reservation-count-offers */
select count(*)::int as count from reservations
where owner_id = $1 and (created_at > $2::timestamptz - interval '1 day' or (starts_at > $2 and status in ('available', 'shared')))`;

/** How many offers of a person are still open or were made within a day; no other is made until the commit. */
export async function countOffers(tx: Tx, ownerId: number, now: Date): Promise<number> {
  await tx.executeQuery(CompiledQuery.raw(LOCK_OWNER, [ownerId]));
  const { rows } = await tx.executeQuery<{ count: number }>(CompiledQuery.raw(COUNT_OFFERS, [ownerId, now]));
  return rows[0]?.count ?? 0;
}

export interface NewReservation {
  readonly ownerId: number;
  readonly restaurantId: number;
  readonly date: string;
  readonly time: string;
  readonly timezone: string;
  readonly startsAt: Date;
  readonly partySize: number;
  readonly priority: string;
  readonly notes: string | null;
  readonly externalReservationId: string | null;
  readonly givenExpiry: Date | null;
  readonly expiresAt: Date;
  readonly sharedWith: readonly number[];
  readonly now: Date;
}

export async function insertReservation(tx: Tx, offer: NewReservation): Promise<number> {
  const isShared = offer.sharedWith.length > 0;
  const { id } = await tx
    .insertInto('reservations')
    .values({
      owner_id: offer.ownerId,
      restaurant_id: offer.restaurantId,
      local_date: sql`${offer.date}::date`,
      local_time: offer.time,
      timezone: offer.timezone,
      starts_at: offer.startsAt,
      party_size: offer.partySize,
      priority: offer.priority,
      status: isShared ? 'shared' : 'available',
      notes: offer.notes,
      external_reservation_id: offer.externalReservationId,
      opened_at: offer.now,
      given_expiry: offer.givenExpiry,
      expires_at: offer.expiresAt,
      recipient_ids: [...offer.sharedWith],
      shared_at: isShared ? offer.now : null,
      created_at: offer.now,
      updated_at: offer.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** What a change sets; the caller holds the row. */
export interface ReservationChange {
  readonly time?: string;
  readonly startsAt?: Date;
  readonly expiresAt?: Date;
  readonly partySize?: number;
  readonly notes?: string | null;
  readonly status?: 'available' | 'shared' | 'cancelled';
  readonly openedAt?: Date;
  readonly sharedWith?: readonly number[];
  readonly sharedAt?: Date | null;
}

const COLUMN_OF: Record<keyof ReservationChange, string> = {
  time: 'local_time',
  startsAt: 'starts_at',
  expiresAt: 'expires_at',
  partySize: 'party_size',
  notes: 'notes',
  status: 'status',
  openedAt: 'opened_at',
  sharedWith: 'recipient_ids',
  sharedAt: 'shared_at',
};

/** Another time is reminded of anew. */
export async function changeReservation(
  tx: Tx,
  id: number,
  change: ReservationChange,
  now: Date,
): Promise<void> {
  const given = Object.entries(change).map(([name, value]) => [
    COLUMN_OF[name as keyof ReservationChange],
    value,
  ]);
  await tx
    .updateTable('reservations')
    .set({
      ...Object.fromEntries(given),
      ...(change.startsAt && { day_reminded_at: null, hours_reminded_at: null }),
      version: sql`version + 1`,
      updated_at: now,
    })
    .where('id', '=', id)
    .execute();
}

const REACHABLE = `/* reservation-recipients */
select u.id from users u where u.id = any($1::bigint[]) and ${accountIsOpen('u', '$2')}`;

/** Those of these people whose account is open to the owner. */
export async function findReachable(db: Db, ids: readonly number[], ownerId: number): Promise<Set<number>> {
  const { rows } = await db.executeQuery<{ id: number }>(CompiledQuery.raw(REACHABLE, [ids, ownerId]));
  return new Set(rows.map(({ id }) => id));
}
