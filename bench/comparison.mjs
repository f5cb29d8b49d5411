import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../scripts/setup/fault.mjs';
import { call } from './api-client.mjs';
import { startBare } from './bare-process.mjs';
import { putUnderLoad } from './load.mjs';
import { freshenTokens, reactionsSettled } from './people.mjs';
import { runPgbench } from './pgbench.mjs';

const WARM_UP_SECONDS = 0.7;
const POOL_SIZE = 10; // DATABASE_POOL_SIZE of the server

/**
 * Measures one scenario in alternating rounds: the api, bare Fastify with the same bytes, bare Fastify with
 * the statements of the page, and with all statements of the read. Ratios are taken within a round, where
 * the machine was in the same mood, and the median of them counts.
 */
export async function compare(scenario, lab, note) {
  await freshenTokens(lab.api.origin, lab.people);
  await scenario.prepare?.();
  const sample = await capture(scenario, lab);
  const bare = {
    method: scenario.method ?? 'GET',
    route: scenario.route,
    contentType: sample.contentType,
    body: sample.text,
    databaseUrl: lab.databaseUrl,
    poolSize: POOL_SIZE,
    varies: scenario.varies === undefined ? undefined : String(scenario.varies),
  };
  const sides = [{ name: 'api', server: lab.api }];
  const add = async (name, reads) => sides.push({ name, server: await startBare({ ...bare, reads }) });
  await add('bytes', []);
  if (sample.page.length > 0) {
    await add('query', sample.page);
    if (sample.page.some((read, index) => read.length < sample.reads[index].length))
      await add('all', sample.reads);
  }
  try {
    for (const side of sides) {
      note(`warming up ${side.name}`);
      await oneRound(scenario, lab, side, scenario.warmUpSeconds ?? WARM_UP_SECONDS);
    }
    const rounds = [];
    for (let round = 1; round <= lab.rounds; round += 1) {
      const results = {};
      for (const side of sides) {
        note(`round ${round} of ${lab.rounds}: ${side.name}`);
        results[side.name] = await oneRound(scenario, lab, side, lab.seconds / lab.rounds);
      }
      rounds.push(results);
    }
    if (scenario.isWrite) await reactionsSettled(lab.database, note);
    return {
      ...summarize(scenario, rounds, sample),
      pgbench: await benchStatements(scenario, sample, lab, note),
      statements: sample.reads[0]?.map(({ name, text }) => name ?? text.trim().slice(0, 60)),
    };
  } finally {
    await Promise.all(sides.slice(1).map(({ server }) => server.stop()));
  }
}

async function oneRound(scenario, lab, { name, server }, seconds) {
  if (name === 'api') await scenario.before?.();
  const result = await putUnderLoad(
    server,
    { ...scenario, requestsOf: () => scenario.requestsOf(name === 'api') },
    { seconds, connections: scenario.connections ?? lab.connections },
  );
  if (result.faults > 0 || result.count === 0) {
    throw new Fault(
      `${scenario.name}: ${result.faults} of ${result.count} answers of ${name} were not what was asked for ` +
        `(statuses: ${result.statuses.join(', ') || 'none'}).`,
    );
  }
  await sleep(50);
  return result;
}

/** One answer of each sample, and the statements behind it. */
async function capture(scenario, { tapped, tap }) {
  if (!scenario.isCached) await scenario.before?.();
  let answer;
  const reads = [];
  for (const sample of scenario.samples) {
    // The first request of a session asks who it is; cached answers are captured when they are cached.
    if (sample.token) await call(tapped.origin, { path: '/api/v1/users/me', token: sample.token });
    if (scenario.isCached) await call(tapped.origin, sample);
    const { result, statements } = await tap.listen(() => call(tapped.origin, sample));
    answer ??= result;
    reads.push(statements);
  }
  if (scenario.isCached && reads.some((read) => read.length > 0))
    throw new Fault(`${scenario.name}: the cached answer ran SQL (${reads.flat()[0].text.slice(0, 200)}).`);
  const isOfPage = ({ text }) => scenario.page?.some((pattern) => pattern.test(text));
  const withSql = reads.filter((read) => read.length > 0);
  return {
    ...answer,
    reads: withSql,
    page: scenario.page ? withSql.map((read) => read.filter(isOfPage)) : [],
  };
}

async function benchStatements(scenario, sample, lab, note) {
  if (!lab.pgbench || sample.reads.length === 0) return undefined;
  note('pgbench');
  const common = {
    seconds: Math.max(2, Math.round(lab.seconds * 0.7)),
    clients: scenario.connections ?? POOL_SIZE,
  };
  const options = scenario.isWrite ? writesOf(sample, lab) : readsOf(scenario, lab);
  return runPgbench(lab.pgbench, lab.databaseUrl, sample.reads, { ...common, ...options });
}

function readsOf({ varies }, { highest }) {
  if (varies === undefined) return {};
  return {
    setup: `\\set id random(1, ${highest})\n`,
    varies: [{ value: String(varies), expression: ':id' }],
  };
}

/** Each client writes as a person of its own, each time about the next of the restaurants kept back for this. */
function writesOf({ json }, { people, reserved }) {
  const first = Math.min(...people.map(({ id }) => id));
  const { userId, restaurantId } = json.data;
  return {
    clients: Math.min(POOL_SIZE, people.length),
    transactions: Math.min(400, reserved.count),
    initial: { turn: -1 },
    setup: `\\set turn :turn + 1\n\\set person ${first} + :client_id\n\\set place ${reserved.from} + :turn\n`,
    varies: [
      { value: String(userId), expression: ':person' },
      { value: String(restaurantId), expression: ':place' },
    ],
  };
}

function summarize(scenario, rounds, sample) {
  const names = Object.keys(rounds[0]);
  const latencies = rounds.flatMap(({ api }) => api.latencies).sort((a, b) => a - b);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))];
  const ratio = (side, of) =>
    names.includes(side) ? median(rounds.map((round) => of(round.api, round[side]))) : undefined;
  return {
    name: scenario.name,
    aim: scenario.aim,
    requests: latencies.length,
    bytes: Buffer.byteLength(sample.text),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    sides: Object.fromEntries(
      names.map((side) => [
        side,
        {
          rate: median(rounds.map((round) => round[side].rate)),
          cpu: median(rounds.map((round) => round[side].cpu)),
          cpuRatio: ratio(side, (api, other) => api.cpu / other.cpu),
          rateRatio: ratio(side, (api, other) => api.rate / other.rate),
        },
      ]),
    ),
  };
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
