import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../scripts/setup/fault.mjs';
import { PINNED_NODE, ROOT, SERVER_CLI } from '../scripts/setup/paths.mjs';
import { step } from '../scripts/setup/progress.mjs';
import { runTool } from '../scripts/setup/run-tool.mjs';

const DATA = join(ROOT, '../shared/data');
const IMPORTS = [
  ['restaurants', 'restaurants-nyc.csv.gz'],
  ['restaurants', 'restaurants-osm.csv.gz'],
  ['follows', 'follows.csv.gz'],
  ['visits', 'visits.csv.gz'],
];

/**
 * Fills the database: the real city where its files are here, else the demo city.
 * @param folder where what the imports refuse is written
 */
export async function provideCity(database, { folder, reuse }) {
  await migrate();
  if (await holdsRestaurants(database)) {
    if (reuse) return 'the city that was there';
    throw new Fault('The database holds data already: name an empty one, or use --reuse.');
  }
  const isReal = IMPORTS.every(([, file]) => existsSync(join(DATA, file)));
  if (!isReal) {
    process.stderr.write('  The real city (../shared/data) is not here: measuring on the demo city.\n');
    await step('Seeding the demo city', (note) => beli(['seed'], note));
  } else {
    for (const [kind, file] of IMPORTS) {
      const args = ['import', kind, join(DATA, file), '--rejects', join(folder, `${file}.rejected.csv`)];
      await step(`Importing ${file}`, (note) => beli(args, note));
    }
  }
  await step('Vacuuming', () => database.query('vacuum (analyze)'));
  return isReal ? 'the imported city' : 'the demo city';
}

export const migrate = () => step('Migrating', (note) => beli(['migrate'], note));

const beli = (args, note) => runTool(`beli ${args[0]}`, PINNED_NODE, [SERVER_CLI, ...args], { note });

async function holdsRestaurants(database) {
  const { rows } = await database.query('select exists (select from restaurants) as found');
  return rows[0].found;
}
