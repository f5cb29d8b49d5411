import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../../../test/client.js';
import { addRestaurant } from '../../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../../test/server.js';
import { until } from '../../../../test/until.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let places: number[];
let ana: Person;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  places = await Promise.all(Array.from({ length: 8 }, () => addRestaurant(admin)));
});
beforeEach(async () => {
  ana = await server.signUp(api);
});
afterAll(() => server.stop());

const place = (n: number) => places[n] as number;
const been = { id: 'me', scope: 'been' } as const;
/** Ranks places by comparing: each behind the ones before it. */
const rankInTurn = async (person: Person, count: number, sentiment: 'liked' | 'fine' = 'liked', from = 0) => {
  for (let n = from; n < from + count; n++) {
    const { data } = await person.must(ROUTES.startRankSession, {
      body: { restaurantId: place(n), sentiment },
    });
    let session = data;
    while (!session.isComplete) {
      session = (
        await person.must(ROUTES.answerRankSession, {
          params: { sid: session.id },
          body: { choice: 'right' },
        })
      ).data;
    }
    await person.must(ROUTES.commitRankSession, { params: { sid: session.id }, body: {} });
  }
};
const rank = (person: Person, n: number, rankIndex: number, headers: Record<string, string> = {}) =>
  person.call(ROUTES.rankPlace, { params: { restaurantId: String(place(n)) }, body: { rankIndex }, headers });
const list = async (person: Person, category?: 'bars') => {
  const { data } = await person.must(ROUTES.listRankings, {
    params: { id: 'me' },
    query: { pageSize: '200', ...(category && { category }) },
  });
  return data.map((one) => [places.indexOf(one.id), one.userRating]);
};

