import { ROUTES, type Sent } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { Listener } from '../../../test/sockets.js';
import { purgeAccount } from '../account/account.public.js';
import { remindOfReservations } from './reservations.public.js';

/* Who sees reservations and hears of them, while people come, go and part. */

const DAY = 86_400_000;

let server: TestServer;
let api: RunningApi;
let admin: Person;

const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
const offer = async (owner: Person, more: Partial<Sent<typeof ROUTES.createReservation>['body']> = {}) =>
  (
    await owner.must(ROUTES.createReservation, {
      body: {
        restaurantId: more.restaurantId ?? (await addRestaurant(admin)),
        date: inDays(5),
        time: '19:30',
        partySize: 2,
        priority: 'Bronze',
        ...more,
      },
    })
  ).data;
const sees = async (person: Person, id: string) =>
  (await person.call(ROUTES.getReservation, { params: { id } })).status === 200;
const finds = async (person: Person, id: string) =>
  (await person.must(ROUTES.listReservations, { query: { pageSize: '100' } })).data.some(
    (one) => one.id === id,
  );
const claim = (person: Person, id: string) => person.call(ROUTES.claimReservation, { params: { id } });
const people = (count: number) =>
  Promise.all(Array.from({ length: count }, () => server.signUp(api))) as Promise<
    [Person, Person, Person, Person]
  >;
const block = (one: Person, other: Person) =>
  one.must(ROUTES.blockUser, { params: { id: String(other.id) } });
const told = async (person: Person) =>
  (await person.must(ROUTES.listNotifications, {})).data
    .map(({ type, message }) => `${type}: ${message}`)
    .toReversed();

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  await server.worker();
  admin = await server.promote(await server.signUp(api), 'admin', api);
});
afterAll(() => server.stop());

describe('an open offer', () => {
  it('of a private account is for its followers', async () => {
    const [ana, ben, cem] = await people(3);
    await ben.must(ROUTES.followUser, { params: { id: String(ana.id) } });
    await ana.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
    const { id } = await offer(ana);
    expect([await sees(ben, id), await finds(ben, id)]).toEqual([true, true]);
    expect([await sees(cem, id), await finds(cem, id), (await claim(cem, id)).status]).toEqual([
      false,
      false,
      404,
    ]);
    expect((await claim(ben, id)).status).toBe(200);
  });

  it('goes with an account that is suspended or leaves, and is not found among the muted', async () => {
    const [ana, ben, cem, dan] = await people(4);
    const [one, two, three] = [await offer(ana), await offer(ben), await offer(cem)];
    await admin.must(ROUTES.suspendAccount, {
      params: { id: String(ana.id) },
      body: { until: '2999-01-01T00:00:00.000Z', reason: 'spam' },
    });
    await server.database.query('update users set deleted_at = now() where id = $1', [ben.id]);
    await dan.must(ROUTES.muteUser, { params: { id: String(cem.id) } });
    for (const { id } of [one, two])
      expect([await sees(dan, id), await finds(dan, id), (await claim(dan, id)).status]).toEqual([
        false,
        false,
        404,
      ]);
    expect([await sees(dan, three.id), await finds(dan, three.id)]).toEqual([true, false]);
  });

  it('goes with its restaurant, and moves with one that becomes another', async () => {
    const [ana, ben] = await people(2);
    const [gone, from, into] = [
      await addRestaurant(admin),
      await addRestaurant(admin),
      await addRestaurant(admin),
    ];
    const [one, two] = [await offer(ana, { restaurantId: gone }), await offer(ana, { restaurantId: from })];
    await admin.must(ROUTES.deleteRestaurant, { params: { id: String(gone) } });
    expect([await sees(ben, one.id), (await claim(ben, one.id)).status]).toEqual([false, 404]);
    const { data } = await ana.must(ROUTES.getReservation, { params: { id: one.id } });
    expect(data.restaurant.isClosed).toBe(true);
    await admin.must(ROUTES.mergeRestaurant, { params: { id: String(from) }, body: { intoId: into } });
    expect((await claim(ben, two.id)).status).toBe(200);
    await server.settled();
    const moved = await ben.must(ROUTES.getReservation, { params: { id: two.id } });
    expect(moved.data.restaurant.id).toBe(into);
  });
});

