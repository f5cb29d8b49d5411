import { randomBytes } from 'node:crypto';
import { step } from '../scripts/setup/progress.mjs';
import { call } from './api-client.mjs';
import { reactionsSettled } from './people.mjs';
import { seeded } from './seeded.mjs';

export const GROUP_MATCHES = { name: 'group match' };

const MATCHES = '/api/v1/groups/matches';
const SIZES = [8, 20];
const WISHES = 500;
const REQUESTS = 100;
const WARM_UP = 10;
const DISHES = 12;
const DAY_MS = 86_400_000;

/** Whose wishes differ as chance will have it, and whose gather at the same popular places. */
const TASTES = [
  { name: 'anywhere', draw: (chance) => chance },
  { name: 'popular', draw: (chance) => chance ** 3 },
];

/**
 * Where groups should eat, uncached: everybody has wishes, a home and some of them diets, every restaurant a menu.
 * No two requests are about the same day, so that none is answered from the cache.
 */
export async function measureGroupMatches({ api, tapped, tap, database }) {
  const places = await step(`${GROUP_MATCHES.name}: menus`, () => serveEverywhere(database));
  const rows = [];
  for (const taste of TASTES) {
    const random = seeded(places.length);
    const people = await step(`${GROUP_MATCHES.name}: people who want to go ${taste.name}`, (note) =>
      signUpDiners(api.origin, database, places, { taste, random, note }),
    );
    for (const size of SIZES)
      rows.push(
        await step(`${GROUP_MATCHES.name}: ${size} people, ${taste.name}`, () =>
          measure({ api, tapped, tap, database }, people.slice(0, size), taste.name),
        ),
      );
  }
  return rows;
}

/** A menu for every restaurant of New York, where it is there; of any city else. Answers their ids. */
async function serveEverywhere(database) {
  const rows = await query(
    database,
    `with city as (select id, source = 'nyc-dohmh-2015' as is_real from restaurants where deleted_at is null)
     select id::int from city where is_real or not exists (select from city where is_real) order by md5(id::text)`,
  );
  const ids = rows.map(({ id }) => id);
  await query(
    database,
    `insert into menu_items (restaurant_id, name, category, is_vegetarian, is_gluten_free)
     select id, 'Dish ' || n, 'entree', (id + n) % 4 = 0, (id * 7 + n) % 9 = 0 from unnest($1::bigint[]) id, generate_series(1, ${DISHES}) n
     where id % 5 > 0`,
    [ids],
  );
  await query(database, 'vacuum (analyze) menu_items');
  return ids;
}

async function signUpDiners(origin, database, places, { taste, random, note }) {
  const mark = randomBytes(3).toString('hex');
  const people = [];
  for (let index = 0; index < Math.max(...SIZES); index++) {
    const username = `diner_${mark}_${index}`;
    const body = {
      email: `${username}@example.com`,
      username,
      displayName: username,
      password: 'Tagliatelle7',
      timezone: 'America/New_York',
    };
    const { json } = await call(origin, { method: 'POST', path: '/api/v1/auth/signup', body });
    const person = { id: json.data.user.id, token: json.data.accessToken };
    const home = { latitude: 40.6 + random() / 4, longitude: -74.02 + random() / 4 };
    const diets = { 1: ['vegetarian'], 3: ['gluten-free', 'nut-allergy'] }[index] ?? [];
    await call(origin, {
      method: 'PATCH',
      path: '/api/v1/users/me',
      token: person.token,
      body: { homeLocation: home, dietaryRestrictions: diets, dislikedCuisines: ['donuts'] },
    });
    const wanted = new Set();
    while (wanted.size < Math.min(WISHES, places.length / 2))
      wanted.add(places[Math.floor(taste.draw(random()) * places.length)]);
    await wish(database, person.id, [...wanted]);
    people.push(person);
    note(`${people.length}`);
  }
  await query(database, 'vacuum (analyze) relations');
  await reactionsSettled(database, note);
  return people;
}

