import { ROUTES } from '@beli/contract';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Person, Person as Somebody } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { until } from '../../../test/until.js';
import { examine } from '../../doctor/examination.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let ana: Person;
let ben: Person;
let from: number;
let into: number;

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '25' });
  api = await server.api();
  await server.worker();
  admin = await server.promote(await server.signUp(api), 'admin', api);
});
beforeEach(async () => {
  [ana, ben] = await Promise.all([server.signUp(api), server.signUp(api)]);
  [from, into] = [await addRestaurant(admin), await addRestaurant(admin)];
});
afterAll(() => server.stop());

const been = (person: Person, restaurantId: number, body: object = {}) =>
  person.call(ROUTES.addToList, { params: { id: 'me', scope: 'been' }, body: { restaurantId, ...body } });
const merge = (id = from, intoId = into) =>
  admin.call(ROUTES.mergeRestaurant, { params: { id: String(id) }, body: { intoId } });
const drift = async () =>
  (await examine(api.platform.database, false))
    .filter(({ count }) => count > 0)
    .map(({ name, examples }) => [name, examples]);
const orderOf = async (person: Person) =>
  (await person.must(ROUTES.getVirtualList, { params: { id: 'me', scope: 'been' } })).data.restaurants.map(
    ({ id, rankIndex, userRating }) => [id, rankIndex, userRating],
  );
const detail = (id: number) =>
  new Somebody(api.url).call(ROUTES.getRestaurant, { params: { id: String(id) } });

