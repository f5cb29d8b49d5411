import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let ana: Person;
let now = new Date('2026-06-15T18:00:00Z');

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api({}, () => now);
  // Tokens live by the same clock as everything else: keep it at the present and move days instead.
  now = new Date();
  admin = await server.promote(await server.signUp(api), 'admin', api);
});
beforeEach(async () => {
  ana = await server.signUp(api, { timezone: 'America/New_York' });
});
afterAll(() => server.stop());

const today = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(now);
const daysAgo = (days: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(
    new Date(now.getTime() - days * 86_400_000),
  );
const been = { id: 'me', scope: 'been' } as const;
const wanted = { id: 'me', scope: 'want_to_try' } as const;
const add = async (
  person: Person,
  body: { rating?: number; visitDate?: string; category?: 'bars'; restaurantId?: number },
) =>
  person.must(ROUTES.addToList, {
    params: been,
    body: { restaurantId: await addRestaurant(admin), ...body },
  });
const order = (person: Person) =>
  server.database.query<{ restaurantId: number; rankIndex: number; rating: number; category: string }>(
    `select p.restaurant_id::int as "restaurantId", p.rank_index as "rankIndex", rel.rating::float8 as rating, p.category
     from ranked_places p join relations rel using (user_id, restaurant_id, category)
     where user_id = $1 and rel.status = 'been' order by p.category, p.rank_index`,
    [person.id],
  );

describe('adding to been', () => {
  it('is one transaction: relation, visit, counters, activity, streak, the move off want to try, the outbox', async () => {
    const restaurantId = await addRestaurant(admin);
    await ana.must(ROUTES.addToList, { params: wanted, body: { restaurantId } });
    const { status, data, meta, headers } = await ana.must(ROUTES.addToList, {
      params: been,
      body: { restaurantId, rating: 8.5, notes: 'Get <b>the corner</b> table.', tags: ['date night'] },
    });
    expect(status).toBe(201);
    expect(headers.get('etag')).toBe('"1"');
    expect(data).toMatchObject({
      status: 'been',
      rating: 8.5,
      ratingSource: 'manual',
      sentiment: 'liked',
      rankIndex: 0,
      rank: 1,
      notes: 'Get the corner table.',
      visitDate: today(),
      visitCount: 1,
    });
    expect(meta).toMatchObject({ streak: 1, removedFrom: ['want_to_try'] });
    const [row] = await server.database.query(
      `select been_count, want_to_try_count, streak_days,
        (select count(*)::int from visits where user_id = u.id) as visits,
        (select count(*)::int from activities where user_id = u.id and type = 'visit') as activities,
        (select count(*)::int from outbox where type = 'relation.added' and (payload->>'relationId')::bigint = $2) as owed,
        (select array[rating_sum, rating_count, want_to_try_count]::int[] from restaurants where id = $3) as restaurant
       from users u where id = $1`,
      [ana.id, Number(data.id.slice(4)), restaurantId],
    );
    expect(row).toEqual({
      been_count: 1,
      want_to_try_count: 0,
      streak_days: 1,
      visits: 1,
      activities: 1,
      // One row a reaction: caches, feeds, sockets, what people are told, boards.
      owed: 5,
      restaurant: [85, 1, 0],
    });
  });

  it('refuses a second time with what is there, and leaves everything as it was', async () => {
    const { data } = await add(ana, { rating: 7 });
    const { status, error } = await ana.call(ROUTES.addToList, {
      params: been,
      body: { restaurantId: data.restaurantId, rating: 2 },
    });
    expect([status, error.code]).toEqual([409, 'RELATION_EXISTS']);
    expect(error.details?.relation).toMatchObject({ id: data.id, rating: 7 });
  });

  it('lets one of many equal requests at once win', async () => {
    const restaurantId = await addRestaurant(admin);
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () =>
        ana.call(ROUTES.addToList, { params: been, body: { restaurantId, rating: 8 } }),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual([201, ...Array(11).fill(409)]);
    expect((await ana.must(ROUTES.getUserStats, { params: { id: 'me' } })).data.beenCount).toBe(1);
  });

  it("writes into nobody else's lists", async () => {
    const restaurantId = await addRestaurant(admin);
    const { status, error } = await ana.call(ROUTES.addToList, {
      params: { id: String(admin.id), scope: 'been' },
      body: { restaurantId },
    });
    expect([status, error.code]).toEqual([403, 'FORBIDDEN']);
  });

  it.each([
    ['an unknown restaurant', { restaurantId: 999_999_999 }, 'RESTAURANT_NOT_FOUND'],
    [
      'an image that nobody uploaded',
      { photos: ['11111111-1111-4111-8111-111111111111'] },
      'IMAGE_NOT_FOUND',
    ],
    ['a companion who does not exist', { companions: [999_999_999] }, 'USER_NOT_FOUND'],
    ['a visit in the future', { visitDate: '2999-01-01' }, 'VALIDATION_ERROR'],
    ['half a tenth', { rating: 8.55 }, 'VALIDATION_ERROR'],
  ])('refuses %s', async (_, body, code) => {
    const restaurantId = await addRestaurant(admin);
    const outcome = await ana.call(ROUTES.addToList, { params: been, body: { restaurantId, ...body } });
    expect(outcome.error.code).toBe(code);
    const [row] = await server.database.query(
      'select count(*)::int as count from relations where user_id = $1',
      [ana.id],
    );
    expect(row).toEqual({ count: 0 });
  });
});

describe('rank', () => {
  it('is gapless per category, best first, equals in the order in which they came', async () => {
    for (const rating of [7, 9, 7, 3.5, 10, 7]) await add(ana, { rating });
    await add(ana, { rating: 8, category: 'bars' });
    await add(ana, {});
    const rows = await order(ana);
    const main = rows.filter(({ category }) => category === 'restaurants');
    expect(main.map(({ rankIndex }) => rankIndex)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(main.map(({ rating }) => rating)).toEqual([10, 9, 7, 7, 7, 3.5]);
    expect(main.slice(2, 5).map(({ restaurantId }) => restaurantId)).toEqual(
      main
        .slice(2, 5)
        .map(({ restaurantId }) => restaurantId)
        .sort((a, b) => a - b),
    );
    expect(rows.filter(({ category }) => category === 'bars').map(({ rankIndex }) => rankIndex)).toEqual([0]);
  });

  it('closes its gaps when a place is re-rated, moved to another category or removed', async () => {
    const ids: number[] = [];
    for (const rating of [9, 8, 7, 6]) ids.push((await add(ana, { rating })).data.restaurantId);
    const entry = (index: number) => ({ scope: 'been', restaurantId: String(ids[index]) }) as const;
    await ana.must(ROUTES.updateListEntry, { params: entry(0), body: { rating: 6.5 } });
    expect((await order(ana)).map(({ restaurantId }) => restaurantId)).toEqual([
      ids[1],
      ids[2],
      ids[0],
      ids[3],
    ]);
    await ana.must(ROUTES.updateListEntry, { params: entry(1), body: { notes: 'the order stays' } });
    await ana.must(ROUTES.updateListEntry, { params: entry(2), body: { category: 'bars' } });
    await ana.must(ROUTES.removeFromList, { params: entry(0) });
    const rows = await order(ana);
    expect(rows.map(({ category, rankIndex, restaurantId }) => [category, rankIndex, restaurantId])).toEqual([
      ['bars', 0, ids[2]],
      ['restaurants', 0, ids[1]],
      ['restaurants', 1, ids[3]],
    ]);
  });

  it('holds when many writes come at once', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => addRestaurant(admin)));
    await Promise.all(ids.map((restaurantId, index) => add(ana, { restaurantId, rating: 5 + (index % 3) })));
    await Promise.all([
      ...ids
        .slice(0, 3)
        .map((id) => ana.must(ROUTES.removeRestaurant, { params: { restaurantId: String(id) } })),
      ...ids.slice(3).map((id) =>
        ana.must(ROUTES.updateListEntry, {
          params: { scope: 'been', restaurantId: String(id) },
          body: { rating: 9 },
        }),
      ),
    ]);
    expect((await order(ana)).map(({ rankIndex }) => rankIndex)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('a changed relation', () => {
  it("moves the restaurant's average and the activity with it", async () => {
    const { data } = await add(ana, { rating: 9 });
    const ben = await server.signUp(api);
    await add(ben, { restaurantId: data.restaurantId, rating: 6 });
    const { data: changed, headers } = await ana.must(ROUTES.updateListEntry, {
      params: { scope: 'been', restaurantId: String(data.restaurantId) },
      body: { rating: 7.1, notes: 'Less good the second time.' },
    });
    expect(changed).toMatchObject({ rating: 7.1, version: 2 });
    expect(headers.get('etag')).toBe('"2"');
    const { data: detail } = await ben.must(ROUTES.getRestaurant, {
      params: { id: String(data.restaurantId) },
    });
    expect(detail).toMatchObject({ averageScore: 6.6, averageScoreSampleSize: 2 });
    const [activity] = await server.database.query(
      'select rating::float8 as rating, comment from activities where user_id = $1',
      [ana.id],
    );
    expect(activity).toEqual({ rating: 7.1, comment: 'Less good the second time.' });
  });

  it('refuses to overwrite what another device changed', async () => {
    const { data } = await add(ana, { rating: 9 });
    const params = { scope: 'been', restaurantId: String(data.restaurantId) } as const;
    await ana.must(ROUTES.updateListEntry, {
      params,
      body: { notes: 'one' },
      headers: { 'if-match': '"1"' },
    });
    const { status, error } = await ana.call(ROUTES.updateListEntry, {
      params,
      body: { notes: 'two' },
      headers: { 'if-match': '"1"' },
    });
    expect([status, error.code]).toEqual([412, 'PRECONDITION_FAILED']);
    expect((await ana.call(ROUTES.removeFromList, { params, headers: { 'if-match': 'W/"2"' } })).status).toBe(
      412,
    );
    await ana.must(ROUTES.removeFromList, { params, headers: { 'if-match': '"2"' } });
  });
});

describe('removing', () => {
  it('takes everything back: counters, visits, streak, average, activity', async () => {
    const { data } = await add(ana, { rating: 4.2 });
    await ana.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'recommended' },
      body: { restaurantId: data.restaurantId, rating: 9 },
    });
    await ana.must(ROUTES.removeRestaurant, { params: { restaurantId: String(data.restaurantId) } });
    const [row] = await server.database.query(
      `select been_count, recommendations_count, streak_days, longest_streak, last_visit_on,
        (select count(*)::int from visits where user_id = u.id) as visits,
        (select count(*)::int from activities where user_id = u.id and deleted_at is null) as activities,
        (select array[rating_sum, rating_count]::int[] from restaurants where id = $2) as rating
       from users u where id = $1`,
      [ana.id, data.restaurantId],
    );
    expect(row).toEqual({
      been_count: 0,
      recommendations_count: 0,
      streak_days: 0,
      longest_streak: 0,
      last_visit_on: null,
      visits: 0,
      activities: 0,
      rating: [0, 0],
    });
    const again = await ana.call(ROUTES.removeRestaurant, {
      params: { restaurantId: String(data.restaurantId) },
    });
    expect(again.error.code).toBe('RELATION_NOT_FOUND');
  });
});

describe('streak', () => {
  it('grows by days in a row, joins two runs, and lives on the day after', async () => {
    for (const days of [3, 1]) await add(ana, { visitDate: daysAgo(days) });
    const { meta } = await add(ana, { visitDate: daysAgo(2) });
    expect(meta.streak).toBe(3);
    const { data } = await ana.must(ROUTES.getUserStats, { params: { id: 'me' } });
    expect(data).toMatchObject({ currentStreak: 3, longestStreak: 3 });
  });

  it('is over when yesterday is missing, but remembered', async () => {
    for (const days of [4, 3, 2]) await add(ana, { visitDate: daysAgo(days) });
    const { data } = await ana.must(ROUTES.getUserStats, { params: { id: 'me' } });
    expect(data).toMatchObject({ currentStreak: 0, longestStreak: 3 });
  });

  it('is recounted when the date of a visit is corrected', async () => {
    const { data } = await add(ana, { visitDate: daysAgo(5) });
    await add(ana, { visitDate: daysAgo(1) });
    await ana.must(ROUTES.updateListEntry, {
      params: { scope: 'been', restaurantId: String(data.restaurantId) },
      body: { visitDate: today() },
    });
    expect((await ana.must(ROUTES.getUserStats, { params: { id: 'me' } })).data.currentStreak).toBe(2);
    const { data: kept } = await ana.must(ROUTES.getRelations, {
      params: { restaurantId: String(data.restaurantId) },
    });
    expect(kept.been).toMatchObject({ visitDate: today(), visitCount: 1 });
    expect(kept.visits.map(({ visitDate }) => visitDate)).toEqual([today()]);
  });
});

describe('reading lists', () => {
  it('shows others nothing of stealth places and private notes', async () => {
    const ben = await server.signUp(api);
    const [open, hidden] = [await addRestaurant(admin), await addRestaurant(admin)];
    await ana.must(ROUTES.addToList, {
      params: been,
      body: { restaurantId: open, rating: 8, notes: 'secret', notesPrivate: true },
    });
    await ana.must(ROUTES.addToList, {
      params: been,
      body: { restaurantId: hidden, rating: 9, isStealth: true },
    });
    const id = String(ana.id);
    const list = await ben.must(ROUTES.getVirtualList, { params: { id, scope: 'been' } });
    expect(list.data.restaurants.map((entry) => [entry.id, entry.notes, entry.userRating])).toEqual([
      [open, null, 8],
    ]);
    expect(list.meta.total).toBe(1);
    expect((await ben.must(ROUTES.countLists, { params: { id } })).data.been).toBe(1);
    const relations = await ben.must(ROUTES.listRelations, { params: { id } });
    expect(relations.data.map(({ restaurantId, notes }) => [restaurantId, notes])).toEqual([[open, null]]);
    const summaries = await ben.must(ROUTES.listLists, { params: { id }, query: { include: 'ids' } });
    expect(summaries.data.map(({ scope, restaurantIds }) => [scope, restaurantIds])).toEqual([
      ['been', [open]],
    ]);
    const own = await ana.must(ROUTES.getVirtualList, { params: { id: 'me', scope: 'been' } });
    expect(own.data.restaurants.map((entry) => [entry.id, entry.notes])).toEqual([
      [hidden, null],
      [open, 'secret'],
    ]);
    await ben.must(ROUTES.followUser, { params: { id } });
    const detail = await ben.must(ROUTES.getRestaurant, { params: { id: String(hidden) } });
    expect(detail.data).toMatchObject({ friendScore: null, friendScoreSampleSize: 0 });
  });

  it('lets no number that others see tell of stealth places', async () => {
    const ben = await server.signUp(api);
    const params = { id: String(ana.id) };
    await add(ana, { visitDate: daysAgo(1) });
    const seenBy = async (person: Person) => {
      const [profile, stats] = [
        (await person.must(ROUTES.getUser, { params })).data.stats,
        (await person.must(ROUTES.getUserStats, { params })).data,
      ];
      const [summary] = (await person.must(ROUTES.listLists, { params })).data;
      return { profile, stats, card: summary?.owner.beenCount };
    };
    const before = await seenBy(ben);
    expect(before).toMatchObject({ card: 1, stats: { beenCount: 1, currentStreak: 1 } });
    for (const scope of ['been', 'recs', 'want_to_try'] as const) {
      await ana.must(ROUTES.addToList, {
        params: { id: 'me', scope },
        body: { restaurantId: await addRestaurant(admin), isStealth: true },
      });
    }
    expect(await seenBy(ben)).toEqual(before);
    expect(await seenBy(ana)).toMatchObject({
      card: 2,
      profile: { beenCount: 2, wantToTryCount: 1, currentStreak: 2 },
      stats: { recommendationsCount: 1, longestStreak: 2 },
    });
  });

  it('answers 404 for the lists of a private account to everybody but accepted followers', async () => {
    await server.database.query('update users set is_public = false where id = $1', [ana.id]);
    const ben = await server.signUp(api);
    const id = String(ana.id);
    const reads = () =>
      Promise.all([
        ben.call(ROUTES.getVirtualList, { params: { id, scope: 'been' } }),
        ben.call(ROUTES.listLists, { params: { id } }),
        ben.call(ROUTES.countLists, { params: { id } }),
        ben.call(ROUTES.listRelations, { params: { id } }),
        ben.call(ROUTES.listFollowers, { params: { id } }),
        ben.call(ROUTES.listFollowing, { params: { id } }),
      ]).then((outcomes) => outcomes.map(({ status, error }) => (status === 200 ? 200 : error.code)));
    expect(await reads()).toEqual(Array(6).fill('USER_NOT_FOUND'));
    const { data } = await ben.must(ROUTES.followUser, { params: { id } });
    expect(data).toMatchObject({ isFollowing: false, isRequested: true });
    expect(await reads()).toEqual(Array(6).fill('USER_NOT_FOUND'));
    await server.database.query(
      `update follows set status = 'accepted', accepted_at = now() where followee_id = $1`,
      [ana.id],
    );
    expect(await reads()).toEqual(Array(6).fill(200));
  });

  it('keeps a removed restaurant on the lists of those who had it, as closed', async () => {
    const { data } = await add(ana, { rating: 8 });
    await admin.must(ROUTES.deleteRestaurant, { params: { id: String(data.restaurantId) } });
    const { data: list } = await ana.must(ROUTES.getVirtualList, { params: { id: 'me', scope: 'been' } });
    expect(list.restaurants).toMatchObject([{ id: data.restaurantId, isClosed: true, rankIndex: 0 }]);
    expect(
      (await ana.call(ROUTES.getRestaurant, { params: { id: String(data.restaurantId) } })).error.code,
    ).toBe('RESTAURANT_NOT_FOUND');
  });
});
