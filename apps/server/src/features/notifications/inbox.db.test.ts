import { ROUTES } from '@beli/contract';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../../test/client.js';
import {
  ana,
  api,
  ben,
  crowd,
  like,
  listen,
  restaurantId,
  say,
  server,
  stage,
  toldTo,
  unreadOf,
  visit,
} from '../../../test/notification-cast.js';
import { until } from '../../../test/until.js';
import { MAINTENANCE } from '../../maintenance.js';

stage();

describe('the inbox', () => {
  const insert = (count: number, person = ana) =>
    server.database.query(
      `insert into notifications (recipient_id, type, message, event_id, created_at)
       select $1, case when n % 2 = 0 then 'system' else 'streak' end, 'Hello ' || n, gen_random_uuid(), now() - interval '1 hour' + (n / 5) * interval '1 microsecond'
       from generate_series(1, $2::int) n`,
      [person.id, count],
    );

  it('is read page by page without gap or double, though many bear one instant', async () => {
    await insert(47);
    const expected = (await toldTo(ana)).map(({ id }) => id);
    expect(expected).toHaveLength(47);
    for (const limit of ['1', '7', '46']) {
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const { data, meta } = await ana.must(ROUTES.listNotifications, { query: { limit, cursor } });
        ids.push(...data.map(({ id }) => id));
        cursor = meta.nextCursor ?? undefined;
      } while (cursor);
      expect(ids).toEqual(expected);
    }
  });

  it('is filtered by type and by what is unread, and belongs to one person', async () => {
    await insert(6);
    const all = await toldTo(ana);
    await ana.must(ROUTES.readNotification, { params: { id: all[0]?.id ?? '' } });
    expect(await toldTo(ana, { types: 'system' })).toHaveLength(3);
    expect(await toldTo(ana, { types: 'system,streak', unreadOnly: 'true' })).toHaveLength(5);
    expect(await toldTo(ana, { types: 'follow' })).toEqual([]);
    expect((await ana.call(ROUTES.listNotifications, { query: { types: 'nonsense' as never } })).status).toBe(
      400,
    );
    expect(await toldTo(ben)).toEqual([]);
    for (const route of [ROUTES.readNotification, ROUTES.deleteNotification]) {
      const { error } = await ben.call(route, { params: { id: all[1]?.id ?? '' } });
      expect(error.code).toBe('NOTIFICATION_NOT_FOUND');
    }
  });

  it('is marked one by one or up to an instant, and says so to open apps', async () => {
    await insert(4);
    const listener = await listen(ana);
    const [newest, second] = await toldTo(ana);
    const read = await ana.must(ROUTES.readNotification, {
      params: { id: (second?.id ?? '').replace('notif-', '') },
    });
    expect(read.data).toEqual({ notificationId: second?.id, isRead: true });
    await ana.must(ROUTES.readNotification, { params: { id: second?.id ?? '' } });
    await like(ben);
    await server.settled();
    const upTo = await ana.must(ROUTES.readAllNotifications, { body: { before: newest?.createdAt } });
    expect(upTo.data).toEqual({ markedCount: 3 });
    expect((await ana.must(ROUTES.readAllNotifications, {})).data).toEqual({ markedCount: 1 });
    expect((await ana.must(ROUTES.readAllNotifications, {})).data).toEqual({ markedCount: 0 });
    const [told] = await toldTo(ana);
    expect(told).toMatchObject({ isRead: true, readAt: expect.any(String) });
    await ana.must(ROUTES.deleteNotification, { params: { id: told?.id ?? '' } });
    expect((await ana.call(ROUTES.deleteNotification, { params: { id: told?.id ?? '' } })).status).toBe(404);
    expect(await toldTo(ana)).toHaveLength(4);
    const counts = await listener.next('notification:count', 4);
    expect(counts.map(({ unreadCount }) => unreadCount)).toEqual([3, 4, 1, 0]);
  });

  it('forgets what was read long ago, and at last also what never was', async () => {
    await server.database.query(
      `insert into notifications (recipient_id, type, message, event_id, created_at, read_at)
       select $1, 'system', message, gen_random_uuid(), now() - made * interval '1 day', now() - read * interval '1 day'
       from (values ('read long ago', 100, 91), ('read lately', 170, 89), ('never read', 181, null), ('not yet read', 179, null)) old(message, made, read)`,
      [ana.id],
    );
    await server.redis.command((client) => client.flushall());
    expect(await unreadOf(ana)).toBe(2);
    await runSchedule('forget-old-notifications');
    const left = (await toldTo(ana)).map(({ message }) => message);
    expect(left).toEqual(['read lately', 'not yet read']);
    expect(await unreadOf(ana)).toBe(1);
  });
});

