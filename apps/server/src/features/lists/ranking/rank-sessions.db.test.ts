import { type RankSession, ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Person } from '../../../../test/client.js';
import { addRestaurant } from '../../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../../test/server.js';

let server: TestServer;
let api: RunningApi;
let places: number[];
let ana: Person;
let now = new Date();

const ITALIAN = { priceRange: '$$' as const, cuisines: ['italian'] };
const THAI = { priceRange: '$$$' as const, cuisines: ['thai'] };

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api({}, () => now);
  const admin = await server.promote(await server.signUp(api), 'admin', api);
  places = [];
  for (let n = 0; n < 24; n++) places.push(await addRestaurant(admin, n % 5 === 0 ? ITALIAN : THAI));
});
beforeEach(async () => {
  now = new Date();
  ana = await server.signUp(api);
});
afterAll(() => server.stop());

const place = (n: number) => places[n] as number;
const start = async (n: number, sentiment: 'liked' | 'fine' | 'disliked' = 'liked') =>
  (await ana.must(ROUTES.startRankSession, { body: { restaurantId: place(n), sentiment } })).data;
const compare = (session: RankSession, choice: 'left' | 'right' | 'skip' | 'too_tough', extra: object = {}) =>
  ana.call(ROUTES.answerRankSession, { params: { sid: session.id }, body: { choice, ...extra } });
const commit = (session: RankSession, body: object = {}) =>
  ana.call(ROUTES.commitRankSession, { params: { sid: session.id }, body });
const get = (session: RankSession, person = ana) =>
  person.call(ROUTES.getRankSession, { params: { sid: session.id } });
/** Answers by the numbers of the places: a smaller one is better. */
const decide = async (session: RankSession, n: number): Promise<RankSession> => {
  let one = session;
  while (!one.isComplete) {
    const other = places.indexOf(one.comparison?.restaurant.id ?? 0);
    one = (await compare(one, n < other ? 'left' : 'right')).data;
  }
  return one;
};
const rankAll = async (...numbers: number[]) => {
  for (const n of numbers) await commit(await decide(await start(n), n));
};
const order = async () =>
  (await ana.must(ROUTES.listRankings, { params: { id: 'me' }, query: { pageSize: '200' } })).data.map(
    ({ id }) => places.indexOf(id),
  );

it('the first place asks nothing and scores 10.0; the commit says where it came to stand', async () => {
  const session = await start(3);
  expect(session).toMatchObject({
    comparison: null,
    isComplete: true,
    canUndo: false,
    estimatedTotal: 0,
    preview: { position: 0, rank: 1, rating: 10, percentile: 100 },
  });
  const { status, data, meta } = await commit(session, { notes: 'First!', tags: ['date night'] });
  expect(status).toBe(201);
  expect(data).toMatchObject({
    rating: 10,
    ratingSource: 'ranked',
    sentiment: 'liked',
    notes: 'First!',
    changes: [],
    result: { finalPosition: 0, totalRestaurants: 1, rating: 10, percentile: 100, comparisonsCount: 0 },
  });
  expect(meta).toMatchObject({ streak: 1, removedFrom: [] });
  expect(meta.activityId).toMatch(/^feed-\d+$/);
  expect((await commit(session)).error.code).toBe('SESSION_NOT_FOUND');
});

