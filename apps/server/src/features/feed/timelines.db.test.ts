import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { until } from '../../../test/until.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { TIMELINE_LENGTH } from '../../platform/cache/timelines.js';

/* Where feeds are kept: pushed to those who read, read of those whom too many follow, whole whatever Redis does. */

const MOST_PUSHED = 1_500;

let server: TestServer;
let api: RunningApi;
let ana: Person;
let ben: Person;
let restaurantId: number;

beforeAll(async () => {
  server = await TestServer.start({}, { durableRedis: true });
  api = await server.api();
  await server.worker({ FEED_PUSH_FOLLOWERS: String(MOST_PUSHED) });
  restaurantId = await addRestaurant(await server.promote(await server.signUp(api), 'admin', api));
});
beforeEach(async () => {
  [ana, ben] = await Promise.all([server.signUp(api), server.signUp(api)]);
  await ben.must(ROUTES.followUser, { params: { id: String(ana.id) } });
  await server.settled();
});
afterAll(() => server.stop());

const tell = async (person: Person): Promise<string> =>
  (await person.must(ROUTES.createActivity, { body: { type: 'recommendation', restaurantId } })).data.id;

const read = async (person: Person, limit = 20): Promise<string[]> =>
  (await person.must(ROUTES.getFeed, { query: { limit: String(limit) } })).data.map(({ id }) => id);

const keyOf = (person: Person) => `feed:{u:${person.id}}`;

/** What the timeline holds besides the mark of its floor, newest first. */
const kept = (person: Person): Promise<string[]> =>
  server.redis.command(async (client) => {
    const members = await client.zrevrange(keyOf(person), 0, -1);
    return members.flatMap((member) => (member.startsWith('floor') ? [] : [`feed-${Number(member)}`]));
  });

const readsFound = async (result: string): Promise<number> => {
  const { values } = await api.platform.metrics.cacheReads.get();
  return values.find(({ labels }) => labels.entry === 'feed' && labels.result === result)?.value ?? 0;
};

describe('a timeline', () => {
  it('is filled by the first read, pushed into by writes, and read from then on', async () => {
    const first = await tell(ana);
    await server.settled();
    expect(await kept(ben)).toEqual([]);
    expect(await read(ben)).toEqual([first]);
    const second = await tell(ana);
    await server.settled();
    await until('the timeline is filled', async () => (await kept(ben)).length === 2);
    const hits = await readsFound('hit');
    expect(await read(ben)).toEqual([second, first]);
    expect(await readsFound('hit')).toBe(hits + 1);
  });

  it('is not believed after Redis came back with an older memory', async () => {
    const first = await tell(ana);
    await server.settled();
    expect(await read(ben)).toEqual([first]);
    const memory = await server.redis.command((client) => client.dumpBuffer(keyOf(ben)));
    const second = await tell(ana);
    await server.settled();
    expect(await read(ben)).toEqual([second, first]);
    await server.redis.kill();
    await server.redis.up();
    // As if its last second had been lost: the second push is forgotten.
    await server.redis.command((client) => client.restore(keyOf(ben), 0, memory ?? '', 'REPLACE'));
    await until('the api has Redis again', () => api.platform.redis.status === 'ready');
    expect(await read(ben)).toEqual([second, first]);
  });

  it('is not needed: without Redis the feed is the same', async () => {
    const ids = [await tell(ana), await tell(ana)].reverse();
    await server.settled();
    expect(await read(ben)).toEqual(ids);
    await server.redis.kill();
    expect(await read(ben)).toEqual(ids);
    await server.redis.up();
  });

  it('is not filled by who began to read before a push, whether there is a timeline or not', async () => {
    const { timelines } = api.platform;
    const fill = async (between: () => Promise<unknown>) => {
      const lease = await timelines.lease(CACHE.feed, ben.id);
      await between();
      if (lease) await timelines.fill(CACHE.feed, ben.id, lease, [{ id: 7, micros: 7 }], 0);
    };
    await fill(async () => {
      await tell(ana);
      await server.settled();
    });
    expect(await kept(ben)).toEqual([]);
    await fill(() => ben.must(ROUTES.muteUser, { params: { id: String(ana.id) } }));
    expect(await kept(ben)).toEqual([]);
    // The reaction to the muting would take this lease away too.
    await server.settled();
    await fill(async () => undefined);
    expect(await kept(ben)).toEqual(['feed-7']);
  });

  it('keeps so many at most, and reads on behind them without a seam', async () => {
    const insert = (count: number) =>
      server.database.query(
        `insert into activities (type, user_id, restaurant_id, created_at)
         select 'recommendation', $1, $2, now() - interval '1 day' + n * interval '1 second' from generate_series(1, $3::int) n`,
        [ana.id, restaurantId, count],
      );
    await insert(150);
    expect(await read(ben)).toHaveLength(20);
    await until('the timeline is filled', async () => (await kept(ben)).length === 99);
    const rows = await server.database.query<{ id: number }>(
      `insert into activities (type, user_id, restaurant_id) select 'recommendation', $1, $2 from generate_series(1, 450) returning id::int`,
      [ana.id, restaurantId],
    );
    await server.database.query(
      `insert into outbox (event_id, reaction, type, payload)
       select gen_random_uuid(), 'push-feed', 'activity.told', json_build_object('userId', $1::bigint, 'restaurantId', $2::bigint, 'activityId', id)
       from unnest($3::bigint[]) id`,
      [ana.id, restaurantId, rows.map(({ id }) => id)],
    );
    await server.settled();
    // All of these share one instant: the floor leaves none of them above itself but whole.
    expect((await kept(ben)).length).toBeLessThanOrEqual(TIMELINE_LENGTH);
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const { data, meta } = await ben.must(ROUTES.getFeed, {
        query: { limit: '33', ...(cursor ? { cursor } : {}) },
      });
      ids.push(...data.map(({ id }) => id));
      cursor = meta.nextCursor ?? undefined;
    } while (cursor);
    const expected = await server.database.query<{ id: string }>(
      `select 'feed-' || id as id from activities where user_id = $1 order by created_at desc, activities.id desc`,
      [ana.id],
    );
    expect(ids).toEqual(expected.map(({ id }) => id));
  });

  it('forgets at once who is not heard any more, and has all of who is heard anew', async () => {
    const id = await tell(ana);
    const params = { id: String(ana.id) };
    await server.settled();
    expect(await read(ben)).toEqual([id]);
    await ben.must(ROUTES.muteUser, { params });
    expect(await read(ben)).toEqual([]);
    await ben.must(ROUTES.unmuteUser, { params });
    expect(await read(ben)).toEqual([id]);
    await ben.must(ROUTES.unfollowUser, { params });
    expect(await read(ben)).toEqual([]);
    await ben.must(ROUTES.followUser, { params });
    expect(await read(ben)).toEqual([id]);
    await ana.must(ROUTES.blockUser, { params: { id: String(ben.id) } });
    expect(await read(ben)).toEqual([]);
  });
});

