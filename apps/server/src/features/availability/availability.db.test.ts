import { ROUTES, type WeekHours } from '@beli/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import type { AvailabilityProvider } from './availability.public.js';
import { AvailabilityService } from './availability.service.js';

/** A Wednesday noon in New York. */
const NOON = new Date('2026-06-10T16:00:00Z');
// People sign up today: tokens live by the wall clock.
let now = new Date();
let server: TestServer;
let api: RunningApi;
let admin: Person;
let ana: Person;

const dinners: WeekHours = { wednesday: { open: '17:00', close: '23:00' } };
const ask = (
  id: number,
  query: { date: string; timeSlot?: 'breakfast' | 'lunch' | 'dinner'; partySize?: string },
) => ana.call(ROUTES.getAvailability, { params: { id: String(id) }, query });

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api({}, () => now);
  admin = await server.promote(await server.signUp(api), 'admin', api);
  ana = await server.signUp(api);
});
afterAll(() => server.stop());
beforeEach(() => {
  now = NOON;
});

describe('availability of a restaurant', () => {
  it('follows from its hours', async () => {
    const id = await addRestaurant(admin, { hours: dinners, reservationLink: 'https://example.com/book' });
    const { data } = await ask(id, { date: '2026-06-17' });
    expect(data.available).toBe(true);
    expect(data.slots.map(({ time }) => time)).toEqual(
      '17:00 17:30 18:00 18:30 19:00 19:30 20:00 20:30 21:00 21:30'.split(' '),
    );
    expect(data).toMatchObject({
      isOpen: true,
      source: 'hours',
      reservationLink: 'https://example.com/book',
    });
    expect((await ask(id, { date: '2026-06-17', timeSlot: 'lunch' })).data).toMatchObject({
      available: false,
      slots: [],
      isOpen: false,
    });
    const unknown = await addRestaurant(admin);
    expect((await ask(unknown, { date: '2026-06-17' })).data).toEqual({
      available: false,
      slots: [],
      isOpen: null,
      source: 'hours',
      reservationLink: null,
    });
  });

  it('has no times that have passed on the clock of the restaurant', async () => {
    now = new Date('2026-06-10T23:45:00Z');
    const hours = dinners;
    const here = await addRestaurant(admin, { hours });
    const there = await addRestaurant(admin, { hours, timezone: 'America/Los_Angeles' });
    const times = async (id: number, date: string) =>
      (await ask(id, { date })).data.slots.map(({ time }) => time);
    expect(await times(here, '2026-06-10')).toEqual(['20:00', '20:30', '21:00', '21:30']);
    expect((await times(there, '2026-06-10'))[0]).toBe('17:00');
    expect(await times(here, '2026-06-03')).toEqual([]);
  });

  it('changes at once with the restaurant, and ends with it', async () => {
    const id = await addRestaurant(admin, { hours: dinners });
    const params = { id: String(id) };
    expect((await ask(id, { date: '2026-06-17' })).data.available).toBe(true);
    await admin.must(ROUTES.updateRestaurant, { params, body: { isClosed: true } });
    expect((await ask(id, { date: '2026-06-17' })).data).toMatchObject({ available: false, isOpen: false });
    await admin.must(ROUTES.deleteRestaurant, { params });
    expect((await ask(id, { date: '2026-06-17' })).error.code).toBe('RESTAURANT_NOT_FOUND');
  });

  it('of a place that became another is that of the other', async () => {
    const [from, into] = [await addRestaurant(admin), await addRestaurant(admin, { hours: dinners })];
    await admin.must(ROUTES.mergeRestaurant, { params: { id: String(from) }, body: { intoId: into } });
    expect((await ask(from, { date: '2026-06-17' })).data.available).toBe(true);
  });
});

describe('a provider of tables', () => {
  const serviceWith = (...providers: AvailabilityProvider[]) => {
    const { database, cache, logger } = api.platform;
    const service = new AvailabilityService(database, cache, () => now, logger);
    for (const provider of providers) service.register(provider);
    return service;
  };
  const query = { date: '2026-06-17', timeSlot: 'dinner', partySize: 4 } as const;

  it('is asked once about many restaurants and overrides what it knows', async () => {
    const [booked, offered, unknown] = [
      await addRestaurant(admin, { hours: dinners }),
      await addRestaurant(admin),
      await addRestaurant(admin, { hours: dinners }),
    ];
    const questions: number[][] = [];
    const provider: AvailabilityProvider = {
      name: 'tables',
      async ask({ places }) {
        questions.push(places.map(({ id }) => id).toSorted((a, b) => a - b));
        return new Map([
          [booked, { times: [] }],
          [
            offered,
            { times: ['20:15', '18:45', '18:45', 'whenever'], reservationLink: 'https://example.com/t' },
          ],
        ]);
      },
    };
    const found = await serviceWith(provider).ofMany([booked, offered, unknown, 999_999], query);
    expect(questions).toEqual([[booked, offered, unknown]]);
    expect(found.get(booked)).toMatchObject({
      available: false,
      source: 'provider',
      time: null,
      isOpen: true,
    });
    expect(found.get(offered)).toMatchObject({
      slots: [{ time: '18:45' }, { time: '20:15' }],
      time: '20:15',
      isOpen: null,
      reservationLink: 'https://example.com/t',
    });
    expect(found.get(unknown)).toMatchObject({ source: 'hours', time: '19:00' });
    expect(found.has(999_999)).toBe(false);
  });

  it('that fails or hangs is not waited for: the hours stand', async () => {
    const id = await addRestaurant(admin, { hours: dinners });
    let wasTold = false;
    const failing: AvailabilityProvider = {
      name: 'failing',
      ask: async () => Promise.reject(new Error('unreachable')),
    };
    const hanging: AvailabilityProvider = {
      name: 'hanging',
      ask: (_, signal) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            wasTold = true;
          });
        }),
    };
    const found = await serviceWith(failing, hanging).ofMany([id], query);
    expect(found.get(id)).toMatchObject({ source: 'hours', available: true });
    expect(wasTold).toBe(true);
  });
});