describe('moving a place', () => {
  beforeEach(() => rankInTurn(ana, 3));

  it('says every score that moved, and the list shows them', async () => {
    expect(await list(ana)).toEqual([
      [0, 10],
      [1, 8.9],
      [2, 7.8],
    ]);
    const { data } = await rank(ana, 2, 0);
    expect(data).toEqual({
      restaurantId: place(2),
      rankIndex: 0,
      previousRankIndex: 2,
      rating: 10,
      changes: [
        { restaurantId: place(2), from: 2, to: 0, ratingFrom: 7.8, ratingTo: 10 },
        { restaurantId: place(0), from: 0, to: 1, ratingFrom: 10, ratingTo: 8.9 },
        { restaurantId: place(1), from: 1, to: 2, ratingFrom: 8.9, ratingTo: 7.8 },
      ],
    });
    expect(await list(ana)).toEqual([
      [2, 10],
      [0, 8.9],
      [1, 7.8],
    ]);
    expect((await rank(ana, 2, 999)).data).toMatchObject({ rankIndex: 2, previousRankIndex: 0 });
  });

  it('is taken back exactly by its undo token', async () => {
    const before = await list(ana);
    const { headers } = await rank(ana, 0, 2);
    const token = headers.get('x-undo-token') ?? '';
    const { data } = await ana.must(ROUTES.undo, { body: { token } });
    expect(data).toMatchObject({ kind: 'place-ranked', relations: [{ rankIndex: 0, rating: 10 }] });
    expect(await list(ana)).toEqual(before);
    expect((await ana.call(ROUTES.undo, { body: { token } })).error.code).toBe('UNDO_NOT_FOUND');
  });

  it('so is a removal: the places that had moved up move down again', async () => {
    const before = await list(ana);
    const { headers } = await ana.must(ROUTES.removeRestaurant, {
      params: { restaurantId: String(place(1)) },
    });
    expect(await list(ana)).toEqual([
      [0, 10],
      [2, 8.4],
    ]);
    await ana.must(ROUTES.undo, { body: { token: headers.get('x-undo-token') ?? '' } });
    expect(await list(ana)).toEqual(before);
  });

  it('so is ranking what was in the unranked tail: rating and sentiment are as before', async () => {
    await ana.must(ROUTES.addToList, { params: been, body: { restaurantId: place(4), sentiment: 'fine' } });
    const { headers } = await rank(ana, 4, 0);
    const { data } = await ana.must(ROUTES.undo, { body: { token: headers.get('x-undo-token') ?? '' } });
    expect(data).toMatchObject({ relations: [{ rating: null, rankIndex: null, sentiment: 'fine' }] });
    expect((await list(ana)).map(([n]) => n)).toEqual([0, 1, 2]);
  });

  it('so is a new rating, with what it was before', async () => {
    const before = await list(ana);
    const { headers, data } = await ana.must(ROUTES.updateListEntry, {
      params: { scope: 'been', restaurantId: String(place(1)) },
      body: { rating: 2.5 },
    });
    expect(data).toMatchObject({ rating: 2.5, ratingSource: 'manual', sentiment: 'disliked', rankIndex: 2 });
    expect(await list(ana)).toEqual([
      [0, 10],
      [2, 8.4],
      [1, 2.5],
    ]);
    const { data: undone } = await ana.must(ROUTES.undo, {
      body: { token: headers.get('x-undo-token') ?? '' },
    });
    expect(undone).toMatchObject({
      relations: [{ rating: 8.9, ratingSource: 'ranked', sentiment: 'liked' }],
    });
    expect(await list(ana)).toEqual(before);
  });

  it('a rating that the person gave stays as it is, and the others spread round it', async () => {
    await ana.must(ROUTES.addToList, { params: been, body: { restaurantId: place(3), rating: 8.5 } });
    expect(await list(ana)).toEqual([
      [0, 10],
      [1, 9.3],
      [3, 8.5],
      [2, 7.6],
    ]);
  });

  it('brings in a place that was not ranked, and is a 404 for one that is not on been', async () => {
    await ana.must(ROUTES.addToList, { params: been, body: { restaurantId: place(4), sentiment: 'fine' } });
    const { data } = await rank(ana, 4, 1);
    expect(data).toMatchObject({ rankIndex: 1, previousRankIndex: null, rating: 9.2 });
    expect((await rank(ana, 5, 0)).error.code).toBe('RELATION_NOT_FOUND');
    const ben = await server.signUp(api);
    expect((await rank(ben, 0, 0)).error.code).toBe('RELATION_NOT_FOUND');
  });

  it('is refused with an old version', async () => {
    expect((await rank(ana, 1, 0, { 'if-match': '"7"' })).status).toBe(412);
    expect((await rank(ana, 1, 0, { 'if-match': '"1"' })).status).toBe(200);
  });

  it('a changed mind alone takes a ranked place to the near end of the other bucket', async () => {
    const { data } = await ana.must(ROUTES.updateListEntry, {
      params: { scope: 'been', restaurantId: String(place(0)) },
      body: { sentiment: 'disliked' },
    });
    expect(data).toMatchObject({ rating: 3.3, sentiment: 'disliked', rankIndex: 2, ratingSource: 'ranked' });
  });
});