describe('an account with many followers', () => {
  /** People who follow Ana, put into the tables. */
  const addFollowers = (count: number) =>
    server.database.query(
      `with people as (insert into users (username, display_name) select 'f' || $1::bigint || '_' || n, 'F' from generate_series(1, $2::int) n returning id),
         following as (insert into follows (follower_id, followee_id, status, accepted_at) select id, $1, 'accepted', now() from people)
       update users set followers_count = followers_count + $2::int where id = $1`,
      [ana.id, count],
    );

  it('pushes in several jobs, each of which promises the next', async () => {
    await addFollowers(MOST_PUSHED - 2);
    // Behind all the others in order of ids.
    const cara = await server.signUp(api);
    await server.database.query(
      `insert into follows (follower_id, followee_id, status, accepted_at) values ($1, $2, 'accepted', now())`,
      [cara.id, ana.id],
    );
    await read(cara);
    await until('the timeline is there', () => server.redis.command((client) => client.exists(keyOf(cara))));
    const id = await tell(ana);
    await server.settled();
    expect(await kept(cara)).toEqual([id]);
  });

  it('is read instead, from its first to its last, once there are too many', async () => {
    const pushed = await tell(ana);
    await server.settled();
    expect(await read(ben)).toEqual([pushed]);
    await addFollowers(MOST_PUSHED);
    const ids = [await tell(ana), await tell(ana)].reverse();
    await server.settled();
    expect(await kept(ben)).toEqual([pushed]);
    expect(await read(ben)).toEqual([...ids, pushed]);
    // Fewer than before: it stays so, for nothing of the time between was pushed.
    await server.database.query(`delete from follows where followee_id = $1 and follower_id <> $2`, [
      ana.id,
      ben.id,
    ]);
    await server.database.query('update users set followers_count = 1 where id = $1', [ana.id]);
    const last = await tell(ana);
    await server.settled();
    expect(await read(ben)).toEqual([last, ...ids, pushed]);
  });
});

it('who was here lately finds a feed at hand', async () => {
  const id = await tell(ana);
  await server.settled();
  expect(await kept(ben)).toEqual([]);
  await server.database.query(
    `insert into outbox (event_id, reaction, type, payload) values (gen_random_uuid(), 'warm-feeds', 'feeds.wanted', json_build_object('userIds', array[$1::bigint, $2]))`,
    [ben.id, ana.id],
  );
  await server.settled();
  await until('the timeline is filled', async () => (await kept(ben)).length === 1);
  expect(await kept(ben)).toEqual([id]);
});
