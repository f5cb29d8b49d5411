import { sql } from 'kysely';
import { COUNTERS, type Counter } from '../../doctor/counters.js';
import { PERSONAL_DATA } from '../../personal-data.js';
import type { Tx } from '../../platform/database/database.js';
import type { Outbox } from '../../platform/outbox/outbox.js';
import type { PersonalTable } from '../../platform/personal-data/personal-data.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import { GRACE_DAYS } from './account.sql.js';

const MOST_AT_ONCE = 20;
/** People whom one event tells of. */
const RECOUNTED_AT_ONCE = 500;

/** Purges accounts whose grace is over. */
export async function purgeDueAccounts(tx: Tx, logger: Logger, outbox: Outbox): Promise<void> {
  const due = await tx
    .selectFrom('users')
    .select('id')
    .where('deleted_at', '<', sql<Date>`now() - ${GRACE_DAYS}::int * interval '1 day'`)
    .orderBy('id')
    .limit(MOST_AT_ONCE)
    .forUpdate()
    .skipLocked()
    .execute();
  for (const { id } of due) {
    await sql`savepoint purge`.execute(tx);
    try {
      const recounted = await purgeAccount(tx, id);
      for (let at = 0; at < recounted.length; at += RECOUNTED_AT_ONCE)
        await outbox.append(tx, 'people.recounted', { userIds: recounted.slice(at, at + RECOUNTED_AT_ONCE) });
      await sql`release savepoint purge`.execute(tx);
    } catch (error) {
      // One that cannot be purged must not keep the others waiting; it is tried again at the next turn.
      await sql`rollback to savepoint purge`.execute(tx);
      logger.error({ userId: id, err: error }, 'an account could not be purged');
    }
  }
}

/**
 * Removes everything that refers to a person, as the features registered it, and counts anew what others'
 * rows said of it. Returns the people who were counted anew.
 */
export async function purgeAccount(tx: Tx, userId: number): Promise<number[]> {
  const { keeps_reviews: keepsReviews } = await tx
    .selectFrom('users')
    .select('keeps_reviews')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  const touched = await findTouched(tx, userId);
  for (const table of PERSONAL_DATA)
    if (table.table !== 'users') await purgeFrom(tx, table, userId, keepsReviews);
  // What was given up may name the person in its payload.
  await deleteDeadLetters(tx, userId);
  await sql`update users set invited_by = null where invited_by = ${userId}`.execute(tx);
  await tx.deleteFrom('users').where('id', '=', userId).execute();
  for (const { counter, ids } of touched) await recount(tx, counter, ids);
  const people = touched.flatMap(({ counter, ids }) => (counter.table === 'users' ? ids : []));
  return [...new Set(people)].filter((id) => id !== userId);
}

/** Members of events that name people; a test holds them against the events. */
export const PEOPLE_IN_EVENTS = [
  'userId',
  'userIds',
  'followerId',
  'followeeId',
  'followerIds',
  'afterFollowerId',
  'blockerId',
  'blockedId',
  'muterId',
  'mutedId',
  'authorId',
  'recipientIds',
  'invitedIds',
] as const;

async function deleteDeadLetters(tx: Tx, userId: number): Promise<void> {
  const named = PEOPLE_IN_EVENTS.map(
    (name) => sql`payload @> ${JSON.stringify({ [name]: name.endsWith('Ids') ? [userId] : userId })}::jsonb`,
  );
  await sql`delete from outbox where dead_at is not null and (${sql.join(named, sql` or `)})`.execute(tx);
}

async function purgeFrom(
  tx: Tx,
  { table, people }: PersonalTable,
  userId: number,
  keepsReviews: boolean,
): Promise<void> {
  for (const [column, onPurge] of Object.entries(people)) {
    const [name, ref] = [sql.table(table), sql.ref(column)];
    if (onPurge === 'take-out')
      await sql`update ${name} set ${ref} = array_remove(${ref}, ${userId}) where ${ref} @> array[${userId}]::bigint[] and ${ref} <> '{}'`.execute(
        tx,
      );
    else if (onPurge === 'forget' || (onPurge === 'delete-unless-kept' && keepsReviews))
      await sql`update ${name} set ${ref} = null where ${ref} = ${userId}`.execute(tx);
    else await sql`delete from ${name} where ${ref} = ${userId}`.execute(tx);
  }
}

/** The rows of others whose counters the person's rows are counted in. */
async function findTouched(tx: Tx, userId: number): Promise<{ counter: Counter; ids: number[] }[]> {
  const touched = [];
  for (const counter of COUNTERS) {
    if (!counter.reference) continue;
    const ids = new Set<number>();
    for (const source of counter.sources) {
      const people = PERSONAL_DATA.find(({ table }) => table === source)?.people ?? {};
      for (const [column, onPurge] of Object.entries(people)) {
        if (onPurge === 'take-out') continue;
        const { rows } = await sql<{ id: number | null }>`
          select distinct ${sql.ref(counter.reference)} as id from ${sql.table(source)} where ${sql.ref(column)} = ${userId}`.execute(
          tx,
        );
        for (const { id } of rows) if (id !== null) ids.add(id);
      }
    }
    if (ids.size > 0) touched.push({ counter, ids: [...ids].sort((a, b) => a - b) });
  }
  return touched;
}

/** Sets the counters of some rows to what they should be, locking in order of id like every other writer. */
async function recount(tx: Tx, { table, columns, truth, absent }: Counter, ids: number[]): Promise<void> {
  await sql`select id from ${sql.table(table)} where id = any(${ids}::bigint[]) order by id for no key update`.execute(
    tx,
  );
  const assignments = columns.map((column, index) =>
    absent[index] === 'null'
      ? `${column} = a.${column}`
      : `${column} = coalesce(a.${column}, ${absent[index]})`,
  );
  await sql`update ${sql.table(table)} t set ${sql.raw(assignments.join(', '))}
    from unnest(${ids}::bigint[]) as asked(id)
    left join lateral (select * from (${sql.raw(truth)}) counted where counted.id = asked.id) a on true
    where t.id = asked.id`.execute(tx);
}
