import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { step } from '../scripts/setup/progress.mjs';
import { call } from './api-client.mjs';
import { reactionsSettled } from './people.mjs';

export const BIG_AUDIENCE = { name: 'big audience' };

const AUDIENCES = [10, 4_990, 200_000];
const WRITES = 60;
const WARM_UP = 5;
/** followers of each author who are online */
const ONLINE = 5;
const HEARD_WITHIN_MS = 10_000;
const BEEN = '/api/v1/users/me/lists/been/restaurants';

/**
 * Accounts with few followers, with as many as are pushed to, and with very many write in turn: how long the response
 * takes, when followers who are online hear of it, and what the worker has left to do.
 */
export async function measureBigAudience({ api, worker, database, free }) {
  const authors = [];
  for (const followers of AUDIENCES)
    authors.push(
      await step(`${BIG_AUDIENCE.name}: an account with ${followers} followers`, () =>
        createAuthor(api.origin, database, followers),
      ),
    );
  const backlog = watchBacklog(worker.origin);
  try {
    await step(`${BIG_AUDIENCE.name}: writing`, async () => {
      for (let turn = 0; turn < WARM_UP + WRITES; turn += 1) {
        // In turn, each time another first, so that all of them meet the same moods of the machine.
        for (const author of [...authors.slice(turn % 3), ...authors.slice(0, turn % 3)]) {
          const body = { restaurantId: free[turn % free.length], notes: 'Get the corner table.' };
          const started = performance.now();
          const { json } = await call(api.origin, { method: 'POST', path: BEEN, token: author.token, body });
          if (turn < WARM_UP) continue;
          author.times.push(performance.now() - started);
          author.written.set(json.meta.activityId, started);
        }
      }
    });
    const drainedMs = await step(`${BIG_AUDIENCE.name}: draining`, async (note) => {
      const started = performance.now();
      await reactionsSettled(database, note);
      return performance.now() - started;
    });
    await allHeard(authors);
    await backlog.sees(0);
    return {
      rows: authors.map(({ followers, times, delays }) => ({
        followers,
        p50: quantile(times, 0.5),
        p95: quantile(times, 0.95),
        heard: delays.length,
        heardP95: quantile(delays, 0.95),
      })),
      backlog: { highest: backlog.highest, last: backlog.last, queued: backlog.queued, drainedMs },
    };
  } finally {
    backlog.stop();
    for (const { sockets } of authors) for (const socket of sockets) socket.disconnect();
  }
}

async function createAuthor(origin, database, followers) {
  const mark = randomBytes(3).toString('hex');
  const author = await signUp(origin, `aud_${mark}`);
  const online = [];
  for (let n = 0; n < ONLINE; n += 1) {
    const follower = await signUp(origin, `aud_${mark}_${n}`);
    await call(origin, { method: 'POST', path: `/api/v1/users/${author.id}/follow`, token: follower.token });
    // Reading once puts a timeline there, to be pushed into.
    await call(origin, { path: '/api/v1/feed', token: follower.token });
    online.push(follower);
  }
  await database.query(
    `with people as (insert into users (username, display_name) select $1 || '_f' || n, 'Follower' from generate_series(1, $3::int) n returning id),
       following as (insert into follows (follower_id, followee_id, status, accepted_at) select id, $2, 'accepted', now() from people)
     update users set followers_count = followers_count + $3::int where id = $2`,
    [`a${mark}`, author.id, followers - ONLINE],
  );
  await database.query('analyze users, follows');
  await reactionsSettled(database);
  const known = { ...author, followers, times: [], delays: [], written: new Map() };
  known.sockets = await Promise.all(online.map(({ token }) => listen(origin, token, known)));
  return known;
}

async function signUp(origin, username) {
  const body = {
    email: `${username}@example.com`,
    username,
    displayName: username,
    password: 'Tagliatelle7',
  };
  const { json } = await call(origin, { method: 'POST', path: '/api/v1/auth/signup', body });
  return { id: json.data.user.id, token: json.data.accessToken };
}

async function listen(origin, token, author) {
  const socket = io(origin, { path: '/ws', transports: ['websocket'], auth: { token } });
  // What is heard before the response is known is looked up afterwards.
  author.heard ??= [];
  socket.on('feed:update', ({ activityId }) => author.heard.push({ activityId, at: performance.now() }));
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}

async function allHeard(authors) {
  const deadline = performance.now() + HEARD_WITHIN_MS;
  for (const author of authors) {
    const delays = () =>
      author.heard.flatMap(({ activityId, at }) => {
        const since = author.written.get(activityId);
        return since === undefined ? [] : [at - since];
      });
    while (delays().length < ONLINE * WRITES && performance.now() < deadline) await sleep(20);
    author.delays = delays();
  }
}

/** Reads what the worker says of its backlog, as a collector of metrics would. */
function watchBacklog(origin) {
  const seen = { highest: 0, last: undefined, queued: 0 };
  const look = async () => {
    const text = await (await fetch(`${origin}/metrics`)).text();
    const sum = (pattern) =>
      [...text.matchAll(pattern)].reduce((total, [, count]) => total + Number(count), 0);
    seen.last = sum(/^beli_outbox_pending\{state="pending"\} (\d+)/gm);
    seen.highest = Math.max(seen.highest, seen.last);
    const jobs = sum(/^beli_queue_jobs\{[^}]*state="(?:waiting|active|delayed)"[^}]*\} (\d+)/gm);
    seen.queued = Math.max(seen.queued, jobs);
  };
  const timer = setInterval(() => void look().catch(() => {}), 100);
  return Object.assign(seen, {
    async sees(count) {
      const deadline = performance.now() + HEARD_WITHIN_MS;
      do await look();
      while (seen.last !== count && performance.now() < deadline);
    },
    stop: () => clearInterval(timer),
  });
}

const quantile = (numbers, share) =>
  numbers.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * numbers.length) - 1)] ?? Number.NaN;

export function printBigAudience({ rows, backlog }) {
  console.log(`\n${BIG_AUDIENCE.name}: accounts take turns to write, ${WRITES} times each`);
  console.log('  followers  response p50 ms  p95 ms  heard by those online  p95 ms after the request');
  for (const { followers, p50, p95, heard, heardP95 } of rows) {
    const cells = [
      followers.toLocaleString('en').padStart(11),
      p50.toFixed(1).padStart(17),
      p95.toFixed(1).padStart(8),
      `${heard} of ${ONLINE * WRITES}`.padStart(23),
      heardP95.toFixed(1).padStart(26),
    ];
    console.log(cells.join(''));
  }
  const { highest, queued, last, drainedMs } = backlog;
  console.log(
    `backlog by the worker's metrics: up to ${highest} reactions owed, ${queued} jobs queued; ${last} owed ${Math.round(drainedMs)} ms after the last write`,
  );
}
