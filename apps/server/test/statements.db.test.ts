import { ROUTES, type Route } from '@beli/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Call, Person } from './client.js';
import { addRestaurant } from './restaurants.js';
import { type RunningApi, TestServer } from './server.js';
import { until } from './until.js';

/* The number of SQL statements of a read does not depend on how much it shows. */

let server: TestServer;
let api: RunningApi;
let reader: Person;
let author: Person;
let admin: Person;
/** who follows everybody that follows the author */
let popular: Person;
let listId: string;
let featuredId: string;
let reviewId: number | undefined;
let activityId: string | undefined;
const restaurantIds: number[] = [];
const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  [reader, author, popular] = [await server.signUp(api), await server.signUp(api), await server.signUp(api)];
  await reader.must(ROUTES.followUser, { params: { id: String(author.id) } });
  for (let n = 0; n < 12; n++) {
    const restaurantId = await addRestaurant(admin);
    const fan = await server.signUp(api);
    await fan.must(ROUTES.followUser, { params: { id: String(author.id) } });
    await popular.must(ROUTES.followUser, { params: { id: String(fan.id) } });
    const { meta } = await author.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'been' },
      body: { restaurantId, rating: 8, companions: [fan.id] },
    });
    await author.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'want_to_try' },
      body: { restaurantId, companions: [fan.id] },
    });
    const { data } = await author.must(ROUTES.createReview, {
      params: { id: String(restaurantId) },
      body: { content: 'Good.', companions: [fan.id] },
    });
    await fan.must(ROUTES.createReview, {
      params: { id: '1' },
      body: { rating: 7, content: 'Fine.', companions: [author.id] },
    });
    reviewId ??= data.id;
    activityId ??= meta.activityId ?? '';
    await fan.must(ROUTES.likeActivity, { params: { id: activityId } });
    await fan.must(ROUTES.commentOnActivity, { params: { id: activityId }, body: { content: 'Yes.' } });
    await server.database.query(
      `with told as (insert into notifications (recipient_id, type, message, event_id, activity_id, actors_count, is_by_people)
         values ($1, 'rating_liked', 'liked it', gen_random_uuid(), $3, 2, true) returning id)
       insert into notification_actors (notification_id, actor_id) select told.id, actor.id from told, unnest(array[$2, $4]::bigint[]) actor(id)`,
      [reader.id, fan.id, activityId.replace('feed-', ''), author.id],
    );
    await fan.must(ROUTES.commentOnReview, { params: { id: String(reviewId) }, body: { content: 'Yes.' } });
    await fan.must(ROUTES.suggestChange, { params: { id: '1' }, body: { type: 'closed' } });
    await author.must(ROUTES.createReservation, {
      body: { restaurantId, date: inAMonth, time: '19:30', partySize: 2, shareWith: [reader.id, fan.id] },
    });
    restaurantIds.push(restaurantId);
  }
  const { data: list } = await author.must(ROUTES.createList, {
    body: { name: 'All', isPublic: true, restaurantIds },
  });
  listId = list.id;
  // Personal scores are asked for by somebody who has rated enough to have them.
  for (let n = 0; n < 6; n++) {
    const restaurantId = await addRestaurant(admin);
    await reader.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'been' },
      body: { restaurantId, rating: 5 + n / 2 },
    });
    await author.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'been' },
      body: { restaurantId, rating: 5 + n / 2, companions: [reader.id] },
    });
  }
  // So far apart that the feed tells nothing of it together.
  await server.database.query(`update activities set created_at = created_at - id * interval '2 days'`);
  const { data: featured } = await admin.must(ROUTES.createFeatured, {
    body: { name: 'All', restaurantIds },
  });
  featuredId = featured.id;
  for (let n = 0; n < 11; n++)
    await admin.must(ROUTES.createFeatured, { body: { name: `Some ${n}`, restaurantIds } });
  // Everybody who follows the author is a tastemaker, and the author has published much of the same.
  await server.database.query(`update users set role = 'tastemaker' where role = 'user' and id <> $1`, [
    reader.id,
  ]);
  await server.database.query(
    `with made as (insert into posts (user_id, title, content, excerpt, published_at) select $1, 'P', 'p', 'p', now() from generate_series(1, 12) returning id)
     insert into post_restaurants select made.id, place, 0 from made, unnest($2::bigint[]) as place`,
    [author.id, restaurantIds],
  );
  await server.database.query(
    `insert into post_comments (post_id, user_id, content) select 1, id, 'Yes.' from users where id <> $1 order by id limit 12`,
    [author.id],
  );
});
afterAll(() => server.stop());

