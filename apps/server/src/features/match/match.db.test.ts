import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { CommonPairs } from './match.public.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let ana: Person;
let ben: Person;
/** italian, italian, thai, thai, ramen, ramen */
const places: number[] = [];

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  for (const cuisine of ['italian', 'italian', 'thai', 'thai', 'ramen', 'ramen'])
    places.push(await addRestaurant(admin, { cuisines: [cuisine] }));
});
beforeEach(async () => {
  [ana, ben] = [await server.signUp(api), await server.signUp(api)];
});
afterAll(() => server.stop());

const add = (
  person: Person,
  scope: 'been' | 'want_to_try',
  numbers: readonly number[],
  body: (n: number) => object = () => ({}),
) =>
  Promise.all(
    numbers.map((n) =>
      person.must(ROUTES.addToList, {
        params: { id: 'me', scope },
        body: { restaurantId: places[n] ?? 0, ...body(n) },
      }),
    ),
  );
const id = (person: Person) => ({ params: { id: String(person.id) } });
const match = async (viewer: Person, other: Person) => {
  const query = { expand: 'explain' };
  return (await viewer.must(ROUTES.getMatch, { ...id(other), query })).data;
};
const batch = async (viewer: Person, people: readonly (Person | number)[]) => {
  const userIds = people.map((one) => (typeof one === 'number' ? one : one.id));
  return (await viewer.must(ROUTES.batchMatches, { body: { userIds } })).data;
};
const makePrivate = (person: Person) =>
  person.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });

describe('a match', () => {
  it('is the same for both, explained, and new after each change of a been list', async () => {
    expect(await match(ana, ben)).toMatchObject({
      matchPercentage: 20,
      totalRestaurants: 0,
      breakdown: { restaurantJaccard: 0, cuisineJaccard: 0, tasteAgreement: null, coRated: 0 },
    });
    await add(ana, 'been', [0, 1, 2, 3]);
    await add(ben, 'been', [2, 3, 4]);
    // J = 2 of 5, C = thai of italian, thai, ramen
    const expected = { matchPercentage: 38, sharedRestaurants: 2, totalRestaurants: 5 };
    const found = await match(ana, ben);
    expect(found).toMatchObject({ userId: ben.id, ...expected, topSharedCuisines: ['thai'] });
    expect(found.breakdown).toMatchObject({ restaurantJaccard: 0.4, cuisineJaccard: 0.333 });
    expect(await match(ben, ana)).toMatchObject({ userId: ana.id, ...expected });
    expect(await batch(ana, [ben, ana])).toEqual({ [ben.id]: 38, [ana.id]: 99 });
    const removed = await ben.must(ROUTES.removeRestaurant, {
      params: { restaurantId: String(places[4]) },
    });
    // J = 2 of 4, C = 1 of 2
    expect(await batch(ana, [ben])).toEqual({ [ben.id]: 50 });
    expect((await match(ana, ben)).matchPercentage).toBe(50);
    await ben.must(ROUTES.undo, { body: { token: removed.headers.get('x-undo-token') ?? '' } });
    expect(await match(ana, ben)).toMatchObject(expected);
    await ben.must(ROUTES.removeRestaurant, { params: { restaurantId: String(places[4]) } });
    const short = await ana.must(ROUTES.getMatch, id(ben));
    expect(short.data).toMatchObject({ totalRestaurants: 4 });
    expect(short.data).not.toHaveProperty('breakdown');
  });

  it('says how alike two people rank what both know', async () => {
    await add(ana, 'been', [0, 1, 2, 3], (n) => ({ rating: 9 - n }));
    await add(ben, 'been', [0, 1, 2], (n) => ({ rating: 9 - n }));
    const same = await match(ana, ben);
    // 7/8, 5/8, 3/8 against 5/6, 3/6, 1/6: apart by 1/24, 1/8 and 5/24 on average 1/8
    expect(same.breakdown).toMatchObject({ tasteAgreement: 87.5, coRated: 3 });
    for (const n of [0, 2]) {
      await ben.must(ROUTES.updateListEntry, {
        params: { scope: 'been', restaurantId: String(places[n]) },
        body: { rating: n === 0 ? 1 : 9.5 },
      });
    }
    // turned round: 7/8, 5/8, 3/8 against 1/6, 3/6, 5/6
    expect((await match(ana, ben)).breakdown).toMatchObject({ tasteAgreement: 56.9 });
    expect((await match(ben, ana)).breakdown).toMatchObject({ tasteAgreement: 56.9 });
  });

  it('counts stealth places in the percentage, and shows them nowhere', async () => {
    await add(ana, 'been', [0, 2], (n) => ({ rating: 8 - n }));
    await add(ben, 'been', [0, 2], (n) => ({ rating: 8 - n, isStealth: n === 2 }));
    const seen = await match(ana, ben);
    expect(seen).toMatchObject({
      matchPercentage: 99,
      sharedRestaurants: 1,
      totalRestaurants: 2,
      topSharedCuisines: ['italian'],
      breakdown: { restaurantJaccard: 0.5, cuisineJaccard: 0.5, coRated: 1 },
    });
    expect(await match(ben, ana)).toMatchObject({ matchPercentage: 99, sharedRestaurants: 2 });
  });

  it('is not there for people who are not open to the viewer', async () => {
    const [cem, dan] = [await server.signUp(api), await server.signUp(api)];
    await dan.must(ROUTES.followUser, id(ben));
    await makePrivate(ben);
    await cem.must(ROUTES.blockUser, id(ana));
    expect(await batch(ana, [ben, cem, dan, 999_999])).toEqual({ [dan.id]: 20 });
    expect(await batch(dan, [ben])).toEqual({ [ben.id]: 20 });
    for (const route of [ROUTES.getMatch, ROUTES.compareTastes, ROUTES.listSharedWantToTry] as const) {
      for (const other of [ben, cem]) {
        const { error } = await ana.call(route, id(other) as never);
        expect(error.code).toBe('USER_NOT_FOUND');
      }
    }
    // What Redis remembers of a pair says nothing of who may see it.
    expect(await batch(ana, [dan])).toEqual({ [dan.id]: 20 });
    await makePrivate(dan);
    expect(await batch(ana, [dan])).toEqual({});
  });

  it('takes a hundred people and no more', async () => {
    const userIds = Array.from({ length: 101 }, (_, n) => n + 1);
    expect((await ana.call(ROUTES.batchMatches, { body: { userIds } })).status).toBe(400);
    expect((await ana.call(ROUTES.batchMatches, { body: { userIds: [] } })).status).toBe(400);
    expect(await batch(ana, [ben, ben])).toEqual({ [ben.id]: 20 });
  });

  it('of friends who are here is known before somebody asks', async () => {
    await ana.must(ROUTES.followUser, id(ben));
    await ben.must(ROUTES.followUser, id(ana));
    await add(ana, 'been', [0]);
    await add(ben, 'been', [0]);
    const { context } = await server.worker();
    await context.get(CommonPairs, { strict: false }).calculate();
    const key = `match:${Math.min(ana.id, ben.id)}:${Math.max(ana.id, ben.id)}`;
    expect(await server.redis.command((client) => client.get(key))).toMatch(/ 99$/);
  });
});

