import { ROUTES, type Sent, type WeekHours } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';

let server: TestServer;
let api: RunningApi;
let nobody: Person;
let admin: Person;
let ana: Person;
let now = new Date();
const ids: Record<string, number> = {};

const daily = (open: string, close: string): WeekHours => {
  const period = { open, close };
  return {
    monday: period,
    tuesday: period,
    wednesday: period,
    thursday: period,
    friday: period,
    saturday: period,
    sunday: period,
  };
};

type NewRestaurant = Partial<Sent<typeof ROUTES.createRestaurant>['body']>;
const PLACES: Record<string, NewRestaurant> = {
  lucali: {
    name: 'Lucali',
    cuisines: ['pizza', 'italian'],
    priceRange: '$$',
    hours: daily('17:00', '23:00'),
    tags: ['cosy'],
    goodFor: ['dates'],
    location: {
      city: 'New York',
      state: 'NY',
      neighborhood: 'Carroll Gardens',
      coordinates: { latitude: 40.6818, longitude: -74.0003 },
    },
  },
  night: {
    name: 'Night Bar',
    cuisines: ['cocktails'],
    priceRange: '$$$',
    category: 'bars',
    hours: daily('18:00', '02:00'),
    acceptsReservations: true,
    location: { city: 'new york', state: 'NY', coordinates: { latitude: 40.7223, longitude: -73.9982 } },
  },
  always: {
    name: 'Ever Open',
    cuisines: ['diner'],
    priceRange: '$',
    hours: daily('00:00', '00:00'),
    location: { city: 'Newark', state: 'NJ', coordinates: { latitude: 40.7357, longitude: -74.1724 } },
  },
  fiji: {
    name: 'Suva Fish',
    cuisines: ['seafood'],
    location: {
      city: 'Suva',
      state: 'Central',
      country: 'FJ',
      coordinates: { latitude: -18.14, longitude: 178.44 },
    },
    seedRating: 8.8,
  },
  samoa: {
    name: 'Apia Grill',
    cuisines: ['grill'],
    location: {
      city: 'Apia',
      state: 'Tuamasaga',
      country: 'WS',
      coordinates: { latitude: -13.83, longitude: -171.76 },
    },
  },
};

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api({}, () => now);
  nobody = new Person(api.url);
  admin = await server.promote(await server.signUp(api), 'admin', api);
  ana = await server.signUp(api);
  for (const [name, place] of Object.entries(PLACES)) ids[name] = await addRestaurant(admin, place);
  const rate = async (place: string, rating: number) =>
    ana.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'been' },
      body: { restaurantId: ids[place] ?? 0, rating },
    });
  await rate('lucali', 9.1);
  await rate('night', 6);
});
afterAll(() => server.stop());

const list = async (query: Sent<typeof ROUTES.listRestaurants>['query'], person = nobody) => {
  const { data, meta } = await person.must(ROUTES.listRestaurants, { query });
  return { names: data.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id)), data, meta };
};

