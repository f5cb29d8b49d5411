import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { until } from '../../../test/until.js';
import { BoardKeeper } from './leaderboard.public.js';

let server: TestServer;
let api: RunningApi;
let worker: Awaited<ReturnType<TestServer['worker']>>;
let admin: Person;
const places: number[] = [];

beforeAll(async () => {
  server = await TestServer.start({}, { durableRedis: true });
  api = await server.api();
  worker = await server.worker();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  for (let n = 0; n < 6; n++)
    places.push(await addRestaurant(admin, { category: n === 5 ? 'bars' : 'restaurants' }));
});
afterAll(() => server.stop());

let cities = 0;
/** A city of its own for a test, so that a board holds only its people. */
const newCity = () => `Test City ${++cities}`;

async function citizen(city: string): Promise<Person> {
  const person = await server.signUp(api);
  await person.must(ROUTES.updateMe, { body: { location: { city, state: 'NY' } } });
  return person;
}

const been = (person: Person, count: number, body: object = {}) =>
  Promise.all(
    places.slice(0, count).map((restaurantId) =>
      person.must(ROUTES.addToList, {
        params: { id: 'me', scope: 'been' },
        body: { restaurantId, visitDate: '2020-05-05', ...body },
      }),
    ),
  );
const follow = (person: Person, other: Person) =>
  person.must(ROUTES.followUser, { params: { id: String(other.id) } });

async function board(viewer: Person, query: Record<string, string>) {
  await server.settled();
  const { data, meta } = await viewer.must(ROUTES.getLeaderboard, { query });
  return { ids: data.map(({ user }) => user.id), ranks: data.map(({ rank }) => rank), data, meta };
}

