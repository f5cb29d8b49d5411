import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let ana: Person;
let ben: Person;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  admin = await server.promote(await server.signUp(api), 'admin', api);
});
beforeEach(async () => {
  [ana, ben] = await Promise.all([server.signUp(api), server.signUp(api)]);
  await ben.must(ROUTES.followUser, { params: { id: String(ana.id) } });
});
afterAll(() => server.stop());

const visit = async (person: Person, body: object = {}) =>
  person.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId: await addRestaurant(admin), rating: 8, ...body },
  });

async function readAll(person: Person, limit: number, includeSelf = false): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const { data, meta } = await person.must(ROUTES.getFeed, {
      query: {
        limit: String(limit),
        ...(cursor ? { cursor } : {}),
        ...(includeSelf ? { includeSelf: 'true' } : {}),
      },
    });
    ids.push(...data.map(({ id }) => id));
    cursor = meta.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return ids;
}

describe('the feed', () => {
  it('holds what followed people did, newest first, with everything to show it', async () => {
    const cara = await server.signUp(api);
    await visit(cara);
    const { meta } = await visit(ana, { notes: 'Go early.', companions: [cara.id] });
    const { data } = await ben.must(ROUTES.getFeed, {});
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({
      id: meta.activityId,
      type: 'visit',
      user: { id: ana.id, isFollowing: true },
      restaurant: { userStatus: null },
      companions: [{ id: cara.id }],
      rating: 8,
      comment: 'Go early.',
      isLiked: false,
    });
  });

  it('loses and doubles nothing over pages, though a hundred activities share one instant', async () => {
    const cara = await server.signUp(api);
    await ben.must(ROUTES.followUser, { params: { id: String(cara.id) } });
    const restaurantId = await addRestaurant(admin);
    await server.database.query(
      `insert into activities (type, user_id, restaurant_id, created_at)
       select 'visit', case when n % 2 = 0 then $1::bigint else $2::bigint end, $3, timestamptz '2026-01-01T00:00:00.123456Z' + (n / 50) * interval '1 microsecond'
       from generate_series(1, 100) n`,
      [ana.id, cara.id, restaurantId],
    );
    const expected = await server.database.query<{ id: string }>(
      `select 'feed-' || id as id from activities where user_id in ($1, $2) order by created_at desc, activities.id desc`,
      [ana.id, cara.id],
    );
    for (const limit of [7, 33, 100]) expect(await readAll(ben, limit)).toEqual(expected.map(({ id }) => id));
  });

  it('shows neither stealth nor deleted things, nor gone restaurants and people, nor requested follows', async () => {
    await visit(ana, { isStealth: true });
    const { data: removed } = await visit(ana);
    await ana.must(ROUTES.removeRestaurant, { params: { restaurantId: String(removed.restaurantId) } });
    const { data: gone } = await visit(ana);
    await admin.must(ROUTES.deleteRestaurant, { params: { id: String(gone.restaurantId) } });
    const [cara, dora] = [await server.signUp(api), await server.signUp(api)];
    await server.database.query('update users set is_public = false where id = $1', [cara.id]);
    for (const person of [cara, dora]) {
      await ben.must(ROUTES.followUser, { params: { id: String(person.id) } });
      await visit(person);
    }
    await server.database.query('update users set deleted_at = now() where id = $1', [dora.id]);
    expect(await readAll(ben, 20)).toEqual([]);
  });

  it('includes the reader only when asked', async () => {
    await visit(ben);
    expect(await readAll(ben, 20)).toHaveLength(0);
    expect(await readAll(ben, 20, true)).toHaveLength(1);
  });

  it('says when there is nobody to read', async () => {
    const cara = await server.signUp(api);
    expect((await cara.must(ROUTES.getFeed, {})).meta).toEqual({
      hasMore: false,
      nextCursor: null,
      suggestDiscover: true,
    });
    expect((await ben.must(ROUTES.getFeed, {})).meta.suggestDiscover).toBe(false);
  });

  it.each([
    'nonsense',
    Buffer.from('{"id":1}').toString('base64url'),
    Buffer.from('{"id":1,"t":"2026-02-31T00:00:00.000000Z","r":"feed"}').toString('base64url'),
    Buffer.from('{"id":1,"t":"0000-01-01T00:00:00.000000Z","r":"feed"}').toString('base64url'),
    Buffer.from('{"id":1,"t":"2026-01-01T00:00:00.000000Z","r":"other"}').toString('base64url'),
  ])('refuses the cursor %s', async (cursor) => {
    const { status, error } = await ben.call(ROUTES.getFeed, { query: { cursor } });
    expect([status, error.code]).toEqual([400, 'INVALID_CURSOR']);
  });
});

describe('following', () => {
  it('is idempotent and keeps both counters', async () => {
    const params = { id: String(ana.id) };
    const again = await ben.must(ROUTES.followUser, { params });
    expect(again.data).toEqual({ userId: ana.id, isFollowing: true, isRequested: false, followersCount: 1 });
    const left = await ben.must(ROUTES.unfollowUser, { params });
    expect(left.data).toEqual({ userId: ana.id, isFollowing: false, isRequested: false, followersCount: 0 });
    expect((await ben.must(ROUTES.unfollowUser, { params })).data.followersCount).toBe(0);
  });

  it('counts right when many come and go at once, crosswise too', async () => {
    const people = (await Promise.all(Array.from({ length: 8 }, () => server.signUp(api)))).sort(
      (a, b) => a.id - b.id,
    );
    await Promise.all(
      people.flatMap((person) =>
        people
          .filter(({ id }) => id !== person.id)
          .map(({ id }) => person.must(ROUTES.followUser, { params: { id: String(id) } })),
      ),
    );
    await Promise.all(
      people
        .slice(1)
        .map((person) => person.must(ROUTES.unfollowUser, { params: { id: String(people[0]?.id) } })),
    );
    const rows = await server.database.query<{ followers: number; following: number }>(
      'select followers_count as followers, following_count as following from users where id = any($1) order by id',
      [people.map(({ id }) => id)],
    );
    expect(rows[0]).toEqual({ followers: 0, following: 7 });
    expect(rows.slice(1)).toEqual(Array(7).fill({ followers: 7, following: 6 }));
  });

  it('refuses oneself and nobody', async () => {
    expect((await ben.call(ROUTES.followUser, { params: { id: 'me' } })).error.code).toBe(
      'CANNOT_FOLLOW_SELF',
    );
    expect((await ben.call(ROUTES.followUser, { params: { id: '999999999' } })).error.code).toBe(
      'USER_NOT_FOUND',
    );
  });

  it('lists followers and followed, newest first, a page at a time, also by name', async () => {
    const cara = await server.signUp(api, { displayName: '100% Cara_' });
    await cara.must(ROUTES.followUser, { params: { id: String(ana.id) } });
    const params = { id: String(ana.id) };
    const all = await ben.must(ROUTES.listFollowers, { params, query: { pageSize: '1' } });
    expect(all.data.map(({ id }) => id)).toEqual([cara.id]);
    expect(all.meta).toEqual({ page: 1, pageSize: 1, total: 2, totalPages: 2, hasMore: true });
    const found = await ben.must(ROUTES.listFollowers, { params, query: { q: '100%' } });
    expect(found.data.map(({ id }) => id)).toEqual([cara.id]);
    expect((await ben.must(ROUTES.listFollowers, { params, query: { q: '_' } })).data).toEqual([]);
    expect((await cara.must(ROUTES.listFollowing, { params: { id: 'me' } })).data).toMatchObject([
      { id: ana.id, isFollowing: true },
    ]);
  });
});
