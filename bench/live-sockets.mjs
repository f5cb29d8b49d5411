import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onStop } from '../scripts/setup/lifecycle.mjs';
import { step } from '../scripts/setup/progress.mjs';
import { call, inParallel } from './api-client.mjs';
import { reactionsSettled } from './people.mjs';
import { startApi, startWorker } from './server-process.mjs';

const SOCKETS = 2_000;
const WRITES = 40;
const WARM_UP = 5;
const CLIENT_PROCESSES = 2;
const CLIENTS = fileURLToPath(new URL('./socket-clients.mjs', import.meta.url));
/** How long one write may take to be heard everywhere before the run counts what is missing. */
const PATIENCE_MS = 20_000;
// Signing 2,000 people up is not what is measured.
const ENVIRONMENT = { BCRYPT_COST: '4', SOCKET_HANDSHAKES: '0' };

/** An api that collects its garbage when it is told to: what is left is what its sockets hold. */
const COLLECTING = ['--expose-gc', '--import', 'data:text/javascript,process.on("SIGUSR2",()=>gc())'];
const COLLECTED_AFTER_MS = 2_000;

/**
 * Somebody with 2,000 followers, each with a socket open on one of two apis, adds places: how many hear of each,
 * how often, and how soon; and what a socket costs an api in memory.
 */
export async function measureSockets(database, { logs }) {
  await startWorker({ logs });
  const { author, followers, restaurantIds } = await step(`Signing up ${SOCKETS} followers`, (note) =>
    makePeople(database, logs, note),
  );
  // Fresh ones: what signing up has left behind is not what a socket costs.
  const apis = await step('Starting two apis', () =>
    Promise.all(
      ['first-api', 'second-api'].map((name) =>
        startApi({ logs, name, environment: ENVIRONMENT, nodeArguments: COLLECTING }),
      ),
    ),
  );
  const before = await residentBytes(apis);
  const clients = Array.from({ length: CLIENT_PROCESSES }, (_, index) => startClients(index));
  const opening = performance.now();
  await step(`Connecting ${SOCKETS} sockets`, () =>
    Promise.all(
      clients.map((client, index) => {
        const own = followers.filter((_, place) => place % CLIENT_PROCESSES === index);
        const sockets = own.map(({ token }, place) => ({ token, url: apis[place % apis.length].origin }));
        return client.ask({ connect: sockets });
      }),
    ),
  );
  const connecting = performance.now() - opening;
  await reactionsSettled(database);
  const after = await residentBytes(apis);

  const writes = await step(`${WARM_UP + WRITES} writes`, async (note) => {
    const done = [];
    for (const restaurantId of restaurantIds) {
      const write = await announce(apis[0].origin, author.token, restaurantId, clients);
      note(`${done.length + 1}: heard by ${write.heard.length}`);
      done.push(write);
    }
    return done.slice(WARM_UP);
  });
  const counts = await Promise.all(clients.map((client) => client.ask({ count: true })));
  for (const client of clients) client.stop();
  print({
    connecting,
    connected: counts.reduce((sum, { connected }) => sum + connected, 0),
    doubles: counts.reduce((sum, { doubles }) => sum + doubles, 0),
    ...deliveriesOf(writes),
    memory: apis.map((_, n) => ({ before: before[n], after: after[n], sockets: SOCKETS / apis.length })),
  });
}

/** One write, and when each socket heard of it. */
async function announce(origin, token, restaurantId, clients) {
  const heard = clients.map((client) => client.ask({ hear: restaurantId, withinMs: PATIENCE_MS }));
  const sent = now();
  await call(origin, {
    method: 'POST',
    path: '/api/v1/users/me/lists/been/restaurants',
    token,
    body: { restaurantId, rating: 8 },
  });
  const answered = now();
  const results = await Promise.all(heard);
  return { sent, answered, heard: results.flat() };
}

