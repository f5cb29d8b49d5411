import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';

let server: TestServer;
let api: RunningApi;
let admin: Person;
let ana: Person;
let ben: Person;
let now = new Date();
let italian: number;
let pizza: number;
let ramen: number;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api({}, () => now);
  admin = await server.promote(await server.signUp(api), 'admin', api);
  italian = await addRestaurant(admin, { cuisines: ['italian'] });
  pizza = await addRestaurant(admin, { cuisines: ['italian', 'pizza'] });
  ramen = await addRestaurant(admin, {
    cuisines: ['ramen'],
    location: { city: 'Newark', state: 'NJ', coordinates: { latitude: 40.73, longitude: -74.17 } },
  });
});
beforeEach(async () => {
  // Tokens are of today.
  now = new Date();
  [ana, ben] = await Promise.all([server.signUp(api), server.signUp(api)]);
  now = new Date('2025-11-23T12:00:00Z');
});
afterAll(() => server.stop());

const been = (person: Person, restaurantId: number, body: object = {}) =>
  person.must(ROUTES.addToList, { params: { id: 'me', scope: 'been' }, body: { restaurantId, ...body } });
const ofAna = () => ({ params: { id: String(ana.id) } });

describe('the taste profile', () => {
  it('is of what the person has been to, as the viewer may know, and new after each write', async () => {
    await been(ana, italian, { rating: 9, visitDate: '2025-11-20' });
    await been(ana, pizza, { visitDate: '2025-01-01' });
    await been(ana, ramen, { rating: 7.5, visitDate: '2025-11-21', isStealth: true });
    const own = await ana.must(ROUTES.getTasteProfile, { params: { id: 'me' } });
    expect(own.data).toMatchObject({
      avgScore: 8.3,
      totalCities: 2,
      lastNDays: { days: 30, restaurantCount: 2, cuisineCount: 2 },
    });
    expect(own.data.cuisines.map(({ cuisine }) => cuisine)).toEqual(['italian', 'ramen', 'pizza']);
    const seen = await ben.must(ROUTES.getTasteProfile, ofAna());
    expect(seen.data).toMatchObject({ avgScore: 9, totalRestaurants: 2, lastNDays: { restaurantCount: 1 } });
    await been(ana, await addRestaurant(admin, { cuisines: ['thai'] }), { rating: 5 });
    expect((await ben.must(ROUTES.getTasteProfile, ofAna())).data.totalRestaurants).toBe(3);
    const year = await ben.must(ROUTES.getTasteProfile, { ...ofAna(), query: { days: '365' } });
    expect(year.data.lastNDays.restaurantCount).toBe(3);
    await ana.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    expect((await ben.call(ROUTES.getTasteProfile, ofAna())).error.code).toBe('USER_NOT_FOUND');
  });

  it('falls back on home, and compares with everybody who is active', async () => {
    await ana.must(ROUTES.updateMe, { body: { location: { city: 'Boston', state: 'MA' } } });
    await been(ben, italian, { visitDate: '2025-11-20' });
    const { data } = await ana.must(ROUTES.getTasteProfile, { params: { id: 'me' } });
    expect(data.lastNDays).toMatchObject({
      primaryLocation: { city: 'Boston', state: 'MA' },
      activityPercentile: 0,
    });
    for (const days of ['0', '366', 'x'])
      expect((await ana.call(ROUTES.getTasteProfile, { params: { id: 'me' }, query: { days } })).status).toBe(
        400,
      );
  });
});

