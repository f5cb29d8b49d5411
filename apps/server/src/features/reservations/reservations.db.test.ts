import { ROUTES, type Sent } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { rankOf } from './priority.rules.js';
import { opensAt } from './reservation-visibility.sql.js';
import { opensFor } from './reservations.rules.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let server: TestServer;
let api: RunningApi;
let admin: Person;
let ahead = 0;
const now = () => new Date(Date.now() + ahead);
const dayFromNow = (days: number) => new Date(now().getTime() + days * DAY).toISOString().slice(0, 10);

type Input = Sent<typeof ROUTES.createReservation>['body'];
type List = Sent<typeof ROUTES.listReservations>['query'];

const offer = async (owner: Person, more: Partial<Input> = {}) =>
  (
    await owner.must(ROUTES.createReservation, {
      body: {
        restaurantId: more.restaurantId ?? (await addRestaurant(admin)),
        date: dayFromNow(5),
        time: '19:30',
        partySize: 2,
        priority: 'Bronze',
        ...more,
      },
    })
  ).data;
const list = async (person: Person, query: List = {}) =>
  (await person.must(ROUTES.listReservations, { query })).data.map(({ id }) => id);
const get = (person: Person, id: string) => person.call(ROUTES.getReservation, { params: { id } });
const claim = (person: Person, id: string) => person.call(ROUTES.claimReservation, { params: { id } });
const release = (person: Person, id: string) => person.call(ROUTES.releaseReservation, { params: { id } });
const share = (owner: Person, id: string, ...people: Person[]) =>
  owner.call(ROUTES.shareReservation, {
    params: { id },
    body: { recipientIds: people.map((one) => one.id) },
  });
const people = (count: number) =>
  Promise.all(Array.from({ length: count }, () => server.signUp(api))) as Promise<
    [Person, Person, Person, Person]
  >;
const grant = (person: Person, level: 'Bronze' | 'Silver' | 'Gold' | 'SC' | null) =>
  admin.must(ROUTES.setPriority, { params: { id: String(person.id) }, body: { level } });
const later = async <T>(milliseconds: number, work: () => Promise<T>): Promise<T> => {
  ahead += milliseconds;
  try {
    return await work();
  } finally {
    ahead -= milliseconds;
  }
};

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api({}, now);
  admin = await server.promote(await server.signUp(api), 'admin', api);
});
afterAll(() => server.stop());

