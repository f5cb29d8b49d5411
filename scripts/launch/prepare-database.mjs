import { Fault } from '../setup/fault.mjs';
import { PINNED_NODE, SERVER_CLI } from '../setup/paths.mjs';
import { step } from '../setup/progress.mjs';
import { runTool } from '../setup/run-tool.mjs';

/**
 * Brings the schema up to date and fills an empty database with the demo city.
 * @returns {Array<{ id: number, username: string, email: string, password: string, role: string }>} demo accounts
 */
export async function prepareDatabase(environment) {
  const run = (name, args, note) =>
    runTool(name, PINNED_NODE, [SERVER_CLI, ...args], { env: environment, note });
  await step('Migrating the database', (note) => run('Migrating', ['migrate'], note));
  const lines = await step('Seeding the demo city where there is no data', (note) =>
    run('Seeding', ['seed', '--if-empty', '--json'], note),
  );
  try {
    return JSON.parse(lines.at(-1)).accounts ?? [];
  } catch {
    throw new Fault('Seeding ended without the list of demo accounts.');
  }
}
