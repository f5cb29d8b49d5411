import { CalendarDate } from '@beli/contract';
import { planFollows } from '../imports/follows.plan.js';
import { freshenCaches } from '../imports/fresh-caches.js';
import type { ImportPlan } from '../imports/import-plan.js';
import { type ImportOutcome, runImport } from '../imports/import-run.js';
import { planRestaurants } from '../imports/restaurants.plan.js';
import { planVisits } from '../imports/visits.plan.js';
import { loadToolConfig } from '../platform/config.js';
import { CliFailure } from './failure.js';
import { count, note, print, table } from './output.js';

export type ImportKind = 'restaurants' | 'follows' | 'visits';

const PLANS: Record<ImportKind, (asOf?: string) => ImportPlan> = {
  restaurants: planRestaurants,
  follows: planFollows,
  visits: (asOf) => planVisits(asOfDate(asOf)),
};

/** Runs one import with its bar, its summary and the end that Ctrl-C asks for. */
export async function importFile(
  kind: ImportKind,
  file: string,
  options: { readonly rejects?: string; readonly asOf?: string },
): Promise<void> {
  const plan = PLANS[kind](options.asOf);
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
