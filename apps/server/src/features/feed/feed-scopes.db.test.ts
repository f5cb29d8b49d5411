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
const places: number[] = [];
let bar: number;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  for (let n = 0; n < 8; n++) places.push(await addRestaurant(admin));
  bar = await addRestaurant(admin, { category: 'bars' });
});
beforeEach(async () => {
  [ana, ben] = await Promise.all([server.signUp(api), server.signUp(api)]);
  await follow(ben, ana);
});
afterAll(() => server.stop());

const follow = (one: Person, other: Person) =>
  one.must(ROUTES.followUser, { params: { id: String(other.id) } });

/** Activities of a person, `minutes` ago each, by what each is named. */
async function past(
  person: Person,
  activities: Record<string, { type?: string; minutes: number; place?: number | undefined; rating?: number }>,
): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const [name, { type = 'visit', minutes, place = places[0], rating }] of Object.entries(activities)) {
    const [row] = await server.database.query<{ id: number }>(
      `insert into activities (type, user_id, restaurant_id, rating, created_at)
       values ($1, $2, $3, $4, date_trunc('minute', now()) - $5 * interval '1 minute') returning id::int`,
      [type, person.id, place, rating ?? null, minutes],
    );
    ids[name] = `feed-${row?.id}`;
  }
  // What comes into the table by hand is pushed to nobody.
  await server.redis.command((client) => client.flushall());
  return ids;
}

async function read(person: Person, query: object = {}) {
  const { data, meta } = await person.must(ROUTES.getFeed, { query });
  return { ids: data.map(({ id }) => id), items: data, meta };
}

describe('what belongs together', () => {
  const wants = (...minutes: number[]) =>
    Object.fromEntries(
      minutes.map((at, n) => [
        `w${n}`,
        { type: 'want_to_try', minutes: at, place: places[n % places.length] ?? 0 },
      ]),
    );

  it('a visit is told by the review of its place within a day', async () => {
    const ids = await past(ana, {
      before: { minutes: 60 + 24 * 60, place: places[0] },
      review: { type: 'review', minutes: 60, place: places[0] },
      after: { minutes: 30, place: places[0] },
      elsewhere: { minutes: 20, place: places[1] },
      long: { minutes: 61 + 24 * 60, place: places[0] },
    });
    expect((await read(ben)).ids).toEqual([ids.elsewhere, ids.review, ids.long]);
    // What a filter does not let through takes nothing with it.
    expect((await read(ben, { types: 'visit' })).ids).toEqual([
      ids.elsewhere,
      ids.after,
      ids.before,
      ids.long,
    ]);
  });

  it('four that are wanted within an hour are one, named by the newest; three are three', async () => {
    const three = await past(ana, wants(300, 290, 241));
    expect((await read(ben)).ids).toEqual([three.w2, three.w1, three.w0]);
    const four = await past(ana, wants(160, 150, 140, 100));
    const { ids, items } = await read(ben);
    expect(ids).toEqual([four.w3, three.w2, three.w1, three.w0]);
    expect(items[0]).toMatchObject({
      type: 'want_to_try',
      restaurant: { id: places[3] },
      othersCount: 3,
      others: [{ id: places[2] }, { id: places[1] }, { id: places[0] }],
    });
    expect(items[1]).not.toHaveProperty('others');
  });

  it('any four within an hour are one, however long the run; an hour and a minute is too long', async () => {
    // Each four lie within an hour, all of them within three.
    const run = await past(ana, wants(200, 180, 160, 140, 120, 100, 80));
    expect((await read(ben)).items).toMatchObject([{ id: run.w6, othersCount: 6 }]);
    const cara = await server.signUp(api);
    await follow(ben, cara);
    const loose = await past(cara, wants(61, 40, 20, 0));
    expect((await read(ben, { userId: String(cara.id) })).ids).toEqual([
      loose.w3,
      loose.w2,
      loose.w1,
      loose.w0,
    ]);
  });

  it('holds over pages: what others did between the wishes is neither lost nor shown twice', async () => {
    const cara = await server.signUp(api);
    await follow(ben, cara);
    const mine = await past(ana, wants(50, 40, 30, 20, 10));
    const theirs = await past(cara, {
      a: { minutes: 15, place: places[1] },
      b: { minutes: 25, place: places[2] },
      c: { minutes: 45, place: places[3] },
      d: { minutes: 55, place: places[4] },
    });
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await read(ben, { limit: '1', ...(cursor ? { cursor } : {}) });
      ids.push(...page.ids);
      cursor = page.meta.nextCursor ?? undefined;
    } while (cursor);
    expect(ids).toEqual([mine.w4, theirs.a, theirs.b, theirs.c, theirs.d]);
  });

  it('names ten of the others and counts them all', async () => {
    const ids = await past(ana, wants(...Array.from({ length: 14 }, (_, n) => 28 - 2 * n)));
    const { items } = await read(ben);
    expect(items).toMatchObject([{ id: ids.w13, othersCount: 13 }]);
    expect(items[0]?.others).toHaveLength(10);
  });
});

