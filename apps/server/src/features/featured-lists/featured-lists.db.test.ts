import { ROUTES, type Sent } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { openDatabase } from '../../../test/database.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { examine } from '../../doctor/examination.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let ben: Person;
let nobody: Person;
let places: number[];

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '15' });
  api = await server.api();
  await server.worker();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  nobody = new Person(api.url);
});
beforeEach(async () => {
  ben = await server.signUp(api);
  places = [await addRestaurant(admin), await addRestaurant(admin), await addRestaurant(admin)];
});
afterAll(() => server.stop());

const query = (text: string, values?: unknown[]) => server.database.query(text, values);
let count = 0;
const feature = async (body: Partial<Sent<typeof ROUTES.createFeatured>['body']> = {}) => {
  const { data } = await admin.must(ROUTES.createFeatured, {
    body: { name: `List ${process.pid} ${++count}`, restaurantIds: places, ...body },
  });
  return { ...data, target: { params: { id: data.id } } };
};
const listed = async (viewer: Person, filter: object = {}) =>
  (await viewer.must(ROUTES.listFeatured, { query: { pageSize: '100', ...filter } })).data;
const idsIn = async (viewer: Person, filter: object = {}) =>
  (await listed(viewer, filter)).map(({ id }) => id);
const been = (person: Person, restaurantId: number, body: object = {}) =>
  person.must(ROUTES.addToList, { params: { id: 'me', scope: 'been' }, body: { restaurantId, ...body } });

