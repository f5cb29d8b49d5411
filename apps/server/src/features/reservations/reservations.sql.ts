import type { PriorityLevel, ReservationQuery } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { accountIsThere, isNotMuted } from '../users/users.public.js';
import { isOfferedTo, isShownTo, opensAt } from './reservation-visibility.sql.js';
import type { StoredStatus } from './reservations.rules.js';

export interface ReservationRow {
  readonly id: number;
  readonly ownerId: number;
  readonly restaurantId: number;
  readonly date: string;
  readonly time: string;
  readonly timezone: string;
  readonly startsAt: Date;
  readonly partySize: number;
  readonly priority: PriorityLevel;
  readonly status: StoredStatus;
  readonly notes: string | null;
  readonly externalReservationId: string | null;
  readonly openedAt: Date;
  readonly givenExpiry: Date | null;
  readonly expiresAt: Date;
  readonly sharedWith: number[];
  readonly sharedAt: Date | null;
  readonly claimedBy: number | null;
  readonly claimedAt: Date | null;
  readonly version: number;
  readonly createdAt: Date;
}

const COLUMNS = `r.id, r.owner_id as "ownerId", r.restaurant_id as "restaurantId", to_char(r.local_date, 'YYYY-MM-DD') as date,
  to_char(r.local_time, 'HH24:MI') as time, r.timezone, r.starts_at as "startsAt", r.party_size as "partySize", r.priority, r.status,
  r.notes, r.external_reservation_id as "externalReservationId", r.opened_at as "openedAt", r.given_expiry as "givenExpiry",
  r.expires_at as "expiresAt", r.recipient_ids as "sharedWith", r.shared_at as "sharedAt", r.claimed_by as "claimedBy",
  r.claimed_at as "claimedAt", r.version, r.created_at as "createdAt"`;

const OWN = `/* reservation-own */ select ${COLUMNS} from reservations r where r.id = $1 and r.owner_id = $2 for update`;

/** A reservation for its owner to change, locked. */
export async function lockOwn(tx: Tx, id: number, ownerId: number): Promise<ReservationRow | undefined> {
  return (await tx.executeQuery<ReservationRow>(CompiledQuery.raw(OWN, [id, ownerId]))).rows[0];
}

const SHOWN = `/* reservations-shown */
select ${COLUMNS} from reservations r join users o on o.id = r.owner_id
where r.id = any($1::bigint[]) and ${isShownTo('$2')}`;

/** Reservations by id, those that the viewer may look at. */
export async function findShown(
  db: Db,
  ids: readonly number[],
  viewerId: number,
): Promise<Map<number, ReservationRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.executeQuery<ReservationRow>(CompiledQuery.raw(SHOWN, [ids, viewerId]));
  return new Map(rows.map((row) => [row.id, row]));
}

// Lists ------------------------------------------------------------------------------------------------

export interface ListFilter extends Omit<ReservationQuery, 'page' | 'pageSize'> {
  readonly viewerId: number;
  /** of the viewer's level */
  readonly rank: number;
  readonly now: Date;
}

// $1 viewer, $2 now, $3 rank of the viewer's level. That recipients are not none, and that it starts
// after it expires, says nothing new: it is for the indexes.
const KINDS = {
  available: `r.status = 'available' and r.expires_at > $2 and r.starts_at > $2 and ${isOfferedTo('$1')} and ${isNotMuted('o', '$1')} and ${opensAt('$3')} < r.expires_at`,
  claimed: `r.claimed_by = $1 and ${accountIsThere('o', '$1')}`,
  sharedBy: `r.owner_id = $1 and r.status = 'shared'`,
  sharedWith: `r.status = 'shared' and r.recipient_ids @> array[$1]::bigint[] and r.recipient_ids <> '{}' and ${isOfferedTo('$1')}`,
  mine: `r.owner_id = $1`,
} as const;

function kindsOf({ status, role }: ListFilter): (keyof typeof KINDS)[] {
  if (status === 'shared') {
    if (role) return [role === 'owner' ? 'sharedBy' : 'sharedWith'];
    return ['sharedBy', 'sharedWith'];
  }
  return status === 'all' ? ['mine', 'claimed', 'sharedWith', 'available'] : [status];
}

