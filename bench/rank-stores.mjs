import { createHash } from 'node:crypto';
import { step } from '../scripts/setup/progress.mjs';
import { seeded } from './seeded.mjs';

const LENGTHS = [10, 100, 1_000, 5_000];
const REPEATS = 60;
/** People beside the one who is measured, so that tables and indexes have some size. */
const OTHERS = 400;
const SCHEMA = 'bench_rank_stores';

/**
 * Ways to keep the order of one person's list, each on a copy of `relations` with its indexes. `insert` brings
 * in one more place at an index, `rank` answers the index of one place, `page` the twenty from an index on.
 */
const STORES = [
  {
    name: 'dense index',
    tables: `create table dense (like public.relations including all);
      alter table dense add column position integer;
      alter table dense add unique (user_id, category, position) deferrable initially immediate`,
    table: 'dense',
    fill: `update dense d set position = n.n from (select id, row_number() over (partition by user_id order by id) - 1 as n from dense) n where n.id = d.id`,
    insert: [
      `update dense set position = position + 1 where user_id = 1 and category = 'restaurants' and position >= $2 and $1::bigint > 0`,
      `insert into dense (user_id, restaurant_id, status, category, position) values (1, $1, 'been', 'restaurants', $2)`,
    ],
    rank: `select position from dense where user_id = 1 and restaurant_id = $1 and status = 'been'`,
    page: `select restaurant_id, position from dense where user_id = 1 and category = 'restaurants' and position >= $1 order by position limit 20`,
  },
  {
    name: 'order keys',
    tables: `create table keyed (like public.relations including all);
      alter table keyed add column position float8;
      create unique index on keyed (user_id, category, position)`,
    table: 'keyed',
    fill: `update keyed d set position = n.n from (select id, row_number() over (partition by user_id order by id) as n from keyed) n where n.id = d.id`,
    // Halving a gap: to be renumbered when no number is left between two neighbours, which is not counted here.
    insert: [
      `insert into keyed (user_id, restaurant_id, status, category, position)
       select 1, $1, 'been', 'restaurants', (coalesce(max(position) filter (where n = 1), 0) + coalesce(max(position) filter (where n = 2), max(position) + 2)) / 2
       from (select position, row_number() over (order by position) + case when $2::int = 0 then 1 else 0 end as n from (
         select position from keyed where user_id = 1 and category = 'restaurants' order by position offset greatest($2::int - 1, 0) limit 2) near) placed`,
    ],
    rank: `select count(*) from keyed where user_id = 1 and category = 'restaurants' and position < (
      select position from keyed where user_id = 1 and restaurant_id = $1 and status = 'been')`,
    page: `select restaurant_id from keyed where user_id = 1 and category = 'restaurants' order by position offset $1 limit 20`,
  },
  {
    name: 'one array',
    tables: `create table plain (like public.relations including all);
      create table arrays (user_id bigint, category text, ids bigint[], fixed smallint[], primary key (user_id, category));
      alter table arrays alter column ids set storage external`,
    table: 'plain',
    fill: `insert into arrays select user_id, category, array_agg(restaurant_id order by id), array_agg(null::smallint) from plain group by 1, 2`,
    insert: [
      `select array_to_string(ids, ',') as ids, array_to_string(fixed, ',', '') as fixed from arrays where user_id = 1 and category = 'restaurants' for update`,
      `insert into plain (user_id, restaurant_id, status, category) values (1, $1, 'been', 'restaurants')`,
      (rows, id, index) => {
        const [ids, fixed] = [rows[0].ids.split(','), rows[0].fixed.split(',')];
        ids.splice(index, 0, id);
        fixed.splice(index, 0, 'null');
        const literal = (items) => `{${items.map((item) => item || 'null').join(',')}}`;
        return [
          `update arrays set ids = $1, fixed = $2 where user_id = 1 and category = 'restaurants'`,
          [literal(ids), literal(fixed)],
        ];
      },
    ],
    rank: `select array_position(ids, $1::bigint) - 1 from arrays where user_id = 1 and category = 'restaurants'`,
    page: `select p.restaurant_id from arrays a, unnest(a.ids[$1::int + 1:$1::int + 20]) with ordinality i(id, place)
      join plain p on p.user_id = 1 and p.restaurant_id = i.id and p.status = 'been'
      where a.user_id = 1 and a.category = 'restaurants' order by i.place`,
  },
];

