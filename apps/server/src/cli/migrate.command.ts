import type { Command } from 'commander';
import { migrate } from '../platform/database/migrate.js';
import { withDatabase } from './database.js';
import { print } from './output.js';

export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('bring the schema of the database up to date')
    .addHelpText('after', '\nExample:\n  beli migrate')
    .action(async () => {
      const ran = await withDatabase((database) => migrate(database.primary));
      for (const name of ran) print(`ran ${name}`);
      print(
        ran.length === 0 ? 'The schema is up to date.' : `The schema is up to date now (${ran.length} ran).`,
      );
    });
}
