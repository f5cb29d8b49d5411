import { ROUTES, type Sent } from '@beli/contract';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { examine } from '../src/doctor/examination.js';
import type { Person } from './client.js';
import { openDatabase } from './database.js';
import { addRestaurant } from './restaurants.js';
import { type RunningApi, TestServer } from './server.js';

/* Who takes part in the tests of moderation, and what they do in one line. */

export let server: TestServer;
export let api: RunningApi;
export let admin: Person;
export let moderator: Person;
export let colleague: Person;
export let author: Person;
export let restaurantId: number;

/** Brings them on: an api with its worker, staff, and before each test a new author and place. */
export function stage(): void {
  beforeAll(async () => {
    server = await TestServer.start({ DATABASE_POOL_SIZE: '10' });
    api = await server.api();
    await server.worker();
    admin = await server.promote(await server.signUp(api), 'admin', api);
    moderator = await server.promote(await server.signUp(api), 'moderator', api);
    colleague = await server.promote(await server.signUp(api), 'moderator', api);
  });
  beforeEach(async () => {
    [author, restaurantId] = [await server.signUp(api), await addRestaurant(admin)];
  });
  afterAll(() => server.stop());
}

export type Body = Sent<typeof ROUTES.report>['body'];
export type Kind = Body['targetType'];

export const report = (
  person: Person,
  targetType: Kind,
  targetId: string | number,
  more: Partial<Body> = {},
) => person.call(ROUTES.report, { body: { targetType, targetId, reason: 'spam', ...more } });
export const resolve = (
  person: Person,
  id: string,
  action: Sent<typeof ROUTES.resolveReport>['body']['action'],
  more: { note?: string; until?: string } = {},
) => person.call(ROUTES.resolveReport, { params: { id }, body: { action, ...more } });
export const queue = async (query: Record<string, string> = {}) =>
  (await moderator.must(ROUTES.listReports, { query: { pageSize: '100', ...query } as never })).data;

/** People whose reports count. */
export const trusted = async (count: number): Promise<Person[]> => {
  const people = await Promise.all(Array.from({ length: count }, () => server.signUp(api)));
  await server.database.query(
    `update users set email_verified_at = now(), created_at = now() - interval '8 days' where id = any($1)`,
    [people.map(({ id }) => id)],
  );
  return people;
};

export const insert = async (text: string, values: unknown[]): Promise<number> => {
  const [row] = await server.database.query<{ id: string }>(`${text} returning id`, values);
  return Number(row?.id);
};
export const visit = async (person: Person, body: object = {}): Promise<string> => {
  const { meta } = await person.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId, rating: 8, notes: 'Buy my pills', ...body },
  });
  return meta.activityId ?? '';
};
export const writeReview = async (person: Person): Promise<number> => {
  await server.database.query('update users set reviews_count = reviews_count + 1 where id = $1', [
    person.id,
  ]);
  const id = await insert(
    `insert into reviews (user_id, restaurant_id, rating, title, content) values ($1, $2, 7, 'Pills', 'Buy my pills')`,
    [person.id, restaurantId],
  );
  await insert(
    `insert into activities (type, user_id, restaurant_id, review_id, comment) values ('review', $1, $2, $3, 'Buy my pills')`,
    [person.id, restaurantId, id],
  );
  return id;
};
export const writeComment = async (person: Person, activityId: string): Promise<number> => {
  const activity = Number(activityId.replace('feed-', ''));
  await server.database.query('update activities set comments_count = comments_count + 1 where id = $1', [
    activity,
  ]);
  return insert('insert into activity_comments (activity_id, user_id, content) values ($1, $2, $3)', [
    activity,
    person.id,
    'Buy my pills',
  ]);
};
export const writeReviewComment = async (person: Person, reviewId: number): Promise<number> => {
  await server.database.query('update reviews set comments_count = comments_count + 1 where id = $1', [
    reviewId,
  ]);
  return insert('insert into review_comments (review_id, user_id, content) values ($1, $2, $3)', [
    reviewId,
    person.id,
    'Buy my pills',
  ]);
};
export const makeList = (person: Person, isPublic = true) =>
  insert(`insert into lists (user_id, name, is_public) values ($1, 'Pills', $2)`, [person.id, isPublic]);

export const follow = (person: Person, target: Person) =>
  person.must(ROUTES.followUser, { params: { id: String(target.id) } });
export const feedOf = async (person: Person) =>
  (await person.must(ROUTES.getFeed, { query: { includeSelf: 'true' } })).data.map(({ id }) => id);
export const reviewsSeenBy = async (person: Person) =>
  (
    await person.must(ROUTES.getRestaurant, {
      params: { id: String(restaurantId) },
      query: { expand: 'reviews' },
    })
  ).data.reviews?.map(({ id }) => id);
export const listsSeenBy = async (person: Person) =>
  (
    await person.must(ROUTES.listLists, { params: { id: String(author.id) }, query: { scope: 'playlists' } })
  ).data.map(({ id }) => id);
export const countSeenBy = async (person: Person) =>
  (await person.must(ROUTES.countLists, { params: { id: String(author.id) } })).data.playlists;

export const nothingDrifted = async () => {
  const database = openDatabase(server.database.url, 2);
  const findings = await examine(database, false);
  await database.close();
  return findings.filter(({ count }) => count > 0);
};
