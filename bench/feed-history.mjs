import pg from 'pg';
import { step } from '../scripts/setup/progress.mjs';
import { call } from './api-client.mjs';
import { median } from './comparison.mjs';
import { cpuMicroseconds } from './cpu-time.mjs';
import { putUnderLoad } from './load.mjs';
import { freshenTokens } from './people.mjs';
import { startApi } from './server-process.mjs';

export const FEED_HISTORY = { name: 'feed history' };

const FACTORS = [1, 10, 100];
const ROUNDS = 5;
/** few, so that what is measured is the read and not a queue */
const CONNECTIONS = 4;
const PAGE = 20;
/** so many pages on, a feed is far behind what a timeline holds */
const DEEP_PAGE = 40;
const AIM = 1.3;
const FEED = `/api/v1/feed?limit=${PAGE}`;

/**
 * The same feeds with ten and a hundred times the activities behind them, in three copies of the database, each with
 * an api of its own: they take turns, so that all of them meet the same moods of the machine, and ratios are taken
 * within a turn. The history grows into the past: each copy of all activities is as long before the one before as they
 * span, as a city's history does by growing older. So the pages that are read hold the same activities each time.
 * Stops the processes of the lab: a database is copied only while nobody is in it.
 */
export async function measureFeedHistory({ api, tapped, worker, databaseUrl, people, logs, seconds }) {
  const pages = await step(`${FEED_HISTORY.name}: finding pages`, () => findPages(api.origin, people));
  await Promise.all([api.stop(), tapped.stop(), worker.stop()]);
  const sides = [];
  for (const [at, factor] of FACTORS.entries())
    sides.push({ factor, ...(await provide(databaseUrl, FACTORS[at - 1], factor, at, logs)) });
  const rows = [];
  for (const page of pages) {
    rows.push(
      ...(await step(`${FEED_HISTORY.name}: ${page.name}`, (note) =>
        measure(page, sides, people, seconds, note),
      )),
    );
  }
  for (const { admin } of sides) await admin.end();
  return rows;
}

/** A database with so many times the activities, made from the one with fewer, and an api on it. */
async function provide(databaseUrl, fewer, factor, redisNumber, logs) {
  const url = urlOf(databaseUrl, factor);
  if (factor > 1) {
    await step(`${FEED_HISTORY.name}: growing to ${factor} x`, async (note) => {
      await copyDatabase(urlOf(databaseUrl, fewer), url);
      await grow(url, { from: fewer, wanted: factor }, note);
    });
  }
  const admin = new pg.Pool({ connectionString: url, max: 1 });
  admin.on('error', () => {});
  const redisUrl = new URL(process.env.REDIS_URL);
  redisUrl.pathname = `/${redisNumber}`;
  const environment = { DATABASE_URL: url, REDIS_URL: redisUrl.href };
  const api = await startApi({ logs, name: `api-${factor}x`, environment });
  const { rows } = await admin.query('select count(*)::int as count from activities');
  return { admin, api, activities: rows[0].count };
}

function urlOf(databaseUrl, factor) {
  if (factor === 1) return databaseUrl;
  const url = new URL(databaseUrl);
  url.pathname = `${url.pathname}_${factor}x`;
  return url.href;
}

async function copyDatabase(from, to) {
  const [source, copy] = [from, to].map((url) => new URL(url).pathname.slice(1));
  const elsewhere = new URL(from);
  elsewhere.pathname = '/postgres';
  const client = new pg.Client({ connectionString: elsewhere.href });
  await client.connect();
  try {
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [source]);
    await client.query(`create database "${copy}" template "${source}"`);
  } finally {
    await client.end();
  }
}

async function measure({ name, pathOf }, sides, people, seconds, note) {
  const scenario = {
    requestsOf: () => (connection) => {
      const person = people[connection % people.length];
      return () => ({ path: pathOf(person), token: person.token });
    },
  };
  const load = async ({ api, admin }, time) => {
    const before = await backendsCpu(admin);
    const result = await putUnderLoad(api, scenario, { seconds: time, connections: CONNECTIONS });
    return { ...result, databaseCpu: ((await backendsCpu(admin)) - before) / result.count };
  };
  await freshenTokens(sides[0].api.origin, people);
  const rounds = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    note(round === 0 ? 'warming up' : `round ${round} of ${ROUNDS}`);
    const results = new Map();
    for (const side of [...sides.slice(round % 3), ...sides.slice(0, round % 3)])
      results.set(side.factor, await load(side, Math.max(1, seconds / ROUNDS)));
    if (round > 0) rounds.push(results);
  }
  return sides.map(({ factor, activities }) => {
    const mine = rounds.map((results) => results.get(factor));
    const ratio = (of) => median(rounds.map((results) => of(results.get(factor)) / of(results.get(1))));
    return {
      name,
      factor,
      activities,
      p50: quantile(
        mine.flatMap(({ latencies }) => latencies),
        0.5,
      ),
      p95: quantile(
        mine.flatMap(({ latencies }) => latencies),
        0.95,
      ),
      cpu: median(mine.map(({ cpu }) => cpu)),
      databaseCpu: median(mine.map(({ databaseCpu }) => databaseCpu)),
      p95Ratio: ratio(({ latencies }) => quantile(latencies, 0.95)),
      cpuRatio: ratio((one) => one.cpu + one.databaseCpu),
    };
  });
}