async function makePeople(database, logs, note) {
  const api = await startApi({ logs, name: 'door', environment: ENVIRONMENT });
  const mark = randomBytes(3).toString('hex');
  const names = Array.from({ length: SOCKETS + 1 }, (_, index) => `live_${mark}_${index}`);
  let done = 0;
  const [author, ...followers] = await inParallel(names, 8, async (username) => {
    const body = {
      email: `${username}@example.com`,
      username,
      displayName: username,
      password: 'Tagliatelle7',
    };
    const { json } = await call(api.origin, { method: 'POST', path: '/api/v1/auth/signup', body });
    done += 1;
    if (done % 100 === 0) note(String(done));
    return { id: json.data.user.id, token: json.data.accessToken };
  });
  const ids = followers.map(({ id }) => id);
  await database.query(
    `insert into follows (follower_id, followee_id, status, accepted_at) select id, $1, 'accepted', now() from unnest($2::bigint[]) id`,
    [author.id, ids],
  );
  await database.query(
    `update users set followers_count = case when id = $1 then $3 else 0 end, following_count = case when id = $1 then 0 else 1 end where id = $1 or id = any($2)`,
    [author.id, ids, ids.length],
  );
  const { rows } = await database.query(
    `insert into restaurants (name, location, price_range) select 'Live ' || n, st_makepoint(n / 1000.0, 0)::geography, '$$'
     from generate_series(1, $1::int) n returning id`,
    [WARM_UP + WRITES],
  );
  await database.query('vacuum (analyze)');
  await reactionsSettled(database, note);
  await api.stop();
  return { author, followers, restaurantIds: rows.map(({ id }) => Number(id)) };
}

/** A process that holds sockets; each question has one answer. */
function startClients(index) {
  const child = fork(CLIENTS, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const waiting = new Map();
  let asked = 0;
  const gone = new Promise((_, reject) => {
    child.once('exit', (code) => reject(new Error(`client process ${index} ended with ${code}`)));
  });
  gone.catch(() => {});
  child.on('message', ({ id, answer }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  onStop('app', () => void child.kill());
  return {
    ask(question) {
      const id = asked++;
      child.send({ id, ...question });
      return Promise.race([gone, new Promise((resolve) => waiting.set(id, resolve))]);
    },
    stop: () => void child.kill(),
  };
}

function deliveriesOf(writes) {
  return {
    expected: writes.length * SOCKETS,
    heard: writes.reduce((sum, { heard }) => sum + heard.length, 0),
    fromSending: writes.flatMap(({ sent, heard }) => heard.map((at) => at - sent)),
    fromAnswer: writes.flatMap(({ answered, heard }) => heard.map((at) => at - answered)),
    answers: writes.map(({ sent, answered }) => answered - sent),
    last: writes.map(({ answered, heard }) => Math.max(...heard) - answered),
  };
}

function print(run) {
  const { connected, connecting, expected, heard, doubles, memory } = run;
  const line = (label, text) => console.log(`  ${label.padEnd(38)}${text}`);
  console.log(`\n2,000 sockets on two apis, one author, ${WRITES} writes one after another`);
  line('sockets connected', `${connected} of ${SOCKETS} (in ${(connecting / 1_000).toFixed(1)} s)`);
  line('messages heard', `${heard} of ${expected}, each by its socket; ${doubles} came twice`);
  line('delivery after the answer', spread(run.fromAnswer));
  line('delivery after the request was sent', spread(run.fromSending));
  line('the last of 2,000 after the answer', spread(run.last));
  line('answer of the write', spread(run.answers));
  for (const [n, { before, after, sockets }] of memory.entries())
    line(
      `api ${n + 1}, resident memory`,
      `${megabytes(before)} before, ${megabytes(after)} with ${sockets} sockets: ${((after - before) / sockets / 1_024).toFixed(1)} kB a socket`,
    );
}

const spread = (numbers) =>
  [0.5, 0.95, 1]
    .map((share, n) => `${['p50', 'p95', 'max'][n]} ${quantile(numbers, share).toFixed(1)} ms`)
    .join(', ');

const quantile = (numbers, share) =>
  numbers.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * numbers.length) - 1)];

const megabytes = (bytes) => `${(bytes / 1_048_576).toFixed(0)} MB`;

/** The clock of all processes of this machine, finer than a millisecond. */
const now = () => performance.timeOrigin + performance.now();

async function residentBytes(apis) {
  for (const { pid } of apis) process.kill(pid, 'SIGUSR2');
  await sleep(COLLECTED_AFTER_MS);
  return apis.map(({ pid }) => {
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes) * 1_024;
  });
}