describe('the number of unread ones', () => {
  it('is exact while people are told, read and delete at once, and Redis loses everything in the middle', async () => {
    await ana.must(ROUTES.updateSettings, { body: { notifications: { nonFriends: true } } });
    const people = await crowd(24);
    const truth = async () => {
      const [row] = await server.database.query<{ count: number }>(
        'select count(*)::int as count from notifications where recipient_id = $1 and read_at is null',
        [ana.id],
      );
      return row?.count;
    };
    const work = people.flatMap((one, n) => [
      async () => void (await say(one, `Hello ${n}`)),
      async () => void (await like(one)),
      async () => {
        const { data } = await ana.must(ROUTES.listNotifications, {
          query: { unreadOnly: 'true', limit: '2' },
        });
        if (data[0]) await ana.must(ROUTES.readNotification, { params: { id: data[0].id } });
        if (data[1]) await ana.call(ROUTES.deleteNotification, { params: { id: data[1].id } });
      },
      async () => void (await unreadOf(ana)),
      async () => {
        if (n === 10) await server.redis.command((client) => client.del(`unread:${ana.id}`));
        if (n === 15) await ana.must(ROUTES.readAllNotifications, {});
      },
    ]);
    await Promise.all(work.map((one) => one()));
    await server.settled();
    expect(await unreadOf(ana)).toBe(await truth());
    await server.redis.command((client) => client.flushall());
    expect(await unreadOf(ana)).toBe(await truth());
    const { meta } = await ana.must(ROUTES.listNotifications, {});
    expect(meta.unreadCount).toBe(await truth());
    expect((await ana.must(ROUTES.getMe, {})).data.unreadCount).toBe(await truth());
  });
});

describe('what time brings', () => {
  it('a streak that ends tonight is told of in the evening of the person, once', async () => {
    const [late, early, off, done] = await crowd(4);
    if (!late || !early || !off || !done) throw new Error('nobody came');
    // Where it is now about 20 o'clock, and where it is noon.
    const zone = (hour: number) => {
      const offset = hour - new Date().getUTCHours();
      const east = offset > 12 ? offset - 24 : offset < -11 ? offset + 24 : offset;
      return `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`;
    };
    const arrange = (person: Person, timezone: string, daysAgo: number) =>
      server.database.query(
        `update users set timezone = $2, streak_days = 4, longest_streak = 4, last_visit_on = (now() at time zone $2)::date - $3::int where id = $1`,
        [person.id, timezone, daysAgo],
      );
    // First of all: the worker keeps this schedule too, and may look in between.
    await off.must(ROUTES.updateSettings, { body: { notifications: { streakReminders: false } } });
    await Promise.all([
      arrange(late, zone(20), 1),
      arrange(early, zone(12), 1),
      arrange(off, zone(20), 1),
      arrange(done, zone(20), 0),
    ]);
    for (let turn = 0; turn < 2; turn++) {
      await runSchedule('remind-of-streaks');
      await until('whose evening it is hears of it', async () => (await toldTo(late)).length > 0);
    }
    expect((await toldTo(late)).map(({ type, message }) => [type, message])).toEqual([
      ['streak', 'You were out yesterday. Go somewhere today and your streak goes on.'],
    ]);
    for (const other of [early, off, done]) expect(await toldTo(other)).toEqual([]);
  });

  it('half a challenge and the whole are each told once', async () => {
    const year = String(new Date().getUTCFullYear());
    await ben.must(ROUTES.setChallenge, { params: { year }, body: { goalCount: 3 } });
    const messages = async () => (await toldTo(ben, { types: 'system' })).map(({ message }) => message);
    await visit(ben, { visitDate: `${year}-01-01` });
    expect(await messages()).toEqual([]);
    await visit(ben, { visitDate: `${year}-01-01` });
    expect(await messages()).toEqual([`Half way there: 2 of 3 new places in ${year}.`]);
    await ben.must(ROUTES.removeRestaurant, { params: { restaurantId: String(restaurantId) } });
    await visit(ben, { visitDate: `${year}-01-01` });
    expect(await messages()).toHaveLength(1);
    await visit(ben, { visitDate: `${year}-01-01` });
    expect((await messages())[0]).toBe(`You did it: 3 new places in ${year}, and your goal was 3.`);
  });

  it('an export that is ready is told of', async () => {
    await ben.must(ROUTES.requestExport, { body: {} });
    await until('it is ready', async () => (await toldTo(ben, { types: 'export_ready' })).length === 1);
  });
});

/** Does now what a worker does from time to time. */
async function runSchedule(name: string): Promise<void> {
  const { database, outbox, logger } = api.platform;
  const schedule = MAINTENANCE.find((one) => one.name === name);
  if (!schedule) throw new Error(`no schedule ${name}`);
  await database.transaction((tx) => schedule.run(tx, logger, outbox));
}
