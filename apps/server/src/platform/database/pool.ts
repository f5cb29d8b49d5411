import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';

export interface PoolSettings {
  readonly applicationName: string;
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
}

const { builtins } = pg.types;
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    // BIGINT ids stay below 2^53 (checked at the edges); ratings and prices are short decimals.
    if (oid === builtins.INT8 || oid === builtins.NUMERIC) return Number;
    if (oid === 1016) return parseBigintArray;
    // A calendar date has no zone and must not get one.
    if (oid === builtins.DATE) return (text: string) => text;
    return pg.types.getTypeParser(oid, format as 'text');
  },
} as pg.CustomTypesConfig;

function parseBigintArray(text: string): number[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(Number);
}

/**
 * A pool whose statements that begin with a comment (`/* feed-page *​/ select …`) are prepared once per
 * connection and measured under that name. Only statements with a fixed text carry one.
 */
export function createPool(
  url: string,
  settings: PoolSettings,
  logger: Logger,
  metrics?: Metrics,
): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url,
    max: settings.poolSize,
    application_name: settings.applicationName,
    statement_timeout: settings.statementTimeoutMs,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    // Statements here take milliseconds: compiling one costs more than it ever saves.
    options: '-c jit=off',
    types,
  });
  pool.on('error', (error) => logger.warn({ reason: error.message }, 'an idle database connection was lost'));
  // One that is lost inside a transaction fails the next statement; without a listener it would end the process.
  pool.on('connect', (client) => {
    client.on('error', (error) => logger.debug({ reason: error.message }, 'a database connection was lost'));
  });
  const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      let named = wrapped.get(client);
      if (!named) {
        named = nameStatements(client, metrics);
        wrapped.set(client, named);
      }
      return named;
    },
  };
}

const LEADING_NAME = /^\s*\/\* ([\w-]+) \*\//;
const names = new Map<string, string | undefined>();

function nameOf(text: string): string | undefined {
  if (names.has(text)) return names.get(text);
  const name = LEADING_NAME.exec(text)?.[1];
  // Statements without a name may differ with every call: remembering them would leak.
  if (name) names.set(text, name);
  return name;
}

function nameStatements(client: pg.PoolClient, metrics?: Metrics): PostgresPoolClient {
  const run = async (text: string, values: readonly unknown[]) => {
    const name = nameOf(text);
    const stop = metrics?.queryDuration.startTimer({ statement: name ?? 'other' });
    try {
      return await client.query(
        name ? { name, text, values: values as unknown[] } : { text, values: values as unknown[] },
      );
    } finally {
      stop?.();
    }
  };
  return {
    get processID() {
      return (client as unknown as { processID: number }).processID;
    },
    query: run as unknown as PostgresPoolClient['query'],
    release: (destroy?: boolean) => client.release(destroy),
  };
}
