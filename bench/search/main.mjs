import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { Fault } from '../../scripts/setup/fault.mjs';
import { onStop, runScript } from '../../scripts/setup/lifecycle.mjs';
import { step } from '../../scripts/setup/progress.mjs';
import { findPgbench, runPgbench } from '../pgbench.mjs';
import { haveRealRestaurants, provideRestaurants } from '../real-restaurants.mjs';
import { startApi } from '../server-process.mjs';
import { makeQueries } from './noise.mjs';

const DEPTH = 10;
const TWIN_METERS = 50;
/** Recall at 5 that is asked of these kinds. */
const LEAST_RECALL = { 'one typo': 0.9, prefix: 0.97, 'missing accent': 0.97 };

await runScript(async () => {
  const options = readOptions(process.argv.slice(2));
  if (!haveRealRestaurants()) {
    console.log('Skipped: the real restaurants (../shared/data) are not here.');
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'beli-bench-search-'));
  onStop('files', () => rmSync(folder, { recursive: true, force: true }));
  const database = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 });
  onStop('app', () => database.end());
  await provideRestaurants(database, folder, { mayReuse: true });
  const { rows: restaurants } = await database.query(`
    select id::int, name, neighborhood, st_y(location::geometry) as latitude, st_x(location::geometry) as longitude
    from restaurants where deleted_at is null order by external_id`);
  const api = await step('Starting the api', () => startApi({ logs: folder }));
  const kinds = makeQueries(restaurants, options).filter(
    ({ kind }) => options.only === undefined || kind === options.only,
  );
  const results = [];
  for (const { kind, queries } of kinds) {
    results.push(
      await step(`Searching: ${kind}`, async () => ({
        kind,
        ...(await askAll(api.origin, queries)),
      })),
    );
  }
  await judge(database, results);
  print(results, { ...options, count: restaurants.length });
  const completion = await step('Typing', () => measureTyping(api, database, kinds));
  if (completion) printTyping(completion);
  return results.every(isGoodEnough) ? 0 : 1;
});

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string', default: '2' },
      queries: { type: 'string', default: '300' },
      misses: { type: 'string', default: '0' },
      only: { type: 'string' },
    },
  });
  const number = (name, min, max) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new Fault(`--${name} must be a whole number from ${min} to ${max}, not "${values[name]}".`);
  };
  return {
    seed: number('seed', 0, 1_000_000),
    count: number('queries', 1, 2_000),
    misses: number('misses', 0, 1_000),
    only: values.only,
  };
}

/** One after another, as one person types: the time is that of one search. */
async function askAll(origin, queries) {
  const answers = [];
  const latencies = [];
  for (const { text, restaurant } of queries) {
    const parameters = new URLSearchParams({ q: text, type: 'restaurants', limit: String(DEPTH) });
    const started = performance.now();
    const response = await fetch(`${origin}/api/v1/search?${parameters}`);
    const body = await response.text();
    latencies.push(performance.now() - started);
    if (!response.ok) throw new Fault(`"${text}": ${response.status} ${body.slice(0, 300)}`);
    const { data } = JSON.parse(body);
    answers.push({ text, restaurant, found: data.restaurants.map(({ id, name }) => ({ id, name })) });
  }
  return { answers, latencies };
}

/** The place in each answer at which the restaurant stands; a twin of the same name within 50 m is the restaurant. */
async function judge(database, results) {
  for (const result of results) {
    const pairs = result.answers.flatMap(({ restaurant, found }, query) =>
      found.map(({ id }, place) => ({ query, place, found: id, truth: restaurant.id })),
    );
    const { rows } = await database.query(
      `select pair.query::int, pair.place::int
       from unnest($1::bigint[], $2::bigint[], $3::int[], $4::int[]) as pair(found, truth, query, place)
       join restaurants f on f.id = pair.found join restaurants t on t.id = pair.truth
       where f.id = t.id or (lower(unaccent(f.name)) = lower(unaccent(t.name)) and st_dwithin(f.location, t.location, $5))
       order by pair.query, pair.place`,
      [
        pairs.map(({ found }) => found),
        pairs.map(({ truth }) => truth),
        pairs.map(({ query }) => query),
        pairs.map(({ place }) => place),
        TWIN_METERS,
      ],
    );
    const placeOf = new Map();
    for (const { query, place } of rows) if (!placeOf.has(query)) placeOf.set(query, place);
    result.places = result.answers.map((_, query) => placeOf.get(query));
  }
}

