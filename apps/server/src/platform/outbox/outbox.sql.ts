import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../database/database.js';
import type { Occurrence } from './occurrence.js';

export const OUTBOX_CHANNEL = 'outbox';

// One round trip: the rows and, at commit, the word to the relays.
const INSERT_OWED = `/* outbox-insert */
with owed as (
  insert into outbox (event_id, reaction, type, payload, request_id)
  select $1::uuid, reaction, $3, $4::jsonb, $5::uuid from unnest($2::text[]) as reaction
)
select pg_notify('${OUTBOX_CHANNEL}', '')`;

export async function insertOwed(tx: Tx, event: Occurrence, reactions: readonly string[]): Promise<void> {
  if (reactions.length === 0) return;
  await tx.executeQuery(
    CompiledQuery.raw(INSERT_OWED, [
      event.id,
      reactions,
      event.name,
      JSON.stringify(event.payload),
      event.requestId,
    ]),
  );
}

const INSERT_ALL_OWED = `/* outbox-insert-all */
with owed as (
  insert into outbox (event_id, reaction, type, payload, request_id)
  select event.id, reaction, $3, event.payload, $4::uuid
  from jsonb_to_recordset($1::jsonb) as event(id uuid, payload jsonb) cross join unnest($2::text[]) as reaction
)
select pg_notify('${OUTBOX_CHANNEL}', '')`;

/** Many events of one name at once. */
export async function insertAllOwed(
  tx: Tx,
  name: string,
  events: readonly { readonly id: string; readonly payload: unknown }[],
  { reactions, requestId }: { reactions: readonly string[]; requestId: string | null },
): Promise<void> {
  if (reactions.length === 0 || events.length === 0) return;
  await tx.executeQuery(
    CompiledQuery.raw(INSERT_ALL_OWED, [JSON.stringify(events), reactions, name, requestId]),
  );
}

export interface Due {
  readonly eventId: string;
  readonly reaction: string;
}

const DUE = `/* outbox-due */
select event_id as "eventId", reaction from outbox
where available_at <= now() and dead_at is null
order by available_at limit $1 for update skip locked`;

/** Locks reactions that are due; other relays pass over them. */
export async function lockDue(tx: Tx, limit: number): Promise<Due[]> {
  return (await tx.executeQuery<Due>(CompiledQuery.raw(DUE, [limit]))).rows;
}

const HAND_OVER = `/* outbox-hand-over */
update outbox o set available_at = now() + $3 * interval '1 second', attempts = attempts + 1
from unnest($1::uuid[], $2::text[]) as due(event_id, reaction)
where o.event_id = due.event_id and o.reaction = due.reaction`;

/** Notes that the queue has them. Should it lose them, they are due again after `seconds`. */
export async function markHandedOver(tx: Tx, due: readonly Due[], seconds: number): Promise<void> {
  const parameters = [due.map(({ eventId }) => eventId), due.map(({ reaction }) => reaction), seconds];
  await tx.executeQuery(CompiledQuery.raw(HAND_OVER, parameters));
}

interface OwedRow {
  readonly name: string;
  readonly payload: unknown;
  readonly requestId: string | null;
}

const SETTLE = `/* outbox-settle */
delete from outbox where event_id = $1 and reaction = $2
returning type as name, payload, request_id as "requestId"`;

/** Takes the promise away in the transaction that keeps it; undefined when it was kept before. */
export async function settle(tx: Tx, { eventId, reaction }: Due): Promise<OwedRow | undefined> {
  return (await tx.executeQuery<OwedRow>(CompiledQuery.raw(SETTLE, [eventId, reaction]))).rows[0];
}

/** Gives a reaction up after its last attempt: it stays, with the reason, for somebody to look at. */
export async function bury(db: Db, { eventId, reaction }: Due, reason: string): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ dead_at: sql<Date>`now()`, last_error: reason.slice(0, 2000) })
    .where('event_id', '=', eventId)
    .where('reaction', '=', reaction)
    .execute();
}

/** Everything owed is due now: for when the queue lost its memory. */
export async function makeAllDue(db: Db): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ available_at: sql<Date>`now()` })
    .where('dead_at', 'is', null)
    .where('available_at', '>', sql<Date>`now()`)
    .execute();
}

export interface Backlog {
  readonly pending: number;
  readonly dead: number;
  readonly oldestSeconds: number;
}

export async function measureBacklog(db: Db): Promise<Backlog> {
  const { rows } = await sql<Backlog>`/* outbox-backlog */
    select count(*) filter (where dead_at is null)::int as pending,
           count(*) filter (where dead_at is not null)::int as dead,
           coalesce(extract(epoch from now() - min(created_at) filter (where dead_at is null)), 0)::float8 as "oldestSeconds"
    from outbox`.execute(db);
  return rows[0] ?? { pending: 0, dead: 0, oldestSeconds: 0 };
}
