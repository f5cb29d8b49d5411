import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../platform/database/database.js';
import type { Counter } from './counters.js';

export interface Example {
  readonly id: string;
  readonly stored: string;
  readonly actual: string;
}

export interface Drift {
  readonly count: number;
  readonly examples: readonly Example[];
}

const list = (parts: readonly string[]) => parts.join(', ');

/** The rows whose stored numbers differ: id, stored_…, actual_…. */
function differences({ table, columns, truth, absent, where = 'true' }: Counter): RawBuilder<unknown> {
  const actual = columns.map((column, index) =>
    absent[index] === 'null' ? `a.${column}` : `coalesce(a.${column}, ${absent[index]})`,
  );
  const stored = columns.map((column) => `t.${column}`);
  return sql.raw(`
    select t.id, ${list(columns.map((column, index) => `${stored[index]} as stored_${column}, ${actual[index]} as actual_${column}`))}
    from ${table} t left join (${truth}) a on a.id = t.id
    where (${where}) and row(${list(stored)}) is distinct from row(${list(actual)})`);
}

/** Recounts in one statement, so that what happens meanwhile is seen entirely or not at all. */
export async function measureDrift(db: Db, counter: Counter, examples: number): Promise<Drift> {
  const text = (prefix: string) =>
    sql.raw(
      `concat_ws(', ', ${list(counter.columns.map((column) => `coalesce(${prefix}_${column}::text, 'none')`))})`,
    );
  const { rows } = await sql<Example & { count: number }>`
    with different as materialized (${differences(counter)})
    select id::text, ${text('stored')} as stored, ${text('actual')} as actual, (select count(*)::int from different) as count
    from different order by different.id limit ${examples}`.execute(db);
  return { count: rows[0]?.count ?? 0, examples: rows };
}

/**
 * Sets the numbers that differ to what they should be. Writers wait meanwhile: a number that moves between
 * the recount and the update would be wrong again.
 */
export async function repairDrift(tx: Tx, counter: Counter): Promise<number> {
  const tables = [...new Set([counter.table, ...counter.sources])];
  await sql`lock table ${sql.join(tables.map((table) => sql.table(table)))} in share row exclusive mode`.execute(
    tx,
  );
  const assignments = list(counter.columns.map((column) => `${column} = d.actual_${column}`));
  const { numAffectedRows } = await sql`
    with different as materialized (${differences(counter)})
    update ${sql.table(counter.table)} t set ${sql.raw(assignments)} from different d where t.id = d.id`.execute(
    tx,
  );
  return Number(numAffectedRows ?? 0);
}

/** Reactions that were given up. */
export async function measureDead(db: Db, examples: number): Promise<Drift> {
  const { rows } = await sql<Example & { count: number }>`
    select event_id || ' ' || reaction as id, 'given up after ' || attempts as stored, left(coalesce(last_error, ''), 80) as actual,
      count(*) over ()::int as count
    from outbox where dead_at is not null order by dead_at limit ${examples}`.execute(db);
  return { count: rows[0]?.count ?? 0, examples: rows };
}

/** Gives reactions that were given up another chance. */
export async function reviveDead(tx: Tx): Promise<number> {
  const { numAffectedRows } = await sql`
    update outbox set dead_at = null, attempts = 0, available_at = now() where dead_at is not null`.execute(
    tx,
  );
  return Number(numAffectedRows ?? 0);
}
