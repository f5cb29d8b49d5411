import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { promisesOfAnEngine } from './engine/engine-promises.js';
import { PostgresEngine } from './engine/postgres-engine.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let ana: Person;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  ana = await server.signUp(api);
});
afterAll(() => server.stop());

describe('PostgreSQL keeps the promises of a search engine', () => {
  promisesOfAnEngine({
    server: () => server,
    api: () => api,
    engine: () => new PostgresEngine(api.platform.database),
    hasCaughtUp: async () => undefined,
  });
});

describe('GET /search', () => {
  it('answers with everything of a kind, as the viewer may see it, with score and reason', async () => {
    const id = await addRestaurant(admin, { name: 'Huitlacoche Corner' });
    const person = await server.signUp(api, { displayName: 'Huitlacoche Harry' });
    const { data: list } = await person.must(ROUTES.createList, {
      body: { name: 'All huitlacoche', isPublic: true },
    });
    await ana.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'been' },
      body: { restaurantId: id, rating: 8 },
    });
    const { data } = await ana.must(ROUTES.search, { query: { q: 'huitlacoche' } });
    expect(data.restaurants).toMatchObject([{ id, userRating: 8, matchedOn: ['name'] }]);
    expect(data.users).toMatchObject([{ id: person.id, isFollowing: false, matchedOn: ['name'] }]);
    expect(data.lists).toMatchObject([{ id: list.id, matchedOn: ['name'] }]);
    expect(data.totalResults).toBe(3);
    expect(data.restaurants[0]?.relevanceScore).toBeGreaterThan(2);
    const { data: one } = await ana.must(ROUTES.search, { query: { q: 'huitlacoche', type: 'lists' } });
    expect([one.restaurants, one.users, one.lists.length]).toEqual([[], [], 1]);
  });

  it('refuses a blank and a too long text', async () => {
    for (const q of ['', '   ', '\t\n', 'x'.repeat(101)])
      expect((await ana.call(ROUTES.search, { query: { q } })).error.code).toBe('VALIDATION_ERROR');
    expect((await ana.call(ROUTES.autocomplete, { query: { q: 'a' } })).error.code).toBe('VALIDATION_ERROR');
  });
});

describe('completing', () => {
  it('finds Joe\'s Pizza by distance for "joes piz"', async () => {
    const at = (latitude: number) => ({
      name: "Joe's Pizza",
      cuisines: ['pizza'],
      location: { city: 'New York', state: 'NY', coordinates: { latitude, longitude: -74 } },
    });
    const [far, near, middle] = [
      await addRestaurant(admin, at(40.9)),
      await addRestaurant(admin, at(40.74)),
      await addRestaurant(admin, at(40.8)),
    ];
    const { data } = await ana.must(ROUTES.autocomplete, {
      query: { q: 'joes piz', lat: '40.73', lng: '-74' },
    });
    expect(data.map(({ type, id }) => [type, id])).toEqual(
      [near, middle, far].map((id) => ['restaurant', id]),
    );
    expect(data[0]).toMatchObject({ label: "Joe's Pizza", sublabel: 'New York' });
  });

  it('mixes places and people, at most ten, and knows a new name at once', async () => {
    const ids = [];
    for (let n = 0; n < 12; n++) ids.push(await addRestaurant(admin, { name: `Salsify ${n}` }));
    const people = await Promise.all(
      Array.from({ length: 4 }, () => server.signUp(api, { displayName: 'Salsify Eater' })),
    );
    const { data } = await ana.must(ROUTES.autocomplete, { query: { q: 'salsi' } });
    expect(data).toHaveLength(10);
    expect(data.filter(({ type }) => type === 'user')).toHaveLength(3);
    expect(people.map(({ id }) => id)).toContain(data.at(-1)?.id);
    const renamed = ids[0] ?? 0;
    await admin.must(ROUTES.updateRestaurant, { params: { id: String(renamed) }, body: { name: 'Salsi' } });
    expect((await ana.must(ROUTES.autocomplete, { query: { q: 'salsi' } })).data[0]).toMatchObject({
      id: renamed,
    });
  });
});