describe('a block', () => {
  it('hides both ways and takes back what the two share and have claimed', async () => {
    const [ana, ben, cem] = await people(3);
    const [open, shared, claimed, others] = [
      await offer(ana),
      await offer(ana, { shareWith: [ben.id, cem.id] }),
      await offer(ana),
      await offer(ben),
    ];
    await claim(ben, claimed.id);
    await claim(ana, others.id);
    await block(ana, ben);
    for (const { id } of [open, shared, claimed])
      expect([await sees(ben, id), await finds(ben, id)]).toEqual([false, false]);
    expect([(await claim(ben, open.id)).status, (await claim(ben, shared.id)).status]).toEqual([404, 404]);
    await server.settled();
    const own = async (person: Person, id: string) =>
      (await person.must(ROUTES.getReservation, { params: { id } })).data;
    expect(await own(ana, shared.id)).toMatchObject({ status: 'shared', sharedWith: [cem.id] });
    expect(await own(ana, claimed.id)).toMatchObject({ status: 'available', claimedBy: null });
    expect(await own(ben, others.id)).toMatchObject({ status: 'available', claimedBy: null });
    expect((await claim(cem, claimed.id)).status).toBe(200);
    const { data } = await ben.must(ROUTES.getReservationPriority, {});
    expect(data.lateReleases).toBe(0);
  });

  it('that comes while the other claims leaves neither with the other', async () => {
    const [ana] = await people(1);
    const rounds = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const ben = await server.signUp(api);
        return { ben, id: (await offer(ana)).id };
      }),
    );
    await Promise.all(rounds.flatMap(({ ben, id }) => [claim(ben, id), block(ana, ben)]));
    await server.settled();
    const [row] = await server.database.query<{ left: number }>(
      `select count(*)::int as left from reservations r join blocks b on b.blocker_id = r.owner_id and b.blocked_id = r.claimed_by where r.owner_id = $1`,
      [ana.id],
    );
    expect(row?.left).toBe(0);
  });
});

describe('news', () => {
  it('of a share, a claim and a release reach those concerned, live and to be read', async () => {
    const [ana, ben, cem, dan] = await people(4);
    await cem.must(ROUTES.muteUser, { params: { id: String(ana.id) } });
    const ears = await Promise.all([ana, ben, cem, dan].map((one) => Listener.connect(api.url, one.token)));
    const [anas, bens, , dans] = ears as [Listener, Listener, Listener, Listener];
    const { id, restaurant, date } = await offer(ana, { shareWith: [ben.id, cem.id] });
    expect(await bens.next('reservation:update')).toEqual([{ id, status: 'shared', claimedBy: null }]);
    await claim(cem, id);
    expect((await bens.next('reservation:update', 2))[1]).toEqual({
      id,
      status: 'claimed',
      claimedBy: cem.id,
    });
    expect((await anas.next('reservation:update', 2))[1]).toEqual({
      id,
      status: 'claimed',
      claimedBy: cem.id,
    });
    await cem.must(ROUTES.releaseReservation, { params: { id } });
    expect((await anas.next('reservation:update', 3))[2]).toEqual({ id, status: 'shared', claimedBy: null });
    await ana.must(ROUTES.endReservationShare, { params: { id } });
    expect((await bens.next('reservation:update', 4))[3]).toEqual({
      id,
      status: 'cancelled',
      claimedBy: null,
    });
    await server.settled();
    const place = `${restaurant.name}, ${date} at 19:30, for 2`;
    const [anaName, cemName] = [ana, cem].map((one) => one.signedIn?.user.displayName);
    expect(await told(ben)).toEqual([`reservation_shared: ${anaName} shares a table with you: ${place}.`]);
    expect(await told(cem)).toEqual([]);
    expect(await told(ana)).toEqual([
      `reservation_claimed: ${cemName} takes your table: ${place}.`,
      `system: Your table was given back: ${place}.`,
    ]);
    expect(dans.all('reservation:update')).toEqual([]);
    for (const ear of ears) ear.close();
  });

  it('of one table come once to whom it is offered, however often it is taken back', async () => {
    const [ana, ben] = await people(2);
    const { id } = await offer(ana, { shareWith: [ben.id] });
    const params = { id };
    for (let turn = 0; turn < 3; turn++) {
      await server.settled();
      await ana.must(ROUTES.endReservationShare, { params, query: { reopen: 'true' } });
      await ana.must(ROUTES.shareReservation, { params, body: { recipientIds: [ben.id] } });
    }
    await server.settled();
    expect(await told(ben)).toHaveLength(1);
    await offer(ana, { shareWith: [ben.id] });
    await server.settled();
    expect(await told(ben)).toHaveLength(2);
  });

  it('cannot be made a flood of: a hundred offers a day, cancelled or not', async () => {
    const [ana] = await people(1);
    const { restaurant } = await offer(ana);
    await server.database.query(
      `insert into reservations (owner_id, restaurant_id, local_date, local_time, timezone, starts_at, party_size, priority, opened_at, expires_at, status)
       select $1, $2, current_date + 3, '19:30', 'UTC', current_date + 3 + time '19:30', 2, 'Bronze', now(), now() + interval '2 days', 'cancelled'
       from generate_series(1, 99)`,
      [ana.id, restaurant.id],
    );
    await expect(offer(ana)).rejects.toThrow('CONFLICT');
    await server.database.query(
      `update reservations set created_at = now() - interval '25 hours' where owner_id = $1 and status = 'cancelled'`,
      [ana.id],
    );
    await offer(ana);
  });

  it('come whatever the settings say', async () => {
    const [ana, ben] = await people(2);
    const { status } = await ben.call(ROUTES.updateSettings, {
      body: { notifications: { sharedReservations: false } },
    } as never);
    expect([200, 400]).toContain(status);
    await offer(ana, { shareWith: [ben.id] });
    await server.settled();
    expect(await told(ben)).toHaveLength(1);
  });
});