/** What narrows a list, with parameters from $4 on. The range of instants is for the index; any zone fits in. */
function narrowing({ restaurantId, city, date, partySize }: ListFilter): { text: string; values: unknown[] } {
  const conditions: [text: (parameter: string) => string, value: unknown][] = [];
  if (restaurantId !== undefined) conditions.push([(p) => `r.restaurant_id = ${p}::bigint`, restaurantId]);
  if (partySize !== undefined) conditions.push([(p) => `r.party_size >= ${p}::int`, partySize]);
  if (city !== undefined)
    conditions.push([
      (p) =>
        `exists (select from restaurants c where c.id = r.restaurant_id and lower(c.city) = lower(${p}))`,
      city,
    ]);
  if (date !== undefined)
    conditions.push([
      (p) =>
        `(r.local_date = ${p}::date and r.starts_at between ${p}::date - interval '1 day' and ${p}::date + interval '2 days')`,
      date,
    ]);
  return {
    text: conditions.map(([text], index) => ` and ${text(`$${index + 4}`)}`).join(''),
    values: conditions.map(([, value]) => value),
  };
}

const SOONEST_FIRST = `(starts_at <= $2), case when starts_at > $2 then starts_at end, starts_at desc, id`;

/** One page of ids, soonest first, what has passed at the end; and how many there are. */
export async function findPage(
  db: Db,
  filter: ListFilter,
  { page, pageSize }: { page: number; pageSize: number },
): Promise<{ ids: number[]; total: number }> {
  const { text, values } = narrowing(filter);
  const found = kindsOf(filter)
    .map(
      (kind) =>
        `select r.id, r.starts_at from reservations r join users o on o.id = r.owner_id where ${KINDS[kind]}${text}`,
    )
    .join(' union ');
  // The third parameter is asked for in any case: not every kind of list does.
  const statement = `
with found as (${found}), page as (select id, starts_at from found order by ${SOONEST_FIRST} limit ${pageSize} offset ${(page - 1) * pageSize})
select (select count(*)::int from found) as total, array(select id from page order by ${SOONEST_FIRST}) as ids
where $3::int is not null`;
  const { rows } = await db.executeQuery<{ ids: number[]; total: number }>(
    CompiledQuery.raw(statement, [filter.viewerId, filter.now, filter.rank, ...values]),
  );
  return rows[0] ?? { ids: [], total: 0 };
}

const SOON = `/* reservations-soon */
select r.id from reservations r join users o on o.id = r.owner_id
where r.starts_at > $2 and r.starts_at <= $3 and r.status <> 'cancelled'
  and (r.owner_id = $1 or (r.claimed_by = $1 and ${accountIsThere('o', '$1')}))
order by r.starts_at, r.id limit 100`;

/** What a person offered or claimed between two instants, soonest first. */
export async function findSoon(db: Db, userId: number, from: Date, until: Date): Promise<number[]> {
  const { rows } = await db.executeQuery<{ id: number }>(CompiledQuery.raw(SOON, [userId, from, until]));
  return rows.map(({ id }) => id);
}

export interface OpenTable {
  readonly id: number;
  readonly restaurantId: number;
  readonly time: string;
  readonly partySize: number;
}

const OPEN_TABLES = `/* reservations-open */
select r.id, r.restaurant_id as "restaurantId", to_char(r.local_time, 'HH24:MI') as time, r.party_size as "partySize"
from reservations r join users o on o.id = r.owner_id
where r.restaurant_id = any($4::bigint[]) and r.local_date = $5::date and r.starts_at between $5::date - interval '1 day' and $5::date + interval '2 days' and r.party_size >= $6 and r.status in ('available', 'shared')
  and r.expires_at > $2 and ${isOfferedTo('$1')} and (r.status = 'shared' or ${opensAt('$3')} <= $2)
order by r.party_size, r.starts_at, r.id`;

/** Tables on a day that the viewer could claim right now, the smallest first. */
export async function findOpenTables(
  db: Db,
  { viewerId, rank, now }: Pick<ListFilter, 'viewerId' | 'rank' | 'now'>,
  wanted: { restaurantIds: readonly number[]; date: string; partySize: number },
): Promise<OpenTable[]> {
  if (wanted.restaurantIds.length === 0) return [];
  const parameters = [viewerId, now, rank, wanted.restaurantIds, wanted.date, wanted.partySize];
  return (await db.executeQuery<OpenTable>(CompiledQuery.raw(OPEN_TABLES, parameters))).rows;
}
