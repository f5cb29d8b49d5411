import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../scripts/setup/fault.mjs';
import { PINNED_NODE, ROOT, SERVER_CLI } from '../scripts/setup/paths.mjs';
import { step } from '../scripts/setup/progress.mjs';
import { runTool } from '../scripts/setup/run-tool.mjs';

const DATA = join(ROOT, '../shared/data');
const FILES = ['restaurants-nyc.csv.gz', 'restaurants-osm.csv.gz'];

export const haveRealRestaurants = () => FILES.every((file) => existsSync(join(DATA, file)));

/**
 * Imports the real restaurants into an empty database.
 * @param folder for what is refused
 * @param options.mayReuse restaurants that are there already are taken as they are
 */
export async function provideRestaurants(database, folder, { mayReuse = false } = {}) {
  await step('Migrating', (note) => beli(['migrate'], note));
  const { rows } = await database.query('select exists (select from restaurants) as found');
  if (rows[0].found && mayReuse) return;
  if (rows[0].found) throw new Fault('The database holds restaurants already: name an empty one.');
  for (const file of FILES) {
    const args = [
      'import',
      'restaurants',
      join(DATA, file),
      '--rejects',
      join(folder, `${file}.rejected.csv`),
    ];
    await step(`Importing ${file}`, (note) => beli(args, note));
  }
  await step('Vacuuming', () => database.query('vacuum (analyze)'));
}

function beli(args, note) {
  return runTool(`beli ${args[0]}`, PINNED_NODE, [SERVER_CLI, ...args], { note });
}