describe('a board', () => {
  it('shows who is where, by whose numbers, and how the viewer matches', async () => {
    const city = newCity();
    const [ana, ben, cem] = [await citizen(city), await citizen(city.toUpperCase()), await citizen(city)];
    await been(ana, 3, { rating: 8 });
    await been(ben, 3, { rating: 6 });
    await ben.must(ROUTES.createReview, { params: { id: String(places[0]) }, body: { content: 'Good.' } });
    await follow(ana, ben);
    const { data, meta } = await board(ana, { city: city.toLowerCase() });
    expect(data.map(({ user, rank, score }) => [user.id, rank, score])).toEqual([
      [ben.id, 1, 34],
      [ana.id, 2, 30],
      [cem.id, 3, 0],
    ]);
    expect(data[0]).toMatchObject({
      user: { location: { city: city.toUpperCase(), state: 'NY' }, beenCount: 3 },
      stats: { beenCount: 3, currentStreak: 0, averageRating: 6, followersCount: 1, totalReviews: 1 },
      matchPercentage: 99,
      isFollowing: true,
    });
    expect(data[1]).toMatchObject({ matchPercentage: null, isFollowing: false });
    expect(data[2]).toMatchObject({ matchPercentage: 20, stats: { averageRating: null } });
    expect(meta).toMatchObject({ total: 3, me: { rank: 2, score: 30 }, hidden: 0, totalPages: 1 });
    const { data: own } = await ana.must(ROUTES.getOwnRank, { query: { city } });
    expect(own).toMatchObject({ rank: 2, score: 30, of: 3, percentile: 50 });
    expect(own.nextUp).toMatchObject({ user: { id: ben.id }, gap: 4 });
    const { data: first } = await ben.must(ROUTES.getOwnRank, { query: { city } });
    expect(first).toMatchObject({ rank: 1, percentile: 100, nextUp: null });
    const { data: elsewhere } = await ana.must(ROUTES.getOwnRank, { query: { city: 'Elsewhere' } });
    expect(elsewhere).toEqual({ rank: null, score: null, of: 0, percentile: null, nextUp: null });
  });

  it('breaks ties by places, then by age, and pages lose nobody', async () => {
    const city = newCity();
    const people: Person[] = [];
    for (let n = 0; n < 4; n++) people.push(await citizen(city));
    const [first, second, third, fourth] = people as [Person, Person, Person, Person];
    // 10 each: one place, or ten followers.
    await been(fourth, 1);
    await server.database.query('update users set followers_count = 10 where id = any($1)', [
      [second.id, third.id],
    ]);
    for (const person of [second, third]) await person.must(ROUTES.updateMe, { body: { bio: 'Counted.' } });
    const expected = [fourth.id, second.id, third.id, first.id];
    expect((await board(first, { city })).ids).toEqual(expected);
    const pages = await Promise.all(
      ['1', '2', '3'].map((page) => board(first, { city, page, pageSize: '2' })),
    );
    expect(pages.map(({ ids }) => ids)).toEqual([expected.slice(0, 2), expected.slice(2), []]);
    expect(pages.map(({ meta }) => meta.hasMore)).toEqual([true, false, false]);
    expect(pages[1]?.ranks).toEqual([3, 4]);
  });

  it('counts private and blocked people without naming them', async () => {
    const city = newCity();
    const [ana, ben, cem, dan] = await Promise.all([1, 2, 3, 4].map(() => citizen(city)));
    if (!ana || !ben || !cem || !dan) throw new Error('nobody');
    await been(ben, 3);
    await been(cem, 2);
    await been(ana, 1);
    await follow(dan, ben);
    await ben.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    await cem.must(ROUTES.blockUser, { params: { id: String(ana.id) } });
    const seen = await board(ana, { city, metric: 'been' });
    expect(seen.ids).toEqual([ana.id, dan.id]);
    expect(seen.ranks).toEqual([3, 4]);
    expect(seen.meta).toMatchObject({ total: 4, hidden: 2, me: { rank: 3, score: 1 } });
    expect((await ana.must(ROUTES.getOwnRank, { query: { city, metric: 'been' } })).data.nextUp).toBeNull();
    expect((await board(dan, { city, metric: 'been' })).ids).toEqual([ben.id, cem.id, ana.id, dan.id]);
  });

  it('leaves out who does not want to be on it, at once, with the city and with the rank', async () => {
    const city = newCity();
    const [ana, ben] = [await citizen(city), await citizen(city)];
    await been(ben, 1);
    await server.database.query('update users set rank = 7 where id = $1', [ben.id]);
    await ben.must(ROUTES.updateSettings, { body: { privacy: { showCity: false } } });
    expect((await board(ana, { city })).ids).toEqual([ana.id]);
    expect((await board(ana, { metric: 'been', pageSize: '100' })).ids).toContain(ben.id);
    await ben.must(ROUTES.updateSettings, { body: { privacy: { showCity: true, discoverable: false } } });
    expect((await board(ana, { city })).ids).toEqual([ana.id]);
    expect((await board(ana, { metric: 'been', pageSize: '100' })).ids).not.toContain(ben.id);
    expect((await ben.must(ROUTES.getOwnRank, {})).data).toMatchObject({ rank: null, score: null });
    expect((await ben.must(ROUTES.getMe, {})).data.stats.rank).toBeNull();
  });

  it('leaves them out at once where it is remembered, too', async () => {
    const city = newCity();
    const people = [await citizen(city), await citizen(city), await citizen(city)] as const;
    const [ana, ben, cem] = people;
    for (const person of people) await been(person, 1);
    const query = { city, category: 'restaurants' };
    expect((await board(ana, query)).ids).toEqual(people.map(({ id }) => id));
    const hide = (person: Person, privacy: object) =>
      person.must(ROUTES.updateSettings, { body: { privacy } });
    await hide(ben, { showCity: false });
    await hide(cem, { discoverable: false });
    expect((await board(ana, query)).ids).toEqual([ana.id]);
    const everywhere = (await board(ana, { category: 'restaurants', pageSize: '100' })).ids;
    expect([ben, cem].map(({ id }) => everywhere.includes(id))).toEqual([true, false]);
  });

  it('tells nothing of stealth places', async () => {
    const city = newCity();
    const ana = await citizen(city);
    await been(ana, 2);
    await ana.must(ROUTES.updateListEntry, {
      params: { scope: 'been', restaurantId: String(places[0]) },
      body: { isStealth: true },
    });
    const { data } = await board(ana, { city });
    expect(data[0]).toMatchObject({ score: 10, stats: { beenCount: 1 } });
  });

  it('is of a circle or of a category where that is asked for', async () => {
    const city = newCity();
    const [ana, ben, cem] = [await citizen(city), await citizen(city), await citizen(city)];
    await been(ben, 6);
    await been(cem, 5);
    await follow(ana, ben);
    await follow(ana, cem);
    await follow(cem, ana);
    expect((await board(ana, { scope: 'following' })).ids).toEqual([ben.id, cem.id, ana.id]);
    const friends = await board(ana, { scope: 'friends' });
    expect(friends.ids).toEqual([cem.id, ana.id]);
    expect(friends.meta.me).toEqual({ rank: 2, score: 1 });
    const bars = await board(ana, { city, category: 'bars' });
    expect(bars.data.map(({ user, score }) => [user.id, score])).toEqual([[ben.id, 11]]);
    expect(bars.meta).toMatchObject({ total: 1, me: null });
    expect((await board(ben, { city, category: 'restaurants', metric: 'been' })).meta.me).toEqual({
      rank: 1,
      score: 5,
    });
  });

  it('refuses what it does not have', async () => {
    const ana = await server.signUp(api);
    for (const query of [{ metric: 'fame' }, { scope: 'world' }, { category: 'cars' }, { city: '' }])
      expect((await ana.call(ROUTES.getLeaderboard, { query: query as never })).status).toBe(400);
  });
});