describe('a challenge', () => {
  const challenge = async (person: Person) =>
    (await person.must(ROUTES.getChallenge, { params: { id: String(ana.id), year: '2025' } })).data;

  it('counts places whose first visit is in the year, and fewer once one is taken off', async () => {
    await been(ana, italian, { visitDate: '2024-12-31' });
    await been(ana, pizza, { visitDate: '2025-01-01' });
    await been(ana, ramen, { visitDate: '2025-11-23' });
    await server.database.query(
      `insert into visits (user_id, restaurant_id, visit_date) values ($1, $2, '2025-05-05')`,
      [ana.id, italian],
    );
    expect(await challenge(ben)).toMatchObject({ goalCount: 100, currentCount: 2, daysRemaining: 39 });
    await ana.must(ROUTES.removeRestaurant, { params: { restaurantId: String(ramen) } });
    expect(await challenge(ben)).toMatchObject({ currentCount: 1, progressPercentage: 1 });
    const { data } = await ben.must(ROUTES.getUser, ofAna());
    expect(data.challenge2025).toEqual(await challenge(ben));
  });

  it('has the goal that the person sets, in a year that is one', async () => {
    const set = (year: string, goalCount: number) =>
      ana.call(ROUTES.setChallenge, { params: { year }, body: { goalCount } });
    await been(ana, italian, { visitDate: '2025-01-01' });
    expect((await set('2025', 1)).data).toMatchObject({ goalCount: 1, isComplete: true });
    expect((await set('2025', 4)).data).toMatchObject({ goalCount: 4, progressPercentage: 25 });
    expect(await challenge(ben)).toMatchObject({ goalCount: 4, currentCount: 1 });
    expect((await ana.must(ROUTES.getMe, {})).data.challenge2025).toMatchObject({ goalCount: 4 });
    for (const [year, goal] of [
      ['1969', 5],
      ['2100', 5],
      ['2025', 0],
      ['2025', 2001],
    ] as const)
      expect((await set(year, goal)).status).toBe(400);
  });

  it('counts stealth places for the person alone, and nothing for strangers to a private account', async () => {
    await been(ana, italian, { visitDate: '2025-01-01', isStealth: true });
    expect([(await challenge(ana)).currentCount, (await challenge(ben)).currentCount]).toEqual([1, 0]);
    await ana.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    const { data } = await ben.must(ROUTES.getUser, ofAna());
    expect(data.challenge2025).toBeNull();
    const params = { id: String(ana.id), year: '2025' };
    expect((await new Person(api.url).call(ROUTES.getChallenge, { params })).error.code).toBe(
      'USER_NOT_FOUND',
    );
  });

  it('lists its places newest first, by month too, and loses none over pages', async () => {
    const days = ['2025-09-30', '2025-10-01', '2025-10-31', '2025-10-31', '2025-11-02', '2024-10-10'];
    const ids: number[] = [];
    for (const visitDate of days) {
      const id = await addRestaurant(admin);
      await been(ana, id, { visitDate, notes: 'Mine.', notesPrivate: true });
      ids.push(id);
    }
    const params = { id: String(ana.id), year: '2025' };
    const expected = [4, 3, 2, 1, 0].map((index) => ids[index]);
    const found: number[] = [];
    let cursor: string | undefined;
    do {
      const { data, meta } = await ben.must(ROUTES.listChallengeActivities, {
        params,
        query: { limit: '2', ...(cursor && { cursor }) },
      });
      for (const item of data) if ('restaurantId' in item) found.push(item.restaurantId);
      cursor = meta.nextCursor ?? undefined;
    } while (cursor);
    expect(found).toEqual(expected);
    const months = await ben.must(ROUTES.listChallengeActivities, { params, query: { groupBy: 'month' } });
    expect(months.data.map((group) => ('label' in group ? [group.label, group.items.length] : []))).toEqual([
      ['NOVEMBER 2025', 1],
      ['OCTOBER 2025', 3],
      ['SEPTEMBER 2025', 1],
    ]);
    for (const month of ['2025-10', 'october 2025']) {
      const { data } = await ana.must(ROUTES.listChallengeActivities, { params, query: { month } });
      expect(data).toHaveLength(3);
      expect(data[0]).toMatchObject({ notes: 'Mine.', timestamp: '2025-10-31T00:00:00.000Z' });
    }
    const { data } = await ben.must(ROUTES.listChallengeActivities, { params, query: { month: '2025-10' } });
    expect(data[0]).toMatchObject({ notes: null });
    expect(
      (await ben.must(ROUTES.listChallengeActivities, { params, query: { month: '2024-10' } })).data,
    ).toEqual([]);
    expect((await ben.call(ROUTES.listChallengeActivities, { params, query: { month: 'May' } })).status).toBe(
      400,
    );
  });
});