describe('GET /users/search', () => {
  it('loses and doubles nobody over pages', async () => {
    const all = await Promise.all(
      Array.from({ length: 7 }, (_, n) =>
        server.signUp(api, { username: `celeriac_${n}`, displayName: 'C' }),
      ),
    );
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const { data, meta } = await ana.must(ROUTES.searchUsers, {
        query: { q: 'celeriac', limit: '3', ...(cursor && { cursor }) },
      });
      seen.push(...data.map(({ id }) => id));
      cursor = meta.nextCursor ?? undefined;
    } while (cursor);
    expect(seen.toSorted((a, b) => a - b)).toEqual(all.map(({ id }) => id).toSorted((a, b) => a - b));
    for (const bad of ['x', Buffer.from('{"id":1}').toString('base64url')])
      expect((await ana.call(ROUTES.searchUsers, { query: { q: 'a', cursor: bad } })).error.code).toBe(
        'INVALID_CURSOR',
      );
  });
});

describe('recent searches', () => {
  it('are the ten newest, each once, a repeat on top', async () => {
    const ben = await server.signUp(api);
    for (let n = 0; n < 12; n++)
      await ben.must(ROUTES.addRecentSearch, { body: { type: 'query', query: `dish ${n}` } });
    await ben.must(ROUTES.addRecentSearch, { body: { type: 'query', query: 'dish 5' } });
    const { data } = await ben.must(ROUTES.listRecentSearches, { query: { limit: '20' } });
    expect(data.map(({ query }) => query)).toEqual([
      'dish 5',
      ...[11, 10, 9, 8, 7, 6, 4, 3, 2].map((n) => `dish ${n}`),
    ]);
  });

  it('stay ten and unlike when many are added at once', async () => {
    const ben = await server.signUp(api);
    await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        ben.must(ROUTES.addRecentSearch, { body: { type: 'query', query: `dish ${n % 15}` } }),
      ),
    );
    const { data } = await ben.must(ROUTES.listRecentSearches, { query: { limit: '20' } });
    expect(new Set(data.map(({ query }) => query)).size).toBe(10);
  });

  it('hold restaurants and people as far as the person may see them', async () => {
    const [ben, cara] = [await server.signUp(api), await server.signUp(api)];
    const restaurantId = await addRestaurant(admin);
    await ben.must(ROUTES.addRecentSearch, { body: { type: 'restaurant', restaurantId } });
    await ben.must(ROUTES.addRecentSearch, { body: { type: 'user', userId: cara.id } });
    const { data } = await ben.must(ROUTES.listRecentSearches, {});
    expect(data).toMatchObject([
      { type: 'user', user: { id: cara.id }, restaurant: null },
      { type: 'restaurant', restaurant: { id: restaurantId }, location: 'New York' },
    ]);
    await cara.must(ROUTES.blockUser, { params: { id: String(ben.id) } });
    await admin.must(ROUTES.deleteRestaurant, { params: { id: String(restaurantId) } });
    expect((await ben.must(ROUTES.listRecentSearches, {})).data).toEqual([]);
    const refused = [
      await ben.call(ROUTES.addRecentSearch, { body: { type: 'user', userId: cara.id } }),
      await ben.call(ROUTES.addRecentSearch, { body: { type: 'restaurant', restaurantId } }),
    ];
    expect(refused.map(({ error }) => error.code)).toEqual(['USER_NOT_FOUND', 'RESTAURANT_NOT_FOUND']);
  });

  it('are forgotten one by one or all, by their owner alone', async () => {
    const ben = await server.signUp(api);
    const add = async (query: string) =>
      (await ben.must(ROUTES.addRecentSearch, { body: { type: 'query', query } })).data.id;
    const [first] = [await add('a b'), await add('c d')];
    const params = { id: first };
    expect((await ana.call(ROUTES.removeRecentSearch, { params })).error.code).toBe('SEARCH_NOT_FOUND');
    await ben.must(ROUTES.removeRecentSearch, { params });
    expect((await ben.must(ROUTES.listRecentSearches, {})).data).toHaveLength(1);
    await ben.must(ROUTES.clearRecentSearches, {});
    expect((await ben.must(ROUTES.listRecentSearches, {})).data).toEqual([]);
  });
});
