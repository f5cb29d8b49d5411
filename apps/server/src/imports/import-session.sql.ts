import type { Writable } from 'node:stream';
import { Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import type { Tx } from '../platform/database/database.js';
import type { DB } from '../platform/database/schema.gen.js';

const APPLICATION = 'beli-import';
// 'beli' in ASCII: nobody else's advisory lock.
const LOCK_CLASS = 0x62656c69;
const LOCK_IMPORTS = 1;

/**
 * One connection with one transaction: staging tables, COPY and the merge see the same, and an import that
 * stops anywhere, by whatever signal, leaves nothing behind.
 */
export class ImportSession {
  private constructor(
    private readonly client: pg.Client,
    private readonly kysely: Kysely<DB>,
    private readonly url: string,
    private readonly processId: number,
  ) {}

  static async open(url: string): Promise<ImportSession> {
    const client = new pg.Client({
      connectionString: url,
      application_name: APPLICATION,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    // An interruption ends the connection under the running statement, which fails with it.
    client.on('error', () => undefined);
    await client.connect();
    const pool = {
      options: {},
      connect: async () => ({ query: client.query.bind(client), release: () => undefined }),
      end: () => client.end(),
    };
    const kysely = new Kysely<DB>({ dialect: new PostgresDialect({ pool: pool as never }) });
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(kysely);
    return new ImportSession(client, kysely, url, rows[0]?.pid ?? 0);
  }

  /** Waits until no other import runs; the end of the connection, whatever ends it, lets the next one begin. */
  async takeTurn(onWait: () => void): Promise<void> {
    const { rows } = await sql<{ isFree: boolean }>`
      select pg_try_advisory_lock(${LOCK_CLASS}, ${LOCK_IMPORTS}) as "isFree"`.execute(this.kysely);
    if (rows[0]?.isFree) return;
    onWait();
    await sql`select pg_advisory_lock(${LOCK_CLASS}, ${LOCK_IMPORTS})`.execute(this.kysely);
  }

  /** Runs `work` in the transaction of the import. */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.kysely.transaction().execute(async (tx) => {
      await sql`set local statement_timeout = 0`.execute(tx);
      await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx);
      await sql`set local work_mem = '64MB'`.execute(tx);
      await sql`set local timezone = 'UTC'`.execute(tx);
      return work(tx);
    });
  }

  /** A stream of lines in COPY's text format into the staging table. */
  copyIntoStaged(columns: readonly string[]): Writable {
    return this.client.query(copyStreams.from(`copy staged (${columns.join(', ')}) from stdin`));
  }

  /** Gives back the room of rows that an interrupted import left behind, which the next would add to. */
  async reclaim(tables: readonly string[]): Promise<void> {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_stat_user_tables
      where schemaname = 'public' and relname = any(${tables}::text[]) and n_dead_tup > 1000 and n_dead_tup > n_live_tup / 10`.execute(
      this.kysely,
    );
    for (const { name } of rows) await sql`vacuum ${sql.table(name)}`.execute(this.kysely);
  }

  async analyze(tables: readonly string[]): Promise<void> {
    for (const table of tables) await sql`analyze ${sql.table(table)}`.execute(this.kysely);
  }

  async sizes(tables: readonly string[]): Promise<TableSize[]> {
    const { rows } = await sql<TableSize>`
      select name, pg_table_size(name::regclass)::float8 as "tableBytes", pg_indexes_size(name::regclass)::float8 as "indexBytes"
      from unnest(${tables}::text[]) with ordinality as listed(name, place) order by place`.execute(
      this.kysely,
    );
    return rows;
  }

  /** Ends the transaction from outside, in the middle of whatever statement is running. */
  async abort(): Promise<void> {
    const killer = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 2_000 });
    killer.on('error', () => undefined);
    await killer.connect();
    await killer.query('select pg_terminate_backend($1)', [this.processId]);
    await killer.end();
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }
}

export interface TableSize {
  readonly name: string;
  readonly tableBytes: number;
  readonly indexBytes: number;
}

/** Rows that a statement names as refused, in pages, so that no number of them fills the memory. */
export async function* pagesOf<Row extends { line: number }>(
  tx: Tx,
  source: RawBuilder<unknown>,
): AsyncGenerator<Row[]> {
  for (let after = 0; ; ) {
    const { rows } =
      await sql<Row>`select * from (${source}) as refused where line > ${after} order by line limit 5000`.execute(
        tx,
      );
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)?.line ?? 0;
  }
}

/** Affected rows of a statement. */
export async function affected(tx: Tx, statement: RawBuilder<unknown>): Promise<number> {
  return Number((await statement.execute(tx)).numAffectedRows ?? 0);
}