describe('the list', () => {
  it.each<[Sent<typeof ROUTES.listRestaurants>['query'], string[]]>([
    [{}, ['lucali', 'always', 'fiji', 'samoa', 'night']],
    [{ order: 'asc' }, ['night', 'samoa', 'fiji', 'always', 'lucali']],
    [{ sort: 'name' }, ['samoa', 'always', 'lucali', 'night', 'fiji']],
    [{ sort: 'distance', lat: '40.72', lng: '-74' }, ['night', 'lucali', 'always', 'samoa', 'fiji']],
    [
      { sort: 'distance', order: 'desc', lat: '40.72', lng: '-74' },
      ['fiji', 'samoa', 'always', 'lucali', 'night'],
    ],
    [{ cuisines: 'Italian,DINER' }, ['lucali', 'always']],
    [{ priceRange: ['$', '$$$'] as never }, ['always', 'night']],
    [{ city: 'New York' }, ['lucali', 'night']],
    [{ neighborhood: 'carroll gardens' }, ['lucali']],
    [{ category: 'bars' }, ['night']],
    [{ maxDistance: '3', lat: '40.7', lng: '-74' }, ['lucali', 'night']],
    [{ minRating: '8' }, ['lucali', 'fiji']],
    [{ acceptsReservations: 'true' }, ['night']],
    [{ tags: 'cosy' }, ['lucali']],
    [{ goodFor: 'dates' }, ['lucali']],
    [{ bbox: '-74.01,40.6,-73.9,40.8' }, ['lucali', 'night']],
    [{ bbox: '170,-20,-170,-10' }, ['fiji', 'samoa']],
  ])('%j', async (query, expected) => {
    const { names, meta } = await list(query);
    expect(names).toEqual(expected);
    expect(meta.total).toBe(expected.length);
    // The same again, now from the cache.
    expect((await list(query)).names).toEqual(expected);
  });

  it('pages without gaps, and a page past the end is empty', async () => {
    const pages = [];
    for (const page of ['1', '2', '3', '9']) pages.push(await list({ page, pageSize: '2' }));
    expect(pages.map(({ names }) => names)).toEqual([['lucali', 'always'], ['fiji', 'samoa'], ['night'], []]);
    expect(pages[2]?.meta).toEqual({ page: 3, pageSize: 2, total: 5, totalPages: 3, hasMore: false });
  });

  it('knows by ids and by external id', async () => {
    expect((await list({ ids: `${ids.fiji},${ids.night},999999` })).names).toEqual(['fiji', 'night']);
    await server.database.query(`update restaurants set external_id = 'moody-tongue' where id = $1`, [
      ids.samoa,
    ]);
    expect((await list({ externalId: 'moody-tongue' })).data).toMatchObject([
      { id: ids.samoa, externalId: 'moody-tongue' },
    ]);
  });

  it("tells what is open by each place's own clock", async () => {
    const real = now;
    // 23:30 on a summer Saturday in New York: Lucali has closed, the bar has not.
    now = new Date('2026-07-12T03:30:00Z');
    const { data } = await list({ page: '1', pageSize: '50' });
    const state = Object.fromEntries(data.map(({ id, isOpen, closingTime }) => [id, [isOpen, closingTime]]));
    now = real;
    expect(state).toMatchObject({
      [ids.lucali ?? '']: [false, null],
      [ids.night ?? '']: [true, '02:00'],
      [ids.always ?? '']: [true, null],
      [ids.fiji ?? '']: [null, null],
    });
    const open = await list({ openNow: 'true' });
    const closed = await list({ openNow: 'false' });
    expect(open.names).toContain('always');
    expect(open.data.every(({ isOpen }) => isOpen === true)).toBe(true);
    expect(closed.data.every(({ isOpen }) => isOpen === false)).toBe(true);
    expect([...open.names, ...closed.names].sort()).toEqual(['always', 'lucali', 'night']);
  });

  it('asks for a position where distance needs one, and takes home where it knows it', async () => {
    const { error } = await nobody.call(ROUTES.listRestaurants, { query: { sort: 'distance' } });
    expect(error.code).toBe('VALIDATION_ERROR');
    await ana.must(ROUTES.updateMe, { body: { homeLocation: { latitude: 40.7357, longitude: -74.1724 } } });
    const { names, data } = await list({ sort: 'distance', city: 'newark' }, ana);
    expect([names, data[0]?.distanceFromUser]).toEqual([['always'], 0]);
    const [row] = await server.database.query<{ home_encrypted: string }>(
      'select home_encrypted from users where id = $1',
      [ana.id],
    );
    expect(row?.home_encrypted).toMatch(/^k1\./);
  });

  it('is personal without being shared: status, rating, friends', async () => {
    const ben = await server.signUp(api);
    await ben.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'want_to_try' },
      body: { restaurantId: ids.samoa ?? 0 },
    });
    await ana.must(ROUTES.followUser, { params: { id: String(ben.id) } });
    const mine = await list({}, ana);
    expect(mine.data.find(({ id }) => id === ids.lucali)).toMatchObject({
      userStatus: 'been',
      userRating: 9.1,
      friendsWantToTryCount: 0,
    });
    expect(mine.data.find(({ id }) => id === ids.samoa)).toMatchObject({
      userStatus: null,
      friendsWantToTryCount: 1,
    });
    const theirs = await list({});
    expect(
      theirs.data.every(
        ({ userStatus, friendsWantToTryCount }) => userStatus === null && friendsWantToTryCount === null,
      ),
    ).toBe(true);
    expect((await list({ sort: 'friends' }, ana)).names[0]).toBe('samoa');
    expect((await list({ minFriends: '1' }, ana)).names).toEqual(['samoa']);
    expect((await nobody.call(ROUTES.listRestaurants, { query: { minFriends: '1' } })).error.code).toBe(
      'UNAUTHORIZED',
    );
  });
});