function recallAt(places, depth) {
  return places.filter((place) => place !== undefined && place < depth).length / places.length;
}

function reciprocal(places) {
  return places.reduce((sum, place) => sum + (place === undefined ? 0 : 1 / (place + 1)), 0) / places.length;
}

function quantile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
}

function isGoodEnough({ kind, places }) {
  return recallAt(places, 5) >= (LEAST_RECALL[kind] ?? 0);
}

function print(results, { seed, misses, count }) {
  console.log(`\n${count} restaurants, seed ${seed}. MRR: mean reciprocal rank among the first ${DEPTH}.`);
  console.table(
    Object.fromEntries(
      results.map(({ kind, places, latencies }) => [
        kind,
        {
          queries: places.length,
          'recall@1': recallAt(places, 1).toFixed(3),
          'recall@5': recallAt(places, 5).toFixed(3),
          'recall@10': recallAt(places, 10).toFixed(3),
          MRR: reciprocal(places).toFixed(3),
          'p50 ms': quantile(latencies, 0.5).toFixed(1),
          'p95 ms': quantile(latencies, 0.95).toFixed(1),
        },
      ]),
    ),
  );
  for (const { kind, answers, places } of results) {
    const missed = answers.filter((_, query) => places[query] === undefined || places[query] >= 5);
    for (const { text, restaurant, found } of missed.slice(0, misses)) {
      const first = found.slice(0, 5).map(({ name }) => name);
      console.log(`${kind}: "${text}" is "${restaurant.name}"; found ${first.join(' | ') || 'nothing'}`);
    }
  }
}

/** Completing what is typed, letter by letter, beside a read of one row by its key in pgbench. */
async function measureTyping({ origin }, database, kinds) {
  const names = kinds.flatMap(({ queries }) => queries.slice(0, 20).map(({ text }) => text));
  const beginnings = names.flatMap((name) =>
    [2, 3, 5, 8]
      .map((length) => [...name].slice(0, length).join('').trim())
      .filter((text) => [...text].length >= 2),
  );
  const latencies = [];
  for (const q of new Set(beginnings)) {
    const started = performance.now();
    const response = await fetch(`${origin}/api/v1/search/autocomplete?${new URLSearchParams({ q })}`);
    await response.text();
    latencies.push(performance.now() - started);
    if (!response.ok) throw new Fault(`autocomplete "${q}": ${response.status}`);
  }
  const cached = [];
  for (const q of [...new Set(beginnings)].slice(0, 200)) {
    const started = performance.now();
    await (await fetch(`${origin}/api/v1/search/autocomplete?${new URLSearchParams({ q })}`)).text();
    cached.push(performance.now() - started);
  }
  const program = findPgbench();
  const { rows } = await database.query('select id::text from restaurants order by id limit 1 offset 100');
  const read = { text: 'select id, name from restaurants where id = $1', values: [rows[0].id] };
  const bare =
    program && (await runPgbench(program, process.env.DATABASE_URL, [[read]], { seconds: 3, clients: 1 }));
  return { latencies, cached, bare };
}

function printTyping({ latencies, cached, bare }) {
  const row = (values) => ({
    requests: values.length,
    'p50 ms': quantile(values, 0.5).toFixed(2),
    'p95 ms': quantile(values, 0.95).toFixed(2),
    'p95 / key read': bare ? (quantile(values, 0.95) / bare.latency).toFixed(1) : '–',
  });
  console.log(
    `\nAutocomplete over HTTP, of 2, 3, 5 and 8 letters, beside a primary-key read in pgbench (${bare ? `${bare.latency.toFixed(3)} ms` : 'not there'}).`,
  );
  console.table({ 'asked first': row(latencies), 'asked again within a minute': row(cached) });
}