/** Statements of the api since the last look, counted by the api itself. */
async function statements(): Promise<number> {
  const metric = await api.platform.metrics.queryDuration.get();
  return metric.values
    .filter(({ metricName }) => metricName?.endsWith('_count'))
    .reduce((sum, { value }) => sum + value, 0);
}

async function cost<R extends Route>(route: R, call: Call<R>): Promise<{ statements: number; rows: number }> {
  // Caches would hide the difference: nothing of an earlier read is there.
  await server.redis.command((client) => client.flushall());
  await reader.must(ROUTES.listDietary, {});
  const before = await statements();
  const { data } = await reader.must(route, call);
  const list = Array.isArray(data) ? data : (data as { restaurants: unknown[] }).restaurants;
  return { statements: (await statements()) - before, rows: list.length };
}

it.each<[string, Route, (size: string) => object, number]>([
  ['getFeed with interactions', ROUTES.getFeed, (limit) => ({ query: { limit, expand: 'interactions' } }), 6],
  [
    'listActivityLikes',
    ROUTES.listActivityLikes,
    (limit) => ({ params: { id: activityId }, query: { limit } }),
    2,
  ],
  [
    'listActivityComments',
    ROUTES.listActivityComments,
    (limit) => ({ params: { id: activityId }, query: { limit } }),
    2,
  ],
  ['listNotifications', ROUTES.listNotifications, (limit) => ({ query: { limit } }), 2],
  ['getFeed', ROUTES.getFeed, (limit) => ({ query: { limit } }), 5],
  [
    'listActivityOf',
    ROUTES.listActivityOf,
    (limit) => ({ params: { id: String(author.id) }, query: { limit } }),
    5,
  ],
  ['getFeed discover', ROUTES.getFeed, (limit) => ({ query: { limit, scope: 'discover' } }), 5],
  ['listRestaurants', ROUTES.listRestaurants, (pageSize) => ({ query: { pageSize } }), 5],
  [
    'listNearby',
    ROUTES.listNearby,
    (limit) => ({ query: { limit, lat: '40.7', lng: '-74', minRating: '0' } }),
    3,
  ],
  [
    'batchRestaurants',
    ROUTES.batchRestaurants,
    (size) => ({ body: { ids: Array.from({ length: Number(size) }, (_, n) => n + 1) } }),
    6,
  ],
  ['listTrending', ROUTES.listTrending, (limit) => ({ query: { limit } }), 5],
  ['listSimilar', ROUTES.listSimilar, (limit) => ({ params: { id: '1' }, query: { limit } }), 6],
  ['listRecommendations', ROUTES.listRecommendations, (limit) => ({ query: { limit } }), 12],
  ['listFriendRecommendations', ROUTES.listFriendRecommendations, (limit) => ({ query: { limit } }), 6],
  [
    'getVirtualList',
    ROUTES.getVirtualList,
    (pageSize) => ({ params: { id: String(author.id), scope: 'been' }, query: { pageSize } }),
    7,
  ],
  [
    'listRelations',
    ROUTES.listRelations,
    (pageSize) => ({ params: { id: String(author.id) }, query: { pageSize, include: 'restaurant' } }),
    6,
  ],
  [
    'listFollowers',
    ROUTES.listFollowers,
    (pageSize) => ({ params: { id: String(author.id) }, query: { pageSize } }),
    4,
  ],
  [
    'listReviews',
    ROUTES.listReviews,
    (pageSize) => ({ params: { id: '1' }, query: { pageSize, sort: 'helpful' } }),
    3,
  ],
  [
    'listReviewsOf',
    ROUTES.listReviewsOf,
    (pageSize) => ({ params: { id: String(author.id) }, query: { pageSize } }),
    5,
  ],
  [
    'listReviewComments',
    ROUTES.listReviewComments,
    (limit) => ({ params: { id: String(reviewId) }, query: { limit } }),
    2,
  ],
  ['listReservations', ROUTES.listReservations, (pageSize) => ({ query: { pageSize } }), 6],
  ['getList', ROUTES.getList, (pageSize) => ({ params: { id: listId }, query: { pageSize } }), 4],
  ['listPosts', ROUTES.listPosts, (pageSize) => ({ query: { pageSize } }), 4],
  [
    'listPostsOf',
    ROUTES.listPostsOf,
    (pageSize) => ({ params: { id: String(author.id) }, query: { pageSize } }),
    5,
  ],
  [
    'listPostComments',
    ROUTES.listPostComments,
    (limit) => ({ params: { id: 'post-1' }, query: { limit } }),
    3,
  ],
  ['listTastemakers', ROUTES.listTastemakers, (pageSize) => ({ query: { pageSize } }), 4],
  ['listFeatured', ROUTES.listFeatured, (pageSize) => ({ query: { pageSize, include: 'ids,progress' } }), 4],
  ['getFeatured', ROUTES.getFeatured, (pageSize) => ({ params: { id: featuredId }, query: { pageSize } }), 5],
  ['listRandom', ROUTES.listRandom, (count) => ({ query: { count, fromScope: undefined } }), 4],
  [
    'listChallengeActivities',
    ROUTES.listChallengeActivities,
    (limit) => ({
      params: { id: String(author.id), year: String(new Date().getUTCFullYear()) },
      query: { limit },
    }),
    4,
  ],
  ['listPeople', ROUTES.listPeople, (pageSize) => ({ query: { pageSize } }), 4],
  ['suggestPeople', ROUTES.suggestPeople, (limit) => ({ query: { limit } }), 6],
  [
    'listFriends',
    ROUTES.listFriends,
    (pageSize) => ({ params: { id: String(popular.id) }, query: { pageSize } }),
    4,
  ],
])('%s', async (_name, route, call, most) => {
  const [small, large] = [await cost(route, call('1') as never), await cost(route, call('12') as never)];
  expect([small.rows, large.rows]).toEqual([1, 12]);
  expect(large.statements).toBe(small.statements);
  expect(large.statements).toBeLessThanOrEqual(most);
});

