import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';

let server: TestServer;
let api: RunningApi;
let places: number[];
let ana: Person;
let ben: Person;
let cem: Person;
let dan: Person;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  const admin = await server.promote(await server.signUp(api), 'admin', api);
  places = [];
  for (let n = 0; n < 4; n++) places.push(await addRestaurant(admin));
});
beforeEach(async () => {
  [ana, ben, cem, dan] = [
    await server.signUp(api),
    await server.signUp(api),
    await server.signUp(api),
    await server.signUp(api),
  ];
});
afterAll(() => server.stop());

const id = (person: Person) => ({ params: { id: String(person.id) } });
const follow = (person: Person, other: Person) => person.must(ROUTES.followUser, id(other));
const privacy = (person: Person, patch: object) =>
  person.must(ROUTES.updateSettings, { body: { privacy: patch } });
const been = (person: Person, n: number, body: object = {}) =>
  person.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId: places[n] ?? 0, ...body },
  });
const idsOf = (rows: readonly { id: number }[]) => rows.map((row) => row.id);
/** What is remembered for minutes, not for this test. */
const forgetAll = () => server.redis.command((client) => client.flushall());

describe('the directory', () => {
  const directory = async (viewer: Person, query: Record<string, string>) => {
    const { data, meta } = await viewer.must(ROUTES.listPeople, { query });
    return { ids: idsOf(data), total: meta.total, data };
  };

  it('lists who lets themselves be found, in the order that is asked for', async () => {
    const city = 'Übersee';
    for (const [person, displayName] of [
      [ana, 'Zoe'],
      [ben, 'anton'],
      [cem, 'Berta'],
    ] as const)
      await person.must(ROUTES.updateMe, { body: { displayName, location: { city, state: null } } });
    await follow(ana, cem);
    await forgetAll();
    expect(await directory(dan, { city: 'ÜBERSEE' })).toMatchObject({
      ids: [cem.id, ana.id, ben.id],
      total: 3,
    });
    expect((await directory(dan, { city, sort: 'name' })).ids).toEqual([ben.id, cem.id, ana.id]);
    expect((await directory(dan, { city, sort: 'recent' })).ids).toEqual([cem.id, ben.id, ana.id]);
    expect((await directory(dan, { city, sort: 'name', pageSize: '2', page: '2' })).ids).toEqual([ana.id]);
    expect((await directory(ana, { city })).data.find((card) => card.id === cem.id)?.isFollowing).toBe(true);
    // At once, although the order is remembered for five minutes.
    await privacy(ben, { discoverable: false });
    await cem.must(ROUTES.blockUser, id(ana));
    expect((await directory(ana, { city })).ids).toEqual([ana.id]);
    await privacy(ana, { showCity: false });
    expect((await directory(dan, { city })).ids).toEqual([cem.id]);
    await forgetAll();
    expect(await directory(dan, { city })).toMatchObject({ ids: [cem.id], total: 1 });
  });

  it('does not know private, suspended and deactivated people', async () => {
    await privacy(ana, { isPublicAccount: false });
    await ben.must(ROUTES.deactivate, { body: {} });
    await server.database.query(`update users set suspended_until = now() + interval '1 day' where id = $1`, [
      cem.id,
    ]);
    await forgetAll();
    const { ids } = await directory(dan, { sort: 'recent', pageSize: '100' });
    expect(ids).toContain(dan.id);
    for (const person of [ana, ben, cem]) expect(ids).not.toContain(person.id);
  });
});