describe('nearby', () => {
  it('prefers better places, then nearer ones, within the distance', async () => {
    const near = await nobody.must(ROUTES.listNearby, {
      query: { lat: '40.7', lng: '-74', minRating: '0', maxDistance: '20' },
    });
    expect(near.data.map(({ id }) => id)).toEqual([ids.lucali, ids.night, ids.always]);
    expect(near.data[0]?.distanceFromUser).toBe(1.3);
  });
});

describe('one restaurant', () => {
  it('follows every change at once, for everybody, though it is cached', async () => {
    const id = await addRestaurant(admin, { hours: daily('00:00', '00:00') });
    const params = { params: { id: String(id) } };
    const [ben, cara] = [await server.signUp(api), await server.signUp(api)];
    await cara.must(ROUTES.followUser, { params: { id: String(ben.id) } });
    const read = async () => [
      (await nobody.must(ROUTES.getRestaurant, params)).data,
      (await ben.must(ROUTES.getRestaurant, params)).data,
      (await cara.must(ROUTES.getRestaurant, params)).data,
    ];
    expect(
      (await read()).map(({ averageScore, userRating, friendScore }) => [
        averageScore,
        userRating,
        friendScore,
      ]),
    ).toEqual(Array(3).fill([null, null, null]));
    await read();
    await ben.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'been' },
      body: { restaurantId: id, rating: 8.4, notes: 'Mine.' },
    });
    expect(
      (await read()).map(({ averageScore, userRating, friendScore }) => [
        averageScore,
        userRating,
        friendScore,
      ]),
    ).toEqual([
      [8.4, null, null],
      [8.4, 8.4, null],
      [8.4, null, 8.4],
    ]);
    expect((await read()).map(({ userNotes }) => userNotes)).toEqual([null, 'Mine.', null]);
    await cara.must(ROUTES.unfollowUser, { params: { id: String(ben.id) } });
    expect((await read())[2]).toMatchObject({ friendScore: null, friendScoreSampleSize: 0 });
    await admin.must(ROUTES.updateRestaurant, { ...params, body: { name: 'Renamed' } });
    expect((await read()).map(({ name }) => name)).toEqual(['Renamed', 'Renamed', 'Renamed']);
    await admin.must(ROUTES.deleteRestaurant, params);
    expect((await nobody.call(ROUTES.getRestaurant, params)).error.code).toBe('RESTAURANT_NOT_FOUND');
    expect((await ben.call(ROUTES.getRestaurant, params)).error.code).toBe('RESTAURANT_NOT_FOUND');
  });

  it('brings reviews of public accounts and the menu when asked', async () => {
    const id = ids.lucali ?? 0;
    const [open, closed] = [await server.signUp(api), await server.signUp(api)];
    await server.database.query('update users set is_public = false where id = $1', [closed.id]);
    await server.database.query(
      `insert into reviews (user_id, restaurant_id, rating, content) values ($1, $3, 9, 'Fine pie.'), ($2, $3, 2, 'Hidden.')`,
      [open.id, closed.id, id],
    );
    await server.database.query(
      `insert into menu_items (restaurant_id, name, category, price, popularity_score, spice) values ($1, 'Plain pie', 'entree', 24, 95, 4)`,
      [id],
    );
    const { data } = await nobody.must(ROUTES.getRestaurant, {
      params: { id: String(id) },
      query: { expand: 'reviews,menu' },
    });
    expect(data.reviews).toMatchObject([{ content: 'Fine pie.', user: { id: open.id } }]);
    expect(data.menu).toMatchObject([
      { name: 'Plain pie', price: 24, popularity: 'high', spiceLevel: 'hot' },
    ]);
    expect(
      (
        await nobody.call(ROUTES.getRestaurant, {
          params: { id: String(id) },
          query: { expand: 'everything' },
        })
      ).status,
    ).toBe(400);
  });

  it('comes in batches, in the order asked for or sorted, and says what is missing', async () => {
    const asked = [ids.night ?? 0, 999_999, ids.lucali ?? 0, ids.night ?? 0];
    const { data, meta } = await nobody.must(ROUTES.batchRestaurants, { body: { ids: asked } });
    expect([data.map(({ id }) => id), meta.missing]).toEqual([[ids.night, ids.lucali], [999_999]]);
    const sorted = await nobody.must(ROUTES.batchRestaurants, { body: { ids: asked, sort: 'rating' } });
    expect(sorted.data.map(({ id }) => id)).toEqual([ids.lucali, ids.night]);
    const near = await nobody.must(ROUTES.batchRestaurants, {
      body: { ids: asked, sort: 'distance', lat: 40.73, lng: -74 },
    });
    expect(near.data.map(({ distanceFromUser }) => distanceFromUser)).toEqual([0.5, 3.3]);
  });
});