describe('comparing', () => {
  it('tells where two agree and disagree, and what the other knows besides', async () => {
    await add(ana, 'been', [0, 1, 2, 3], (n) => ({ rating: 9 - n }));
    await add(ben, 'been', [0, 1, 2, 3], (n) => ({ rating: [9.5, 3, 6, 7][n] }));
    await add(ben, 'been', [4, 5], (n) => ({ rating: n === 4 ? 8 : 2 }));
    const { data } = await ana.must(ROUTES.compareTastes, id(ben));
    const ids = (rows: { id: number }[]) => rows.map((row) => row.id);
    expect(ids(data.agree)).toEqual([places[0], places[2]]);
    expect(ids(data.disagree)).toEqual([places[3]]);
    expect(ids(data.onlyThem)).toEqual([places[4]]);
    expect(data.agree[0]).toMatchObject({ userRating: 9, theirRating: 9.5 });
    expect(data.onlyThem[0]).toMatchObject({ userRating: null, theirRating: 8 });
    await ben.must(ROUTES.updateListEntry, {
      params: { scope: 'been', restaurantId: String(places[4]) },
      body: { isStealth: true },
    });
    expect((await ana.must(ROUTES.compareTastes, id(ben))).data.onlyThem).toEqual([]);
  });

  it('lists what both want to try, page by page, but nothing that is kept to oneself', async () => {
    await add(ana, 'want_to_try', [0, 1, 2, 3]);
    await add(ben, 'want_to_try', [1, 2, 3, 4], (n) => ({ isStealth: n === 3 }));
    const list = async (query: object = {}) => {
      const { data, meta } = await ana.must(ROUTES.listSharedWantToTry, { ...id(ben), query });
      return { ids: data.map((card) => card.id).sort((a, b) => a - b), total: meta.total };
    };
    expect(await list()).toEqual({ ids: [places[1], places[2]], total: 2 });
    const pages = [await list({ pageSize: '1' }), await list({ pageSize: '1', page: '2' })];
    expect(pages.flatMap(({ ids }) => ids).sort((a, b) => a - b)).toEqual([places[1], places[2]]);
    expect(await list({ category: 'bars' })).toEqual({ ids: [], total: 0 });
    await ben.must(ROUTES.updateSettings, { body: { privacy: { showWantToTry: false } } });
    expect(await list()).toEqual({ ids: [], total: 0 });
  });
});