describe('suggestions', () => {
  const suggestions = async (viewer: Person) =>
    (await viewer.must(ROUTES.suggestPeople, { query: { limit: '50' } })).data;

  it('are friends of friends, followers and people who go to the same places, with the reason', async () => {
    const eve = await server.signUp(api);
    await follow(ana, ben);
    await follow(ben, cem);
    await follow(dan, ana);
    for (const n of [0, 1, 2]) for (const person of [ana, eve]) await been(person, n);
    const found = await suggestions(ana);
    const about = (person: Person) => found.find((one) => one.id === person.id);
    expect(about(cem)).toMatchObject({ reason: 'mutual_follows', mutualCount: 1, matchPercentage: 20 });
    expect(about(dan)).toMatchObject({ reason: 'follows_you', mutualCount: 0 });
    expect(about(eve)).toMatchObject({ reason: 'similar_taste', matchPercentage: 99 });
    for (const person of [ana, ben]) expect(about(person)).toBeUndefined();
    expect(idsOf(found.slice(0, 3))).toEqual([dan.id, eve.id, cem.id]);
  });

  it('never name whom one follows, asked, blocked, muted or cannot see, from that moment on', async () => {
    const [eve, fay, gus] = [await server.signUp(api), await server.signUp(api), await server.signUp(api)];
    await follow(ana, ben);
    for (const person of [cem, dan, eve, fay, gus]) await follow(ben, person);
    const others = [cem, dan, eve, fay, gus].map((person) => person.id);
    const named = async () => idsOf(await suggestions(ana)).filter((one) => others.includes(one));
    expect((await named()).length).toBe(5);
    await follow(ana, cem);
    expect(await named()).not.toContain(cem.id);
    await dan.must(ROUTES.blockUser, id(ana));
    expect(await named()).not.toContain(dan.id);
    await ana.must(ROUTES.muteUser, id(eve));
    expect(await named()).not.toContain(eve.id);
    await privacy(fay, { discoverable: false });
    expect(await named()).not.toContain(fay.id);
    await privacy(gus, { isPublicAccount: false });
    expect(await named()).toEqual([]);
    await follow(ana, gus);
    expect(await named()).toEqual([]);
  });

  it('do not tell of stealth places', async () => {
    for (const n of [0, 1, 2]) {
      await been(ana, n);
      await been(ben, n, { isStealth: true });
    }
    expect((await suggestions(ana)).find((one) => one.id === ben.id)?.reason).not.toBe('similar_taste');
  });
});

describe('friends', () => {
  it('are those whom one follows, or who follow back, newest first', async () => {
    await follow(ana, ben);
    await follow(ana, cem);
    await follow(ben, ana);
    const friends = async (viewer: Person, query: object = {}) => {
      const { data, meta } = await viewer.must(ROUTES.listFriends, { ...id(ana), query });
      return [idsOf(data), meta.total];
    };
    expect(await friends(dan)).toEqual([[cem.id, ben.id], 2]);
    expect(await friends(dan, { mutual: 'true' })).toEqual([[ben.id], 1]);
    expect(await friends(dan, { pageSize: '1', page: '2' })).toEqual([[ben.id], 2]);
    await cem.must(ROUTES.blockUser, id(dan));
    expect(await friends(dan)).toEqual([[ben.id], 1]);
    await privacy(ana, { isPublicAccount: false });
    expect((await dan.call(ROUTES.listFriends, id(ana))).error.code).toBe('USER_NOT_FOUND');
    expect(await friends(ben)).toEqual([[cem.id, ben.id], 2]);
  });
});

describe('companions', () => {
  const companions = async (viewer: Person, limit = '5') =>
    (await viewer.must(ROUTES.listCompanions, { query: { limit } })).data;
  const today = new Date().toISOString().slice(0, 10);

  it('are those one dined with, by either account, often and lately, and then friends', async () => {
    const eve = await server.signUp(api);
    await been(ana, 0, { visitDate: today, companions: [ben.id] });
    await been(ana, 1, { visitDate: '2020-01-01', companions: [cem.id] });
    await been(ana, 2, { visitDate: '2020-01-02', companions: [cem.id] });
    await been(dan, 3, { visitDate: today, companions: [ana.id] });
    // The dinner that ana wrote down, by the other: once.
    await been(ben, 0, { visitDate: today, companions: [ana.id] });
    for (const [one, other] of [
      [ana, eve],
      [eve, ana],
    ] as const)
      await follow(one, other);
    const found = await companions(ana);
    expect(found.map(({ id, times, lastDinedAt }) => [id, times, lastDinedAt])).toEqual([
      [ben.id, 1, `${today}T00:00:00.000Z`],
      [dan.id, 1, `${today}T00:00:00.000Z`],
      [cem.id, 2, '2020-01-02T00:00:00.000Z'],
      [eve.id, 0, null],
    ]);
    expect(idsOf(await companions(ana, '2'))).toEqual([ben.id, dan.id]);
    await dan.must(ROUTES.blockUser, id(ana));
    expect(idsOf(await companions(ana))).toEqual([ben.id, cem.id, eve.id]);
  });

  it('do not tell of visits in stealth or to private accounts', async () => {
    await been(ben, 0, { companions: [ana.id], isStealth: true });
    await been(cem, 0, { companions: [ana.id] });
    await privacy(cem, { isPublicAccount: false });
    expect(await companions(ana)).toEqual([]);
  });
});