describe('an offer', () => {
  it('is on the clock of the restaurant', async () => {
    const [ana] = await people(1);
    const restaurantId = await addRestaurant(admin, { timezone: 'Asia/Tokyo' });
    const date = dayFromNow(10);
    const made = await offer(ana, {
      restaurantId,
      date,
      time: '19:30',
      notes: 'By the <b>window</b>',
      partySize: 4,
    });
    expect(made).toMatchObject({
      date,
      time: '19:30',
      timezone: 'Asia/Tokyo',
      dateTime: `${date}T10:30:00.000Z`,
      expiresAt: `${date}T10:00:00.000Z`,
      status: 'available',
      notes: 'By the window',
      partySize: 4,
      priority: 'Bronze',
      claimedBy: null,
      sharedWith: [],
      owner: { id: ana.id },
      restaurant: { id: restaurantId },
      version: 1,
    });
    expect((await get(ana, made.id)).data).toEqual(made);
    expect((await get(ana, made.id.replace('res-', ''))).data).toEqual(made);
  });

  it('must be to come, at a time that the clock shows, at a place that is there', async () => {
    const [ana] = await people(1);
    const restaurantId = await addRestaurant(admin);
    const body = { restaurantId, date: dayFromNow(5), time: '19:30', partySize: 2 };
    const fault = async (more: Partial<Input>) => {
      const { status, error } = await ana.call(ROUTES.createReservation, { body: { ...body, ...more } });
      return [
        status,
        error.code,
        (error.details as { fields?: { path: string }[] } | undefined)?.fields?.[0]?.path,
      ];
    };
    expect(await fault({ date: dayFromNow(-1) })).toEqual([400, 'VALIDATION_ERROR', 'date']);
    expect(await fault({ date: dayFromNow(400) })).toEqual([400, 'VALIDATION_ERROR', 'date']);
    expect(await fault({ expiresAt: new Date(now().getTime() - 1000).toISOString() })).toEqual([
      400,
      'VALIDATION_ERROR',
      'date',
    ]);
    expect(await fault({ partySize: 21 })).toEqual([400, 'VALIDATION_ERROR', 'partySize']);
    expect(await fault({ notes: 'x'.repeat(301) })).toEqual([400, 'VALIDATION_ERROR', 'notes']);
    expect(await fault({ restaurantId: 999_999_999 })).toEqual([404, 'RESTAURANT_NOT_FOUND', undefined]);
    expect(await fault({ shareWith: [999_999_999] })).toEqual([404, 'USER_NOT_FOUND', undefined]);
    // The Sunday in March on which New York has no half past two.
    const springs = ['2027-03-14', '2028-03-12', '2029-03-11', '2030-03-10'];
    const next = springs.find(
      (date) => new Date(date) > now() && new Date(date).getTime() - now().getTime() < 365 * DAY,
    );
    expect(await fault({ date: next ?? '', time: '02:30' })).toEqual([400, 'VALIDATION_ERROR', 'time']);
    await admin.must(ROUTES.updateRestaurant, {
      params: { id: String(restaurantId) },
      body: { isClosed: true },
    });
    expect(await fault({})).toEqual([400, 'VALIDATION_ERROR', 'restaurantId']);
  });

  it('is made once for a reservation elsewhere, and once for an idempotency key', async () => {
    const [ana] = await people(1);
    const restaurantId = await addRestaurant(admin);
    const made = await offer(ana, { restaurantId, externalReservationId: 'R-77' });
    const body = {
      restaurantId,
      date: dayFromNow(5),
      time: '19:30',
      partySize: 2,
      externalReservationId: 'R-77',
    };
    expect((await ana.call(ROUTES.createReservation, { body })).error.code).toBe('CONFLICT');
    await ana.must(ROUTES.cancelReservation, { params: { id: made.id } });
    const headers = { 'idempotency-key': 'once' };
    const [first, second] = [
      await ana.must(ROUTES.createReservation, { body, headers }),
      await ana.must(ROUTES.createReservation, { body, headers }),
    ];
    expect(second.data).toEqual(first.data);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await list(ana, { status: 'mine', restaurantId: String(restaurantId) })).toHaveLength(2);
  });

  it('changes for its owner alone, by version, until somebody has claimed it', async () => {
    const [ana, ben] = await people(2);
    const { id, date } = await offer(ana);
    const params = { id };
    const { data, headers } = await ana.must(ROUTES.updateReservation, {
      params,
      body: { time: '20:15', partySize: 5, notes: null },
      headers: { 'if-match': '"1"' },
    });
    expect(data).toMatchObject({ date, time: '20:15', partySize: 5, version: 2 });
    expect(new Date(data.dateTime).getTime() - new Date(data.expiresAt).getTime()).toBe(HOUR / 2);
    expect(headers.get('etag')).toBe('"2"');
    const change = (person: Person, etag?: string) =>
      person.call(ROUTES.updateReservation, {
        params,
        body: { partySize: 3 },
        ...(etag && { headers: { 'if-match': etag } }),
      });
    expect((await change(ana, '"1"')).status).toBe(412);
    expect((await change(ben)).status).toBe(403);
    await claim(ben, id);
    expect((await change(ana)).error.code).toBe('RESERVATION_NOT_AVAILABLE');
    expect((await ana.call(ROUTES.cancelReservation, { params })).error.code).toBe(
      'RESERVATION_NOT_AVAILABLE',
    );
    expect((await share(ana, id, ben)).error.code).toBe('RESERVATION_NOT_AVAILABLE');
    expect((await ben.call(ROUTES.cancelReservation, { params })).status).toBe(403);
  });

  it('that is cancelled is gone for everybody but its owner, however often', async () => {
    const [ana, ben] = await people(2);
    const { id } = await offer(ana);
    for (let turn = 0; turn < 2; turn++) await ana.must(ROUTES.cancelReservation, { params: { id } });
    expect((await get(ana, id)).data.status).toBe('cancelled');
    expect((await get(ben, id)).status).toBe(404);
    expect((await claim(ben, id)).error.code).toBe('RESERVATION_NOT_AVAILABLE');
    expect(await list(ben, { restaurantId: String((await get(ana, id)).data.restaurant.id) })).toEqual([]);
  });

  it('expires half an hour before, without anybody doing anything', async () => {
    const [ana, ben] = await people(2);
    const { id, expiresAt, restaurant } = await offer(ana);
    const query = { restaurantId: String(restaurant.id), status: 'available' } as const;
    const left = new Date(expiresAt).getTime() - now().getTime();
    expect(await list(ben, query)).toEqual([id]);
    await later(left + 1000, async () => {
      expect((await get(ana, id)).data).toMatchObject({ status: 'expired', claimableFrom: null });
      expect(await list(ben, query)).toEqual([]);
      expect((await claim(ben, id)).error.code).toBe('RESERVATION_NOT_AVAILABLE');
      expect((await share(ana, id, ben)).error.code).toBe('RESERVATION_NOT_AVAILABLE');
      await ana.must(ROUTES.cancelReservation, { params: { id } });
    });
  });
});