describe('a merge', () => {
  it('moves what people keep, the better rank of two, and every counter with it', async () => {
    const other = await addRestaurant(admin);
    await been(ana, into, { rating: 6, visitDate: '2025-01-01', tags: ['late'] });
    await been(ana, other, { rating: 8 });
    await been(ana, from, { rating: 9, visitDate: '2025-02-02', notes: 'The corner table.' });
    await been(ben, from, { rating: 4 });
    await ben.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'want_to_try' },
      body: { restaurantId: into },
    });
    expect((await merge()).status).toBe(200);
    await server.settled();
    expect(await orderOf(ana)).toEqual([
      [into, 0, 9],
      [other, 1, 8],
    ]);
    expect(await orderOf(ben)).toEqual([[into, 0, 4]]);
    const kept = await ana.must(ROUTES.getRelations, { params: { restaurantId: String(into) } });
    expect(kept.data.been).toMatchObject({
      notes: 'The corner table.',
      tags: ['late'],
      visitCount: 2,
      visitDate: '2025-02-02',
    });
    expect((await ana.must(ROUTES.getMe, {})).data.stats.beenCount).toBe(2);
    const scores = await ben.must(ROUTES.getScoreDistribution, { params: { id: String(into) } });
    expect(scores.data).toMatchObject({ mean: 6.5, count: 2 });
    expect(scores.data.buckets.flatMap((count, bucket) => (count > 0 ? [[bucket, count]] : []))).toEqual([
      [8, 1],
      [18, 1],
    ]);
    expect(await drift()).toEqual([]);
  });

  it('keeps the rank of the one that stays where that is the better', async () => {
    await been(ana, into, { rating: 9 });
    await been(ana, from, { rating: 5 });
    await merge();
    await server.settled();
    expect(await orderOf(ana)).toEqual([[into, 0, 9]]);
    expect(await drift()).toEqual([]);
  });

  it('is remembered: the old id answers, chains and repeats too, and nobody keeps it any more', async () => {
    expect((await merge()).status).toBe(200);
    expect((await detail(from)).data.id).toBe(into);
    const last = await addRestaurant(admin);
    expect((await merge(into, last)).status).toBe(200);
    expect((await detail(from)).data.id).toBe(last);
    const { data, meta } = await ana.must(ROUTES.batchRestaurants, {
      body: { ids: [from, into, 999_999_999] },
    });
    expect([data.map(({ id }) => id), meta.missing]).toEqual([[last], [999_999_999]]);
    expect((await merge(into, last)).status).toBe(200);
    expect((await merge(from, into)).error.code).toBe('RESTAURANT_NOT_FOUND');
    expect((await merge(from, await addRestaurant(admin))).error.code).toBe('CONFLICT');
    expect((await merge(last, last)).status).toBe(400);
    expect((await been(ana, from)).error.code).toBe('RESTAURANT_NOT_FOUND');
    const logged = await server.database.query(
      `select target_id from audit_log where act = 'restaurant.merge' and target_id = any($1) order by id`,
      [[String(from), String(into)]],
    );
    expect(logged).toEqual([{ target_id: String(from) }, { target_id: String(into) }]);
  });

  it('settles reviews and places on lists, and leaves activities where their places are', async () => {
    const review = async (person: Person, id: number, content: string) =>
      (
        await person.must(ROUTES.createReview, {
          params: { id: String(id) },
          body: { content, rating: 8 },
        })
      ).data.id;
    await review(ana, from, 'old');
    const stays = await review(ana, into, 'new');
    const moved = await review(ben, from, 'moved');
    const other = await addRestaurant(admin);
    const list = async (restaurantIds: number[]) =>
      (await ana.must(ROUTES.createList, { body: { name: 'L', isPublic: true, restaurantIds } })).data.id;
    const [both, one] = [await list([other, from, into]), await list([from, other])];
    await merge();
    await server.settled();
    const { data } = await ben.must(ROUTES.listReviews, { params: { id: String(into) } });
    expect(data.map(({ id }) => id).sort()).toEqual([stays, moved].sort());
    expect((await ana.must(ROUTES.getMe, {})).data.stats.totalReviews).toBe(1);
    const idsOn = async (id: string) =>
      (await ben.must(ROUTES.getList, { params: { id } })).data.restaurants.map(({ id, position }) => [
        id,
        position,
      ]);
    expect(await idsOn(both)).toEqual([
      [other, 0],
      [into, 1],
    ]);
    expect(await idsOn(one)).toEqual([
      [into, 0],
      [other, 1],
    ]);
    await ben.must(ROUTES.followUser, { params: { id: String(ana.id) } });
    const feed = await ben.must(ROUTES.getFeed, {});
    expect(feed.data.map(({ reviewId, restaurant }) => [reviewId, restaurant?.id])).toEqual([[stays, into]]);
    expect(await drift()).toEqual([]);
  });

  it('does not let a removal be undone onto the id that is gone', async () => {
    await been(ana, from, { rating: 7 });
    const { headers } = await ana.must(ROUTES.removeRestaurant, { params: { restaurantId: String(from) } });
    await merge();
    const undone = await ana.call(ROUTES.undo, { body: { token: headers.get('x-undo-token') ?? '' } });
    expect(undone.error.code).toBe('CONFLICT');
  });

  it('waits for whoever is just adding the place, and takes that along', async () => {
    const blocker = new Client(server.database.url);
    await blocker.connect();
    const waiting = (count: number) =>
      until(`${count} wait for a lock`, async () => {
        const [row] = await server.database.query<{ count: number }>(
          `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return row?.count === count;
      });
    // The adding stops between its look at the restaurant and its first row.
    await blocker.query('begin; lock table relations in access exclusive mode');
    const adding = been(ana, from, { rating: 7 });
    await waiting(1);
    const merging = merge();
    await waiting(2);
    await blocker.query('commit');
    expect([(await adding).status, (await merging).status]).toEqual([201, 200]);
    await blocker.end();
    await server.settled();
    expect(await orderOf(ana)).toEqual([[into, 0, 7]]);
    expect(await drift()).toEqual([]);
  });

  it('loses nothing while people add, change and remove both at once', async () => {
    const people = await Promise.all(Array.from({ length: 16 }, () => server.signUp(api)));
    await Promise.all(
      people.slice(0, 8).map((person, n) => been(person, n % 2 ? from : into, { rating: n })),
    );
    const work = people.flatMap((person, n) => [
      been(person, from, { rating: n % 10 }),
      been(person, into, { rating: (n + 3) % 10 }),
      person.call(ROUTES.createReview, { params: { id: String(from) }, body: { content: 'x', rating: 5 } }),
      person.call(ROUTES.updateListEntry, {
        params: { scope: 'been', restaurantId: String(from) },
        body: { rating: 10 },
      }),
      ...(n % 4 === 0
        ? [person.call(ROUTES.removeRestaurant, { params: { restaurantId: String(from) } })]
        : []),
      ...(n === 5 || n === 9 ? [merge()] : []),
    ]);
    const statuses = (await Promise.all(work)).map(({ status }) => status);
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    await server.settled();
    const left = await server.database.query(
      `select 'relations' as what from relations where restaurant_id = $1 union all select 'visits' from visits where restaurant_id = $1
       union all select 'reviews' from reviews where restaurant_id = $1 union all select 'activities' from activities where restaurant_id = $1`,
      [from],
    );
    expect(left).toEqual([]);
    expect(await drift()).toEqual([]);
  });
});

it('a closed place keeps its rank and says so', async () => {
  await been(ana, from, { rating: 9 });
  await been(ana, into, { rating: 5 });
  await admin.must(ROUTES.updateRestaurant, { params: { id: String(from) }, body: { isClosed: true } });
  const { data } = await ana.must(ROUTES.getVirtualList, { params: { id: 'me', scope: 'been' } });
  expect(data.restaurants.map(({ id, rankIndex, isClosed }) => [id, rankIndex, isClosed])).toEqual([
    [from, 0, true],
    [into, 1, false],
  ]);
});
