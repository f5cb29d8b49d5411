import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { refreshRatingGroups } from './predictions.public.js';

/* Ana and Ben agree on eight places; Ben has been to a ninth. */

let server: TestServer;
let api: RunningApi;
let admin: Person;
let ana: Person;
let ben: Person;
const shared: number[] = [];
let target: number;

const idOf = (person: Person) => ({ params: { id: String(person.id) } });
const rate = (person: Person, restaurantId: number, rating: number, body: object = {}) =>
  person.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId, rating, ...body },
  });
const taste = (n: number) => (n % 2 === 0 ? 9.5 : 3.5);
const detail = async (person: Person, id = target, expand?: string) =>
  (await person.must(ROUTES.getRestaurant, { params: { id: String(id) }, query: { expand } })).data;
const explained = async (person: Person, id = target) =>
  (await detail(person, id, 'explain')).scoreExplanation;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  admin = await server.promote(await server.signUp(api), 'admin', api);
  for (let n = 0; n < 8; n++) shared.push(await addRestaurant(admin));
});
beforeEach(async () => {
  [ana, ben] = await Promise.all([
    server.signUp(api, { displayName: 'Ana' }),
    server.signUp(api, { displayName: 'Ben' }),
  ]);
  target = await addRestaurant(admin, { cuisines: ['ramen'] });
  for (const [n, id] of shared.entries()) {
    await rate(ana, id, taste(n));
    await rate(ben, id, taste(n));
  }
});
afterAll(() => server.stop());

describe('a personal score', () => {
  it('needs five ratings, and says how many are missing', async () => {
    const newcomer = await server.signUp(api);
    for (const id of shared.slice(0, 3)) await rate(newcomer, id, 8);
    expect(await detail(newcomer)).toMatchObject({ recScore: null, recScoreSampleSize: 0 });
    expect(await explained(newcomer)).toMatchObject({
      recScore: null,
      reason: 'Rate 2 more places to get scores of your own.',
      ratingsMissing: 2,
      parts: null,
      advocates: [],
      reasons: [],
    });
    for (const id of shared.slice(3, 5)) await rate(newcomer, id, 8);
    expect((await detail(newcomer)).recScore).toEqual(expect.any(Number));
    expect(await explained(newcomer)).toMatchObject({ reason: null, ratingsMissing: 0 });
  });

  it('moves with people who agree, and names them', async () => {
    const before = await explained(ana);
    expect(before).toMatchObject({ sampleSize: 0, advocates: [], parts: { kin: 0 } });
    await rate(ben, target, 10);
    const after = await explained(ana);
    expect(after?.recScore).toBeGreaterThan(before?.recScore ?? 10);
    expect(after).toMatchObject({
      sampleSize: 1,
      advocates: [{ id: ben.id, displayName: 'Ben' }],
      reasons: ['Ben, who agrees with you, rates it high.'],
    });
    expect(await detail(ana)).toMatchObject({ recScore: after?.recScore, recScoreSampleSize: 1 });
    const { data } = await ana.must(ROUTES.batchRestaurants, { body: { ids: [target, shared[0] ?? 0] } });
    expect(data.map(({ recScore }) => recScore)).toEqual([after?.recScore, expect.any(Number)]);
  });

  it('is nothing for nobody, and explained to nobody', async () => {
    const stranger = await detail(new Person(api.url), target, 'explain');
    expect(stranger).toMatchObject({ recScore: null, recScoreSampleSize: 0 });
    expect(stranger).not.toHaveProperty('scoreExplanation');
  });

  it('changes at once with an own rating, in spite of the cache', async () => {
    const first = (await detail(ana)).recScore ?? 0;
    expect((await detail(ana)).recScore).toBe(first);
    for (let n = 0; n < 3; n++) await rate(ana, await addRestaurant(admin), 10);
    expect((await detail(ana)).recScore).toBeGreaterThan(first);
  });

  it('knows the kinds of places after the hourly refresh, and what the viewer dislikes at once', async () => {
    const fans = await Promise.all(Array.from({ length: 6 }, () => server.signUp(api)));
    const [loved, hated] = [
      await addRestaurant(admin, { cuisines: ['georgian'] }),
      await addRestaurant(admin, { cuisines: ['pub'] }),
    ];
    for (const fan of fans) {
      await rate(fan, loved, 10);
      await rate(fan, hated, 1);
    }
    await api.platform.database.transaction(refreshRatingGroups);
    const [georgian, pub] = [
      await addRestaurant(admin, { cuisines: ['georgian'] }),
      await addRestaurant(admin, { cuisines: ['pub'] }),
    ];
    const score = async (id: number) => (await explained(ana, id))?.parts?.everybody ?? 0;
    expect(await score(georgian)).toBeGreaterThan((await score(pub)) + 0.3);
    const before = (await detail(ana, georgian)).recScore ?? 0;
    await ana.must(ROUTES.updateMe, { body: { dislikedCuisines: ['georgian'] } });
    expect((await detail(ana, georgian)).recScore).toBeLessThan(before - 1);
  });
});

