import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { Fault } from '../scripts/setup/fault.mjs';
import { onStop, runScript } from '../scripts/setup/lifecycle.mjs';
import { ROOT } from '../scripts/setup/paths.mjs';
import { duration, step } from '../scripts/setup/progress.mjs';
import { BIG_AUDIENCE, measureBigAudience, printBigAudience } from './big-audience.mjs';
import { migrate, provideCity } from './city.mjs';
import { compare } from './comparison.mjs';
import { profileScenario } from './cpu-profile.mjs';
import { FEED_HISTORY, measureFeedHistory, printFeedHistory } from './feed-history.mjs';
import { GROUP_MATCHES, measureGroupMatches, printGroupMatches } from './group-matches.mjs';
import { measureSockets } from './live-sockets.mjs';
import { readOptions } from './options.mjs';
import { signUpPeople } from './people.mjs';
import { findPgbench } from './pgbench.mjs';
import { measureRankCommits, printRankCommits, RANK_COMMITS } from './rank-commits.mjs';
import { compareRankStores } from './rank-stores.mjs';
import { printReport, saveResults } from './report.mjs';
import { choose, findCursors, plannedScenarios, scenarios, surveyWorld } from './scenarios.mjs';
import { startApi, startWorker } from './server-process.mjs';
import { startTap } from './statement-tap.mjs';

const RESULTS = join(ROOT, 'bench/results');

await runScript(async () => {
  const started = performance.now();
  const options = readOptions(process.argv.slice(2));
  requireScenarios(options.only);
  const services = requireServices(process.env);
  mkdirSync(RESULTS, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'beli-bench-'));
  onStop('files', () => rmSync(folder, { recursive: true, force: true }));
  const { database, redis } = connect(services);
  if (options.rankStores) {
    await migrate();
    await compareRankStores(database);
    return 0;
  }
  if (options.sockets) {
    await migrate();
    await measureSockets(database, { logs: folder });
    return 0;
  }
  const city = await provideCity(database, { folder, reuse: options.reuse });
  const world = await surveyWorld(database, redis);
  const lab = await openLab(services, { ...options, ...world, database, logs: folder });
  const chosen = choose(scenarios(lab), options.only);

  const failed = Promise.race([lab.api.died, lab.worker.died]).then((sentence) => {
    throw new Fault(sentence);
  });
  if (options.profile) {
    await Promise.race([failed, profileAll(chosen, lab)]);
    return 0;
  }
  const results = [];
  try {
    for (const scenario of chosen) {
      results.push(await step(scenario.name, (note) => Promise.race([failed, compare(scenario, lab, note)])));
    }
  } finally {
    if (results.length > 0) printReport(results);
  }
  const measured = {};
  for (const { key, measure, print } of studies(options.only)) {
    measured[key] = await Promise.race([failed, measure(lab)]);
    print(measured[key]);
  }
  const file = saveResults(RESULTS, { city, options, results, ...measured });
  console.log(
    `\nMeasured on ${city} in ${duration(performance.now() - started)}; kept in ${relative(ROOT, file)}`,
  );
  return 0;
});

/**
 * What is measured in ways of its own. The history grows last: nothing may be measured on it that is compared with
 * other runs; and only where it is asked for, as it takes long.
 */
function studies(words) {
  const asked = [
    { ...RANK_COMMITS, key: 'rankCommits', measure: measureRankCommits, print: printRankCommits },
    { ...BIG_AUDIENCE, key: 'bigAudience', measure: measureBigAudience, print: printBigAudience },
    { ...GROUP_MATCHES, key: 'groupMatches', measure: measureGroupMatches, print: printGroupMatches },
  ];
  const history = {
    ...FEED_HISTORY,
    key: 'feedHistory',
    measure: measureFeedHistory,
    print: printFeedHistory,
  };
  return [...choose(asked, words), ...(words.length > 0 ? choose([history], words) : [])];
}

function requireServices({ DATABASE_URL, REDIS_URL, KEYRING_FILE, KEYRING }) {
  const missing = Object.entries({ DATABASE_URL, REDIS_URL, KEYRING_FILE: KEYRING_FILE ?? KEYRING })
    .filter(([, value]) => !value)
    .map(([name]) => name);
  if (missing.length > 0) throw new Fault(`Set ${missing.join(', ')}, or run npm run bench, which does.`);
  return { databaseUrl: DATABASE_URL, redisUrl: REDIS_URL };
}

function connect({ databaseUrl, redisUrl }) {
  const database = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 3 });
  for (const client of [database, redis]) client.on('error', () => {});
  onStop('steps', () => redis.disconnect());
  onStop('app', () => database.end());
  return { database, redis };
}

/** The processes under test, one more api behind a tap, and people who use them. */
async function openLab({ databaseUrl }, settings) {
  const { logs, connections, free, database } = settings;
  const tap = await startTap(databaseUrl);
  const [api, tapped, worker] = await step('Starting api and worker', () =>
    Promise.all([
      startApi({ logs }),
      startApi({ logs, name: 'tapped-api', environment: { DATABASE_URL: tap.url } }),
      startWorker({ logs }),
    ]),
  );
  const people = await signUpPeople(database, api.origin, { count: connections, restaurantIds: free });
  await findCursors(api.origin, people);
  const pgbench = findPgbench();
  if (!pgbench) process.stderr.write('  pgbench is not installed: its columns stay empty.\n');
  return { ...settings, databaseUrl, tap, api, tapped, worker, people, pgbench };
}

function requireScenarios(words) {
  const planned = [...plannedScenarios(), RANK_COMMITS, BIG_AUDIENCE, GROUP_MATCHES, FEED_HISTORY];
  if (choose(planned, words).length > 0) return;
  throw new Fault(`No scenario fits. There are: ${planned.map(({ name }) => name).join(', ')}.`);
}

async function profileAll(chosen, { logs, connections, seconds }) {
  for (const scenario of chosen) {
    await profileScenario(scenario, { folder: RESULTS, logs, seconds, connections });
  }
}
