import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { until } from '../../../test/until.js';
import { MAINTENANCE } from '../../maintenance.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let ana: Person;
let ben: Person;
const rated: number[] = [];
/** a city of its own for each test, so that nothing else is around */
let city: string;
let cities = 0;

const idOf = (person: Person) => ({ params: { id: String(person.id) } });
const rate = (person: Person, restaurantId: number, rating: number, body: object = {}) =>
  person.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId, rating, ...body },
  });
const open = (cuisines = ['thai'], rest: object = {}) =>
  addRestaurant(admin, {
    cuisines,
    location: { city, state: 'NY', coordinates: { latitude: 10 + cities, longitude: 20 } },
    force: true,
    ...rest,
  });
const forYou = async (person: Person, query: object = {}) =>
  (await person.must(ROUTES.listRecommendations, { query })).data;
const ids = async (person: Person, query: object = {}) => (await forYou(person, query)).map(({ id }) => id);
const fromFriends = async (person: Person, query: object = {}) =>
  (await person.must(ROUTES.listFriendRecommendations, { query })).data;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  await server.worker();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  for (let n = 0; n < 6; n++) rated.push(await addRestaurant(admin));
});
beforeEach(async () => {
  city = `Town ${++cities}`;
  [ana, ben] = await Promise.all([
    server.signUp(api, { displayName: 'Ana' }),
    server.signUp(api, { displayName: 'Ben' }),
  ]);
  await ana.must(ROUTES.updateMe, { body: { location: { city, state: 'NY' } } });
  for (const [n, id] of rated.entries()) {
    await rate(ana, id, n % 2 === 0 ? 9.5 : 4);
    await rate(ben, id, n % 2 === 0 ? 9.5 : 4);
  }
});
afterAll(() => server.stop());

describe('for you', () => {
  it('is what the person will like best in their city, and says why', async () => {
    const [plain, praised] = [await open(['bar']), await open(['ramen'])];
    await rate(ben, praised, 10);
    const found = await ana.must(ROUTES.listRecommendations, {});
    expect(found.meta.ratingsMissing).toBe(0);
    expect(found.data.map(({ id }) => id)).toEqual([praised, plain]);
    expect(found.data[0]?.recScore).toBeGreaterThan(found.data[1]?.recScore ?? 10);
    expect(found.data.map(({ reasons }) => reasons)).toEqual([
      ['Ben, who agrees with you, rates it high.'],
      ['Nobody has rated it yet.'],
    ]);
    const { data } = await ana.must(ROUTES.getRestaurant, { params: { id: String(praised) } });
    expect(data.recScore).toBe(found.data[0]?.recScore);
  });

  it('holds nothing that the person keeps, dislikes, or that is closed or removed', async () => {
    const [been, wanted, told, closed, removed, disliked, left] = [
      await open(),
      await open(),
      await open(),
      await open(['thai'], { isClosed: true }),
      await open(),
      await open(['pub', 'thai']),
      await open(),
    ];
    await rate(ana, been, 9);
    for (const [scope, restaurantId] of [
      ['want_to_try', wanted],
      ['recs', told],
    ] as const)
      await ana.must(ROUTES.addToList, { params: { id: 'me', scope }, body: { restaurantId } });
    await admin.must(ROUTES.deleteRestaurant, { params: { id: String(removed) } });
    await ana.must(ROUTES.updateMe, { body: { dislikedCuisines: ['pub'] } });
    expect(await ids(ana)).toEqual([left]);
    expect([closed, disliked]).not.toContain(left);
  });

  it('drops at once what was closed, removed or kept since it was worked out', async () => {
    const [first, second, third, fourth] = [await open(), await open(), await open(), await open()];
    expect(await ids(ana)).toHaveLength(4);
    await admin.must(ROUTES.updateRestaurant, { params: { id: String(first) }, body: { isClosed: true } });
    await admin.must(ROUTES.deleteRestaurant, { params: { id: String(second) } });
    expect((await ids(ana)).sort()).toEqual([third, fourth].sort());
    await ana.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'want_to_try' },
      body: { restaurantId: third },
    });
    expect(await ids(ana)).toEqual([fourth]);
  });

  it('is worked out anew after an own rating, and only then', async () => {
    await open();
    const late = await (async () => {
      await ids(ana);
      return open();
    })();
    expect(await ids(ana)).not.toContain(late);
    await rate(ana, await addRestaurant(admin), 8);
    expect(await ids(ana)).toContain(late);
  });

  it('has at most three of a cuisine among the first twelve', async () => {
    for (let n = 0; n < 5; n++) await open(['pizza']);
    for (let n = 0; n < 10; n++) await open([`kind${'abcdefghij'[n]}`]);
    const first = (await forYou(ana)).slice(0, 12);
    expect(first).toHaveLength(12);
    expect(first.filter(({ cuisines }) => cuisines.includes('pizza'))).toHaveLength(3);
  });

  it('goes by a position, a distance and a category', async () => {
    const near = await open(['thai'], {
      location: { city: 'Elsewhere', state: 'NY', coordinates: { latitude: 60, longitude: 60 } },
    });
    const bar = await open(['thai'], {
      category: 'bars',
      location: { city: 'Elsewhere', state: 'NY', coordinates: { latitude: 60.2, longitude: 60 } },
    });
    const around = { lat: '60', lng: '60' };
    expect((await ids(ana, around)).sort()).toEqual([near, bar].sort());
    expect(await ids(ana, { ...around, maxDistance: '5' })).toEqual([near]);
    expect(await ids(ana, { ...around, category: 'bars' })).toEqual([bar]);
    expect((await ana.call(ROUTES.listRecommendations, { query: { maxDistance: '5' } })).status).toBe(400);
    expect((await ana.call(ROUTES.listRecommendations, { query: { lat: '60' } })).status).toBe(400);
  });

  it('of a newcomer is the best for everybody, without scores, wherever they live', async () => {
    const newcomer = await server.signUp(api);
    await newcomer.must(ROUTES.updateMe, { body: { location: { city: 'Nowhere', state: 'NY' } } });
    const found = await newcomer.must(ROUTES.listRecommendations, { query: { limit: '5' } });
    expect(found.meta.ratingsMissing).toBe(5);
    expect(found.data).toHaveLength(5);
    expect(found.data.every(({ recScore }) => recScore === null)).toBe(true);
    expect(found.data[0]?.reasons[0]).toMatch(/Rate 5 more places/);
    expect((await newcomer.must(ROUTES.listRecommendations, { query: { limit: '5' } })).data).toEqual(
      found.data,
    );
  });

  it('names nobody any more who went private, into stealth, or was blocked since', async () => {
    const place = await open();
    await rate(ben, place, 10);
    const reasons = async () => (await forYou(ana))[0]?.reasons.join(' ');
    expect(await reasons()).toContain('Ben');
    await ben.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    expect(await reasons()).not.toContain('Ben');
    await ben.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: true } } });
    expect(await reasons()).toContain('Ben');
    await ben.must(ROUTES.updateListEntry, {
      params: { scope: 'been', restaurantId: String(place) },
      body: { isStealth: true },
    });
    expect(await reasons()).not.toContain('Ben');
    await ben.must(ROUTES.updateListEntry, {
      params: { scope: 'been', restaurantId: String(place) },
      body: { isStealth: false },
    });
    expect(await reasons()).toContain('Ben');
    await ben.must(ROUTES.blockUser, idOf(ana));
    expect(await reasons()).not.toContain('Ben');
  });

  it('is worked out at night for active people, a few a job, for the day to come', async () => {
    const place = await open();
    await api.platform.database.transaction(async (tx) => {
      await MAINTENANCE.find(({ name }) => name === 'work-out-recommendations')?.run(
        tx,
        api.platform.logger,
        api.platform.outbox,
      );
    });
    await server.settled();
    const key = await until('the recommendations are kept', () =>
      server.redis.command(async (client) => (await client.keys(`recs:${ana.id}:all:home::*`))[0]),
    );
    const life = await server.redis.command((client) => client.ttl(key));
    expect(life).toBeGreaterThan(3_600);
    const late = await open();
    expect(await ids(ana)).toEqual([place]);
    expect(late).not.toBe(place);
  });
});