describe('what the viewer may not see', () => {
  beforeEach(() => rate(ben, target, 10));
  const sample = async () => {
    const found = await explained(ana);
    return { sampleSize: found?.sampleSize, advocates: found?.advocates.map(({ id }) => id) };
  };
  const heard = () => ({ sampleSize: 1, advocates: [ben.id] });
  const silence = { sampleSize: 0, advocates: [] };

  it('is not learnt from: a rating in stealth', async () => {
    expect(await sample()).toEqual(heard());
    const before = (await explained(ana))?.recScore ?? 0;
    await ben.must(ROUTES.updateListEntry, {
      params: { scope: 'been', restaurantId: String(target) },
      body: { isStealth: true },
    });
    expect(await sample()).toEqual(silence);
    expect((await explained(ana))?.recScore).toBeLessThan(before);
  });

  it('is not learnt from: agreement over places in stealth', async () => {
    for (const id of shared.slice(0, 4))
      await ben.must(ROUTES.updateListEntry, {
        params: { scope: 'been', restaurantId: String(id) },
        body: { isStealth: true },
      });
    expect(await sample()).toEqual(silence);
  });

  it('is not learnt from: a private account, but by its followers', async () => {
    await ben.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    expect(await sample()).toEqual(silence);
    await ana.must(ROUTES.followUser, idOf(ben));
    expect(await sample()).toEqual(silence);
    await ben.must(ROUTES.acceptFollowRequest, idOf(ana));
    expect(await sample()).toEqual(heard());
  });

  it('is not learnt from: who is muted, until they are not', async () => {
    await ana.must(ROUTES.followUser, idOf(ben));
    expect((await detail(ana)).recScoreSampleSize).toBe(1);
    await ana.must(ROUTES.muteUser, idOf(ben));
    expect(await sample()).toEqual(silence);
    expect((await detail(ana)).recScoreSampleSize).toBe(0);
    await ana.must(ROUTES.unmuteUser, idOf(ben));
    expect((await detail(ana)).recScoreSampleSize).toBe(1);
  });

  it.each([
    ['by the viewer', () => [ana, ben] as const],
    ['by the other', () => [ben, ana] as const],
  ])('is not learnt from: who is blocked %s', async (_by, pair) => {
    const [one, other] = pair();
    expect((await detail(ana)).recScoreSampleSize).toBe(1);
    await one.must(ROUTES.blockUser, idOf(other));
    expect(await sample()).toEqual(silence);
    expect(await detail(ana)).toMatchObject({ recScoreSampleSize: 0, friendScore: null });
  });

  it('is not learnt from: an account that does not stand', async () => {
    for (const column of ['suspended_until', 'deactivated_at', 'deleted_at']) {
      await server.database.query(`update users set ${column} = now() + interval '1 day' where id = $1`, [
        ben.id,
      ]);
      expect(await sample()).toEqual(silence);
      await server.database.query(`update users set ${column} = null where id = $1`, [ben.id]);
    }
    expect(await sample()).toEqual(heard());
  });
});
