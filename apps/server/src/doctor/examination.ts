import type { Database } from '../platform/database/database.js';
import { COUNTERS, type Counter } from './counters.js';
import { measureDead, measureDrift, repairDrift, reviveDead } from './drift.sql.js';
import type { Finding } from './finding.js';
import { examineRankings } from './rankings.js';

const EXAMPLES = 3;

/** Recounts everything; each repair is a transaction of its own. */
export async function examine(
  database: Database,
  isRepairing: boolean,
  counters: readonly Counter[] = COUNTERS,
): Promise<Finding[]> {
  // First the orders: the sums of restaurants count the scores that follow from them.
  const findings: Finding[] = [await examineRankings(database, isRepairing, EXAMPLES)];
  for (const counter of counters) {
    const drift = await measureDrift(database.primary, counter, EXAMPLES);
    const isWrong = isRepairing && drift.count > 0;
    const repaired = isWrong ? await database.transaction((tx) => repairDrift(tx, counter)) : 0;
    findings.push({ name: counter.name, ...drift, repaired });
  }
  const dead = await measureDead(database.primary, EXAMPLES);
  const revived = isRepairing && dead.count > 0 ? await database.transaction(reviveDead) : 0;
  findings.push({ name: 'outbox reactions given up', ...dead, repaired: revived });
  return findings;
}
