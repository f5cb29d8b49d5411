import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Person, signUp } from './client.js';
import { ServerProcess } from './processes.js';
import { TestServer } from './server.js';
import { Listener } from './sockets.js';

/* Two apis and a worker, each a process of its own, and a Redis that finds its memory again after a restart. */

let server: TestServer;
let apis: [ServerProcess, ServerProcess];
let worker: ServerProcess;

beforeAll(async () => {
  server = await TestServer.start({}, { durableRedis: true });
  apis = await Promise.all([ServerProcess.api(server), ServerProcess.api(server)]);
  worker = await ServerProcess.worker(server);
});
afterAll(async () => {
  await Promise.all([...apis, worker].map((process) => process.stop()));
  await server.stop();
});

/** Somebody with a session on each api, which both apis have seen, and an open socket on the second. */
async function signedInTwice() {
  const [one, two] = apis;
  const ana = await signUp(one.url);
  const { data } = await new Person(two.url).must(ROUTES.login, {
    body: { username: ana.signedIn?.user.username ?? '', password: 'Tagliatelle7' },
  });
  const phone = new Person(two.url, data);
  const everywhere = [ana, ana.at(two.url), phone, phone.at(one.url)];
  for (const person of everywhere) await person.must(ROUTES.getMe, {});
  const listener = await Listener.connect(two.url, phone.token);
  const gone = new Promise((resolve) => listener.socket.once('disconnect', resolve));
  return { ana, phone, everywhere, gone };
}

const codesOf = (people: Person[]) =>
  Promise.all(people.map(async (person) => (await person.call(ROUTES.getMe, {})).error?.code));
const REFUSED = Array<string>(4).fill('UNAUTHORIZED');

it('logging out ends every session on both apis within a second, sockets too', async () => {
  const { ana, everywhere, gone } = await signedInTwice();
  const startedAt = performance.now();
  await ana.must(ROUTES.logout, {});
  expect(await codesOf(everywhere)).toEqual(REFUSED);
  await gone;
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

it('within a second also right after Redis was restarted, with all that it remembered', async () => {
  const { ana, everywhere, gone } = await signedInTwice();
  await server.redis.kill();
  await server.redis.up();
  const startedAt = performance.now();
  await ana.must(ROUTES.logout, {});
  expect(await codesOf(everywhere)).toEqual(REFUSED);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  await gone;
});

it('also when it happens while Redis is away: what Redis remembers afterwards counts for nothing', async () => {
  const { ana, phone, everywhere, gone } = await signedInTwice();
  await server.redis.kill();
  const startedAt = performance.now();
  await ana.must(ROUTES.logout, {});
  expect(await codesOf(everywhere)).toEqual(REFUSED);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  await server.redis.up();
  expect(await codesOf(everywhere)).toEqual(REFUSED);
  const { error } = await phone.call(ROUTES.refresh, {
    body: { refreshToken: phone.signedIn?.refreshToken },
  });
  expect(error.code).toBe('REFRESH_TOKEN_INVALID');
  await gone;
  await server.settled();
  expect(await codesOf(everywhere)).toEqual(REFUSED);
});
