import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { refreshTrends } from './discovery.public.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let people: Person[];
let city: string;
let cities = 0;

const idOf = (person: Person) => ({ params: { id: String(person.id) } });
const add = (
  person: Person,
  scope: 'been' | 'want_to_try' | 'recs',
  restaurantId: number,
  body: object = {},
) => person.must(ROUTES.addToList, { params: { id: 'me', scope }, body: { restaurantId, ...body } });
const open = (rest: object = {}) =>
  addRestaurant(admin, {
    location: { city, state: 'NY', coordinates: { latitude: 10 + cities, longitude: 20 } },
    force: true,
    ...rest,
  });
const refresh = () => api.platform.database.transaction(refreshTrends);
const trending = async (query: object = {}, person: Person = new Person(api.url)) => {
  await server.redis.command((client) => client.flushall());
  return (await person.must(ROUTES.listTrending, { query: { city, ...query } })).data;
};
const score = async (id: number) => {
  const [row] = await server.database.query<{ score: number; visits: number; change: number }>(
    'select trend_score as score, trend_visits as visits, trend_change as change from restaurants where id = $1',
    [id],
  );
  return row;
};

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  admin = await server.promote(await server.signUp(api), 'admin', api);
});
beforeEach(async () => {
  city = `Town ${++cities}`;
  people = await Promise.all(Array.from({ length: 4 }, () => server.signUp(api)));
});
afterAll(() => server.stop());

describe('trending', () => {
  it('counts visit 3, want to try 2, like or bookmark 1, once a person, of three people at least', async () => {
    const [ana, ben, cem] = people as [Person, Person, Person, Person];
    const place = await open();
    const { meta } = await add(ana, 'been', place, { rating: 9 });
    await add(ben, 'want_to_try', place);
    await refresh();
    expect(await score(place)).toEqual({ score: 0, visits: 0, change: 0 });
    const activity = { params: { id: String(meta?.activityId) } };
    await server.database.query('insert into activity_likes (activity_id, user_id) values ($1, $2)', [
      Number(activity.params.id.replace('feed-', '')),
      cem.id,
    ]);
    await server.database.query('insert into activity_bookmarks (activity_id, user_id) values ($1, $2)', [
      Number(activity.params.id.replace('feed-', '')),
      cem.id,
    ]);
    await refresh();
    const found = await score(place);
    expect(found?.score).toBeCloseTo(6, 2);
    expect(found).toMatchObject({ visits: 1, change: 1 });
    await server.database.query(
      `update activities set created_at = created_at - interval '9 days' where restaurant_id = $1`,
      [place],
    );
    await refresh();
    const later = await score(place);
    expect(later?.score).toBeCloseTo(5 / 8 + 1, 2);
    expect(later).toMatchObject({ visits: 1, change: -1 });
  });

  it('does not count stealth, what was hidden, or accounts that are private or do not stand', async () => {
    const [ana, ben, cem, dag] = people as [Person, Person, Person, Person];
    const place = await open();
    for (const person of [ana, ben, cem]) await add(person, 'been', place, { rating: 9 });
    await add(dag, 'been', place, { rating: 9, isStealth: true });
    await refresh();
    expect((await score(place))?.score).toBeCloseTo(9, 2);
    await server.database.query(`update users set suspended_until = now() + interval '1 day' where id = $1`, [
      ana.id,
    ]);
    await refresh();
    expect((await score(place))?.score).toBe(0);
    await server.database.query('update users set suspended_until = null where id = $1', [ana.id]);
    await cem.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    await refresh();
    expect((await score(place))?.score).toBe(0);
    await cem.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: true } } });
    await refresh();
    expect((await score(place))?.score).toBeCloseTo(9, 2);
    await server.database.query(
      'update activities set hidden_at = now() where user_id = $1 and restaurant_id = $2',
      [ben.id, place],
    );
    await refresh();
    expect((await score(place))?.score).toBe(0);
  });

  it('shows well-rated trends first and fills up with the best, whose trend is null', async () => {
    const [hot, poor, quiet, closed] = [
      await open(),
      await open(),
      await open(),
      await open({ isClosed: true }),
    ];
    for (const person of people) {
      await add(person, 'been', hot, { rating: 8 });
      await add(person, 'been', poor, { rating: 7 });
      await add(person, 'been', closed, { rating: 9 });
    }
    await refresh();
    const [ana] = people;
    const found = await trending({}, ana);
    expect(found.map(({ id }) => id)).toEqual([
      hot,
      ...[quiet, poor].toSorted(
        (a, b) => found.findIndex((one) => one.id === a) - found.findIndex((one) => one.id === b),
      ),
    ]);
    expect(found[0]).toMatchObject({
      trend: { score: expect.closeTo(12, 1), recentVisits: 4, change: 4 },
      userStatus: 'been',
    });
    expect(found.slice(1).map(({ trend }) => trend)).toEqual([null, null]);
    expect(await trending({ limit: '1' })).toHaveLength(1);
    expect(await trending({ category: 'bars' })).toEqual([]);
    expect((await trending({ city: city.toUpperCase() })).map(({ id }) => id)[0]).toBe(hot);
  });
});

