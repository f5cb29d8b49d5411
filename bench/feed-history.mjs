import { step } from '../scripts/setup/progress.mjs';
import { call } from './api-client.mjs';
import { cpuMicroseconds } from './cpu-time.mjs';
import { putUnderLoad } from './load.mjs';
import { freshenTokens } from './people.mjs';

export const FEED_HISTORY = { name: 'feed history' };

const FACTORS = [1, 10, 100];
const PAGE = 20;
/** so many pages on, a feed is far behind what a timeline holds */
const DEEP_PAGE = 40;
const AIM = 1.3;
const FEED = `/api/v1/feed?limit=${PAGE}`;

/**
 * The same feeds with ten and a hundred times the activities behind them. The history grows into the past: each copy
 * of all activities is as long before the one before as they span, as a city's history does by growing older. So the
 * pages that are read hold the same activities each time, and what differs is what lies behind them.
 */
export async function measureFeedHistory({ api, database, people, connections, seconds }) {
  const pages = await step(`${FEED_HISTORY.name}: finding pages`, () => findPages(api.origin, people));
  const {
    rows: [first],
  } = await database.query(
    `select max(id) as last, (max(created_at) - min(created_at) + interval '1 day')::text as span from activities`,
  );
  const rows = [];
  let factor = 1;
  for (const wanted of FACTORS) {
    await step(`${FEED_HISTORY.name}: growing to ${wanted} x`, async (note) => {
      for (; factor < wanted; factor += 1) {
        note(`${factor} x`);
        await growBy(database, factor, first);
      }
      await database.query('vacuum (analyze) activities');
    });
    const [{ count }] = (await database.query('select count(*)::int as count from activities')).rows;
    for (const { name, pathOf } of pages) {
      await freshenTokens(api.origin, people);
      const scenario = {
        requestsOf: () => (connection) => {
          const person = people[connection % people.length];
          return () => ({ path: pathOf(person), token: person.token });
        },
      };
      const measured = await step(`${FEED_HISTORY.name}: ${name} at ${wanted} x`, async () => {
        await putUnderLoad(api, scenario, { seconds: 1, connections });
        const before = await backendsCpu(database);
        const result = await putUnderLoad(api, scenario, { seconds, connections });
        const after = await backendsCpu(database);
        return { ...result, databaseCpu: (after - before) / result.count };
      });
      rows.push({ name, factor: wanted, activities: count, ...figuresOf(measured) });
    }
  }
  return rows;
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

const growBy = (database, copy, { last, span }) =>
  database.query(
    `insert into activities (type, user_id, restaurant_id, rating, comment, created_at)
     select type, user_id, restaurant_id, rating, comment, created_at - $1::int * $3::interval
     from activities where id <= $2 order by user_id, created_at`,
    [copy, last, span],
  );

async function backendsCpu(database) {
  const { rows } = await database.query(
    `select pid from pg_stat_activity where application_name = 'beli-api'`,
  );
  return rows.reduce((sum, { pid }) => sum + cpuMicroseconds(pid), 0);
}

function figuresOf({ latencies, cpu, databaseCpu }) {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { requests: sorted.length, p50: at(0.5), p95: at(0.95), cpu, databaseCpu };
}

export function printFeedHistory(rows) {
  const [, ...grown] = FACTORS;
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
  for (const { name, p95, cpu, databaseCpu } of rows.filter(({ factor }) => factor === 1)) {
    const ratios = grown.map((factor) => {
      const row = rows.find((one) => one.name === name && one.factor === factor);
      const cost = (row.cpu + row.databaseCpu) / (cpu + databaseCpu);
      return { factor, p95: row.p95 / p95, cost };
    });
    const isMet = ratios.every((ratio) => ratio.p95 <= AIM && !(ratio.cost > AIM));
    const text = ratios.map(
      (one) => `${one.factor} x: p95 ${one.p95.toFixed(2)}, CPU ${one.cost.toFixed(2)}`,
    );
    console.log(`${name}: ${text.join('; ')} (aim ≤ ${AIM}: ${isMet ? 'met' : 'missed'})`);
  }
}
