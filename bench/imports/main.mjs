import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { Fault } from '../../scripts/setup/fault.mjs';
import { onStop, runScript } from '../../scripts/setup/lifecycle.mjs';
import { step } from '../../scripts/setup/progress.mjs';
import { haveRealRestaurants, provideRestaurants } from '../real-restaurants.mjs';
import { startApi, startWorker } from '../server-process.mjs';
import { blur, draw, seededChance, toGeoJson, toKml, toTakeoutCsv } from './noise.mjs';

const FORMATS = [
  { name: 'GeoJSON', source: 'google_takeout_geojson', write: toGeoJson, hasPosition: true },
  { name: 'KML', source: 'kml', write: toKml, hasPosition: true },
  { name: 'Takeout CSV', source: 'google_takeout_csv', write: toTakeoutCsv, hasPosition: false },
];
const TWIN_METERS = 50;
const LONGEST_MS = 300_000;
/** Of rows with a position: what they must reach. */
const LEAST_MATCHED = 0.95;
const MOST_WRONG = 0.005;

await runScript(async () => {
  const options = readOptions(process.argv.slice(2));
  if (!haveRealRestaurants()) {
    console.log('Skipped: the real restaurants (../shared/data) are not here.');
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'beli-bench-imports-'));
  onStop('files', () => rmSync(folder, { recursive: true, force: true }));
  const database = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 });
  onStop('app', () => database.end());
  await provideRestaurants(database, folder);
  const { truths, places } = await prepare(database, options);
  const [api] = await step('Starting api and worker', () =>
    Promise.all([startApi({ logs: folder }), startWorker({ logs: folder })]),
  );
  const token = await signUp(api.origin);
  const results = [];
  for (const format of FORMATS) {
    results.push(
      await step(format.name, async () => {
        const started = performance.now();
        const rows = await preview(api.origin, token, format.source, format.write(places));
        const seconds = (performance.now() - started) / 1000;
        return { ...format, seconds, ...(await judge(database, rows, truths)) };
      }),
    );
  }
  print(results, options);
  return results.every(isGoodEnough) ? 0 : 1;
});

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string', default: '2' },
      rows: { type: 'string', default: '1000' },
      strangers: { type: 'string', default: '100' },
      misses: { type: 'string', default: '0' },
    },
  });
  const number = (name, min, max) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new Fault(`--${name} must be a whole number from ${min} to ${max}, not "${values[name]}".`);
  };
  return {
    seed: number('seed', 0, 1_000_000),
    rows: number('rows', 1, 9_000),
    strangers: number('strangers', 0, 900),
    misses: number('misses', 0, 1_000),
  };
}

/** Draws restaurants, takes some of them out, and blurs all of them. */
async function prepare(database, { seed, rows: count, strangers }) {
  const { rows } = await database.query(`
    select id::int, name, address, neighborhood, city, state, country, zip_code as zip,
      st_y(location::geometry) as latitude, st_x(location::geometry) as longitude
    from restaurants where deleted_at is null order by external_id`);
  const chance = seededChance(seed);
  const truths = draw(rows, count + strangers, chance).map((restaurant, index) => ({
    ...restaurant,
    isStranger: index >= count,
  }));
  const gone = truths.filter(({ isStranger }) => isStranger).map(({ id }) => id);
  // A twin that stayed would be a right answer.
  await database.query(
    `update restaurants r set deleted_at = now() from restaurants s
     where s.id = any($1) and lower(unaccent(r.name)) = lower(unaccent(s.name)) and st_dwithin(r.location, s.location, $2)`,
    [gone, TWIN_METERS],
  );
  return { truths, places: truths.map((restaurant) => blur(restaurant, chance)) };
}

async function signUp(origin) {
  const body = {
    email: 'importer@example.com',
    password: 'Tagliatelle7',
    username: 'importer',
    displayName: 'Importer',
  };
  return (await send(origin, 'POST', '/auth/signup', undefined, body)).data.accessToken;
}

