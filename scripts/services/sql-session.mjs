import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SERVER } from '../setup/paths.mjs';

/** Runs one statement on a connection of its own; answers its rows. Needs the installed dependencies. */
export async function runSql(connectionString, statement) {
  const { Client } = createRequire(join(SERVER, 'package.json'))('pg');
  const client = new Client({
    connectionString,
    connectionTimeoutMillis: 5000,
    application_name: 'beli-scripts',
  });
  // A connection that dies after the answer (a server told to stop) is nobody's fault.
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
