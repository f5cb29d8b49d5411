import { randomBytes } from 'node:crypto';
import { step } from '../scripts/setup/progress.mjs';
import { call } from './api-client.mjs';
import { reactionsSettled } from './people.mjs';
import { seeded } from './seeded.mjs';

export const RANK_COMMITS = { name: 'ranking commit by list length' };

const LENGTHS = [10, 100, 1_000, 5_000];
const COMMITS = 60;
const WARM_UP = 5;
const LIST = '/api/v1/users/me/rankings';
const SESSIONS = '/api/v1/users/me/rankings/sessions';

/**
 * Ranks new places by comparing, on lists of several lengths: how long the questions and the commit take. Answers
 * are drawn from a seed, so that places come to stand anywhere.
 */
export async function measureRankCommits({ api, database }) {
  const rows = [];
  const [{ first }] = await query(
    database,
    `with made as (insert into restaurants (name, location, price_range) select 'Ranked ' || n, st_makepoint(n / 1000.0, 0)::geography, '$$'
       from generate_series(1, ${Math.max(...LENGTHS) + COMMITS + WARM_UP}) n returning id) select min(id)::bigint as first from made`,
  );
  for (const length of LENGTHS) {
    rows.push(
      await step(`${RANK_COMMITS.name}: ${length}`, () =>
        measure(api.origin, database, Number(first), length),
      ),
    );
  }
  await step('Counting ratings', (note) => reactionsSettled(database, note));
  return rows;
}

async function measure(origin, database, first, length) {
  const token = await signUpWithList(origin, database, first, length);
  const random = seeded(length);
  const times = { question: [], commit: [], page: [] };
  const changes = [];
  for (let turn = 0; turn < WARM_UP + COMMITS; turn++) {
    const body = { restaurantId: first + length + turn, sentiment: 'liked' };
    const { json } = await call(origin, { method: 'POST', path: SESSIONS, token, body });
    let session = json.data;
    while (!session.isComplete) {
      const path = `${SESSIONS}/${session.id}/compare`;
      const choice = random() < 0.5 ? 'left' : 'right';
      const [asked, took] = await clock(() =>
        call(origin, { method: 'POST', path, token, body: { choice } }),
      );
      session = asked.json.data;
      if (turn >= WARM_UP) times.question.push(took);
    }
    const path = `${SESSIONS}/${session.id}/commit`;
    const [committed, took] = await clock(() => call(origin, { method: 'POST', path, token, body: {} }));
    if (turn < WARM_UP) continue;
    times.commit.push(took);
    times.page.push((await clock(() => call(origin, { path: LIST, token })))[1]);
    changes.push(committed.json.data.changes.length);
  }
  return {
    length,
    question: quantile(times.question, 0.95),
    p50: quantile(times.commit, 0.5),
    p95: quantile(times.commit, 0.95),
    page: quantile(times.page, 0.95),
    changes: quantile(changes, 0.5),
  };
}

/** A person who likes `length` places, ranked by comparing. */
async function signUpWithList(origin, database, first, length) {
  const username = `rank_${length}_${randomBytes(3).toString('hex')}`;
  const credentials = { email: `${username}@example.com`, password: 'Tagliatelle7' };
  const body = { ...credentials, username, displayName: username };
  const { json } = await call(origin, { method: 'POST', path: '/api/v1/auth/signup', body });
  const { id } = json.data.user;
  await query(
    database,
    `insert into relations (user_id, restaurant_id, status, category, rating, rating_source, sentiment)
     select $1, $2::bigint + n, 'been', 'restaurants', floor(100 - n * 33.0 / $3 + 0.5) / 10, 'ranked', 'liked' from generate_series(0, $3::int - 1) n`,
    [id, first, length],
  );
  await query(
    database,
    `insert into rankings (user_id, category, restaurant_ids, fixed_tenths, liked_count)
     select $1, 'restaurants', array_agg($2::bigint + n order by n), array_agg(null::smallint), count(*) from generate_series(0, $3::int - 1) n`,
    [id, first, length],
  );
  await query(
    database,
    `update restaurants r set rating_count = r.rating_count + 1, rating_sum = r.rating_sum + rel.rating * 10
     from relations rel where rel.restaurant_id = r.id and rel.user_id = $1`,
    [id],
  );
  await query(database, `update users set been_count = $2 where id = $1`, [id, length]);
  await query(database, 'analyze relations, rankings');
  return json.data.accessToken;
}

const query = async (database, text, values) => (await database.query(text, values)).rows;

async function clock(work) {
  const started = performance.now();
  const result = await work();
  return [result, performance.now() - started];
}

const quantile = (numbers, share) =>
  numbers.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * numbers.length) - 1)];

export function printRankCommits(rows) {
  console.log(`\n${RANK_COMMITS.name} (one after another, ${COMMITS} each)`);
  console.log('  length  question p95 ms  commit p50 ms  commit p95 ms  page p95 ms  scores moved');
  for (const { length, question, p50, p95, page, changes } of rows) {
    const cells = [
      String(length).padStart(8),
      question.toFixed(1).padStart(17),
      p50.toFixed(1).padStart(15),
      p95.toFixed(1).padStart(15),
      page.toFixed(1).padStart(13),
      String(changes).padStart(14),
    ];
    console.log(cells.join(''));
  }
}