it('a batch of matches is one statement, for one person, for many, and when all is known', async () => {
  const match = async (userIds: number[]) => {
    const before = await statements();
    const { data } = await reader.must(ROUTES.batchMatches, { body: { userIds } });
    return { statements: (await statements()) - before, people: Object.keys(data).length };
  };
  const everybody = (
    await server.database.query<{ id: string }>('select id from users order by id limit 100')
  ).map(({ id }) => Number(id));
  await server.redis.command((client) => client.flushall());
  await reader.must(ROUTES.listDietary, {});
  expect(await match([author.id])).toEqual({ statements: 1, people: 1 });
  expect(await match(everybody)).toEqual({ statements: 1, people: everybody.length });
  expect(await match(everybody)).toEqual({ statements: 1, people: everybody.length });
});

it('a page of a board is two statements, however long: who is shown, and how they match', async () => {
  const page = async (pageSize: string) => {
    const before = await statements();
    const { data } = await reader.must(ROUTES.getLeaderboard, { query: { pageSize } });
    return { statements: (await statements()) - before, rows: data.length };
  };
  await until('the boards are built', async () => {
    await page('1');
    return server.redis.command((client) => client.get('{leaderboard}:ready'));
  });
  expect([await page('1'), await page('12')]).toEqual([
    { statements: 2, rows: 1 },
    { statements: 2, rows: 12 },
  ]);
});

it('a move costs as many statements in a list of a thousand as in one of ten', async () => {
  const costOf = async (length: number) => {
    const person = await server.signUp(api);
    const [row] = await server.database.query<{ first: number }>(
      `with made as (insert into restaurants (name, location, rating_sum, rating_count) select 'Long ' || n, st_makepoint(n / 1000.0, 1)::geography, 100, 1
         from generate_series(1, $1::int) n returning id) select min(id)::int as first from made`,
      [length],
    );
    await server.database.query(
      `insert into relations (user_id, restaurant_id, status, category, rating, rating_source, sentiment)
       select $1, $2::bigint + n, 'been', 'restaurants', floor(100 - n * 33.0 / $3 + 0.5) / 10, 'ranked', 'liked' from generate_series(0, $3::int - 1) n`,
      [person.id, row?.first, length],
    );
    await server.database.query(
      `insert into rankings (user_id, category, restaurant_ids, fixed_tenths, liked_count)
       select $1, 'restaurants', array_agg($2::bigint + n order by n), array_agg(null::smallint), count(*) from generate_series(0, $3::int - 1) n`,
      [person.id, row?.first, length],
    );
    await person.must(ROUTES.listDietary, {});
    const before = await statements();
    const { data } = await person.must(ROUTES.rankPlace, {
      params: { restaurantId: String(row?.first) },
      body: { rankIndex: length - 1 },
    });
    expect(data.changes.length).toBeGreaterThan(5);
    return (await statements()) - before;
  };
  const [short, long] = [await costOf(10), await costOf(1000)];
  expect(long).toBe(short);
  expect(long).toBeLessThanOrEqual(20);
});