it('sorts by comparing, with no more questions than it says at first', async () => {
  const shuffled = [5, 1, 9, 3, 7, 0, 8, 2, 6, 4];
  for (const [count, n] of shuffled.entries()) {
    const session = await start(n);
    expect(session.estimatedTotal).toBe(Math.ceil(Math.log2(count + 1)));
    const done = await decide(session, n);
    expect(done.comparisonsDone).toBeLessThanOrEqual(session.estimatedTotal);
    const { data } = await commit(done);
    expect(data.rankIndex).toBe(done.preview.position);
    expect(data.rating).toBe(done.preview.rating);
    expect(data.result.comparisonsCount).toBe(done.comparisonsDone);
  }
  expect(await order()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it('a bucket is searched alone: fine comes below every liked place', async () => {
  await rankAll(0, 1, 2);
  const fine = await start(5, 'fine');
  expect(fine).toMatchObject({ isComplete: true, left: 3, right: 3, preview: { position: 3, rating: 6.6 } });
  await commit(fine);
  const disliked = await start(6, 'disliked');
  expect((await commit(disliked)).data).toMatchObject({ rankIndex: 4, rating: 3.3 });
  expect((await start(7)).right).toBe(3);
});

it('asks like with like where the questions allow it', async () => {
  await rankAll(...Array.from({ length: 11 }, (_, n) => n + 1).filter((n) => n !== 10), 12);
  // Eleven places, four questions: the middle one and its neighbours will do, and number 5 is the Italian one.
  const { comparison } = await start(10);
  expect(places.indexOf(comparison?.restaurant.id ?? 0)).toBe(5);
});

it('skips ask about another, two at most; too tough ends in the middle of what is left', async () => {
  await rankAll(0, 1, 2, 3, 4, 5, 6);
  const session = await start(9);
  const first = session.comparison?.restaurant.id;
  const { data: second } = await compare(session, 'skip');
  expect(second).toMatchObject({ left: 0, right: 7, skipsRemaining: 1, comparisonsDone: 0, canUndo: true });
  expect(second.comparison?.restaurant.id).not.toBe(first);
  const { data: third } = await compare(second, 'skip');
  expect(third.skipsRemaining).toBe(0);
  const { data: done } = await compare(third, 'skip');
  expect(done).toMatchObject({ isComplete: true, comparison: null, preview: { position: 3 } });
  expect((await compare(done, 'left')).error.code).toBe('CONFLICT');
});

it('undo leads back exactly, answer by answer', async () => {
  await rankAll(0, 1, 2, 3, 4, 5, 6);
  const states = [await start(9)];
  for (const choice of ['right', 'skip', 'left', 'too_tough'] as const) {
    const last = states.at(-1) as RankSession;
    if (!last.isComplete) states.push((await compare(last, choice)).data);
  }
  for (const earlier of states.slice(0, -1).reverse()) {
    const { data } = await ana.must(ROUTES.undoRankAnswer, { params: { sid: earlier.id } });
    expect(data).toEqual(earlier);
  }
  const nothing = await ana.call(ROUTES.undoRankAnswer, { params: { sid: states[0]?.id ?? '' } });
  expect(nothing.error.code).toBe('CONFLICT');
});

it('goes on with another process, and is nobody else’s', async () => {
  await rankAll(0, 1, 2);
  const session = await start(9);
  const { data: answered } = await compare(session, 'right');
  const other = await server.api({}, () => now);
  const elsewhere = await get(answered, ana.at(other.url));
  expect(elsewhere.data).toEqual(answered);
  const ben = await server.signUp(api);
  expect((await get(session, ben)).error.code).toBe('SESSION_NOT_FOUND');
  const theirs = await ben.call(ROUTES.commitRankSession, { params: { sid: session.id }, body: {} });
  expect(theirs.error.code).toBe('SESSION_NOT_FOUND');
  expect((await get({ ...session, id: session.id.slice(5) })).status).toBe(200);
});

it('an answer to a question that is no longer asked is refused, not taken for another', async () => {
  await rankAll(0, 1, 2);
  const session = await start(9);
  const comparedWith = session.comparison?.restaurant.id;
  const answers = await Promise.all([1, 2, 3].map(() => compare(session, 'right', { comparedWith })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
});

it('lives for an hour, can be given up, and begins anew for the same place', async () => {
  await rankAll(0);
  const session = await start(9);
  now = new Date(now.getTime() + 3_600_001);
  expect((await get(session)).error.code).toBe('SESSION_NOT_FOUND');
  now = new Date();
  const again = await start(9);
  const third = await start(9, 'fine');
  expect((await get(again)).error.code).toBe('SESSION_NOT_FOUND');
  await ana.must(ROUTES.endRankSession, { params: { sid: third.id } });
  expect((await get(third)).status).toBe(404);
  expect(await order()).toEqual([0]);
});

it('on a list that has changed: the answers are replayed, and what they leave open is asked', async () => {
  await rankAll(1, 2, 4);
  const open = await start(3);
  const session = await decide(open, 3);
  expect(session).toMatchObject({ isComplete: true, preview: { position: 2 } });
  await rankAll(0);
  // One more above everything: the same answers lead to an index one further down.
  expect((await get(session)).data).toMatchObject({ isComplete: true, preview: { position: 3 } });
  const { data } = await commit(session);
  expect(data.rankIndex).toBe(3);
  expect(await order()).toEqual([0, 1, 2, 3, 4]);
});

it('on a list with places in between, commit is refused with the fresh bounds and comparing goes on', async () => {
  await rankAll(0, 1, 9, 10);
  const session = await decide(await start(5), 5);
  await rankAll(4, 6);
  const refused = await commit(session);
  expect([refused.status, refused.error.code]).toEqual([409, 'RANKING_STALE']);
  expect(refused.error.details).toEqual({ left: 2, right: 4 });
  const { data: going } = await get(session);
  expect(going).toMatchObject({ isComplete: false, left: 2, right: 4 });
  expect((await commit(await decide(going, 5))).status).toBe(201);
  expect(await order()).toEqual([0, 1, 4, 5, 6, 9, 10]);
});

it('answers that contradict the list are RANKING_STALE until they are taken back', async () => {
  await rankAll(0, 1, 2);
  const session = await decide(await start(9), 1.5);
  await ana.must(ROUTES.rankPlace, {
    params: { restaurantId: String(place(2)) },
    body: { rankIndex: 0 },
  });
  const stale = await get(session);
  expect([stale.status, stale.error.code, stale.error.details]).toEqual([
    409,
    'RANKING_STALE',
    { left: 0, right: 3 },
  ]);
  expect((await commit(session)).error.code).toBe('RANKING_STALE');
  const { data } = await ana.must(ROUTES.undoRankAnswer, { params: { sid: session.id } });
  expect(data.comparisonsDone).toBe(session.comparisonsDone - 1);
  expect((await commit(await decide(data, 9))).status).toBe(201);
});

it('ranking a place anew leaves one row and no gap, keeps createdAt and visits, adds the new visit', async () => {
  await rankAll(0, 1, 2, 3);
  const { data: before } = await ana.must(ROUTES.getRelations, {
    params: { restaurantId: String(place(3)) },
  });
  const session = await decide(await start(3), -1);
  expect(session.preview).toMatchObject({ position: 0, percentile: 100 });
  const { data, meta } = await commit(session, { visitDate: '2025-05-06' });
  expect(data).toMatchObject({
    id: before.been?.id,
    createdAt: before.been?.createdAt,
    rankIndex: 0,
    rating: 10,
    visitCount: 2,
    visitDate: before.been?.visitDate,
    result: { totalRestaurants: 4 },
  });
  expect(meta.activityId).toBeNull();
  expect(data.changes.map(({ restaurantId, from, to }) => [places.indexOf(restaurantId), from, to])).toEqual([
    [3, 3, 0],
    [0, 0, 1],
    [1, 1, 2],
    [2, 2, 3],
  ]);
  const again = await decide(await start(3), 7);
  expect((await commit(again, { visitDate: '2025-05-06' })).data.visitCount).toBe(2);
  expect(await order()).toEqual([0, 1, 2, 3]);
  const [rows] = await server.database.query(
    `select (select count(*)::int from relations where user_id = $1) as relations, cardinality(restaurant_ids) as ranked
     from rankings where user_id = $1`,
    [ana.id],
  );
  expect(rows).toEqual({ relations: 4, ranked: 4 });
});

it('takes a place off want to try and out of the unranked tail', async () => {
  await ana.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'want_to_try' },
    body: { restaurantId: place(1) },
  });
  await ana.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId: place(2), sentiment: 'liked' },
  });
  const { meta } = await commit(await start(1));
  expect(meta.removedFrom).toEqual(['want_to_try']);
  const { data } = await ana.must(ROUTES.getRelations, { params: { restaurantId: String(place(2)) } });
  expect(data.been).toMatchObject({ rating: null, rankIndex: null, sentiment: 'liked' });
  await commit(await decide(await start(2), 2));
  expect(await order()).toEqual([1, 2]);
});

it('an unknown restaurant cannot be ranked', async () => {
  const { error } = await ana.call(ROUTES.startRankSession, {
    body: { restaurantId: 999_999_999, sentiment: 'liked' },
  });
  expect(error.code).toBe('RESTAURANT_NOT_FOUND');
});
