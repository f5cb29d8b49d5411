import { CompiledQuery } from 'kysely';
import type { Tx } from '../../platform/database/database.js';
import { accountIsThere, isNotMuted } from '../users/users.public.js';

/* What waits for the evening of the person: 18:00 in their time zone. */

const MOST_AT_ONCE = 2_000;
const EVENING = 18;

/** Text for the id of the event that reminds people on the date in an expression: one a day, however often it is asked. */
const reminderOf = (date: string) => `md5('streak-reminder ' || ${date})::uuid`;

// Whoever was out three days ago at most is found by the index; their own calendar decides then.
const ENDANGERED = `/* streaks-endangered */
select u.id, local.today::text as today from users u
cross join lateral (select (now() at time zone u.timezone)::date as today, extract(hour from now() at time zone u.timezone) as hour) local
where u.last_visit_on between current_date - 3 and current_date + 1 and u.last_visit_on = local.today - 1 and local.hour >= ${EVENING}
  and u.deleted_at is null and u.deactivated_at is null
  and coalesce((u.settings->'notifications'->>'streakReminders')::boolean, true)
  and not exists (select from notifications n where n.recipient_id = u.id and n.event_id = ${reminderOf('local.today')})
order by u.id limit ${MOST_AT_ONCE}`;

export interface Endangered {
  readonly id: number;
  /** the calendar date where the person is */
  readonly today: string;
}

/** Whose streak ends tonight, in their evening, and who has not been told so today. */
export async function findEndangered(tx: Tx): Promise<Endangered[]> {
  return (await tx.executeQuery<Endangered>(CompiledQuery.raw(ENDANGERED, []))).rows;
}

const REMINDER_ID = `/* streak-reminder-id */ select ${reminderOf('$1::date')} as id`;

export async function reminderId(tx: Tx, date: string): Promise<string> {
  const { rows } = await tx.executeQuery<{ id: string }>(CompiledQuery.raw(REMINDER_ID, [date]));
  const [row] = rows;
  if (!row) throw new Error('a query without from returned no row');
  return row.id;
}

// What came after an evening waits for the next one.
const IS_DUE = `n.push = 'daily' and n.created_at < (
  select case when shown.wall::time >= time '${EVENING}:00' then shown.wall::date else shown.wall::date - 1 end + time '${EVENING}:00'
  from (select now() at time zone u.timezone as wall) shown) at time zone u.timezone`;

const DUE = `/* bundles-due */
select distinct n.recipient_id as id from notifications n join users u on u.id = n.recipient_id where ${IS_DUE} limit ${MOST_AT_ONCE}`;

/** Whose evening has come since they were told of people whom they do not follow. */
export async function findBundlesDue(tx: Tx): Promise<number[]> {
  return (await tx.executeQuery<{ id: number }>(CompiledQuery.raw(DUE, []))).rows.map(({ id }) => id);
}

export interface Bundle {
  readonly recipientId: number;
  /** of unread ones, of people who may be heard */
  readonly count: number;
  readonly newestId: number;
}

/** The condition that somebody is left who did it: neither gone nor muted or blocked since. */
const IS_OF_SOMEBODY = `exists (select from notification_actors na join users who on who.id = na.actor_id
  and ${accountIsThere('who', 'n.recipient_id')} and ${isNotMuted('who', 'n.recipient_id')} where na.notification_id = n.id)`;

// What was read meanwhile needs no push any more, nor does what muted people did.
const TAKE = `/* bundles-take */
with taken as (
  update notifications n set push = case when n.read_at is null and ${IS_OF_SOMEBODY} then 'bundled' else 'none' end from users u
  where n.recipient_id = any($1::bigint[]) and u.id = n.recipient_id and ${IS_DUE}
  returning n.id, n.recipient_id, n.push, n.created_at)
select recipient_id as "recipientId", count(*)::int as count, (array_agg(id order by created_at desc, id desc))[1] as "newestId"
from taken where push = 'bundled' group by recipient_id order by recipient_id`;

/** Takes what waited for the evening of these people, once. */
export async function takeBundles(tx: Tx, recipientIds: readonly number[]): Promise<Bundle[]> {
  return (await tx.executeQuery<Bundle>(CompiledQuery.raw(TAKE, [recipientIds]))).rows;
}
