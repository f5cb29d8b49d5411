import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Person, signUp } from './client.js';
import { ServerProcess } from './processes.js';
import { addRestaurant } from './restaurants.js';
import { TestServer } from './server.js';
import { Listener } from './sockets.js';

/* Two apis and two workers, each a process of its own, on one PostgreSQL and one Redis. */

let server: TestServer;
let apis: [ServerProcess, ServerProcess];
let workers: ServerProcess[];

beforeAll(async () => {
  server = await TestServer.start();
  apis = await Promise.all([ServerProcess.api(server), ServerProcess.api(server)]);
  workers = await Promise.all([ServerProcess.worker(server), ServerProcess.worker(server)]);
});

afterAll(async () => {
  await Promise.all([...apis, ...workers].map((process) => process.stop()));
  await server.stop();
});

const promoted = async (api: ServerProcess): Promise<Person> => {
  const person = await signUp(api.url);
  await server.database.query(`update users set role = 'admin' where id = $1`, [person.id]);
  const { data } = await new Person(api.url).must(ROUTES.login, {
    body: { username: person.signedIn?.user.username ?? '', password: 'Tagliatelle7' },
  });
  return new Person(api.url, data);
};

it('a socket on one api hears of a write on the other, once', async () => {
  const [one, two] = apis;
  const admin = await promoted(one);
  const restaurantId = await addRestaurant(admin);
  const [ana, ben] = [await signUp(one.url), await signUp(two.url)];
  await ben.must(ROUTES.followUser, { params: { id: String(ana.id) } });
  await server.settled();
  const listener = await Listener.connect(two.url, ben.token);
  await ana.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId, rating: 9 },
  });
  const [update] = await listener.next('feed:update');
  expect(update).toMatchObject({ type: 'visit', user: { id: ana.id }, restaurant: { id: restaurantId } });
  await server.settled();
  expect(listener.all('feed:update')).toHaveLength(1);
  listener.close();
});

it('whoever looks at a restaurant hears its rating move, up and away again', async () => {
  const [one, two] = apis;
  const admin = await promoted(one);
  const restaurantId = await addRestaurant(admin);
  const [ana, ben] = [await signUp(one.url), await signUp(two.url)];
  const listener = await Listener.connect(two.url, ben.token);
  expect(await listener.ask('join_room', { room: `restaurant:${restaurantId}` })).toEqual({ ok: true });
  await ana.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId, rating: 9 },
  });
  await listener.next('restaurant:update');
  await ana.must(ROUTES.removeRestaurant, { params: { restaurantId: String(restaurantId) } });
  expect(await listener.next('restaurant:update', 2)).toEqual([
    { id: restaurantId, ratingCount: 1, averageScore: 9 },
    { id: restaurantId, ratingCount: 0, averageScore: null },
  ]);
  listener.close();
});

it('who starts and stops following while connected hears accordingly', async () => {
  const [one, two] = apis;
  const admin = await promoted(one);
  const [ana, ben] = [await signUp(one.url), await signUp(two.url)];
  const listener = await Listener.connect(one.url, ben.token);
  const follow = { params: { id: String(ana.id) } };
  await ben.at(two.url).must(ROUTES.followUser, follow);
  await server.settled();
  const add = async () =>
    ana.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'want_to_try' },
      body: { restaurantId: await addRestaurant(admin) },
    });
  await add();
  await listener.next('feed:update');
  await ben.must(ROUTES.unfollowUser, follow);
  await server.settled();
  await add();
  await server.settled();
  // A message on the same stream after the one that must not come.
  await ana.must(ROUTES.followUser, { params: { id: String(ben.id) } });
  await listener.next('notification:new');
  expect(listener.all('feed:update')).toHaveLength(1);
  listener.close();
});

it('what is written on one api is read on the other at once, cached or not', async () => {
  const [one, two] = apis;
  const admin = await promoted(one);
  const restaurantId = await addRestaurant(admin);
  const ana = await signUp(one.url);
  const detail = { params: { id: String(restaurantId) } };
  for (let round = 0; round < 2; round++) await ana.at(two.url).must(ROUTES.getRestaurant, detail);
  await ana.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId, rating: 6.4 },
  });
  await server.settled();
  const { data } = await ana.at(two.url).must(ROUTES.getRestaurant, detail);
  expect(data).toMatchObject({ averageScore: 6.4, userRating: 6.4, userStatus: 'been', userRankIndex: 0 });
});

