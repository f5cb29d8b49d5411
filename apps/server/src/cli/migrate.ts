import { migrate } from '../platform/database/migrate.js';
import { withDatabase } from './database.js';
import { print } from './output.js';

export async function migrateDatabase(): Promise<void> {
  const ran = await withDatabase((database) => migrate(database.primary));
  for (const name of ran) print(`ran ${name}`);
  print(ran.length === 0 ? 'The schema is up to date.' : `The schema is up to date now (${ran.length} ran).`);
}
