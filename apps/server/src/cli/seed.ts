import type { DemoCity } from '../demo-city/demo-city.js';
import { generateDemoCity } from '../demo-city/generate-demo-city.js';
import { loadDemoCity } from '../demo-city/load-demo-city.sql.js';
import { freshenCaches } from '../imports/fresh-caches.js';
import type { ToolConfig } from '../platform/config.js';
import { FieldCipher } from '../platform/crypto/field-cipher.js';
import { fixedKeys } from '../platform/crypto/keys.js';
import { Passwords } from '../platform/crypto/passwords.js';
import type { Database } from '../platform/database/database.js';
import { withDatabase } from './database.js';
import { CliFailure } from './failure.js';
import { note, print, table } from './output.js';
import { Progress } from './progress.js';
import { analyzeAll, findLiving, isEmpty, lockSeeding } from './seed.sql.js';

interface Account {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly role: string;
}

export interface Options {
  readonly ifEmpty?: true;
  readonly json?: true;
}

export const seedDatabase = (options: Options): Promise<void> =>
  withDatabase((database, config) => seed(database, config, options));

async function seed(database: Database, config: ToolConfig, options: Options): Promise<void> {
  const city = generateDemoCity({ now: new Date() });
  const isSeeded = await loadIfEmpty(database, config, city);
  if (!isSeeded && !options.ifEmpty)
    throw new CliFailure(
      'The database is not empty: the demo city goes into an empty one (or use --if-empty).',
    );
  if (isSeeded) {
    await analyzeAll(database.primary);
    await freshenCaches(config.REDIS_URL, { restaurantIds: [], userIds: [], isCatalogueChanged: true });
  }
  const accounts = await accountsOf(database, city);
  if (options.json) print(JSON.stringify({ seeded: isSeeded, accounts }));
  else {
    print(isSeeded ? 'Seeded the demo city.' : 'The database holds data already: nothing was changed.');
    if (accounts.length > 0)
      print(
        table([
          ['username', 'password', 'e-mail', 'role'],
          ...accounts.map(({ username, password, email, role }) => [username, password, email, role]),
        ]),
      );
  }
}

async function loadIfEmpty(database: Database, config: ToolConfig, city: DemoCity): Promise<boolean> {
  // The common case of `--if-empty` needs no keys.
  if (!(await isEmpty(database.primary))) return false;
  const crypto = {
    cipher: new FieldCipher(fixedKeys(config.loadKeyring())),
    passwords: new Passwords(config.BCRYPT_COST),
  };
  return database.transaction(async (tx) => {
    await lockSeeding(tx);
    if (!(await isEmpty(tx))) return false;
    let progress: Progress | undefined;
    note('Seeding the demo city …');
    await loadDemoCity(tx, city, crypto, (_step, done, total) => {
      progress ??= new Progress(total);
      progress.update(done, done);
    });
    progress?.stop(true);
    return true;
  });
}

/** The demo accounts that can sign in to this database. */
async function accountsOf(database: Database, city: DemoCity): Promise<Account[]> {
  const withPassword = city.people.flatMap(({ id, username, email, password, role }) =>
    password === null ? [] : [{ id, username, email, password, role }],
  );
  const living = await findLiving(database.primary, withPassword);
  return withPassword.filter(({ id }) => living.has(id));
}
