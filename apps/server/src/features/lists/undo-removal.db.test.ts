import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';

let server: TestServer;
let api: RunningApi;
let places: number[];
let ana: Person;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  const admin = await server.promote(await server.signUp(api), 'admin', api);
  places = await Promise.all(Array.from({ length: 5 }, () => addRestaurant(admin)));
});
beforeEach(async () => {
  ana = await server.signUp(api);
  for (const [n, restaurantId] of places.entries()) {
    await ana.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'been' },
      body: { restaurantId, rating: 9 - n, notes: `number ${n}` },
    });
  }
});
afterAll(() => server.stop());

/** Everything that a removal touches, but what the restoring counts up. */
const state = () =>
  Promise.all(
    [
      `select to_jsonb(r) - 'version' as row from relations r where user_id = $1 order by id`,
      'select * from visits where user_id = $1 order by id',
      'select * from activities where user_id = $1 order by id',
      `select been_count, want_to_try_count, recommendations_count, streak_days, longest_streak, last_visit_on from users where id = $1`,
      `select r.id, rating_sum, rating_count, want_to_try_count, sort_score from restaurants r
       where r.id in (select restaurant_id from visits where user_id = $1) order by r.id`,
    ].map((text) => server.database.query(text, [ana.id])),
  );
const remove = async (restaurantId: number, headers: Record<string, string> = {}) => {
  const outcome = await ana.must(ROUTES.removeRestaurant, {
    params: { restaurantId: String(restaurantId) },
    headers,
  });
  return outcome.headers.get('x-undo-token') ?? '';
};
const undo = (token: string, person = ana) => person.call(ROUTES.undo, { body: { token } });

it.each([0, 2, 4])('restores place number %i exactly: rank, visits, activity, counters', async (n) => {
  const restaurantId = places[n] as number;
  await ana.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'recs' },
    body: { restaurantId, rating: 7 },
  });
  const before = await state();
  const token = await remove(restaurantId);
  expect(await state()).not.toEqual(before);
  const { data } = await undo(token);
  if (data.kind !== 'relations-removed') throw new Error(data.kind);
  expect(data.relations.map(({ status }) => status).sort()).toEqual(['been', 'recommended']);
  expect(await state()).toEqual(before);
});

it('works once, for its owner, for ten minutes', async () => {
  const [first, second] = places as [number, number];
  const ben = await server.signUp(api);
  const token = await remove(first);
  expect((await undo(token, ben)).error.code).toBe('UNDO_NOT_FOUND');
  const answers = await Promise.all([undo(token), undo(token), undo(token)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
  const late = await remove(second);
  await server.database.query(`update undo_tokens set expires_at = now() where id = $1`, [late]);
  expect((await undo(late)).status).toBe(404);
});

it('is refused when the place is on the list again, and nothing changes', async () => {
  const [first] = places as [number];
  const token = await remove(first);
  await ana.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId: first, rating: 1 },
  });
  const before = await state();
  expect((await undo(token)).error.code).toBe('CONFLICT');
  expect(await state()).toEqual(before);
});

it('is offered again when the removal is repeated under its Idempotency-Key', async () => {
  const [first] = places as [number];
  const key = { 'idempotency-key': 'once' };
  const token = await remove(first, key);
  expect(token).not.toBe('');
  expect(await remove(first, key)).toBe(token);
});
