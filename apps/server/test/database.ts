import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { pino } from 'pino';
import { Database } from '../src/platform/database/database.js';

export const TEMPLATE = 'beli_test_template';

function serverUrl(): string {
  const url = process.env.DATABASE_URL;
  if (!url)
    throw new Error('No DATABASE_URL: run the tests with `npm test`, which provides PostgreSQL and Redis.');
  return url;
}

export function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

export function openDatabase(url: string, poolSize = 10): Database {
  return new Database(
    { url, replicaUrls: [], applicationName: 'beli-test', poolSize, statementTimeoutMs: 30_000 },
    pino({ level: 'silent' }),
  );
}

/** Runs a statement outside of every test database. */
export async function adminQuery(text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: urlOf('postgres') });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** plain SQL for arranging and looking */
  query<T = Record<string, unknown>>(text: string, values?: unknown[]): Promise<T[]>;
  /** Runs a statement in a transaction that stays open, with its locks, until what it returns is called: that commits it. */
  hold(text: string, values?: unknown[]): Promise<() => Promise<void>>;
  /** Removes it; fails if somebody left a connection open. */
  drop(): Promise<void>;
}

/** A database of one's own, cloned from the template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `beli_test_${randomBytes(6).toString('hex')}`;
  // Two clones of one template at the same time get in each other's way.
  for (let attempt = 1; ; attempt++) {
    try {
      await adminQuery(`create database ${name} template ${TEMPLATE}`);
      break;
    } catch (error) {
      if (attempt === 50 || (error as { code?: string }).code !== '55006') throw error;
    }
  }
  const url = urlOf(name);
  const pool = new pg.Pool({ connectionString: url, max: 3, application_name: 'beli-test-look' });
  return {
    name,
    url,
    query: async (text, values) => (await pool.query(text, values)).rows as never,
    async hold(text, values) {
      const client = await pool.connect();
      await client.query('begin');
      await client.query(text, values);
      let isHeld = true;
      return async () => {
        if (!isHeld) return;
        isHeld = false;
        await client.query('commit');
        client.release();
      };
    },
    async drop() {
      await pool.end();
      try {
        await waitForNoConnections(name);
      } finally {
        await adminQuery(`drop database if exists ${name} with (force)`);
      }
    },
  };
}

/** A closed connection takes the server a moment to notice. */
async function waitForNoConnections(name: string): Promise<void> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const { rows } = await adminQuery(
      `select application_name from pg_stat_activity where datname = '${name}' and backend_type = 'client backend'`,
    );
    if (rows.length === 0) return;
    if (Date.now() > deadline) {
      throw new Error(`connections were left open: ${rows.map((row) => row.application_name).join(', ')}`);
    }
  }
}
