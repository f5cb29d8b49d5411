import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { postgresFolder, removeCluster } from '../services/postgres-folder.mjs';
import { expectedServiceUser } from '../services/service-user.mjs';
import { Fault } from '../setup/fault.mjs';
import { refuseWhenStopping } from '../setup/lifecycle.mjs';

/** Only what we made ourselves: the folder may be somebody's own and hold other things. */
const OWN_ENTRIES = ['redis', 'logs', 'files', 'keyring.json', 'services.json'];

/** Refuses a reset before anything is touched: of data that is not ours, or that nobody can confirm. */
export function checkReset({ yes }) {
  for (const name of ['DATABASE_URL', 'REDIS_URL']) {
    if (process.env[name]) {
      throw new Fault(
        `--reset only ever clears the private data folder: ${name} is set, so empty that one yourself.`,
      );
    }
  }
  if (!yes && !process.stdin.isTTY) {
    throw new Fault(
      '--reset asks before it deletes and there is no terminal to ask on: add --yes to go on without asking.',
    );
  }
}

/** Deletes the private data, after asking. Answers whether it did. */
export async function resetHome(home, { yes }) {
  const place = postgresFolder(home, expectedServiceUser());
  const where = place.elsewhere ? `${home} and ${place.parent}` : home;
  if (!yes && !(await confirm(`Delete the database, the queues, the keys and the logs in ${where}? [y/N] `)))
    return false;
  removeCluster(place);
  for (const entry of OWN_ENTRIES) rmSync(join(home, entry), { recursive: true, force: true });
  return true;
}

async function confirm(question) {
  // Not as a terminal of readline's own, which would swallow Ctrl-C.
  const input = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  try {
    const answer = await new Promise((resolve) => {
      input.once('close', () => resolve(''));
      void input.question(question).then(resolve, () => resolve(''));
    });
    refuseWhenStopping();
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    input.close();
  }
}
