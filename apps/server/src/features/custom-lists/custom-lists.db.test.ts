import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { COUNTERS } from '../../doctor/counters.js';
import { examine } from '../../doctor/examination.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let moderator: Person;
let ana: Person;
let ben: Person;
let nobody: Person;
let places: number[];

beforeAll(async () => {
  server = await TestServer.start({ DATABASE_POOL_SIZE: '25' });
  api = await server.api();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  moderator = await server.promote(await server.signUp(api), 'moderator', api);
  nobody = new Person(api.url);
  places = [];
  for (let n = 0; n < 12; n++) places.push(await addRestaurant(admin));
});
beforeEach(async () => {
  [ana, ben] = await Promise.all([server.signUp(api), server.signUp(api)]);
});
afterAll(() => server.stop());

const make = async (person: Person, body: object = {}) => {
  const { data } = await person.must(ROUTES.createList, {
    body: { name: 'Pizza', isPublic: true, restaurantIds: places.slice(0, 3), ...body },
  });
  return { id: data.id, target: { params: { id: data.id } } };
};
const positionsOf = (id: string) =>
  server.database.query<{ restaurant: number; position: number }>(
    'select restaurant_id::int as restaurant, position from list_items where list_id = $1 order by position',
    [id.replace('custom-', '')],
  );

describe('a list', () => {
  it('is made, read by both of its names, changed and deleted, with undo', async () => {
    const { data, headers } = await ana.must(ROUTES.createList, {
      body: {
        name: '<b>Best</b>',
        isRanked: true,
        restaurantIds: [places[2], places[0], places[2]] as number[],
      },
    });
    expect(data).toMatchObject({
      name: 'Best',
      isPublic: false,
      isRanked: true,
      viewerRole: 'owner',
      restaurantCount: 2,
      version: 2,
    });
    expect(headers.get('etag')).toBe('"2"');
    expect(data.restaurants.map(({ id, position, rankIndex }) => [id, position, rankIndex])).toEqual([
      [places[2], 0, 0],
      [places[0], 1, 1],
    ]);
    const target = { params: { id: data.id.replace('custom', 'list') } };
    expect(
      (await ana.must(ROUTES.getList, { ...target, query: { include: 'ids' } })).data.restaurantIds,
    ).toEqual([places[2], places[0]]);
    const patched = await ana.must(ROUTES.updateList, {
      ...target,
      body: { isPublic: true, restaurantIds: [places[1], places[2]] as number[] },
    });
    expect(patched.data).toMatchObject({ restaurantCount: 2, version: 3, isPublic: true });
    const gone = await ana.must(ROUTES.deleteList, target);
    expect((await ana.call(ROUTES.getList, target)).error.code).toBe('LIST_NOT_FOUND');
    const { data: undone } = await ana.must(ROUTES.undo, {
      body: { token: gone.headers.get('x-undo-token') ?? '' },
    });
    expect(undone).toMatchObject({ kind: 'list-removed', list: { id: data.id, restaurantCount: 2 } });
    expect(await positionsOf(data.id)).toEqual([
      { restaurant: places[1], position: 0 },
      { restaurant: places[2], position: 1 },
    ]);
  });

  it('takes places at a position, gives them up and is put in order', async () => {
    const { target, id } = await make(ana);
    const [a, b, c, d] = places as [number, number, number, number];
    const added = await ana.must(ROUTES.addToCustomList, {
      ...target,
      body: { restaurantId: d, position: 1, note: 'Here.' },
    });
    expect(added.data.restaurants.map(({ id }) => id)).toEqual([a, d, b, c]);
    expect(added.data.restaurants[1]?.notes).toBe('Here.');
    const twice = await ana.call(ROUTES.addToCustomList, { ...target, body: { restaurantId: d } });
    expect(twice.error.code).toBe('CONFLICT');
    await ana.must(ROUTES.removeFromCustomList, { params: { id, restaurantId: String(a) } });
    const short = await ana.call(ROUTES.orderList, { ...target, body: { restaurantIds: [d, b] } });
    expect(short.error).toMatchObject({ code: 'CONFLICT', details: { restaurantIds: [d, b, c] } });
    const ordered = await ana.must(ROUTES.orderList, { ...target, body: { restaurantIds: [c, d, b] } });
    expect(ordered.data.restaurants.map(({ id, notes }) => [id, notes])).toEqual([
      [c, null],
      [d, 'Here.'],
      [b, null],
    ]);
    const stale = await ana.call(ROUTES.orderList, {
      ...target,
      body: { restaurantIds: [b, c, d] },
      headers: { 'if-match': '"1"' },
    });
    expect(stale.error.code).toBe('PRECONDITION_FAILED');
    const missing = await ana.call(ROUTES.addToCustomList, {
      ...target,
      body: { restaurantId: 999_999_999 },
    });
    expect(missing.error.code).toBe('RESTAURANT_NOT_FOUND');
  });

  it('keeps positions gapless while several add, remove and reorder at once', async () => {
    const { target, id } = await make(ana, { restaurantIds: [] });
    const work = places.flatMap((restaurantId, n) => [
      ana.call(ROUTES.addToCustomList, { ...target, body: { restaurantId, position: n % 3 } }),
      ana.call(ROUTES.removeFromCustomList, { params: { id, restaurantId: String(places[(n + 5) % 12]) } }),
      ana.call(ROUTES.orderList, { ...target, body: { restaurantIds: places.slice(0, n) } }),
    ]);
    const statuses = (await Promise.all(work)).map(({ status }) => status);
    expect(statuses.filter((status) => ![200, 201, 204, 404, 409].includes(status))).toEqual([]);
    const items = await positionsOf(id);
    expect(items.map(({ position }) => position)).toEqual(items.map((_, index) => index));
    expect((await ana.must(ROUTES.getList, target)).data.restaurantCount).toBe(items.length);
  });

  it('holds five hundred places, and a person five hundred lists', async () => {
    const { target, id } = await make(ana, { restaurantIds: [] });
    await server.database.query(
      `with more as (insert into restaurants (name, location) select 'Many', st_point(50, -50) from generate_series(1, 500) returning id)
       insert into list_items (list_id, restaurant_id, position) select $1, id, row_number() over () - 1 from more`,
      [id.replace('custom-', '')],
    );
    await server.database.query('update lists set restaurant_count = 500 where id = $1', [
      id.replace('custom-', ''),
    ]);
    const full = await ana.call(ROUTES.addToCustomList, {
      ...target,
      body: { restaurantId: places[0] as number },
    });
    expect(full.error.code).toBe('CONFLICT');
    await server.database.query(
      `insert into lists (user_id, name) select $1, 'L' from generate_series(1, 497)`,
      [ana.id],
    );
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => ana.call(ROUTES.createList, { body: { name: 'One more' } })),
    );
    expect(outcomes.filter(({ status }) => status === 201)).toHaveLength(2);
  });

  it('is not changed where it follows from what a person keeps', async () => {
    const params = { id: `been-${ana.id}` };
    expect((await ana.call(ROUTES.updateList, { params, body: { name: 'x' } })).status).toBe(400);
    expect((await ana.call(ROUTES.deleteList, { params })).status).toBe(400);
    await ana.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'been' },
      body: { restaurantId: places[0] as number, rating: 8 },
    });
    const { data } = await ben.must(ROUTES.getList, {
      params: { id: `been-${ana.id}-restaurants` },
      query: { include: 'ids' },
    });
    expect(data).toMatchObject({ id: `been-${ana.id}-restaurants`, restaurantIds: [places[0]] });
    for (const id of ['been-0', 'been-1-pubs', 'custom-x', 'x'])
      expect((await ben.call(ROUTES.getList, { params: { id } })).status).toBe(400);
  });
});