describe('similar', () => {
  const similar = async (id: number, query: object = {}) =>
    (await new Person(api.url).must(ROUTES.listSimilar, { params: { id: String(id) }, query })).data;

  it('is what shares kind, place and admirers, with the reason', async () => {
    const [origin, twin, far, other, closed] = [
      await open({ name: 'Ippudo', cuisines: ['ramen'], priceRange: '$$' }),
      await open({ cuisines: ['ramen'], priceRange: '$$' }),
      await open({
        cuisines: ['ramen'],
        location: { city, state: 'NY', coordinates: { latitude: 10 + cities + 3, longitude: 20 } },
      }),
      await open({ cuisines: ['bar'] }),
      await open({ cuisines: ['ramen'], isClosed: true }),
    ];
    expect((await similar(origin)).map(({ id, reason }) => ({ id, reason }))).toEqual([
      { id: twin, reason: 'Also ramen, next door.' },
    ]);
    for (const person of people) {
      await add(person, 'been', origin, { rating: 9 });
      await add(person, 'been', other, { rating: 9 });
      await add(person, 'been', closed, { rating: 9 });
    }
    await server.redis.command((client) => client.flushall());
    const found = await similar(origin);
    expect(found.map(({ id }) => id).sort()).toEqual([twin, other].sort());
    expect(found.find(({ id }) => id === other)?.reason).toBe(
      '4 people who rate Ippudo high rate it high too.',
    );
    expect(await similar(origin, { limit: '1' })).toHaveLength(1);
    expect(found.map(({ id }) => id)).not.toContain(far);
  });

  it('counts no private account and nothing in stealth', async () => {
    const [origin, other] = [await open({ cuisines: ['ramen'] }), await open({ cuisines: ['bar'] })];
    const [ana, ben] = people as [Person, Person];
    for (const person of people) {
      await add(person, 'been', origin, { rating: 9 });
      await add(person, 'been', other, { rating: 9, isStealth: person === ana });
    }
    await ben.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    expect((await similar(origin)).map(({ id }) => id)).not.toContain(other);
  });

  it('is not there for a restaurant that is not', async () => {
    const outcome = await new Person(api.url).call(ROUTES.listSimilar, { params: { id: '999999' } });
    expect(outcome.error.code).toBe('RESTAURANT_NOT_FOUND');
  });
});

describe('friends at a restaurant', () => {
  it('are the followed who keep it and whose keeping the viewer may see', async () => {
    const [ana, ben, cem, dag] = people as [Person, Person, Person, Person];
    const place = await open();
    const stranger = await server.signUp(api);
    for (const person of [ben, cem, dag]) await ana.must(ROUTES.followUser, idOf(person));
    await add(ben, 'been', place, { rating: 7, notes: 'The corner table.' });
    await add(ben, 'recs', place);
    await add(cem, 'been', place, { rating: 9, notes: 'Only for me.', notesPrivate: true });
    await add(dag, 'want_to_try', place);
    await add(stranger, 'been', place, { rating: 10 });
    const friends = async (query: object = {}) =>
      ana.must(ROUTES.listFriendsAtRestaurant, { params: { id: String(place) }, query });
    const { data, meta } = await friends();
    expect(meta).toMatchObject({ total: 3, hasMore: false });
    expect(data).toMatchObject([
      { user: { id: cem.id }, status: 'been', rating: 9, notes: null },
      {
        user: { id: ben.id },
        status: 'been',
        statuses: ['been', 'recommended'],
        rating: 7,
        notes: 'The corner table.',
      },
      { user: { id: dag.id }, status: 'want_to_try', rating: null },
    ]);
    expect((await friends({ page: '2', pageSize: '2' })).data.map(({ user }) => user.id)).toEqual([dag.id]);
    expect((await friends({ page: '9' })).meta).toMatchObject({ total: 3, totalPages: 1 });

    await dag.must(ROUTES.updateSettings, { body: { privacy: { showWantToTry: false } } });
    await cem.must(ROUTES.updateListEntry, {
      params: { scope: 'been', restaurantId: String(place) },
      body: { isStealth: true },
    });
    expect((await friends()).data.map(({ user }) => user.id)).toEqual([ben.id]);
    await ana.must(ROUTES.muteUser, idOf(ben));
    expect((await friends()).meta.total).toBe(0);
    await ana.must(ROUTES.unmuteUser, idOf(ben));
    await ben.must(ROUTES.blockUser, idOf(ana));
    expect((await friends()).meta.total).toBe(0);
  });

  it('are not there for a restaurant that is not, or that was removed', async () => {
    const [ana] = people as [Person];
    const place = await open();
    await admin.must(ROUTES.deleteRestaurant, { params: { id: String(place) } });
    const outcome = await ana.call(ROUTES.listFriendsAtRestaurant, { params: { id: String(place) } });
    expect(outcome.error.code).toBe('RESTAURANT_NOT_FOUND');
  });
});