describe('a claim', () => {
  it('takes the table, once, and not the own one', async () => {
    const [ana, ben, cem] = await people(3);
    const { id } = await offer(ana, { externalReservationId: 'R-1' });
    expect((await claim(ana, id)).error.code).toBe('CANNOT_CLAIM_OWN');
    const { status, data } = await claim(ben, id);
    expect([status, data.id, data.status, data.claimedBy?.id]).toEqual([200, id, 'claimed', ben.id]);
    expect((await claim(ben, id)).error.code).toBe('RESERVATION_NOT_AVAILABLE');
    expect((await claim(cem, id)).error.code).toBe('RESERVATION_NOT_AVAILABLE');
    expect((await claim(cem, 'res-999999999')).error.code).toBe('RESERVATION_NOT_FOUND');
    expect((await get(ben, id)).data).toMatchObject({
      claimedBy: { id: ben.id },
      externalReservationId: 'R-1',
    });
    expect((await get(ana, id)).data).toMatchObject({ status: 'claimed', claimedBy: { id: ben.id } });
    expect((await get(cem, id)).status).toBe(404);
    expect(await list(ben, { status: 'claimed' })).toEqual([id]);
  });

  it('waits for its turn: an hour for each level below, or until six hours before', async () => {
    const [ana, ben, cem] = await people(3);
    await grant(ben, 'Gold');
    const { id, createdAt, restaurant } = await offer(ana, { priority: 'SC' });
    const opens = (hours: number) => new Date(new Date(createdAt).getTime() + hours * HOUR).toISOString();
    const refused = await claim(ben, id);
    expect([refused.status, refused.error.code]).toEqual([403, 'FORBIDDEN']);
    expect(refused.error.details).toEqual({ claimableFrom: opens(1) });
    expect((await claim(cem, id)).error.details).toEqual({ claimableFrom: opens(3) });
    expect((await get(cem, id)).data.claimableFrom).toBe(opens(3));
    expect((await get(ana, id)).data.claimableFrom).toBe(opens(3));
    expect(await list(cem, { status: 'available', restaurantId: String(restaurant.id) })).toEqual([id]);
    await later(1.01 * HOUR, async () => {
      expect((await claim(cem, id)).status).toBe(403);
      expect((await claim(ben, id)).status).toBe(200);
    });
    // A table of tonight is everybody's at once.
    const soon = new Date(now().getTime() + 4 * HOUR);
    const tonight = await offer(ana, {
      restaurantId: await addRestaurant(admin, { timezone: 'UTC' }),
      date: soon.toISOString().slice(0, 10),
      time: soon.toISOString().slice(11, 16),
      priority: 'SC',
    });
    expect((await claim(cem, tonight.id)).status).toBe(200);
  });

  it('opens in the database when the rule says', async () => {
    const levels = ['Bronze', 'Silver', 'Gold', 'SC'] as const;
    const openedAt = new Date('2026-03-01T12:00:00Z');
    const cases = levels.flatMap((priority) =>
      [0.6, 3, 6.5, 7.25, 9, 48].flatMap((hours) =>
        levels.map((level) => ({ priority, level, startsAt: new Date(openedAt.getTime() + hours * HOUR) })),
      ),
    );
    for (const { priority, level, startsAt } of cases) {
      const [row] = await server.database.query<{ at: Date }>(
        `select ${opensAt('$1')} as at from (select $2::timestamptz as opened_at, $3::text as priority, $4::timestamptz as starts_at) r`,
        [rankOf(level), openedAt, priority, startsAt],
      );
      const timing = {
        status: 'available',
        sharedAt: null,
        expiresAt: startsAt,
        priority,
        openedAt,
        startsAt,
      } as const;
      expect([priority, level, row?.at]).toEqual([priority, level, opensFor(level, timing)]);
    }
  });

  it('that is given back is open again; less than six hours before it costs a credit', async () => {
    const [ana, ben, cem] = await people(3);
    const { id, dateTime } = await offer(ana);
    await claim(ben, id);
    expect((await release(cem, id)).status).toBe(404);
    expect((await release(ana, id)).status).toBe(403);
    expect((await release(ben, id)).data).toMatchObject({
      id,
      status: 'available',
      claimedBy: null,
      claimedAt: null,
    });
    expect((await release(ben, id)).status).toBe(403);
    const priority = async (person: Person) => (await person.must(ROUTES.getReservationPriority, {})).data;
    expect(await priority(ben)).toMatchObject({ reservationsShared: 0, lateReleases: 0 });
    expect(await priority(ana)).toMatchObject({ reservationsShared: 0 });
    const own = await offer(ben);
    await claim(cem, own.id);
    expect(await priority(ben)).toMatchObject({ reservationsShared: 1 });
    await claim(ben, id);
    await later(new Date(dateTime).getTime() - now().getTime() - 5 * HOUR, async () => {
      expect((await release(ben, id)).data.status).toBe('available');
      expect(await priority(ben)).toMatchObject({ reservationsShared: 0, lateReleases: 1 });
      expect((await claim(cem, id)).status).toBe(200);
      expect(await priority(ana)).toMatchObject({ reservationsShared: 1 });
    });
    await later(new Date(dateTime).getTime() - now().getTime(), async () => {
      expect((await release(cem, id)).error.code).toBe('RESERVATION_NOT_AVAILABLE');
    });
  });

  it('loses its early access with the third late release in 90 days', async () => {
    const [ana, ben] = await people(2);
    await grant(ben, 'SC');
    const lapse = (days: number) =>
      server.database.query(
        `insert into reservation_lapses (user_id, lapsed_at) values ($1, now() - $2 * interval '1 day')`,
        [ben.id, days],
      );
    await lapse(80);
    await lapse(40);
    const [first, second] = [await offer(ana, { priority: 'SC' }), await offer(ana, { priority: 'SC' })];
    expect((await claim(ben, first.id)).status).toBe(200);
    await lapse(0);
    expect((await claim(ben, second.id)).status).toBe(403);
    expect((await ben.must(ROUTES.getReservationPriority, {})).data).toMatchObject({
      level: 'SC',
      isGranted: true,
      lateReleases: 3,
      earlyAccess: { isActive: false },
    });
  });

  it('credits never go below none on the way', async () => {
    const [ana, ben] = await people(2);
    await server.database.query(
      `insert into reservation_lapses (user_id, lapsed_at) values ($1, now() - interval '2 days'), ($1, now() - interval '1 day')`,
      [ana.id],
    );
    const { id } = await offer(ana);
    await claim(ben, id);
    const { data } = await ana.must(ROUTES.getReservationPriority, {});
    expect(data).toMatchObject({ reservationsShared: 1, invitesSent: 0, level: 'Bronze' });
  });

  it('counts people who accepted an invitation', async () => {
    const [ana] = await people(1);
    const { data: me } = await ana.must(ROUTES.getMe, {});
    for (let n = 0; n < 3; n++) await server.signUp(api, { inviteCode: me.inviteCode });
    expect((await ana.must(ROUTES.getReservationPriority, {})).data).toMatchObject({
      invitesSent: 3,
      progress: { invites: 60, shares: 0 },
      nextLevel: 'Silver',
      nextLevelProgress: 30,
    });
  });
});