describe('who sees and changes it', () => {
  it('is the owner alone while it is private, and nobody who is blocked', async () => {
    const { target } = await make(ana, { isPublic: false });
    for (const person of [nobody, ben, admin])
      expect((await person.call(ROUTES.getList, target)).error.code).toBe('LIST_NOT_FOUND');
    await ana.must(ROUTES.updateList, { ...target, body: { isPublic: true } });
    expect((await nobody.must(ROUTES.getList, target)).data.viewerRole).toBeNull();
    expect((await ben.call(ROUTES.updateList, { ...target, body: { name: 'Mine' } })).error.code).toBe(
      'FORBIDDEN',
    );
    await ana.must(ROUTES.blockUser, { params: { id: String(ben.id) } });
    expect((await ben.call(ROUTES.getList, target)).error.code).toBe('LIST_NOT_FOUND');
  });

  it('is whoever was asked to join: editors arrange, viewers look, both may leave', async () => {
    const { target, id } = await make(ana, { isPublic: false });
    const ask = (userId: number, role: 'editor' | 'viewer') =>
      ana.call(ROUTES.setCollaborator, { params: { id, userId: String(userId) }, body: { role } });
    expect((await ask(ben.id, 'viewer')).data).toMatchObject({ role: 'viewer', user: { id: ben.id } });
    const add = () =>
      ben.call(ROUTES.addToCustomList, { ...target, body: { restaurantId: places[5] as number } });
    expect((await ben.must(ROUTES.getList, target)).data.viewerRole).toBe('viewer');
    expect((await add()).error.code).toBe('FORBIDDEN');
    await ask(ben.id, 'editor');
    expect((await add()).status).toBe(201);
    expect((await ben.call(ROUTES.updateList, { ...target, body: { name: 'Mine' } })).error.code).toBe(
      'FORBIDDEN',
    );
    expect((await ask(ana.id, 'editor')).status).toBe(400);
    expect((await ask(999_999_999, 'editor')).error.code).toBe('USER_NOT_FOUND');
    await ben.must(ROUTES.removeCollaborator, { params: { id, userId: String(ben.id) } });
    expect((await ben.call(ROUTES.getList, target)).error.code).toBe('LIST_NOT_FOUND');
  });

  it('shows nothing of a private account beside the list that somebody was asked to join', async () => {
    await ana.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'been' },
      body: { restaurantId: places[0] as number, rating: 9.3, visitDate: '2025-02-03' },
    });
    const { target, id } = await make(ana, { isPublic: false });
    await ana.must(ROUTES.setCollaborator, {
      params: { id, userId: String(ben.id) },
      body: { role: 'viewer' },
    });
    const first = async () => (await ben.must(ROUTES.getList, target)).data.restaurants[0];
    expect(await first()).toMatchObject({ userRating: 9.3, visitDate: '2025-02-03' });
    await ana.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    expect(await first()).toMatchObject({ userRating: null, visitDate: null });
  });

  it('is taken out of sight by who moderates, on record', async () => {
    const { target, id } = await make(ana);
    const unpublished = await moderator.must(ROUTES.updateList, { ...target, body: { isPublic: false } });
    expect(unpublished.data.isPublic).toBe(false);
    expect((await ben.call(ROUTES.getList, target)).status).toBe(404);
    await ana.must(ROUTES.updateList, { ...target, body: { isPublic: true } });
    const more = await moderator.call(ROUTES.updateList, { ...target, body: { isPublic: false, name: 'x' } });
    expect(more.error.code).toBe('FORBIDDEN');
    const { headers } = await admin.must(ROUTES.deleteList, target);
    expect((await ana.call(ROUTES.getList, target)).status).toBe(404);
    await admin.must(ROUTES.undo, { body: { token: headers.get('x-undo-token') ?? '' } });
    expect((await ben.call(ROUTES.getList, target)).status).toBe(200);
    const logged = await server.database.query<{ act: string }>(
      `select act from audit_log where target_type = 'list' and target_id = $1 order by id`,
      [id.replace('custom-', '')],
    );
    expect(logged.map(({ act }) => act)).toEqual(['list.unpublish', 'list.delete', 'list.restore']);
  });
});

