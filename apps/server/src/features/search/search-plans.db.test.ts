import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROUTES } from '@beli/contract';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { runImport } from '../../imports/import-run.js';
import { planRestaurants } from '../../imports/restaurants.plan.js';

/* No search reads a large table from end to end: on the real restaurants, with as many people and lists. */

const FOLDER = fileURLToPath(new URL('../../../../../../shared/data/', import.meta.url));
const FILES = ['restaurants-nyc.csv.gz', 'restaurants-osm.csv.gz'].map((file) => `${FOLDER}${file}`);
const areThere = FILES.every(existsSync);
const LARGE = /Seq Scan on (restaurants|users|lists|name_words|relations|follows)\b/;

interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
}

let server: TestServer;
let api: RunningApi;
let seeker: Person;

beforeAll(async () => {
  if (!areThere) return;
  server = await TestServer.start();
  const reports = await mkdtemp(join(tmpdir(), 'beli-search-'));
  for (const file of FILES)
    await runImport(planRestaurants(), {
      databaseUrl: server.database.url,
      file,
      rejects: join(reports, 'rejects.csv'),
    });
  await rm(reports, { recursive: true });
  await server.database.query(`
    insert into users (username, display_name, is_tastemaker)
    select 'eater_' || n, (array['Ana', 'Ben', 'Chloé', 'Đorđe', 'Эмма', '太郎'])[1 + n % 6] || ' ' || md5(n::text), n % 50 = 0 from generate_series(1, 20000) n`);
  await server.database.query(`
    insert into lists (user_id, name, is_public) select id, 'Best ' || md5(id::text), true from users`);
  await server.database.query(`
    insert into follows (follower_id, followee_id, status, accepted_at)
    select u.id, 1 + (u.id + n * n * 37) % 20000, 'accepted', now() from users u, generate_series(1, 5) n where u.id <> 1 + (u.id + n * n * 37) % 20000 on conflict do nothing`);
  await server.database.query(`
    insert into relations (user_id, restaurant_id, status, category)
    select u.id, (select min(id) from restaurants) + (u.id * n) % 20000, 'want_to_try', 'restaurants' from users u, generate_series(1, 3) n on conflict do nothing`);
  await server.database.query('vacuum (analyze)');
  api = await server.api();
  seeker = await server.signUp(api);
}, 300_000);
afterAll(() => server?.stop());

/** What the api asks PostgreSQL while something is done. */
async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const seen: Statement[] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    if (typeof args[0] === 'object') seen.push(args[0] as Statement);
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  return seen.filter(({ text }) => /^\s*(\/\*.*?\*\/)?\s*(with|select)/i.test(text));
}

async function planOf({ name, text, values }: Statement): Promise<string> {
  const client = new pg.Client(server.database.url);
  await client.connect();
  try {
    await client.query('set jit = off');
    // What is prepared once may be planned once for every text.
    if (name) await client.query('set plan_cache_mode = force_generic_plan');
    const { rows } = await client.query({ text: `explain ${text}`, values, ...(name && { name }) });
    return [text, ...rows.map((row) => row['QUERY PLAN'])].join('\n');
  } finally {
    await client.end();
  }
}

it
  .skipIf(!areThere)
  .each([
    'joes piz',
    'itlaian',
    'Lucali Brooklyn',
    'caffè',
    '寿司',
    'notorious restaurant and bar of new york',
    'qxzv',
    'ana',
    "'; drop table users; --",
  ])('finding "%s" (skipped where ../shared/data is absent)', async (q) => {
  const position = { lat: '40.73', lng: '-74.0' };
  const asked = await statementsOf(async () => {
    await seeker.must(ROUTES.search, { query: { q } });
    await seeker.must(ROUTES.search, { query: { q, ...position, type: 'restaurants', cuisines: 'pizza' } });
    await seeker.must(ROUTES.autocomplete, { query: { q, ...position } });
    await seeker.must(ROUTES.searchUsers, { query: { q } });
  });
  expect(asked.length).toBeGreaterThan(3);
  const plans = await Promise.all(asked.map(planOf));
  for (const plan of plans) expect(plan).not.toMatch(LARGE);
});
