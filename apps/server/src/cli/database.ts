import { loadToolConfig, type ToolConfig } from '../platform/config.js';
import { Database } from '../platform/database/database.js';
import { createLogger } from '../platform/telemetry/logger.js';

/** A database for one command: few connections, and statements that may take their time. */
export async function withDatabase<T>(
  work: (database: Database, config: ToolConfig) => Promise<T>,
): Promise<T> {
  const config = loadToolConfig();
  const database = new Database(
    {
      url: config.DATABASE_URL,
      replicaUrls: [],
      applicationName: 'beli-cli',
      poolSize: 3,
      statementTimeoutMs: 0,
    },
    createLogger('beli', 'silent'),
  );
  try {
    return await work(database, config);
  } finally {
    await database.close();
  }
}
