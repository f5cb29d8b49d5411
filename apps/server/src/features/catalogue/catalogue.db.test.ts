import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let ana: Person;
let restaurantId: number;

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '10' });
  api = await server.api();
  await server.worker();
  admin = await server.promote(await server.signUp(api), 'admin', api);
});
beforeEach(async () => {
  ana = await server.signUp(api);
  restaurantId = await addRestaurant(admin);
});
afterAll(() => server.stop());

const suggest = (body: object, person = ana) =>
  person.call(ROUTES.suggestChange, { params: { id: String(restaurantId) }, body: body as never });
const decide = (id: number, decision: 'accept' | 'dismiss') =>
  admin.call(ROUTES.decideSuggestion, { params: { id: String(id) }, body: { decision, note: 'Looked at.' } });
const detail = async (id = restaurantId) =>
  (await ana.must(ROUTES.getRestaurant, { params: { id: String(id) } })).data;

describe('suggestions', () => {
  it('do what they say once accepted, on record', async () => {
    const { data } = await suggest({ field: 'phone', value: '+1 212 555 0100', note: 'Rang them.' });
    expect(data).toMatchObject({ type: 'edit', field: 'phone', status: 'open', decidedAt: null });
    const [queued] = (await admin.must(ROUTES.listSuggestions, { query: { limit: '1' } })).data;
    expect(queued?.restaurant).not.toBeNull();
    const decided = await decide(data.id, 'accept');
    expect(decided.data).toMatchObject({ status: 'accepted', userId: ana.id, decisionNote: 'Looked at.' });
    expect((await detail()).phone).toBe('+1 212 555 0100');
    expect((await decide(data.id, 'dismiss')).error.code).toBe('CONFLICT');
    const logged = await server.database.query<{ act: string }>(
      `select act from audit_log where (target_type, target_id) in (('suggestion', $1), ('restaurant', $2)) and act <> 'restaurant.create' order by id`,
      [String(data.id), String(restaurantId)],
    );
    expect(logged.map(({ act }) => act)).toEqual(['suggestion.decide', 'restaurant.update']);
  });

  it('close places, move them and make two one', async () => {
    const closed = await suggest({ type: 'closed' });
    await decide(closed.data.id, 'accept');
    const moved = await suggest({ type: 'wrong_location', value: { latitude: 10, longitude: 20 } });
    await decide(moved.data.id, 'accept');
    expect(await detail()).toMatchObject({
      isClosed: true,
      location: { coordinates: { latitude: 10, longitude: 20 } },
    });
    const twin = await addRestaurant(admin);
    const double = await suggest({ type: 'duplicate', duplicateOf: twin });
    await decide(double.data.id, 'accept');
    expect((await detail()).id).toBe(twin);
  });

  it('change nothing when dismissed, and are refused where they make no sense or repeat', async () => {
    const { data } = await suggest({ field: 'name', value: 'Better' });
    await decide(data.id, 'dismiss');
    expect((await detail()).name).not.toBe('Better');
    for (const body of [
      {},
      { field: 'name' },
      { field: 'name', value: '' },
      { field: 'rating', value: 9 },
      { field: 'priceRange', value: 'cheap' },
      { type: 'duplicate' },
      { type: 'wrong_location', value: { latitude: 95, longitude: 0 } },
    ])
      expect([(await suggest(body)).status, body]).toEqual([400, body]);
    const both = await Promise.all([suggest({ type: 'closed' }), suggest({ type: 'closed' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await admin.call(ROUTES.getSuggestion, { params: { id: '999999999' } })).error.code).toBe(
      'SUGGESTION_NOT_FOUND',
    );
    await admin.must(ROUTES.deleteRestaurant, { params: { id: String(restaurantId) } });
    expect((await suggest({ type: 'duplicate', duplicateOf: 1 })).error.code).toBe('RESTAURANT_NOT_FOUND');
  });
});

describe('requests', () => {
  const ask = (body: object = {}) =>
    ana.call(ROUTES.requestRestaurant, {
      body: {
        name: 'Nowhere Yet',
        address: '1 Main St',
        coordinates: { latitude: -45, longitude: 100 },
        ...body,
      },
    });

  it('are answered with a restaurant, once', async () => {
    const { data } = await ask();
    expect(data).toMatchObject({ status: 'open', restaurantId: null, coordinates: { latitude: -45 } });
    expect((await ask({ name: 'NOWHERE yet' })).error.code).toBe('CONFLICT');
    const answer = (id: number) =>
      admin.call(ROUTES.decideRequest, {
        params: { id: data.id },
        body: { decision: 'accept', restaurantId: id },
      });
    expect((await answer(999_999_999)).error.code).toBe('RESTAURANT_NOT_FOUND');
    expect((await answer(restaurantId)).data).toMatchObject({
      status: 'accepted',
      restaurantId,
      userId: ana.id,
    });
    expect((await answer(restaurantId)).error.code).toBe('CONFLICT');
    const queue = await admin.must(ROUTES.listRequests, { query: { status: 'accepted' } });
    expect(queue.data.map(({ id }) => id)).toContain(data.id);
  });

  it('name what is there already', async () => {
    const place = await detail();
    const { error } = await ask({ name: place.name, coordinates: place.location.coordinates });
    expect(error).toMatchObject({ code: 'RESTAURANT_DUPLICATE', details: { restaurantId } });
  });
});

describe('duplicates', () => {
  it('are pairs of nearly one name within 50 m, page by page', async () => {
    const near = (name: string, metersNorth: number) =>
      addRestaurant(admin, {
        name,
        force: true,
        location: {
          city: 'New York',
          state: 'NY',
          coordinates: { latitude: -30 + metersNorth / 111_000, longitude: 30 },
        },
      });
    const [a, b] = [await near('Café Réunion', 0), await near('Cafe Reunion', 30)];
    const c = await near('Cafe Reunion NYC', 40);
    await near('Cafe Reunion', 200);
    await near('Burger Shed', 10);
    const pairs: string[] = [];
    let cursor: string | undefined;
    do {
      const { data, meta } = await admin.must(ROUTES.listDuplicates, {
        query: { limit: '1', ...(cursor && { cursor }) },
      });
      pairs.push(...data.map(({ restaurants: [one, other] }) => `${one.id}-${other.id}`));
      cursor = meta.nextCursor ?? undefined;
    } while (cursor);
    const all = await admin.must(ROUTES.listDuplicates, { query: { limit: '100' } });
    expect(all.meta.hasMore).toBe(false);
    const own = all.data.filter(({ restaurants: [one] }) => [a, b, c].includes(one.id));
    expect(own.map(({ restaurants: [one, other] }) => `${one.id}-${other.id}`)).toEqual([
      `${a}-${b}`,
      `${a}-${c}`,
      `${b}-${c}`,
    ]);
    expect(pairs).toEqual(all.data.map(({ restaurants: [one, other] }) => `${one.id}-${other.id}`));
    expect(own[0]).toMatchObject({ similarity: 1 });
    expect(own[0]?.meters).toBeCloseTo(30, 0);
  });
});

describe('by chance', () => {
  const draw = async (query: object, person: Person = ana) =>
    (await person.must(ROUTES.listRandom, { query })).data.map(({ id }) => id);

  it('is the same for the same seed, within the filters, never closed', async () => {
    const city = 'Randomville';
    const ids: number[] = [];
    for (let n = 0; n < 8; n++)
      ids.push(
        await addRestaurant(admin, {
          cuisines: [n % 2 ? 'thai' : 'ramen'],
          location: { city, state: 'NY', coordinates: { latitude: -20 + n / 100, longitude: 5 } },
        }),
      );
    const first = await draw({ city, seed: 'a', count: '8' });
    expect([...first].sort()).toEqual([...ids].sort());
    expect(await draw({ city, seed: 'a', count: '8' })).toEqual(first);
    const orders = await Promise.all(['b', 'c', 'd', 'e'].map((seed) => draw({ city, seed, count: '8' })));
    expect(new Set([first, ...orders].map(String)).size).toBeGreaterThan(1);
    expect(await draw({ city, seed: 'a', count: '3' })).toEqual(first.slice(0, 3));
    const thai = await draw({ city, cuisines: 'thai', count: '20' });
    expect([...thai].sort()).toEqual(ids.filter((_, n) => n % 2).sort());
    const { data, meta } = await ana.must(ROUTES.listRandom, { query: { city } });
    expect(await draw({ city, seed: meta.seed })).toEqual(data.map(({ id }) => id));
    await admin.must(ROUTES.updateRestaurant, { params: { id: String(first[0]) }, body: { isClosed: true } });
    expect(await draw({ city, seed: 'a', count: '8' })).toEqual(first.slice(1));
  });

  it('draws from what the person wants to try', async () => {
    await ana.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'want_to_try' },
      body: { restaurantId },
    });
    expect(await draw({ fromScope: 'want_to_try' })).toEqual([restaurantId]);
    const nobody = await new Person(api.url).call(ROUTES.listRandom, { query: { fromScope: 'want_to_try' } });
    expect(nobody.error.code).toBe('UNAUTHORIZED');
  });
});