describe("restaurants' averages", () => {
  it('follow scores that moved with somebody else’s place, once a worker has counted', async () => {
    const worker = await server.worker();
    const shared = await addRestaurant(admin);
    const ben = await server.signUp(api);
    await ben.must(ROUTES.addToList, { params: been, body: { restaurantId: shared, rating: 6 } });
    places[0] = shared;
    await rankInTurn(ana, 2);
    const average = async () =>
      (await ben.must(ROUTES.getRestaurant, { params: { id: String(shared) } })).data.averageScore;
    await until('the first ranking counts', async () => (await average()) === 8);
    await rank(ana, 1, 0);
    await until('the move counts', async () => (await average()) === 7.2);
    await ana.must(ROUTES.removeRestaurant, { params: { restaurantId: String(shared) } });
    await server.settled();
    const [row] = await server.database.query(
      `select rating_sum::int as sum, rating_count as count, (select count(*)::int from rating_changes) as owed
       from restaurants where id = $1`,
      [shared],
    );
    expect(row).toEqual({ sum: 60, count: 1, owed: 0 });
    await worker.stop();
  });

  it('are counted although others change the restaurants meanwhile', async () => {
    const worker = await server.worker();
    const busy = await addRestaurant(admin);
    places[0] = busy;
    await rankInTurn(ana, 2);
    await server.settled();
    const isWaited = (statement: string) => () =>
      server.database
        .query(`select from pg_stat_activity where wait_event_type = 'Lock' and query like $1`, [
          `/* ${statement} */%`,
        ])
        .then((rows) => rows.length > 0);
    const change = () =>
      server.database.hold('update restaurants set trend_score = trend_score + 1 where id = $1', [busy]);
    let release = await change();
    await rank(ana, 1, 0);
    await until('the worker waits for the restaurant', isWaited('rating-changes-lock'));
    await release();
    await server.settled();
    release = await change();
    const removed = ana.call(ROUTES.removeRestaurant, { params: { restaurantId: String(busy) } });
    await until('the removal waits for the restaurant', isWaited('restaurant-count'));
    await release();
    expect((await removed).status).toBe(204);
    const [row] = await server.database.query(
      `select rating_sum::int as sum, rating_count as count from restaurants where id = $1`,
      [busy],
    );
    expect(row).toEqual({ sum: 0, count: 0 });
    await worker.stop();
  });

  it('never fall below zero, whichever comes first: the removal or the counting', async () => {
    const alone = await addRestaurant(admin);
    places[0] = alone;
    await rankInTurn(ana, 3);
    await rank(ana, 1, 0);
    await rank(ana, 1, 2);
    const [owed] = await server.database.query<{ count: number }>(
      `select count(*)::int as count from rating_changes where restaurant_id = $1`,
      [alone],
    );
    expect(owed?.count).toBeGreaterThan(0);
    await ana.must(ROUTES.removeRestaurant, { params: { restaurantId: String(alone) } });
    const [row] = await server.database.query(
      `select rating_sum::int as sum, rating_count as count from restaurants where id = $1`,
      [alone],
    );
    expect(row).toEqual({ sum: 0, count: 0 });
  });
});

describe('a client that ranks on its own', () => {
  const put = (person: Person, n: number, body: object, headers: Record<string, string> = {}) =>
    person.call(ROUTES.putRanking, {
      params: { restaurantId: String(place(n)) },
      body: { category: 'restaurants', position: 0, ...body },
      headers,
    });

  it('puts a place where it says, with the rating that it says: 201, then 200 and still one row', async () => {
    const first = await put(ana, 1, { rating: 7.5, sentiment: 'liked', notes: 'Hm' });
    expect(first).toMatchObject({
      status: 201,
      data: { rating: 7.5, ratingSource: 'manual', rankIndex: 0, notes: 'Hm', visitCount: 1 },
      meta: { changes: [], total: 1, percentile: 100 },
    });
    const second = await put(ana, 2, { rating: 5, sentiment: 'liked' });
    expect([second.status, second.data.rankIndex, second.data.rating]).toEqual([201, 0, 5]);
    const again = await put(ana, 1, { rating: 9, position: 0, visitDate: '2025-03-04' });
    expect(again.status).toBe(200);
    expect(again.data).toMatchObject({ id: first.data.id, createdAt: first.data.createdAt, visitCount: 2 });
    expect(await list(ana)).toEqual([
      [1, 9],
      [2, 5],
    ]);
    expect((await put(ana, 2, { position: 1 })).data).toMatchObject({ ratingSource: 'ranked' });
  });

  it('is not believed where the operator says so', async () => {
    const strict = await server.api({ TRUST_CLIENT_RATING: 'off' });
    const { data } = await put(ana.at(strict.url), 1, { rating: 2.1, sentiment: 'liked' });
    expect(data).toMatchObject({ rating: 10, ratingSource: 'ranked', sentiment: 'liked' });
  });

  it('is told of unknown places, and of versions that are gone', async () => {
    const unknown = await ana.call(ROUTES.putRanking, {
      params: { restaurantId: '999999999' },
      body: { category: 'restaurants', position: 0 },
    });
    expect(unknown.error.code).toBe('RESTAURANT_NOT_FOUND');
    await put(ana, 1, {});
    expect((await put(ana, 1, {}, { 'if-match': '"9"' })).status).toBe(412);
  });
});