describe('a share', () => {
  it('is for its recipients alone', async () => {
    const [ana, ben, cem, dan] = await people(4);
    const { id, restaurant } = await offer(ana, { priority: 'SC' });
    const { data } = await share(ana, id, ben, ben, ana);
    expect([data.id, data.status, data.sharedWith]).toEqual([id, 'shared', [ben.id]]);
    expect((await share(ana, id, cem)).data.sharedWith).toEqual([ben.id, cem.id]);
    const query = { restaurantId: String(restaurant.id) };
    expect([await list(dan, query), (await get(dan, id)).status, (await claim(dan, id)).status]).toEqual([
      [],
      404,
      404,
    ]);
    expect(await list(ben, { ...query, status: 'shared' })).toEqual([id]);
    expect(await list(ben, { ...query, status: 'shared', role: 'owner' })).toEqual([]);
    expect(await list(ana, { ...query, status: 'shared', role: 'owner' })).toEqual([id]);
    expect(await list(ana, { ...query, status: 'shared', role: 'recipient' })).toEqual([]);
    expect((await get(ben, id)).data.sharedWith).toEqual([ben.id, cem.id]);
    // no level is asked for
    expect((await claim(cem, id)).status).toBe(200);
    expect((await claim(ben, id)).error.code).toBe('RESERVATION_NOT_AVAILABLE');
    expect((await get(ben, id)).data).toMatchObject({ status: 'claimed', claimedBy: { id: cem.id } });
    expect((await release(cem, id)).data.status).toBe('shared');
    expect((await claim(dan, id)).status).toBe(404);
    expect((await claim(ben, id)).status).toBe(200);
  });

  it('ends with the offer, or opens it to everybody', async () => {
    const [ana, ben, cem] = await people(3);
    const end = (id: string, reopen?: string) =>
      ana.call(ROUTES.endReservationShare, { params: { id }, query: { reopen } });
    const [one, two] = [await offer(ana, { shareWith: [ben.id] }), await offer(ana, { shareWith: [ben.id] })];
    expect(one).toMatchObject({ status: 'shared', sharedWith: [ben.id] });
    expect((await end(one.id)).data.status).toBe('cancelled');
    expect((await claim(ben, one.id)).error.code).toBe('RESERVATION_NOT_AVAILABLE');
    expect((await get(ben, one.id)).status).toBe(404);
    expect((await end(two.id, 'true')).data).toMatchObject({
      status: 'available',
      sharedWith: [],
      sharedAt: null,
    });
    expect((await end(two.id)).error.code).toBe('RESERVATION_NOT_AVAILABLE');
    expect((await claim(cem, two.id)).status).toBe(200);
  });

  it('reaches nobody who is private, blocked or not there, and not more than fifty', async () => {
    const [ana, ben, cem, dan] = await people(4);
    await ben.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    await cem.must(ROUTES.blockUser, { params: { id: String(ana.id) } });
    const { id } = await offer(ana);
    for (const other of [ben, cem])
      expect((await share(ana, id, dan, other)).error.code).toBe('USER_NOT_FOUND');
    expect((await get(ana, id)).data.status).toBe('available');
    expect((await share(ana, id, ana)).error.code).toBe('VALIDATION_ERROR');
    await server.database.query(
      `update reservations set recipient_ids = array(select generate_series(1000001, 1000050)) where id = $1`,
      [Number(id.slice(4))],
    );
    expect((await share(ana, id, dan)).error.code).toBe('VALIDATION_ERROR');
  });
});

