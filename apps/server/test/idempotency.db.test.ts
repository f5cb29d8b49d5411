import { randomUUID } from 'node:crypto';
import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Person } from './client.js';
import { addRestaurant } from './restaurants.js';
import { type RunningApi, TestServer } from './server.js';

let server: TestServer;
let apis: [RunningApi, RunningApi];
let admin: Person;
let ana: Person;
let restaurantId: number;

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '12' });
  apis = [await server.api(), await server.api()];
  admin = await server.promote(await server.signUp(apis[0]), 'admin', apis[0]);
});
beforeEach(async () => {
  ana = await server.signUp(apis[0]);
  restaurantId = await addRestaurant(admin);
});
afterAll(() => server.stop());

const been = { id: 'me', scope: 'been' } as const;
const add = (key: string, rating = 8, person = ana) =>
  person.call(ROUTES.addToList, {
    params: been,
    body: { restaurantId, rating },
    headers: { 'idempotency-key': key },
  });

const effects = async () => {
  const [row] = await server.database.query(
    `select (select count(*)::int from relations where user_id = $1) as relations,
            (select count(*)::int from activities where user_id = $1) as activities,
            (select been_count from users where id = $1) as been,
            (select count(*)::int from idempotency_keys where user_id = $1) as records`,
    [ana.id],
  );
  return row;
};
const ONCE = { relations: 1, activities: 1, been: 1, records: 1 };

it('twenty equal requests at once on two apis have one effect, and Redis may die among them', async () => {
  const key = randomUUID();
  const outcomes = Promise.all(
    Array.from({ length: 20 }, (_, n) => add(key, 8, ana.at(apis[n % 2]?.url ?? ''))),
  );
  const killed = server.redis.kill();
  const settled = await outcomes;
  await killed;
  const created = settled.filter(({ status }) => status === 201);
  const waiting = settled.filter(({ status }) => status === 409);
  expect(created.length).toBeGreaterThan(0);
  expect(created.length + waiting.length).toBe(20);
  expect(new Set(waiting.map(({ error }) => error.code))).toEqual(
    new Set(waiting.length > 0 ? ['CONFLICT'] : []),
  );
  expect(created.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
  const replayed = await add(key);
  expect([replayed.status, replayed.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
  await server.redis.up();
  const again = await add(key);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  for (const outcome of [...created, replayed, again]) {
    expect(outcome.data).toEqual(created[0]?.data);
    expect(outcome.meta).toEqual(created[0]?.meta);
    expect(outcome.headers.get('etag')).toBe('"1"');
  }
  expect(await effects()).toEqual(ONCE);
});

it('another body under the same key is refused', async () => {
  const key = randomUUID();
  await add(key);
  const other = await add(key, 3);
  expect([other.status, other.error.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  expect(await effects()).toEqual(ONCE);
});

it('keys belong to one person and one route', async () => {
  const key = randomUUID();
  await add(key);
  const ben = await server.signUp(apis[0]);
  expect((await add(key, 5, ben)).headers.get('idempotency-replayed')).toBeNull();
  const other = await ana.call(ROUTES.followUser, {
    params: { id: String(ben.id) },
    headers: { 'idempotency-key': key },
  });
  expect([other.status, other.headers.get('idempotency-replayed')]).toEqual([200, null]);
});

it('an answer without a body is replayed too; an error is not kept', async () => {
  await add(randomUUID());
  const headers = { 'idempotency-key': randomUUID() };
  const remove = () =>
    ana.call(ROUTES.removeFromList, {
      params: { scope: 'been', restaurantId: String(restaurantId) },
      headers,
    });
  expect((await remove()).status).toBe(204);
  const again = await remove();
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([204, 'true']);
  const key = randomUUID();
  const missing = { params: been, body: { restaurantId: 999_999_999 }, headers: { 'idempotency-key': key } };
  expect((await ana.call(ROUTES.addToList, missing)).status).toBe(404);
  expect((await add(key)).status).toBe(201);
});

it('a key of another form is refused', async () => {
  for (const key of ['x'.repeat(65), 'with space'])
    expect((await add(key)).error.code).toBe('VALIDATION_ERROR');
});

it('a record older than a day is forgotten', async () => {
  const key = randomUUID();
  await add(key);
  await server.database.query(
    `update idempotency_keys set created_at = now() - interval '25 hours' where key = $1`,
    [key],
  );
  expect((await add(key)).error.code).toBe('RELATION_EXISTS');
});

it('keeps answers encrypted', async () => {
  const body = { phone: '+1 212 555 0123' };
  const headers = { 'idempotency-key': 'phone' };
  const first = await ana.must(ROUTES.updateMe, { body, headers });
  const [record] = await server.database.query<{ body_encrypted: string }>(
    `select body_encrypted from idempotency_keys where user_id = $1 and key = 'phone'`,
    [ana.id],
  );
  expect(record?.body_encrypted).toMatch(/^k1\./);
  const again = await ana.must(ROUTES.updateMe, { body, headers });
  expect([again.headers.get('idempotency-replayed'), again.data]).toEqual(['true', first.data]);
});