describe('a featured list', () => {
  it('is shown to everybody, by city, category and tag, with what the viewer has done of it', async () => {
    const city = `City ${count}`;
    const list = await feature({
      name: `Crème de ${city}`,
      city,
      category: 'bars',
      tags: ['Late'],
      description: 'All of <b>them</b>',
    });
    expect(list).toMatchObject({
      id: `featured-creme-de-city-${count - 1}`,
      description: 'All of them',
      restaurantCount: 3,
      bookmarkCount: 0,
      curator: null,
    });
    expect(list.restaurants.map(({ id, position }) => [id, position])).toEqual(
      places.map((id, index) => [id, index]),
    );
    for (const filter of [{ city: city.toUpperCase() }, { city, category: 'bars' }, { city, tag: 'late' }])
      expect(await idsIn(nobody, filter)).toEqual([list.id]);
    expect(await idsIn(nobody, { city, category: 'other' })).toEqual([]);
    await been(ben, places[1] ?? 0);
    await been(ben, places[2] ?? 0, { isStealth: true });
    const [own] = await listed(ben, { city, include: 'ids,progress' });
    expect(own).toMatchObject({
      restaurantIds: places,
      progress: { visitedCount: 2, progressPercentage: 67 },
      isBookmarked: false,
    });
    const [others] = await listed(nobody, { city, include: 'ids,progress' });
    expect(others).toMatchObject({ restaurantIds: places, progress: null, isBookmarked: null });
    const { data } = await ben.must(ROUTES.getFeaturedProgress, list.target);
    expect(data).toEqual({
      listId: list.id,
      totalRestaurants: 3,
      visitedCount: 2,
      progressPercentage: 67,
      visitedRestaurantIds: [places[1], places[2]],
    });
    const of = async (viewer: Person) =>
      (await viewer.must(ROUTES.getListProgress, { ...list.target, query: { userId: String(ben.id) } })).data
        .visitedCount;
    expect([await of(ben), await of(admin), await of(nobody)]).toEqual([2, 1, 1]);
    await ben.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    expect(
      (await nobody.call(ROUTES.getListProgress, { ...list.target, query: { userId: String(ben.id) } }))
        .status,
    ).toBe(404);
    const { headers } = await nobody.must(ROUTES.getFeatured, list.target);
    expect(headers.get('cache-control')).toBe('public, max-age=300');
  });

  it('comes a page of places at a time, without those that are gone, and follows merges', async () => {
    const [first = 0, second = 0, third = 0] = places;
    const list = await feature();
    const page = async (number: string) => {
      const { data, meta } = await nobody.must(ROUTES.getFeatured, {
        ...list.target,
        query: { page: number, pageSize: '2' },
      });
      return [data.restaurants.map(({ id }) => id), meta.total, data.restaurantCount];
    };
    expect([await page('1'), await page('2')]).toEqual([
      [[first, second], 3, 3],
      [[third], 3, 3],
    ]);
    await admin.must(ROUTES.deleteRestaurant, { params: { id: String(second) } });
    expect([await page('1'), await page('2')]).toEqual([
      [[first, third], 2, 2],
      [[], 2, 2],
    ]);
    const twin = await addRestaurant(admin);
    await admin.must(ROUTES.mergeRestaurant, { params: { id: String(third) }, body: { intoId: twin } });
    await server.settled();
    expect(await page('1')).toEqual([[first, twin], 2, 2]);
    await been(ben, twin);
    expect((await ben.must(ROUTES.getFeaturedProgress, list.target)).data).toMatchObject({
      totalRestaurants: 2,
      progressPercentage: 50,
    });
  });

  it('is bookmarked once a person', async () => {
    const list = await feature();
    await Promise.all(Array.from({ length: 10 }, () => ben.must(ROUTES.bookmarkFeatured, list.target)));
    expect((await ben.must(ROUTES.bookmarkFeatured, list.target)).data).toEqual({
      listId: list.id,
      bookmarks: 1,
      isBookmarked: true,
    });
    expect((await ben.must(ROUTES.getFeatured, list.target)).data).toMatchObject({
      bookmarkCount: 1,
      isBookmarked: true,
    });
    expect((await ben.must(ROUTES.unbookmarkFeatured, list.target)).data).toMatchObject({
      bookmarks: 0,
      isBookmarked: false,
    });
    const database = openDatabase(server.database.url, 2);
    const drifted = (await examine(database, false)).filter(({ count: found }) => found > 0);
    await database.close();
    expect(drifted.map(({ name }) => name)).toEqual([]);
  });

  it('is nobody’s own: no route of lists that people make reaches it', async () => {
    const list = await feature({ curatorId: ben.id });
    const [row] = await query('select list_id::int as id from featured_lists where slug = $1', [
      list.id.replace('featured-', ''),
    ]);
    const custom = { params: { id: `custom-${row?.id}` } };
    for (const person of [ben, admin, nobody])
      expect((await person.call(ROUTES.getList, custom)).error.code).toBe('LIST_NOT_FOUND');
    expect((await ben.call(ROUTES.updateList, { ...custom, body: { name: 'Mine' } })).error.code).toBe(
      'LIST_NOT_FOUND',
    );
    expect((await ben.call(ROUTES.deleteList, custom)).error.code).toBe('LIST_NOT_FOUND');
    expect((await ben.call(ROUTES.bookmarkList, custom)).error.code).toBe('LIST_NOT_FOUND');
    expect((await ben.must(ROUTES.countLists, { params: { id: 'me' } })).data.playlists).toBe(0);
    expect((await nobody.must(ROUTES.getFeatured, list.target)).data.curator?.id).toBe(ben.id);
    const cara = await server.signUp(api);
    await cara.must(ROUTES.blockUser, { params: { id: String(ben.id) } });
    expect((await cara.must(ROUTES.getFeatured, list.target)).data.curator).toBeNull();
  });
});

