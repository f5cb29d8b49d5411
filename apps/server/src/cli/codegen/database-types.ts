import type { Db } from '../../platform/database/database.js';
import { CliFailure } from '../failure.js';

// What extensions and the migration runner keep for themselves.
const NOT_OURS = '{spatial_ref_sys,geography_columns,geometry_columns,schema_migrations*}';

/** The types of every table, as kysely-codegen writes them. */
export async function generateDatabaseTypes(db: Db): Promise<string> {
  // A development dependency: absent where only the server is installed.
  const codegen = await import('kysely-codegen').catch(() => {
    throw new CliFailure('kysely-codegen is not installed: generate in a checkout with all dependencies.');
  });
  const dialect = codegen.getDialect('postgres', {
    dateParser: 'string',
    numericParser: 'number',
  });
  return codegen.generate({
    db,
    dialect,
    excludePattern: NOT_OURS,
    logger: new codegen.Logger('silent'),
    outFile: null,
    print: false,
    typeMapping: { int8: 'number' },
  });
}