describe('as time passes', () => {
  it('a suspended person is gone, and back when the suspension ends', async () => {
    const city = newCity();
    const [ana, ben] = [await citizen(city), await citizen(city)];
    await admin.must(ROUTES.suspendAccount, {
      params: { id: String(ben.id) },
      body: { until: new Date(Date.now() + 3_600_000).toISOString(), reason: 'Spam.' },
    });
    expect((await board(ana, { city })).ids).toEqual([ana.id]);
    await server.database.query(
      `update users set suspended_until = now() + interval '1 second' where id = $1`,
      [ben.id],
    );
    await ana.must(ROUTES.followUser, { params: { id: String(admin.id) } });
    await server.database.query(
      `insert into outbox (event_id, reaction, type, payload) values (gen_random_uuid(), 'rank-people', 'profile.changed', $1)`,
      [JSON.stringify({ userId: ben.id })],
    );
    await until('the suspension has ended', async () => (await board(ana, { city })).ids.includes(ben.id));
  });

  it('the nightly job writes the ranks that differ, and only those', async () => {
    const keeper = worker.context.get(BoardKeeper, { strict: false });
    await server.settled();
    await keeper.recalculate();
    const { data, meta } = await admin.must(ROUTES.getLeaderboard, { query: { pageSize: '100' } });
    const rows = await server.database.query<{ id: string; rank: number }>(
      'select id, rank from users where rank is not null order by rank',
    );
    expect(rows.map(({ rank }) => rank)).toEqual(Array.from({ length: meta.total }, (_, n) => n + 1));
    const ranks = new Map(rows.map(({ id, rank }) => [Number(id), rank]));
    expect(data.map(({ user }) => ranks.get(user.id))).toEqual(data.map(({ rank }) => rank));
    const told = (personId: number) =>
      server.database.query<{ message: string }>(
        `select message from notifications where recipient_id = $1 and type = 'rank_changed'`,
        [personId],
      );
    const first = data[0]?.user.id ?? 0;
    await until('the first hears of it', async () => (await told(first)).length > 0);
    expect(await told(first)).toEqual([{ message: 'You are number 1 on the leaderboard now.' }]);
    const [ana, before] = [data.at(-1)?.user.id ?? 0, await rowVersions()];
    await server.database.query('update users set rank = 1 where id = $1', [ana]);
    await keeper.recalculate();
    const after = await rowVersions();
    expect([...after].filter(([id, version]) => before.get(id) !== version).map(([id]) => id)).toEqual([ana]);
    const profile = await admin.must(ROUTES.getUser, { params: { id: String(ana) } });
    expect(profile.data.stats.rank).toBe(data.at(-1)?.rank);
  });

  const rowVersions = async () => {
    const rows = await server.database.query<{ id: string; version: string }>(
      'select id, xmin::text as version from users',
    );
    return new Map(rows.map(({ id, version }) => [Number(id), version]));
  };
});

it('boards whose building failed can be built again at once', async () => {
  const { boards } = api.platform;
  await until('nobody else is building', () => boards.rebuild(async () => undefined));
  const failed = boards.rebuild(async () => Promise.reject(new Error('PostgreSQL is away')));
  await expect(failed).rejects.toThrow('PostgreSQL is away');
  expect(await boards.rebuild(async () => undefined)).toBe(true);
  // They are empty: nobody is to believe them.
  await boards.forget();
});

it('a Redis that comes back with older memory is not believed', async () => {
  const city = newCity();
  const [ana, ben] = [await citizen(city), await citizen(city)];
  await been(ana, 2);
  expect((await board(ana, { city })).data[0]).toMatchObject({ score: 20 });
  const ready = () => server.redis.command((client) => client.get('{leaderboard}:ready'));
  const before = await until('the boards are built', ready);
  await server.redis.kill();
  await been(ben, 3);
  expect((await ana.must(ROUTES.getLeaderboard, { query: { city } })).data[0]?.user.id).toBe(ben.id);
  await server.redis.up();
  // It remembers the boards of before, without what was written meanwhile.
  expect(await ready()).toBe(before);
  expect((await ana.must(ROUTES.getLeaderboard, { query: { city } })).data[0]?.user.id).toBe(ben.id);
  await until('the boards are built anew', async () => {
    await ana.must(ROUTES.getLeaderboard, { query: { city } });
    return (await ready()) !== before;
  });
  expect((await board(ana, { city })).ids).toEqual([ben.id, ana.id]);
});
