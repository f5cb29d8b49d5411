import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { step } from '../scripts/setup/progress.mjs';
import { call, inParallel } from './api-client.mjs';

const FOLLOWED = 100;
const BEEN = 15;
const WANTED = 10;
const WIDTH = 8;
// Access tokens live for 15 minutes.
const TOKEN_AGE_MS = 300_000;

/**
 * Signs people up through the API; each follows some of those who have been out, and keeps places of their own.
 * @param restaurantIds each person takes its own few from the front
 */
export async function signUpPeople(database, origin, { count, restaurantIds }) {
  return step(`Signing up ${count} people`, async (note) => {
    const mark = randomBytes(3).toString('hex');
    const people = await inParallel(
      Array.from({ length: count }, (_, index) => index),
      2,
      (index) => signUp(origin, `bench_${mark}_${index}`),
    );
    note('following');
    await follow(database, origin, people);
    note('adding restaurants');
    for (const person of people) person.kept = new Set();
    await keep(origin, people, restaurantIds, { scope: 'been', from: 0, count: BEEN });
    await keep(origin, people, restaurantIds, { scope: 'want_to_try', from: BEEN, count: WANTED });
    await reactionsSettled(database, note);
    return people;
  });
}

async function signUp(origin, username) {
  const body = {
    email: `${username}@example.com`,
    username,
    displayName: username,
    password: 'Tagliatelle7',
    timezone: 'America/New_York',
  };
  const { json } = await call(origin, { method: 'POST', path: '/api/v1/auth/signup', body });
  return { id: json.data.user.id, ...tokensIn(json), keptCount: 0 };
}

async function follow(database, origin, people) {
  const { rows } = await database.query(
    `select id from users where been_count > 0 and password_hash is null order by md5(id::text) limit $1`,
    [FOLLOWED * people.length],
  );
  const others = rows.length > 0 ? rows.map(({ id }) => Number(id)) : await anybody(database);
  const pairs = people.flatMap((person, index) =>
    Array.from({ length: Math.min(FOLLOWED, others.length) }, (_, place) => ({
      person,
      id: others[(index * FOLLOWED + place) % others.length],
    })),
  );
  await inParallel(pairs, WIDTH, ({ person, id }) =>
    call(origin, { method: 'POST', path: `/api/v1/users/${id}/follow`, token: person.token }),
  );
}

async function anybody(database) {
  const { rows } = await database.query(
    `select id from users where been_count > 0 and username not like 'bench\\_%' order by id`,
  );
  return rows.map(({ id }) => Number(id));
}

async function keep(origin, people, restaurantIds, { scope, from, count }) {
  const wishes = people.flatMap((person, index) =>
    Array.from({ length: count }, (_, place) => ({
      person,
      restaurantId: restaurantIds[(index * 7 + from + place) % restaurantIds.length],
    })),
  );
  await inParallel(wishes, WIDTH, async ({ person, restaurantId }) => {
    if (person.kept.has(restaurantId)) return;
    person.kept.add(restaurantId);
    const body = scope === 'been' ? { restaurantId, rating: 5 + (restaurantId % 50) / 10 } : { restaurantId };
    const path = `/api/v1/users/me/lists/${scope}/restaurants`;
    await call(origin, { method: 'POST', path, token: person.token, body });
  });
}

/** Waits until everything owed to earlier writes has happened, so that it does not run into what is measured. */
export async function reactionsSettled(database, note = () => {}) {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    const { rows } = await database.query('select count(*)::int as owed from outbox where dead_at is null');
    if (rows[0].owed === 0) return;
    note(`${rows[0].owed} reactions to go`);
    await sleep(200);
  }
}

/** New access tokens for people whose own would expire soon. */
export async function freshenTokens(origin, people) {
  const old = people.filter(({ since }) => Date.now() - since > TOKEN_AGE_MS);
  await inParallel(old, WIDTH, async (person) => {
    const body = { refreshToken: person.refreshToken };
    const { json } = await call(origin, { method: 'POST', path: '/api/v1/auth/refresh', body });
    Object.assign(person, tokensIn(json));
  });
}

const tokensIn = ({ data }) => ({
  token: data.accessToken,
  refreshToken: data.refreshToken,
  since: Date.now(),
});