describe('categories', () => {
  it('have each their own order, and moving from one to the other touches no third', async () => {
    await rankInTurn(ana, 3);
    for (const n of [4, 5]) {
      await ana.must(ROUTES.putRanking, {
        params: { restaurantId: String(place(n)) },
        body: { category: 'bars', position: 0 },
      });
    }
    const main = await list(ana);
    await rank(ana, 4, 0);
    expect(await list(ana)).toEqual(main);
    expect(await list(ana, 'bars')).toEqual([
      [4, 10],
      [5, 8.4],
    ]);
    await ana.must(ROUTES.updateListEntry, {
      params: { scope: 'been', restaurantId: String(place(1)) },
      body: { category: 'bars' },
    });
    expect(await list(ana)).toEqual([
      [0, 10],
      [2, 8.4],
    ]);
    expect(await list(ana, 'bars')).toEqual([
      [4, 10],
      [1, 8.9],
      [5, 7.8],
    ]);
  });

  it('do not wait for each other', async () => {
    await rankInTurn(ana, 2);
    for (const n of [4, 5]) {
      await ana.must(ROUTES.putRanking, {
        params: { restaurantId: String(place(n)) },
        body: { category: 'bars', position: 0 },
      });
    }
    const release = await server.database.hold(
      `select from rankings where user_id = $1 and category = 'restaurants' for update`,
      [ana.id],
    );
    try {
      expect((await rank(ana, 4, 0)).status).toBe(200);
      const waiting = rank(ana, 0, 1);
      const isFirst = await Promise.race([
        waiting.then(() => 'moved'),
        rank(ana, 4, 1).then(() => 'the bar'),
      ]);
      expect(isFirst).toBe('the bar');
      await release();
      expect((await waiting).status).toBe(200);
    } finally {
      await release();
    }
  });
});

describe('the list of ranked places', () => {
  it('has no gap where others see less than the owner', async () => {
    await rankInTurn(ana, 3);
    await ana.must(ROUTES.updateListEntry, {
      params: { scope: 'been', restaurantId: String(place(1)) },
      body: { isStealth: true },
    });
    const ben = await server.signUp(api);
    const params = { id: String(ana.id) };
    const { data, meta } = await ben.must(ROUTES.listRankings, { params });
    expect(data.map(({ id, rankIndex, rank }) => [places.indexOf(id), rankIndex, rank])).toEqual([
      [0, 0, 1],
      [2, 1, 2],
    ]);
    expect(meta.total).toBe(2);
    const { data: relations } = await ben.must(ROUTES.listRelations, { params });
    expect(relations.map(({ rankIndex }) => rankIndex).sort()).toEqual([0, 1]);
    const { data: shown } = await ben.must(ROUTES.getVirtualList, { params: { ...params, scope: 'been' } });
    expect(shown.restaurants.map(({ rankIndex }) => rankIndex)).toEqual([0, 1]);
    expect((await ana.must(ROUTES.listRankings, { params: { id: 'me' } })).meta.total).toBe(3);
    await server.database.query('update users set is_public = false where id = $1', [ana.id]);
    expect((await ben.call(ROUTES.listRankings, { params })).error.code).toBe('USER_NOT_FOUND');
  });

  it('takes the filters of the restaurant list, and sorts either way with unranked places last', async () => {
    await rankInTurn(ana, 2);
    const cheap = await addRestaurant(admin, { priceRange: '$', cuisines: ['thai'] });
    await ana.must(ROUTES.addToList, { params: been, body: { restaurantId: cheap } });
    const ids = async (query: object) => {
      const { data } = await ana.must(ROUTES.getVirtualList, { params: { id: 'me', scope: 'been' }, query });
      return data.restaurants.map(({ id }) => id);
    };
    expect(await ids({})).toEqual([place(0), place(1), cheap]);
    expect(await ids({ sort: 'rank', order: 'desc' })).toEqual([place(1), place(0), cheap]);
    expect(await ids({ priceRange: '$' })).toEqual([cheap]);
    expect(await ids({ ids: `${place(1)},${cheap}` })).toEqual([place(1), cheap]);
    expect(await ids({ lat: '0', lng: '0', maxDistance: '10' })).toEqual([]);
    const far = await ana.call(ROUTES.getVirtualList, {
      params: { id: 'me', scope: 'been' },
      query: { maxDistance: '3' },
    });
    expect(far.error.code).toBe('VALIDATION_ERROR');
  });
});
