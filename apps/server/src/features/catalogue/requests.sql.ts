import type { Coordinates, SuggestionStatus } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import type { Position } from '../../platform/http/pages.js';

export interface RequestRow {
  readonly id: string;
  readonly number: number;
  readonly userId: number | null;
  readonly name: string;
  readonly address: string;
  readonly coordinates: Coordinates;
  readonly note: string | null;
  readonly status: SuggestionStatus;
  readonly restaurantId: number | null;
  readonly decisionNote: string | null;
  /** ISO instant to the microsecond */
  readonly createdAt: string;
  readonly decidedAt: Date | null;
}

const COLUMNS = `id, number, user_id as "userId", name, address,
  json_build_object('latitude', st_y(location::geometry), 'longitude', st_x(location::geometry)) as coordinates,
  note, status, restaurant_id as "restaurantId", decision_note as "decisionNote",
  to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt", decided_at as "decidedAt"`;

const INSERT = `/* request-insert */
insert into restaurant_requests (id, user_id, name, address, location, note)
select $1::uuid, $2, $3, $4, st_setsrid(st_makepoint($5, $6), 4326)::geography, $7
where (select count(*) from restaurant_requests where user_id = $2 and status = 'open') < $8
on conflict do nothing returning ${COLUMNS}`;

/** Undefined when the person has asked for it already, or has too much open. */
export async function insertRequest(
  tx: Tx,
  request: {
    id: string;
    userId: number;
    name: string;
    address: string;
    coordinates: Coordinates;
    note: string | null;
  },
  mostOpen: number,
): Promise<RequestRow | undefined> {
  const { id, userId, name, address, coordinates, note } = request;
  const parameters = [id, userId, name, address, coordinates.longitude, coordinates.latitude, note, mostOpen];
  return (await tx.executeQuery<RequestRow>(CompiledQuery.raw(INSERT, parameters))).rows[0];
}

const PAGE = `/* requests */ select ${COLUMNS} from restaurant_requests
where status = $1 and (created_at, number) > ($2::timestamptz, $3::bigint) order by created_at, number limit $4`;

export async function findRequests(
  db: Db,
  status: SuggestionStatus,
  { after = { t: '-infinity', id: 0 }, limit }: { after?: Position | undefined; limit: number },
): Promise<RequestRow[]> {
  return (await db.executeQuery<RequestRow>(CompiledQuery.raw(PAGE, [status, after.t, after.id, limit])))
    .rows;
}

const ONE = `/* request */ select ${COLUMNS} from restaurant_requests where id = $1::uuid`;

export async function findRequest(db: Db, id: string): Promise<RequestRow | undefined> {
  return (await db.executeQuery<RequestRow>(CompiledQuery.raw(ONE, [id]))).rows[0];
}

const DECIDE = `/* request-decide */
update restaurant_requests set status = $2, restaurant_id = $3, decided_by = $4, decided_at = now(), decision_note = $5
where id = $1::uuid and status = 'open' returning ${COLUMNS}`;

/** Undefined when it is decided already. */
export async function decideRequest(
  tx: Tx,
  id: string,
  decision: { status: SuggestionStatus; restaurantId: number | null; actorId: number; note: string | null },
): Promise<RequestRow | undefined> {
  const { status, restaurantId, actorId, note } = decision;
  return (
    await tx.executeQuery<RequestRow>(CompiledQuery.raw(DECIDE, [id, status, restaurantId, actorId, note]))
  ).rows[0];
}
