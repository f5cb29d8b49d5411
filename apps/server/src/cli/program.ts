import { Command } from 'commander';
import type { ImportKind } from './import-file.js';

const example = (text: string) => `\nExample:\n  ${text}`;

/** Every command; what one needs is loaded when it runs. */
export function createProgram(): Command {
  const program = new Command('beli')
    .description('Looks after a Beli database. Reads DATABASE_URL, REDIS_URL and KEYRING_FILE.')
    .showHelpAfterError('(beli --help shows how)')
    .addHelpText('after', example('beli import restaurants restaurants.csv.gz'));
  program
    .command('migrate')
    .description('bring the schema of the database up to date')
    .addHelpText('after', example('beli migrate'))
    .action(async () => (await import('./migrate.js')).migrateDatabase());
  program
    .command('seed')
    .description('fill an empty database with the demo city')
    .option('--if-empty', 'do nothing where there is data already, instead of refusing')
    .option('--json', 'end with one line of JSON: whether it was seeded, and the accounts that can sign in')
    .addHelpText('after', example('beli seed --if-empty'))
    .action(async (options) => (await import('./seed.js')).seedDatabase(options));
  program
    .command('create-admin')
    .description('create an admin, or make the account of this e-mail one')
    .requiredOption('--email <email>', 'e-mail to sign in with')
    .requiredOption('--username <username>', '3 to 20 letters, digits or underscores')
    .option('--name <name>', 'name to show (default: the username)')
    .option('--password <password>', 'asked for in a terminal, else made up and printed once')
    .addHelpText(
      'after',
      example('beli create-admin --email ana@example.com --username ana --name "Ana Lima"'),
    )
    .action(async (options) => (await import('./create-admin.js')).createAdmin(options));
  addImports(
    program.command('import').description('take a CSV file into the database, as often as you like'),
  );
  program
    .command('doctor')
    .description('recount every counter and show what has drifted; exit code 1 where something has')
    .option('--fix', 'set right what has drifted')
    .addHelpText('after', example('beli doctor --fix'))
    .action(async (options) => (await import('./doctor.js')).doctor(options));
  addKeys(program.command('keys').description('the keys that sign tokens and encrypt private data'));
  program
    .command('codegen')
    .description('write again what is generated from the contract and from the schema of a migrated database')
    .option('--check', 'write nothing; fail where a file differs')
    .addHelpText('after', example('beli codegen --check'))
    .action(async (options) => (await import('./codegen.js')).generateFiles(options));
  return program;
}

function addKeys(keys: Command): void {
  keys
    .command('list')
    .description('which keys there are, since when, and how many values each one encrypts')
    .addHelpText('after', example('beli keys list'))
    .action(async () => (await import('./keys.js')).listKeys());
  keys
    .command('rotate')
    .description('new keys, and everything encrypted anew with them, while the service runs')
    .option('--only <step>', 'prepare or promote: for a keyring file that is carried to several machines')
    .addHelpText('after', example('beli keys rotate'))
    .action(async (options) => (await import('./keys.js')).rotateKeys(options));
  keys
    .command('prune')
    .description('take out keys that no token and no value needs any more')
    .addHelpText('after', example('beli keys prune'))
    .action(async () => (await import('./keys.js')).pruneOldKeys());
}

function addImports(imports: Command): void {
  const add = (kind: ImportKind, summary: string, details: readonly string[]) =>
    imports
      .command(kind)
      .summary(summary)
      .description([`${summary}.`, '', ...details].join('\n'))
      .argument('<file>', 'CSV with a header line, plain or gzip')
      .option('--rejects <file>', 'where refused rows go (default: <file>.rejected.csv)')
      .addHelpText('after', example(`beli import ${kind} ${kind}.csv.gz`))
      .action(async (file, options) => (await import('./import-file.js')).importFile(kind, file, options));
  add('restaurants', 'add and update restaurants', [
    'The key is the column id. A known restaurant is updated where the row says something else; an empty',
    'field means unknown and takes nothing away. Opening hours (OpenStreetMap syntax) that cannot be read,',
    'or depend on the date, stay empty and are listed in <file>.warnings.csv.',
  ]);
  add('follows', 'add people and who follows whom', [
    'People are made from their ids, without e-mail or password: nobody can sign in as one of them.',
  ]);
  add('visits', 'add where people have been', [
    'The n-th most visited venue (equals in the order of their ids) becomes the n-th imported restaurant in',
    'the order of the ids of its file; so import all restaurants first. The date of a visit follows from',
    'person and venue and lies in the 400 days before --as-of. Where a person has been already nothing is',
    'added, also with another --as-of.',
  ]).option('--as-of <date>', 'the day before which all visits lie, YYYY-MM-DD (default: today in UTC)');
}