describe('bookmarks and progress', () => {
  it('counts each person once, however often and at once', async () => {
    const { target, id } = await make(ana);
    await Promise.all(Array.from({ length: 8 }, () => ben.must(ROUTES.bookmarkList, target)));
    expect((await ben.must(ROUTES.getList, target)).data).toMatchObject({
      bookmarkCount: 1,
      isBookmarked: true,
    });
    const lists = await ben.must(ROUTES.listLists, { params: { id: String(ana.id) } });
    expect(lists.data.find((list) => list.id === id)).toMatchObject({ isBookmarked: true });
    expect((await ben.must(ROUTES.unbookmarkList, target)).data).toEqual({
      listId: id,
      bookmarks: 0,
      isBookmarked: false,
    });
  });

  it('says how far somebody is, without stealth places for others', async () => {
    const { target } = await make(ana);
    for (const [index, isStealth] of [false, true].entries())
      await ben.must(ROUTES.addToList, {
        params: { id: 'me', scope: 'been' },
        body: { restaurantId: places[index] as number, isStealth },
      });
    const own = await ben.must(ROUTES.getListProgress, target);
    expect(own.data).toMatchObject({ totalRestaurants: 3, visitedCount: 2, progressPercentage: 67 });
    const seen = await ana.must(ROUTES.getListProgress, { ...target, query: { userId: String(ben.id) } });
    expect(seen.data).toMatchObject({ visitedCount: 1, visitedRestaurantIds: [places[0]] });
    expect((await nobody.call(ROUTES.getListProgress, target)).error.code).toBe('UNAUTHORIZED');
    const virtual = await ana.must(ROUTES.getListProgress, { params: { id: `been-${ben.id}` } });
    expect(virtual.data).toMatchObject({ totalRestaurants: 1, visitedCount: 0 });
  });
});

it('leaves every counter as a recount finds it', async () => {
  const findings = await examine(
    api.platform.database,
    false,
    COUNTERS.filter(({ table }) => table === 'lists'),
  );
  expect(findings.filter(({ count }) => count > 0)).toEqual([]);
});