/** Uploads a file and waits for its preview. */
async function preview(origin, token, source, file) {
  const { data } = await send(origin, 'POST', '/imports', token, { source, scope: 'want_to_try', file });
  const until = performance.now() + LONGEST_MS;
  for (let state = data; state.status !== 'ready'; await sleep(100)) {
    if (state.status === 'failed') throw new Fault(`The file was refused: ${state.fault.message}`);
    if (performance.now() > until) throw new Fault('The import was not matched in five minutes.');
    state = (await send(origin, 'GET', `/imports/${data.id}?pageSize=1`, token)).data;
  }
  const rows = [];
  for (let page = 1; ; page++) {
    const { data: detail, meta } = await send(
      origin,
      'GET',
      `/imports/${data.id}?pageSize=100&page=${page}`,
      token,
    );
    rows.push(...detail.rows);
    if (!meta.hasMore) break;
  }
  await send(origin, 'DELETE', `/imports/${data.id}`, token);
  return rows;
}

async function send(origin, method, path, token, body) {
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Fault(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
  return text === '' ? {} : JSON.parse(text);
}

/** What became of each row; a twin of the same name within 50 m counts as the place. */
async function judge(database, rows, truths) {
  const pairs = rows.map((row, index) => [
    row.restaurantId ?? row.candidates[0]?.restaurant.id ?? null,
    truths[index].id,
  ]);
  const { rows: same } = await database.query(
    `select pair.number::int from unnest($1::bigint[], $2::bigint[]) with ordinality as pair(found, truth, number)
     join restaurants f on f.id = pair.found join restaurants t on t.id = pair.truth
     where f.id = t.id or (lower(unaccent(f.name)) = lower(unaccent(t.name)) and st_dwithin(f.location, t.location, $3))`,
    [pairs.map(([found]) => found), pairs.map(([, truth]) => truth), TWIN_METERS],
  );
  const isRight = new Set(same.map(({ number }) => number - 1));
  const tally = { true: empty(), stranger: empty() };
  const misses = [];
  for (const [index, row] of rows.entries()) {
    const truth = truths[index];
    const group = tally[truth.isStranger ? 'stranger' : 'true'];
    const isWrong = row.status === 'matched' && (truth.isStranger || !isRight.has(index));
    group.rows++;
    group[row.status]++;
    if (isWrong) group.wrong++;
    if (row.status === 'ambiguous' && isRight.has(index)) group.rightFirst++;
    if (isWrong || (!truth.isStranger && row.status !== 'matched')) misses.push({ row, truth, isWrong });
  }
  return { ...tally, misses };
}

function empty() {
  return {
    rows: 0,
    matched: 0,
    ambiguous: 0,
    unmatched: 0,
    invalid: 0,
    wrong: 0,
    rightFirst: 0,
  };
}

function isGoodEnough({ hasPosition, true: there, stranger }) {
  if (!hasPosition) return true;
  const right = there.matched - there.wrong;
  return (
    right / there.rows >= LEAST_MATCHED &&
    (there.wrong + stranger.wrong) / (there.rows + stranger.rows) < MOST_WRONG
  );
}

function print(results, { seed, misses }) {
  const percent = (part, whole) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);
  console.log(`\nSeed ${seed}. "Right" and "wrong" are of rows that were matched without asking.`);
  console.table(
    Object.fromEntries(
      results.map(({ name, seconds, true: there, stranger }) => [
        name,
        {
          rows: there.rows,
          right: `${there.matched - there.wrong} (${percent(there.matched - there.wrong, there.rows)})`,
          wrong: `${there.wrong} (${percent(there.wrong, there.rows)})`,
          ambiguous: `${there.ambiguous} (right first: ${there.rightFirst})`,
          unmatched: there.unmatched,
          strangers: stranger.rows,
          'strangers matched': stranger.wrong,
          seconds: seconds.toFixed(1),
        },
      ]),
    ),
  );
  for (const result of results) {
    for (const { row, truth, isWrong } of result.misses.slice(0, misses)) {
      const seen = row.candidates.map(
        ({ restaurant, score, distanceMeters }) => `${restaurant.name} ${score} ${distanceMeters} m`,
      );
      console.log(
        `${result.name} ${isWrong ? 'WRONG' : row.status}: "${row.name}" is "${truth.name}"${truth.isStranger ? ' (taken out)' : ''}; ${seen.join(' | ')}`,
      );
    }
  }
}