/** What is read: by path alone, so that it is the same each time. */
async function findPages(origin, people) {
  for (const person of people) {
    let cursor = '';
    for (let page = 1; page < DEEP_PAGE && cursor !== undefined; page += 1) {
      const { json } = await call(origin, {
        path: `${FEED}${cursor && `&cursor=${cursor}`}`,
        token: person.token,
      });
      cursor = json.meta.nextCursor ?? undefined;
      if (page === 1) person.second = cursor;
      if (cursor) person.deep = cursor;
    }
  }
  return [
    { name: 'first page', pathOf: () => FEED },
    { name: 'second page', pathOf: ({ second }) => `${FEED}&cursor=${second}` },
    { name: `page ${DEEP_PAGE}, behind the timeline`, pathOf: ({ deep }) => `${FEED}&cursor=${deep}` },
    { name: 'first page of friends', pathOf: () => `${FEED}&scope=friends` },
    { name: 'first page by category', pathOf: () => `${FEED}&category=restaurants` },
    { name: 'first page to discover', pathOf: () => `${FEED}&scope=discover` },
  ];
}

/**
 * Adds copies of all activities until there are `wanted` times as many. What refers to rows that are there is not
 * checked again, and the indexes are built afterwards, as a restore does it: else this would take hours.
 */
async function grow(url, { from, wanted }, note) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: indexes } = await client.query(
      `select indexrelid::regclass as name, pg_get_indexdef(indexrelid) as definition from pg_index
       where indrelid = 'activities'::regclass and not indisprimary`,
    );
    await client.query(
      `set session_replication_role = replica; set statement_timeout = 0; set maintenance_work_mem = '512MB'`,
    );
    for (const { name } of indexes) await client.query(`drop index ${name}`);
    // What is there already was grown to a whole number of spans.
    const { rows: spans } = await client.query(
      `select (max(created_at) - min(created_at) + interval '1 day')::text as span from activities`,
    );
    const { rows: lasts } = await client.query('select max(id) as last from activities');
    for (let copy = 1; copy < wanted / from; copy += 1) {
      note(`${copy * from} x`);
      await client.query(
        `insert into activities (type, user_id, restaurant_id, rating, comment, created_at)
         select type, user_id, restaurant_id, rating, comment, created_at - $1::int * $3::interval
         from activities where id <= $2 order by id`,
        [copy, lasts[0].last, spans[0].span],
      );
    }
    for (const { name, definition } of indexes) {
      note(`building ${name}`);
      await client.query(definition);
    }
    await client.query('vacuum (analyze) activities');
  } finally {
    await client.end();
  }
}

async function backendsCpu(database) {
  const { rows } = await database.query(
    `select pid from pg_stat_activity where application_name = 'beli-api' and datname = current_database()`,
  );
  return rows.reduce((sum, { pid }) => sum + cpuMicroseconds(pid), 0);
}

const quantile = (numbers, share) =>
  numbers.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * numbers.length) - 1)] ?? Number.NaN;

export function printFeedHistory(rows) {
  console.log(`\n${FEED_HISTORY.name}: the same pages with more behind them, growing into the past`);
  console.log(
    '  history     activities  page                              p50 ms   p95 ms  api CPU µs  database CPU µs',
  );
  for (const row of rows) {
    const cells = [
      `${row.factor} x`.padStart(9),
      row.activities.toLocaleString('en').padStart(15),
      `  ${row.name.padEnd(32)}`,
      row.p50.toFixed(1).padStart(8),
      row.p95.toFixed(1).padStart(9),
      Math.round(row.cpu).toLocaleString('en').padStart(12),
      Math.round(row.databaseCpu).toLocaleString('en').padStart(17),
    ];
    console.log(cells.join(''));
  }
  for (const name of new Set(rows.map((row) => row.name))) {
    const grown = rows.filter((row) => row.name === name && row.factor > 1);
    const isMet = grown.every(({ p95Ratio, cpuRatio }) => p95Ratio <= AIM && !(cpuRatio > AIM));
    const text = grown.map(
      ({ factor, p95Ratio, cpuRatio }) =>
        `${factor} x: p95 ${p95Ratio.toFixed(2)}, CPU ${cpuRatio.toFixed(2)}`,
    );
    console.log(`${name}: ${text.join('; ')} (aim ≤ ${AIM}: ${isMet ? 'met' : 'missed'})`);
  }
}