describe('reminders', () => {
  const remind = async () => {
    const { database, logger, outbox } = api.platform;
    await database.transaction((tx) => remindOfReservations(tx, logger, outbox));
    await server.settled();
  };
  /** Lets a reservation be made some hours ago, for some hours from now. */
  const place = (id: string, startsIn: number, madeAgo: number, claimedAgo = madeAgo) =>
    server.database.query(
      `update reservations set starts_at = now() + $2 * interval '1 hour', expires_at = now() + ($2 - 0.5) * interval '1 hour',
         created_at = now() - $3 * interval '1 hour', claimed_at = case when status = 'claimed' then now() - $4 * interval '1 hour' end where id = $1`,
      [Number(id.slice(4)), startsIn, madeAgo, claimedAgo],
    );
  const reminders = async (person: Person) =>
    (await told(person))
      .filter((one) => one.startsWith('reservation_reminder'))
      .map((one) => one.slice(22, 33));

  it('come a day and three hours before, once each, to the owner and the claimer', async () => {
    const [ana, ben] = await people(2);
    const { id } = await offer(ana);
    await claim(ben, id);
    await place(id, 25, 100);
    await remind();
    expect([await reminders(ana), await reminders(ben)]).toEqual([[], []]);
    await place(id, 23.9, 100);
    // Two workers at once, and once more.
    await Promise.all([remind(), remind()]);
    await remind();
    expect([await reminders(ana), await reminders(ben)]).toEqual([['In 24 hours'], ['In 24 hours']]);
    await place(id, 2.9, 100);
    await remind();
    await remind();
    expect([await reminders(ana), await reminders(ben)]).toEqual([
      ['In 24 hours', 'In 3 hours:'],
      ['In 24 hours', 'In 3 hours:'],
    ]);
  });

  it('spare who came to it within the hours, what is cancelled and what has begun', async () => {
    const [ana, ben, cem] = await people(3);
    const [fresh, cancelled, begun] = [await offer(ana), await offer(cem), await offer(cem)];
    await claim(ben, fresh.id);
    await place(fresh.id, 20, 100, 1);
    await cem.must(ROUTES.cancelReservation, { params: { id: cancelled.id } });
    await place(cancelled.id, 20, 100);
    await place(begun.id, -1, 100);
    await remind();
    expect([await reminders(ana), await reminders(ben), await reminders(cem)]).toEqual([
      ['In 24 hours'],
      [],
      [],
    ]);
    // Nothing is looked at again.
    const [left] = await server.database.query<{ count: number }>(
      `select count(*)::int as count from reservations where status <> 'cancelled' and starts_at < now() + interval '24 hours' and day_reminded_at is null`,
    );
    expect(left?.count).toBe(0);
  });

  it('come anew for another time', async () => {
    const [ana] = await people(1);
    const { id } = await offer(ana);
    await place(id, 20, 100);
    await remind();
    await ana.must(ROUTES.updateReservation, { params: { id }, body: { time: '21:00' } });
    await place(id, 22, 100);
    await remind();
    expect(await reminders(ana)).toEqual(['In 24 hours', 'In 24 hours']);
  });
});

describe('what is kept about people', () => {
  it('leaves with them', async () => {
    const [ana, ben, cem] = await people(3);
    const [claimed, shared, own] = [
      await offer(ana),
      await offer(ana, { shareWith: [ben.id, cem.id] }),
      await offer(ben),
    ];
    await claim(ben, claimed.id);
    await server.database.query(`insert into reservation_lapses (user_id, lapsed_at) values ($1, now())`, [
      ben.id,
    ]);
    await server.settled();
    await api.platform.database.transaction((tx) => purgeAccount(tx, ben.id));
    const read = async (id: string) => (await ana.must(ROUTES.getReservation, { params: { id } })).data;
    expect(await read(claimed.id)).toMatchObject({ status: 'claimed', claimedBy: null });
    expect(await read(shared.id)).toMatchObject({ status: 'shared', sharedWith: [cem.id] });
    expect(await sees(ana, own.id)).toBe(false);
    const [left] = await server.database.query<{ count: number }>(
      `select (select count(*) from reservation_lapses where user_id = $1)::int + (select count(*) from reservations where owner_id = $1)::int as count`,
      [ben.id],
    );
    expect(left?.count).toBe(0);
  });
});