/** How each way to keep an order grows with the list: what ARCHITECTURE.md decides by. */
export async function compareRankStores(pool) {
  const rows = [];
  for (const store of STORES) {
    for (const length of LENGTHS) {
      const client = await pool.connect();
      try {
        rows.push(await step(`${store.name}, ${length}`, () => measure(client, store, length)));
      } finally {
        // With the connection go its search path, its prepared statements and whatever it had open.
        client.release(true);
      }
    }
  }
  await pool.query(`drop schema if exists ${SCHEMA} cascade`);
  print(rows);
}

async function measure(client, store, length) {
  await client.query(
    `drop schema if exists ${SCHEMA} cascade; create schema ${SCHEMA}; set search_path = ${SCHEMA}, public`,
  );
  await client.query(store.tables);
  await client.query(`insert into ${store.table} (user_id, restaurant_id, status, category, rating, rating_source, notes)
    select 1, r, 'been', 'restaurants', 7, 'ranked', 'Get the corner table.' from generate_series(1, ${length}) r
    union all select u, r, 'been', 'restaurants', 7, 'ranked', 'Get the corner table.' from generate_series(2, ${OTHERS}) u, generate_series(1, 50) r`);
  await client.query(store.fill);
  for (const { name } of (
    await client.query(
      `select c.relname as name from pg_class c where c.relnamespace = '${SCHEMA}'::regnamespace and relkind = 'r'`,
    )
  ).rows)
    await client.query(`vacuum analyze ${name}`);
  const random = seeded(length);
  const timed = { insert: [], rank: [], page: [] };
  let wal = 0;
  for (let turn = 0; turn < REPEATS; turn++) {
    const id = 1_000_000 + turn;
    const index = Math.floor(random() * (length + turn));
    const before = await walPosition(client);
    timed.insert.push(await clock(() => insert(client, store, id, index)));
    wal += (await walPosition(client)) - before;
    timed.rank.push(await clock(() => run(client, store.rank, [1 + Math.floor(random() * length)])));
    timed.page.push(await clock(() => run(client, store.page, [index])));
  }
  return {
    name: store.name,
    length,
    ...Object.fromEntries(Object.entries(timed).map(([key, times]) => [key, p95(times)])),
    wal: wal / REPEATS,
  };
}

async function insert(client, { insert: steps }, id, index) {
  await client.query('begin');
  let rows = [];
  for (const one of steps) {
    const [text, values] = typeof one === 'string' ? [one, used(one, [id, index])] : one(rows, id, index);
    const result = await run(client, text, values);
    if (result.rows.length > 0) rows = result.rows;
  }
  await client.query('commit');
}

const used = (text, values) => values.slice(0, text.includes('$2') ? 2 : text.includes('$1') ? 1 : 0);
const run = (client, text, values) =>
  client.query({ name: createHash('md5').update(text).digest('hex'), text, values });

async function walPosition(client) {
  const { rows } = await client.query(
    `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as at`,
  );
  return rows[0].at;
}

async function clock(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const p95 = (times) => times.toSorted((a, b) => a - b)[Math.ceil(0.95 * times.length) - 1];

function print(rows) {
  const header = ['store', 'length', 'insert p95 ms', 'rank p95 ms', 'page p95 ms', 'WAL kB'];
  const cells = rows.map((row) => [
    row.name,
    String(row.length),
    row.insert.toFixed(2),
    row.rank.toFixed(2),
    row.page.toFixed(2),
    (row.wal / 1024).toFixed(1),
  ]);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column].length)),
  );
  for (const row of [header, ...cells])
    console.log(
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
        .join('  '),
    );
}
