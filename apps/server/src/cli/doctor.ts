import { examine } from '../doctor/examination.js';
import type { Finding } from '../doctor/finding.js';
import { freshenCaches } from '../imports/fresh-caches.js';
import { withDatabase } from './database.js';
import { count, note, print, table } from './output.js';

/** Prints what has drifted; exit code 1 where something has and is not to be set right. */
export async function doctor({ fix = false }: { fix?: boolean }): Promise<void> {
  await withDatabase(async (database, config) => {
    const findings = await examine(database, fix);
    report(findings);
    const drift = sum(findings.map((finding) => finding.count));
    const repaired = sum(findings.map((finding) => finding.repaired));
    if (repaired > 0) {
      const fault = await freshenCaches(config.REDIS_URL, {
        restaurantIds: [],
        userIds: [],
        isCatalogueChanged: true,
      });
      if (fault) note(`Caches could not be told (${fault}): they show it after ten minutes at most.`);
    }
    print(
      drift === 0
        ? 'Drift: 0. Every counter agrees with the rows that it counts.'
        : fix
          ? `Drift: ${count(drift)}; set right: ${count(repaired)}.`
          : `Drift: ${count(drift)}. \`beli doctor --fix\` sets it right.`,
    );
    if (drift > 0 && !fix) process.exitCode = 1;
  });
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function report(findings: readonly Finding[]): void {
  print(table([['counter', 'drift'], ...findings.map(({ name, count }) => [name, count])]));
  for (const { name, examples } of findings.filter(({ count }) => count > 0)) {
    print(`\n${name}, for example`);
    print(
      table(examples.map(({ id, stored, actual }) => [`id ${id}:`, `stored ${stored},`, `actual ${actual}`])),
    );
  }
  print();
}
