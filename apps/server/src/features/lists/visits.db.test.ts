import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { currentStreak } from '../users/users.public.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let ana: Person;
let restaurantId: string;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  admin = await server.promote(await server.signUp(api), 'admin', api);
});
beforeEach(async () => {
  ana = await server.signUp(api, { timezone: 'America/New_York' });
  restaurantId = String(await addRestaurant(admin));
});
afterAll(() => server.stop());

const daysAgo = (days: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(
    new Date(Date.now() - days * 86_400_000),
  );
const been = (visitDate: string) =>
  ana.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId: Number(restaurantId), rating: 8, visitDate },
  });
const visit = (body: object) => ana.call(ROUTES.addVisit, { params: { restaurantId }, body });
const visits = async () => (await ana.must(ROUTES.listVisits, { params: { restaurantId } })).data;
const streak = async () => {
  const { data } = await ana.must(ROUTES.getUserStats, { params: { id: 'me' } });
  return [data.currentStreak, data.longestStreak];
};
const shown = async () => {
  const { data } = await ana.must(ROUTES.getRelations, { params: { restaurantId } });
  return [data.been?.visitDate, data.been?.visitCount, data.been?.version];
};

it('every visit is a row of its own, and the relation shows the latest and their number', async () => {
  await been(daysAgo(2));
  const ben = await server.signUp(api);
  const { status, data } = await visit({
    visitDate: daysAgo(1),
    companions: [ben.id],
    notes: 'The <i>tasting</i> menu.',
  });
  expect(status).toBe(201);
  expect(data).toMatchObject({
    visitDate: daysAgo(1),
    companions: [ben.id],
    notes: 'The tasting menu.',
    photos: [],
    streak: 2,
  });
  expect((await visit({})).data).toMatchObject({ visitDate: daysAgo(0), streak: 3 });
  expect((await visit({ visitDate: daysAgo(0) })).status).toBe(201);
  expect((await visits()).map(({ visitDate }) => visitDate)).toEqual([0, 0, 1, 2].map(daysAgo));
  expect(await shown()).toEqual([daysAgo(0), 4, 4]);
  expect(await streak()).toEqual([3, 3]);
});

it('a visit that is taken back counts the streak and the relation anew; the place stays on been', async () => {
  await been(daysAgo(2));
  const { data: middle } = await visit({ visitDate: daysAgo(1) });
  await visit({});
  const remove = (id: number, person = ana) =>
    person.call(ROUTES.removeVisit, { params: { restaurantId, id: String(id) } });
  expect((await remove(middle.id, admin)).error.code).toBe('VISIT_NOT_FOUND');
  expect((await remove(middle.id)).status).toBe(204);
  expect((await remove(middle.id)).error.code).toBe('VISIT_NOT_FOUND');
  expect(await streak()).toEqual([1, 1]);
  for (const { id } of await visits()) await remove(id);
  expect(await shown()).toEqual([null, 0, 6]);
  expect(await streak()).toEqual([0, 0]);
});

it.each([
  ['in the future', { visitDate: '2999-01-01' }, 'VALIDATION_ERROR'],
  ['with somebody who does not exist', { companions: [999_999_999] }, 'USER_NOT_FOUND'],
  ['with oneself', 'self', 'VALIDATION_ERROR'],
  ['with an image that nobody uploaded', { photos: ['nothing'] }, 'IMAGE_NOT_FOUND'],
])('none %s', async (_, body, code) => {
  await been(daysAgo(1));
  const { error } = await visit(body === 'self' ? { companions: [ana.id] } : (body as object));
  expect(error.code).toBe(code);
  expect(await visits()).toHaveLength(1);
});

it('only to a place that is on been; reading those of an unknown one is a 404', async () => {
  expect((await visit({})).error.code).toBe('RELATION_NOT_FOUND');
  expect(await visits()).toEqual([]);
  const unknown = await ana.call(ROUTES.listVisits, { params: { restaurantId: '999999999' } });
  expect(unknown.error.code).toBe('RESTAURANT_NOT_FOUND');
});

it('many at once make one streak and one count', async () => {
  await been(daysAgo(20));
  await Promise.all(Array.from({ length: 12 }, (_, day) => visit({ visitDate: daysAgo(day) })));
  expect(await streak()).toEqual([12, 12]);
  expect((await shown()).slice(0, 2)).toEqual([daysAgo(0), 13]);
});

it('streak of days 20 to 22: 3 on the 23rd, 0 on the 24th (rules §7)', () => {
  expect(currentStreak(3, '2025-11-22', '2025-11-23')).toBe(3);
  expect(currentStreak(3, '2025-11-22', '2025-11-24')).toBe(0);
});