describe('keeping restaurants', () => {
  it('takes the time zone from the coordinates, and refuses a twin unless forced', async () => {
    const place: NewRestaurant = {
      name: 'Café Élan',
      location: {
        city: 'Paris',
        state: 'Île-de-France',
        coordinates: { latitude: 48.8566, longitude: 2.3522 },
      },
    };
    const id = await addRestaurant(admin, place);
    expect((await nobody.must(ROUTES.getRestaurant, { params: { id: String(id) } })).data.timezone).toBe(
      'Europe/Paris',
    );
    const twin = {
      name: 'cafe elan',
      cuisines: ['french'],
      location: { city: 'Paris', state: 'IDF', coordinates: { latitude: 48.8568, longitude: 2.3522 } },
    };
    const refused = await admin.call(ROUTES.createRestaurant, { body: twin });
    expect([refused.error.code, refused.error.details]).toEqual([
      'RESTAURANT_DUPLICATE',
      { restaurantId: id },
    ]);
    expect((await admin.call(ROUTES.createRestaurant, { body: { ...twin, force: true } })).status).toBe(201);
    const race = { ...twin, name: 'Racing Elan' };
    const both = await Promise.all(
      [0, 1, 2, 3].map(() => admin.call(ROUTES.createRestaurant, { body: race })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it("is for moderators too, but only editing, and not over somebody else's change", async () => {
    const moderator = await server.promote(await server.signUp(api), 'moderator', api);
    const params = { params: { id: String(ids.fiji) } };
    const { data } = await moderator.must(ROUTES.updateRestaurant, {
      ...params,
      body: { isClosed: true },
      headers: { 'if-match': '"1"' },
    });
    expect(data).toMatchObject({ isClosed: true, version: 2 });
    const late = await admin.call(ROUTES.updateRestaurant, {
      ...params,
      body: { isClosed: false },
      headers: { 'if-match': '"1"' },
    });
    expect(late.error.code).toBe('PRECONDITION_FAILED');
    expect((await moderator.call(ROUTES.deleteRestaurant, params)).error.code).toBe('FORBIDDEN');
    expect((await ana.call(ROUTES.updateRestaurant, { ...params, body: { name: 'X' } })).error.code).toBe(
      'FORBIDDEN',
    );
    await admin.must(ROUTES.updateRestaurant, { ...params, body: { isClosed: false, hours: null } });
  });
});

describe('what the database would refuse', () => {
  it('is refused before: zones it does not know, external ids that are taken', async () => {
    const params = { params: { id: String(ids.always) } };
    for (const timezone of ['AET', 'US/Pacific-New', 'Mars/Base']) {
      const { error } = await admin.call(ROUTES.updateRestaurant, { ...params, body: { timezone } });
      expect([timezone, error.code]).toEqual([timezone, 'VALIDATION_ERROR']);
    }
    const { error } = await admin.call(ROUTES.updateRestaurant, {
      ...params,
      body: { externalId: 'moody-tongue' },
    });
    expect([error.statusCode, error.code]).toEqual([409, 'CONFLICT']);
    const closed = await admin.must(ROUTES.updateRestaurant, { ...params, body: { isClosed: true } });
    expect(closed.data).toMatchObject({ isClosed: true, isOpen: false });
    expect(closed.headers.get('etag')).toBe(`"${closed.data.version}"`);
    await admin.must(ROUTES.updateRestaurant, {
      ...params,
      body: { isClosed: false },
      headers: { 'if-match': `"${closed.data.version}"` },
    });
  });
});

describe('the vocabulary', () => {
  it('counts what is in use', async () => {
    const { data } = await nobody.must(ROUTES.listCuisines, {});
    expect(data).toContainEqual({ slug: 'pizza', label: 'Pizza', count: 1 });
    const cities = await nobody.must(ROUTES.listCities, {});
    expect(cities.data).toContainEqual({ slug: 'new york', label: 'New York', count: expect.any(Number) });
    const filters = await nobody.must(ROUTES.listFilters, {});
    expect(filters.data.categories).toContainEqual({ slug: 'bars', label: 'Bars', count: 1 });
    expect((await nobody.must(ROUTES.listDietary, {})).data).toHaveLength(16);
  });
});