describe('filters', () => {
  it('by type, rating and category, and together', async () => {
    const ids = await past(ana, {
      visit: { minutes: 1, rating: 7.9 },
      top: { minutes: 2, rating: 8, place: places[1] },
      drink: { minutes: 3, rating: 9, place: bar },
      tip: { type: 'recommendation', minutes: 4 },
    });
    expect((await read(ben, { types: 'recommendation' })).ids).toEqual([ids.tip]);
    expect((await read(ben, { types: 'recommendation,visit' })).ids).toHaveLength(4);
    expect((await read(ben, { rankingsOnly: 'true' })).ids).toEqual([ids.visit, ids.top, ids.drink]);
    expect((await read(ben, { topRatedOnly: 'true' })).ids).toEqual([ids.top, ids.drink]);
    expect((await read(ben, { category: 'bars' })).ids).toEqual([ids.drink]);
    expect((await read(ben, { category: 'restaurants', topRatedOnly: 'true' })).ids).toEqual([ids.top]);
  });

  it('look through so much at once, and go on where they stopped', async () => {
    await server.database.query(
      `insert into activities (type, user_id, restaurant_id, created_at)
       select 'visit', $1, $2, now() - n * interval '1 minute' from generate_series(1, 1500) n`,
      [ana.id, places[0]],
    );
    const ids = await past(ana, { tip: { type: 'recommendation', minutes: 2_000 } });
    const first = await read(ben, { types: 'recommendation' });
    expect([first.ids, first.meta.hasMore]).toEqual([[], true]);
    const second = await read(ben, { types: 'recommendation', cursor: first.meta.nextCursor });
    expect(second).toMatchObject({ ids: [ids.tip], meta: { hasMore: false, nextCursor: null } });
  });
});

describe('scopes', () => {
  it('friends follow each other', async () => {
    const cara = await server.signUp(api);
    await follow(ben, cara);
    await follow(cara, ben);
    await past(ana, { one: { minutes: 1 } });
    const theirs = await past(cara, { two: { minutes: 2 } });
    expect((await read(ben, { scope: 'friends' })).ids).toEqual([theirs.two]);
    await cara.must(ROUTES.unfollowUser, { params: { id: String(ben.id) } });
    expect((await read(ben, { scope: 'friends' })).ids).toEqual([]);
  });

  it('a cursor is good for its scope', async () => {
    await past(ana, { one: { minutes: 1 }, two: { minutes: 2, place: places[1] } });
    const { meta } = await read(ben, { limit: '1' });
    for (const scope of ['friends', 'discover'])
      expect(
        (
          await ben.call(ROUTES.getFeed, {
            query: { scope: scope as 'friends', cursor: meta.nextCursor ?? '' },
          })
        ).error.code,
      ).toBe('INVALID_CURSOR');
  });

  it('one person’s past is open to whom the account is', async () => {
    const ids = await past(ana, { one: { minutes: 1 }, two: { minutes: 2, place: places[1] } });
    const cara = await server.signUp(api);
    const params = { id: String(ana.id) };
    expect((await read(cara, { userId: params.id })).ids).toEqual([ids.one, ids.two]);
    expect((await cara.must(ROUTES.listActivityOf, { params })).data.map(({ id }) => id)).toEqual([
      ids.one,
      ids.two,
    ]);
    await ana.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    for (const refused of [
      await cara.call(ROUTES.getFeed, { query: { userId: params.id } }),
      await cara.call(ROUTES.listActivityOf, { params }),
    ])
      expect([refused.status, refused.error.code]).toEqual([404, 'USER_NOT_FOUND']);
    expect((await ben.must(ROUTES.listActivityOf, { params })).data).toHaveLength(2);
  });
});

describe('discover', () => {
  it('is what public accounts did: acquaintance, likes and age say in which order', async () => {
    await server.database.query('delete from activities');
    const [cara, dora, secret] = [
      await server.signUp(api),
      await server.signUp(api),
      await server.signUp(api),
    ];
    await follow(ana, cara);
    await secret.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    await past(secret, { hidden: { minutes: 1 } });
    await past(ben, { own: { minutes: 1 } });
    const day = 24 * 60;
    // 2 for whom somebody followed follows, less a day and a half; ln(1 + likes) less an age; nothing but an age.
    const known = await past(cara, { known: { minutes: 1.5 * day } });
    const others = await past(dora, {
      liked: { minutes: 2 * day, place: places[1] },
      plain: { minutes: 60, place: places[2] },
      old: { minutes: 3 * day, place: places[3] },
    });
    await server.database.query('update activities set likes_count = 9 where id = $1', [
      others.liked?.replace('feed-', ''),
    ]);
    // 0.5, ln 10 - 2 = 0.30, -0.04, -3
    const expected = [known.known, others.liked, others.plain, others.old];
    expect((await read(ben, { scope: 'discover' })).ids).toEqual(expected);
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await read(ben, { scope: 'discover', limit: '1', ...(cursor ? { cursor } : {}) });
      ids.push(...page.ids);
      cursor = page.meta.nextCursor ?? undefined;
      // What happens meanwhile does not move what is still to come, even where the order was lost.
      await past(dora, { [ids.length]: { minutes: -2, place: places[4] } });
    } while (cursor);
    expect(ids).toEqual(expected);
  });

  it('leaves out at once who is muted or blocked', async () => {
    const cara = await server.signUp(api);
    await past(cara, { one: { minutes: 0 } });
    const by = async () =>
      (await read(ben, { scope: 'discover' })).items.filter(({ user }) => user.id === cara.id);
    expect(await by()).toHaveLength(1);
    await ben.must(ROUTES.muteUser, { params: { id: String(cara.id) } });
    expect(await by()).toEqual([]);
    await ben.must(ROUTES.unmuteUser, { params: { id: String(cara.id) } });
    await cara.must(ROUTES.blockUser, { params: { id: String(ben.id) } });
    expect(await by()).toEqual([]);
  });
});
