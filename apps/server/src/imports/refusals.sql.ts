import { sql } from 'kysely';
import type { Tx } from '../platform/database/database.js';
import { pagesOf } from './import-session.sql.js';

export interface Refusal {
  readonly line: number;
  readonly reason: string;
  readonly row: string;
}

/** Where the merge puts rows that only the whole file, or the database, shows to be wrong. */
export async function createRefusedTable(tx: Tx): Promise<void> {
  await sql`create temp table refused (line integer not null, reason text not null, row text not null) on commit drop`.execute(
    tx,
  );
}

export const readRefusals = (tx: Tx): AsyncGenerator<Refusal[]> =>
  pagesOf<Refusal>(tx, sql`select line, reason, row from refused`);

/** Keeps the first row of every key in the staging table and refuses the others. */
export async function refuseRepeated(tx: Tx, key: readonly string[]): Promise<void> {
  const columns = sql.join(key.map((column) => sql.ref(column)));
  await sql`
    with repeated as (
      select line, first_value(line) over (partition by ${columns} order by line) as first_line from staged
    ), removed as (
      delete from staged s using repeated r where r.line = s.line and r.line > r.first_line
      returning s.line, r.first_line, concat_ws(',', ${sql.join(key.map((column) => sql.ref(`s.${column}`)))}) as row
    )
    insert into refused select line, 'it repeats line ' || first_line, row from removed`.execute(tx);
}