/** As if added one by one on different days, among all that others keep. */
async function wish(database, userId, restaurantIds) {
  await query(
    database,
    `insert into relations (user_id, restaurant_id, status, category, created_at)
     select $1, r.id, 'want_to_try', r.category, now() - n * interval '1 hour' from unnest($2::bigint[]) with ordinality as wanted(id, n) join restaurants r using (id)`,
    [userId, restaurantIds],
  );
  await query(database, 'update users set want_to_try_count = $2 where id = $1', [
    userId,
    restaurantIds.length,
  ]);
}

async function measure({ api, tapped, tap, database }, people, taste) {
  const [{ token }, ...others] = people;
  const [{ shared }] = await query(
    database,
    `select count(*)::int as shared from (select restaurant_id from relations where user_id = any($1) and status = 'want_to_try'
     group by restaurant_id having count(*) >= 2) places`,
    [people.map(({ id }) => id)],
  );
  let day = 0;
  const ask = (origin, createSession) => {
    day += 1;
    const date = new Date(Date.now() + (day % 360) * DAY_MS).toISOString().slice(0, 10);
    // The days run out before the requests do: another wish for the table makes another question of the same day.
    const dietaryRestrictions = day > 360 ? ['halal'] : [];
    const body = { participantIds: others.map(({ id }) => id), date, createSession, dietaryRestrictions };
    return call(origin, { method: 'POST', path: MATCHES, token, body });
  };
  const times = { match: [], session: [], cached: [] };
  let found = 0;
  for (let turn = 0; turn < WARM_UP + REQUESTS; turn++) {
    const [{ json }, match] = await clock(() => ask(api.origin, false));
    found = json.data.matches.length;
    const [, session] = await clock(() => ask(api.origin, true));
    day -= 1;
    const [, cached] = await clock(() => ask(api.origin, false));
    if (turn < WARM_UP) continue;
    times.match.push(match);
    times.session.push(session);
    times.cached.push(cached);
  }
  const { statements } = await tap.listen(() => ask(tapped.origin, false));
  const { text, values } = statements.find((one) => one.text.includes('group-candidates'));
  const plan = (await query(database, `explain (analyze, buffers) ${text}`, values)).map(
    (row) => row['QUERY PLAN'],
  );
  return {
    people: people.length,
    taste,
    shared,
    found,
    statements: statements.length,
    ...Object.fromEntries(
      Object.entries(times).map(([name, all]) => [
        name,
        { p50: quantile(all, 0.5), p95: quantile(all, 0.95) },
      ]),
    ),
    execution: Number(/Execution Time: ([\d.]+)/.exec(plan.at(-1))?.[1]),
    plan,
  };
}

const query = async (database, text, values) => (await database.query(text, values)).rows;

async function clock(work) {
  const started = performance.now();
  const result = await work();
  return [result, performance.now() - started];
}

const quantile = (numbers, share) =>
  numbers.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * numbers.length) - 1)];

export function printGroupMatches(rows) {
  console.log(
    `\n${GROUP_MATCHES.name}: ${WISHES} wishes each, uncached, one after another, ${REQUESTS} each; milliseconds`,
  );
  console.log(
    '  people  wishes    shared  matches  match p50    p95  with session p50    p95  cached p50    p95  candidates (explain)',
  );
  const cell = (value, width) => String(typeof value === 'number' ? value.toFixed(1) : value).padStart(width);
  for (const row of rows) {
    const cells = [
      String(row.people).padStart(8),
      row.taste.padStart(10),
      String(row.shared).padStart(8),
      String(row.found).padStart(9),
      cell(row.match.p50, 11),
      cell(row.match.p95, 7),
      cell(row.session.p50, 18),
      cell(row.session.p95, 7),
      cell(row.cached.p50, 12),
      cell(row.cached.p95, 7),
      cell(row.execution, 22),
    ];
    console.log(cells.join(''));
  }
}