describe('from friends', () => {
  beforeEach(async () => {
    await ana.must(ROUTES.followUser, idOf(ben));
  });

  it('is what followed people rate high or recommend and the person has not been to', async () => {
    const cem = await server.signUp(api, { displayName: 'Cem' });
    await ana.must(ROUTES.followUser, idOf(cem));
    const [high, both, low, told, been] = [
      await open(),
      await open(),
      await open(),
      await open(),
      await open(),
    ];
    await rate(ben, high, 9.5);
    await rate(ben, both, 8.5);
    await rate(cem, both, 9.5);
    await rate(ben, low, 7.9);
    await cem.must(ROUTES.addToList, { params: { id: 'me', scope: 'recs' }, body: { restaurantId: told } });
    await rate(ben, been, 10);
    await rate(ana, been, 7);
    const found = await fromFriends(ana);
    const seen = found.filter(({ id }) => [high, both, low, told, been].includes(id));
    expect(seen.map(({ id }) => id)).toEqual([both, high, told]);
    expect(seen[0]).toMatchObject({
      friendScore: 9,
      recommenderCount: 2,
      recommenders: [
        { id: cem.id, rating: 9.5 },
        { id: ben.id, rating: 8.5 },
      ],
    });
    const { data } = await ana.must(ROUTES.getRestaurant, { params: { id: String(both) } });
    expect(data).toMatchObject({ friendScore: 9, friendScoreSampleSize: 2 });
    expect((await fromFriends(ana, { minRating: '9.5' })).map(({ id }) => id)).toContain(high);
    expect((await fromFriends(ana, { category: 'bars' })).map(({ id }) => id)).toEqual([]);
  });

  it('is silent about stealth, the muted, the blocked and the removed', async () => {
    const [place, hidden, gone] = [await open(), await open(), await open()];
    await rate(ben, place, 10);
    await rate(ben, hidden, 10, { isStealth: true });
    await rate(ben, gone, 10);
    await admin.must(ROUTES.deleteRestaurant, { params: { id: String(gone) } });
    expect((await fromFriends(ana)).map(({ id }) => id)).toEqual([place]);
    await ana.must(ROUTES.muteUser, idOf(ben));
    expect(await fromFriends(ana)).toEqual([]);
    await ana.must(ROUTES.unmuteUser, idOf(ben));
    expect(await fromFriends(ana)).toHaveLength(1);
    await ben.must(ROUTES.blockUser, idOf(ana));
    expect(await fromFriends(ana)).toEqual([]);
  });
});
