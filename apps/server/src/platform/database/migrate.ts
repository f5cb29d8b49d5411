import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration';
import type { Db } from './database.js';

/** Beside both src and dist. */
export const MIGRATIONS_DIR = fileURLToPath(new URL('../../../migrations/', import.meta.url));

/** Plain SQL files in order of name, forward only. */
class SqlFiles implements MigrationProvider {
  constructor(private readonly directory: string) {}

  async getMigrations(): Promise<Record<string, Migration>> {
    const files = (await readdir(this.directory)).filter((file) => file.endsWith('.sql')).sort();
    const texts = await Promise.all(files.map((file) => readFile(`${this.directory}/${file}`, 'utf8')));
    return Object.fromEntries(
      files.map((file, index) => [
        file.replace(/\.sql$/, ''),
        { up: async (db) => void (await sql.raw(texts[index] ?? '').execute(db)) },
      ]),
    );
  }
}

/**
 * Brings the schema up to date and returns the names of the migrations it ran. All run in one transaction
 * under an advisory lock, so that processes which start together wait for each other.
 */
export async function migrate(db: Db, directory = MIGRATIONS_DIR): Promise<string[]> {
  const migrator = new Migrator({
    db,
    provider: new SqlFiles(directory),
    migrationTableName: 'schema_migrations',
    migrationLockTableName: 'schema_migrations_lock',
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error;
  return (results ?? [])
    .filter((result) => result.status === 'Success')
    .map((result) => result.migrationName);
}