describe('the distribution of scores', () => {
  it('follows every rating, one a person, and a recount agrees', async () => {
    const ben = await server.signUp(api);
    const target = { params: { scope: 'been' as const, restaurantId: String(restaurantId) } };
    const add = (person: Person, scope: 'been' | 'recs', rating: number) =>
      person.must(ROUTES.addToList, { params: { id: 'me', scope }, body: { restaurantId, rating } });
    const scores = async () => {
      const { data } = await ana.must(ROUTES.getScoreDistribution, { params: { id: String(restaurantId) } });
      return [data.mean, data.count, data.buckets.flatMap((count, at) => (count ? [[at, count]] : []))];
    };
    expect(await scores()).toEqual([null, 0, []]);
    await add(ana, 'recs', 10);
    await add(ana, 'been', 9.9);
    await add(ben, 'been', 0);
    // 9.9 and 10.0 share the last bucket; of Ana's two only been counts.
    expect(await scores()).toEqual([
      5,
      2,
      [
        [0, 1],
        [19, 1],
      ],
    ]);
    await ben.must(ROUTES.updateListEntry, { ...target, body: { rating: 9.4 } });
    expect(await scores()).toEqual([
      9.7,
      2,
      [
        [18, 1],
        [19, 1],
      ],
    ]);
    await ben.must(ROUTES.updateListEntry, { ...target, body: { rating: null } });
    await ana.must(ROUTES.removeFromList, target);
    expect(await scores()).toEqual([10, 1, [[19, 1]]]);
    expect((await ana.call(ROUTES.getScoreDistribution, { params: { id: '999999999' } })).status).toBe(404);
  });
});