describe('curation', () => {
  it('is on record, versioned, and can be taken back', async () => {
    const list = await feature();
    const change = (body: object, headers = {}) =>
      admin.call(ROUTES.updateFeatured, { ...list.target, body, headers });
    const [first = 0, , third = 0] = places;
    const { data } = await change({ restaurantIds: [third, first, third], city: 'Boston' });
    expect(data).toMatchObject({
      name: list.name,
      city: 'Boston',
      restaurantCount: 2,
      version: list.version + 1,
    });
    expect(data.restaurants.map(({ id }) => id)).toEqual([third, first]);
    expect((await change({ name: 'Late' }, { 'if-match': `"${list.version}"` })).error.code).toBe(
      'PRECONDITION_FAILED',
    );
    const { headers } = await admin.must(ROUTES.deleteFeatured, list.target);
    expect([
      (await nobody.call(ROUTES.getFeatured, list.target)).status,
      (await idsIn(nobody)).includes(list.id),
    ]).toEqual([404, false]);
    await admin.must(ROUTES.undo, { body: { token: headers.get('x-undo-token') ?? '' } });
    expect([
      (await nobody.call(ROUTES.getFeatured, list.target)).status,
      (await idsIn(nobody)).includes(list.id),
    ]).toEqual([200, true]);
    const logged = await query(
      `select act, after from audit_log where target_type = 'list' and target_id = $1 order by id`,
      [list.id],
    );
    expect(logged.map(({ act }) => act)).toEqual([
      'featured-list.create',
      'featured-list.update',
      'featured-list.delete',
      'featured-list.restore',
    ]);
    expect(logged[1]?.after).toEqual({ city: 'Boston', restaurantIds: [third, first] });
  });

  it('gives every list an address of its own for ever', async () => {
    const name = `Same ${process.pid}`;
    const [one, two] = [await feature({ name }), await feature({ name })];
    expect(two.id).toMatch(new RegExp(`^${one.id}-\\d+$`));
    await admin.must(ROUTES.deleteFeatured, one.target);
    expect((await feature({ name })).id).not.toBe(one.id);
    const taken = await admin.call(ROUTES.createFeatured, {
      body: { name, slug: one.id.replace('featured-', '') },
    });
    expect(taken.error.code).toBe('CONFLICT');
    const racing = await Promise.all(
      Array.from({ length: 5 }, () =>
        admin.call(ROUTES.createFeatured, { body: { name, slug: `race-${process.pid}` } }),
      ),
    );
    expect(racing.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    for (const slug of ['../x', 'A B', 'ok--not', '-x', 'x'.repeat(61), 'featured list'])
      expect((await admin.call(ROUTES.createFeatured, { body: { name, slug } })).error.code).toBe(
        'VALIDATION_ERROR',
      );
    for (const id of ['featured-%2e%2e', 'featured-', "featured-'--", 'custom-1'])
      expect((await nobody.call(ROUTES.getFeatured, { params: { id } })).error.code).toBe('VALIDATION_ERROR');
    expect((await nobody.call(ROUTES.getFeatured, { params: { id: 'featured-absent' } })).error.code).toBe(
      'LIST_NOT_FOUND',
    );
  });

  it('puts all of them in order, or none', async () => {
    const [one, two] = [await feature(), await feature()];
    const order = await idsIn(nobody);
    expect(order.slice(-2)).toEqual([one.id, two.id]);
    const arrange = (ids: string[]) => admin.call(ROUTES.orderFeatured, { body: { ids } });
    const { data } = await arrange(order.toReversed());
    expect(data.ids).toEqual(order.toReversed());
    expect(await idsIn(nobody)).toEqual(order.toReversed());
    for (const wrong of [order.slice(1), [...order, 'featured-absent'], [...order.slice(1), order[1] ?? '']])
      expect((await arrange(wrong)).error.code).toBe('CONFLICT');
    expect(await idsIn(nobody)).toEqual(order.toReversed());
  });

  it('takes only what is there, from administrators', async () => {
    const refused = async (body: object) =>
      (await admin.call(ROUTES.createFeatured, { body: { name: 'A', ...body } })).error?.code;
    expect(await refused({ restaurantIds: [999_999_999] })).toBe('RESTAURANT_NOT_FOUND');
    expect(await refused({ curatorId: 999_999_999 })).toBe('USER_NOT_FOUND');
    expect(await refused({ thumbnailImage: 'https://evil.example/1.png' })).toBe('IMAGE_NOT_FOUND');
    expect(await refused({ isPublic: true })).toBe('VALIDATION_ERROR');
    expect((await ben.call(ROUTES.createFeatured, { body: { name: 'A' } })).error.code).toBe('FORBIDDEN');
  });
});
