import { CalendarDate } from '@beli/contract';
import type { Command } from 'commander';
import { planFollows } from '../imports/follows.plan.js';
import { freshenCaches } from '../imports/fresh-caches.js';
import type { ImportPlan } from '../imports/import-plan.js';
import { type ImportOutcome, runImport } from '../imports/import-run.js';
import { planRestaurants } from '../imports/restaurants.plan.js';
import { planVisits } from '../imports/visits.plan.js';
import { loadToolConfig } from '../platform/config.js';
import { CliFailure } from './failure.js';
import { count, note, print, table } from './output.js';

interface Options {
  readonly rejects?: string;
}

export function addImportCommands(program: Command): void {
  const imports = program
    .command('import')
    .description('take a CSV file into the database: gzip or plain, as often as you like');
  const add = (
    name: string,
    summary: string,
    details: string,
    planOf: (options: { asOf?: string }) => ImportPlan,
  ) =>
    imports
      .command(name)
      .summary(summary)
      .description(`${summary}.\n\n${details}`)
      .argument('<file>', 'CSV with a header line, plain or gzip')
      .option('--rejects <file>', 'where refused rows go (default: <file>.rejected.csv)')
      .addHelpText('after', `\nExample:\n  beli import ${name} ${name}.csv.gz`)
      .action(async (file: string, options: Options & { asOf?: string }) => {
        await importFile(planOf(options), file, options);
      });
  add(
    'restaurants',
    'add and update restaurants',
    'The key is the column id. A known restaurant is updated where the row says something else; an empty\nfield means unknown and takes nothing away. Opening hours in the OpenStreetMap syntax that cannot be\nread, or depend on the date, stay empty and are listed in <file>.warnings.csv.',
    planRestaurants,
  );
  add(
    'follows',
    'add people and who follows whom',
    'People are made from their ids, without e-mail or password: nobody can sign in as one of them.',
    planFollows,
  );
  add(
    'visits',
    'add where people have been',
    'The n-th most visited venue (equals in the order of their ids) becomes the n-th imported restaurant in\nthe order of the ids of its file; so import all restaurants first. The date of a visit follows from\nperson and venue and lies in the 400 days before --as-of. Where a person has been already nothing is\nadded, also with another --as-of.',
    ({ asOf }) => planVisits(asOfDate(asOf)),
  ).option('--as-of <date>', 'the day before which all visits lie, YYYY-MM-DD (default: today in UTC)');
}

function asOfDate(given: string | undefined): string {
  const today = new Date().toISOString().slice(0, 10);
  if (given === undefined) return today;
  const date = CalendarDate.safeParse(given);
  if (!date.success)
    throw new CliFailure(`--as-of ${given}: ${date.error.issues[0]?.message ?? 'is not a date'}.`);
  if (date.data > today)
    throw new CliFailure(`--as-of ${given} lies in the future: nobody has been there yet.`);
  if (date.data < '1972-01-01') throw new CliFailure(`--as-of ${given} is too early: visits begin in 1970.`);
  return date.data;
}

async function importFile(plan: ImportPlan, file: string, options: Options): Promise<void> {
  const config = loadToolConfig();
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const outcome = await runImport(plan, {
    databaseUrl: config.DATABASE_URL,
    file,
    rejects: options.rejects,
    signal: interruption.signal,
    onNote: note,
    showProgress: true,
  });
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  report(plan, file, outcome);
  const fault = await freshenCaches(config.REDIS_URL, outcome.merged);
  if (fault) note(`Caches could not be told (${fault}): they show the new rows after ten minutes at most.`);
}

const MEGABYTE = 1_048_576;
const megabytes = (bytes: number) => `${(bytes / MEGABYTE).toFixed(1)} MB`;

function report(plan: ImportPlan, file: string, outcome: ImportOutcome): void {
  const { merged, read, refused, warnings, seconds, sizes } = outcome;
  const rate = count(Math.round(read / Math.max(seconds.total, 0.001)));
  print(
    merged.changes > 0
      ? `Imported ${plan.name} from ${file}`
      : `Nothing changed: ${file} was imported before`,
  );
  print(
    table([
      ['rows read', read],
      ...merged.counts,
      ['refused', refused.count, ...(refused.count > 0 ? [refused.path] : [])],
      ['warnings', warnings.count, ...(warnings.count > 0 ? [warnings.path] : [])],
    ]),
  );
  print(
    `  ${seconds.total.toFixed(1)} s (reading ${seconds.reading.toFixed(1)}, merging ${seconds.merging.toFixed(1)}), ${rate} rows/s, at most ${megabytes(process.resourceUsage().maxRSS * 1024)} of memory`,
  );
  for (const { name, tableBytes, indexBytes } of sizes)
    print(`  table ${name}: ${megabytes(tableBytes)} and ${megabytes(indexBytes)} of indexes`);
}
