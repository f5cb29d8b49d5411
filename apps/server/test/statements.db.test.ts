import { ROUTES, type Route } from '@beli/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Call, Person } from './client.js';
import { addRestaurant } from './restaurants.js';
import { type RunningApi, TestServer } from './server.js';

/* The number of SQL statements of a read does not depend on how much it shows. */

let server: TestServer;
let api: RunningApi;
let reader: Person;
let author: Person;
let admin: Person;
let listId: string;
let reviewId: number | undefined;
let activityId: string | undefined;
const restaurantIds: number[] = [];

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  [reader, author] = [await server.signUp(api), await server.signUp(api)];
  await reader.must(ROUTES.followUser, { params: { id: String(author.id) } });
  for (let n = 0; n < 12; n++) {
    const restaurantId = await addRestaurant(admin);
    const fan = await server.signUp(api);
    await fan.must(ROUTES.followUser, { params: { id: String(author.id) } });
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
  ['getList', ROUTES.getList, (pageSize) => ({ params: { id: listId }, query: { pageSize } }), 4],
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
])('%s', async (_name, route, call, most) => {
  const [small, large] = [await cost(route, call('1') as never), await cost(route, call('12') as never)];
  expect([small.rows, large.rows]).toEqual([1, 12]);
  expect(large.statements).toBe(small.statements);
  expect(large.statements).toBeLessThanOrEqual(most);
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