describe('lists', () => {
  it('come soonest first, by place, city, day and size, a page at a time', async () => {
    const [ana, ben] = await people(2);
    const restaurantId = await addRestaurant(admin, {
      timezone: 'Pacific/Auckland',
      location: { city: 'Auckland', state: 'AK', coordinates: { latitude: -36.8, longitude: 174.7 } },
    });
    const made = [];
    for (const [days, partySize] of [
      [7, 2],
      [3, 4],
      [5, 6],
      [3, 8],
    ] as const)
      made.push(
        (await offer(ana, { restaurantId, date: dayFromNow(days), time: `1${partySize}:00`, partySize })).id,
      );
    const [late, first, middle, second] = made;
    expect(await list(ben, { city: 'auckland', status: 'available' })).toEqual([first, second, middle, late]);
    expect(await list(ben, { city: 'auckland', date: dayFromNow(3) })).toEqual([first, second]);
    expect(await list(ben, { city: 'auckland', partySize: '5' })).toEqual([second, middle]);
    expect(await list(ben, { restaurantId: '999999' })).toEqual([]);
    const page = await ben.must(ROUTES.listReservations, {
      query: { city: 'AUCKLAND', page: '2', pageSize: '3' },
    });
    expect([page.data.map(({ id }) => id), page.meta.total, page.meta.hasMore]).toEqual([[late], 4, false]);
    const beyond = await ben.must(ROUTES.listReservations, { query: { city: 'AUCKLAND', page: '9' } });
    expect([beyond.data, beyond.meta.total]).toEqual([[], 4]);
    await claim(ben, middle ?? '');
    expect(await list(ben, { status: 'all', city: 'auckland' })).toEqual([first, second, middle, late]);
    await later(4 * DAY, async () => {
      // what has passed comes last
      expect(await list(ana, { status: 'mine' })).toEqual([middle, late, second, first]);
      expect(await list(ben, { status: 'all', city: 'auckland' })).toEqual([middle, late]);
    });
  });

  it('of the next days hold what one offered or claimed', async () => {
    const [ana, ben] = await people(2);
    const [near, far] = [
      await offer(ana, { date: dayFromNow(2), time: '12:00' }),
      await offer(ana, { date: dayFromNow(6), time: '12:00' }),
    ];
    const cancelled = await offer(ana, { date: dayFromNow(1) });
    await ana.must(ROUTES.cancelReservation, { params: { id: cancelled.id } });
    await claim(ben, near.id);
    const soon = async (person: Person, days?: string) =>
      (await person.must(ROUTES.listReservationReminders, { query: { days } })).data.map(({ id }) => id);
    expect([await soon(ana), await soon(ana, '7'), await soon(ben, '30')]).toEqual([
      [near.id],
      [near.id, far.id],
      [near.id],
    ]);
  });
});