it('logging out on one api ends every session on both, sockets among them', async () => {
  const [one, two] = apis;
  const ana = await signUp(one.url);
  const { data } = await new Person(two.url).must(ROUTES.login, {
    body: { username: ana.signedIn?.user.username ?? '', password: 'Tagliatelle7' },
  });
  const phone = new Person(two.url, data);
  const listener = await Listener.connect(two.url, phone.token);
  const gone = new Promise((resolve) => listener.socket.once('disconnect', resolve));
  for (const person of [ana, phone]) await person.must(ROUTES.getMe, {});
  await ana.must(ROUTES.logout, {});
  for (const person of [ana, phone, ana.at(two.url), phone.at(one.url)]) {
    expect((await person.call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
  }
  const { error } = await phone.call(ROUTES.refresh, { body: { refreshToken: data.refreshToken } });
  expect(error.code).toBe('REFRESH_TOKEN_INVALID');
  await gone;
});

it('a rate limit is shared', async () => {
  const limited = await Promise.all([
    ServerProcess.api(server, { RATE_LIMIT_USER: '6' }),
    ServerProcess.api(server, { RATE_LIMIT_USER: '6' }),
  ]);
  try {
    const ana = await signUp(apis[0].url);
    const outcomes = [];
    for (let round = 0; round < 8; round++) {
      outcomes.push(await ana.at(limited[round % 2]?.url ?? '').call(ROUTES.getMe, {}));
    }
    expect(outcomes.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    expect(outcomes.slice(0, 6).map(({ headers }) => headers.get('x-ratelimit-remaining'))).toEqual([
      '5',
      '4',
      '3',
      '2',
      '1',
      '0',
    ]);
    const last = outcomes.at(-1);
    expect(last?.error).toMatchObject({
      code: 'RATE_LIMIT_EXCEEDED',
      limit: 6,
      windowMs: 60_000,
      statusCode: 429,
    });
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
  } finally {
    await Promise.all(limited.map((process) => process.stop()));
  }
});

it('a process that is told to end finishes what it has begun', async () => {
  const api = await ServerProcess.api(server, { LOG_LEVEL: 'info' });
  const ana = await signUp(api.url);
  // Signing up works for a while on the password: long enough to be under way when the signal comes.
  const underWay = Array.from({ length: 5 }, (_, n) => signUp(api.url, { username: `late_${ana.id}_${n}` }));
  await ana.must(ROUTES.getMe, {});
  const stopped = api.stop();
  const people = await Promise.allSettled(underWay);
  await stopped;
  const [row] = await server.database.query<{ count: number }>(
    `select count(*)::int as count from users where username like 'late\\_${ana.id}\\_%'`,
  );
  expect(people.filter(({ status }) => status === 'fulfilled')).toHaveLength(row?.count ?? -1);
  const phases = [...api.log.matchAll(/"phase":"([^"]+)","outcome":"done"/g)].map(([, name]) => name);
  expect(phases).toEqual(['close sockets', 'finish requests', 'close connections']);
});

it('writes one JSON line per request, as the operators read it', async () => {
  const api = await ServerProcess.api(server, { LOG_LEVEL: 'info', RATE_LIMIT_USER: '12' });
  const ana = await signUp(api.url);
  for (let n = 0; n < 12; n++) await ana.must(ROUTES.getMe, {});
  await api.stop();
  const lines = api.log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.findLast(({ endpoint }) => endpoint === '/api/v1/users/me')).toEqual({
    level: 'info',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    service: 'api',
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    userId: ana.id,
    endpoint: '/api/v1/users/me',
    method: 'GET',
    duration: expect.any(Number),
    statusCode: 200,
    message: 'request',
  });
  expect(lines.filter(({ level }) => level === 'warn').map(({ message }) => message)).toContain(
    'a rate limit is near',
  );
  expect(api.log).not.toMatch(/@example\.com|Tagliatelle7|eyJ/);
});

it('tells operators of refused attempts, and not whose they are', async () => {
  const api = await ServerProcess.api(server, { LOG_LEVEL: 'info', AUTH_GUARD_ATTEMPTS: '2' });
  const body = { email: 'victim@example.com', password: 'Wrong1234' };
  for (let n = 0; n < 3; n++) await new Person(api.url).call(ROUTES.login, { body });
  await api.stop();
  const events = api.log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ message }) => message === 'security event');
  expect(events.map(({ code }) => code)).toEqual([
    'INVALID_CREDENTIALS',
    'INVALID_CREDENTIALS',
    'RATE_LIMIT_EXCEEDED',
  ]);
  expect(events[0]).toMatchObject({ level: 'warn', endpoint: '/api/v1/auth/login' });
  expect(api.log).not.toMatch(/victim@|Wrong1234/);
});
