import { EVENTS, ROUTES } from '@beli/contract';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { openDatabase } from '../../../test/database.js';
import { addRestaurant } from '../../../test/restaurants.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { until } from '../../../test/until.js';
import { readZip } from '../../../test/zip.js';
import { COUNTERS } from '../../doctor/counters.js';
import { examine } from '../../doctor/examination.js';
import { PERSONAL_DATA } from '../../personal-data.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { REACTIONS } from '../../reactions.js';
import { purgeDueAccounts } from './account.public.js';
import { PEOPLE_IN_EVENTS } from './purge.sql.js';

const silent = createLogger('test', 'silent');
let server: TestServer;
let api: RunningApi;
let admin: Person;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  await server.worker();
  admin = await server.promote(await server.signUp(api), 'admin', api);
});
afterAll(() => server.stop());

const query = <T = Record<string, unknown>>(text: string, values?: unknown[]) =>
  server.database.query<T>(text, values);

describe('the registration of personal data', () => {
  it('names every column that refers to a person', async () => {
    const referring = await query<{ table: string; column: string }>(`
      select t.relname as table, a.attname as column from pg_attribute a join pg_class t on t.oid = a.attrelid
      where t.relnamespace = 'public'::regnamespace and t.relkind = 'r' and a.attnum > 0 and not a.attisdropped and (
        (a.atttypid in ('bigint'::regtype, 'bigint[]'::regtype) and a.attname ~
          '(^|_)(user|person|people|actor|owner|author|creator|companion|participant|recipient|reporter|follower|followee|blocker|blocked|muter|muted|sender|claimer|editor|collaborator|moderator|curator|inviter|voter|by)(_ids?)?$')
        or exists (select from pg_constraint f where f.contype = 'f' and f.confrelid = 'users'::regclass
                   and f.conrelid = t.oid and a.attnum = any(f.conkey)))
      order by 1, 2`);
    const registered = PERSONAL_DATA.flatMap(({ table, people }) =>
      Object.keys(people).map((column) => `${table}.${column}`),
    );
    const found = referring.map(({ table, column }) => `${table}.${column}`);
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter((column) => !registered.includes(column))).toEqual([]);
    expect(registered.filter((column) => column !== 'users.id' && !found.includes(column))).toEqual([]);
  });

  it('would miss a new one', async () => {
    await query('create table gossip (id bigint primary key, about_user_id bigint not null)');
    const registered = PERSONAL_DATA.some(({ table }) => table === 'gossip');
    const [column] = await query(
      `select 1 from information_schema.columns where table_name = 'gossip' and column_name ~ '(^|_)user_id$'`,
    );
    expect([registered, column !== undefined]).toEqual([false, true]);
    await query('drop table gossip');
  });
});

/** Somebody with thousands of rows of every kind, and a distinctive id. */
async function somebodyBusy(id: number, rows: number): Promise<Person> {
  await query(`select setval('users_id_seq', $1, false)`, [id]);
  const busy = await server.signUp(api, { username: `busy_${id}`, email: `busy.${id}@example.com` });
  await query(`select setval('users_id_seq', $1, false)`, [id + 10]);
  expect(busy.id).toBe(id);
  await busy.must(ROUTES.updateMe, {
    body: { phone: '+1 212 555 0100', homeLocation: { latitude: 40.7, longitude: -74 }, bio: '=1+1' },
  });
  const others = await Promise.all([server.signUp(api), server.signUp(api), server.signUp(api)]);
  const [one, two, three] = others as [Person, Person, Person];
  for (const other of others) {
    await busy.must(ROUTES.followUser, { params: { id: String(other.id) } });
    await other.must(ROUTES.followUser, { params: { id: String(busy.id) } });
  }
  await busy.must(ROUTES.muteUser, { params: { id: String(three.id) } });
  const blocked = await server.signUp(api);
  await busy.must(ROUTES.blockUser, { params: { id: String(blocked.id) } });
  const place = await addRestaurant(admin);
  await two.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId: place, rating: 4, companions: [busy.id] },
  });
  await busy.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId: place, rating: 9 },
  });
  await busy.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'recs' },
    body: { restaurantId: place },
  });
  const [bulk] = await query<{ first: number }>(
    `with places as (insert into restaurants (name, location)
       select 'Bulk ' || n, st_makepoint(n / 1000.0, 40)::geography from generate_series(1, $1::int) n returning id)
     select min(id)::int as first from places`,
    [rows],
  );
  const first = bulk?.first ?? 0;
  const statements = [
    `insert into relations (user_id, restaurant_id, status, category, rating, rating_source, sentiment, visit_date, visit_count)
       select $1, $2 + n, 'been', 'bars', 7.5, 'manual', 'liked', '2024-01-01', 1 from generate_series(0, $3::int - 1) n`,
    `insert into rankings (user_id, category, restaurant_ids, fixed_tenths, liked_count)
       select $1, 'bars', array_agg($2 + n), array_agg(75), count(*) from generate_series(0, $3::int - 1) n`,
    `insert into relations (user_id, restaurant_id, status, category) select $1, $2 + n, 'want_to_try', 'bars' from generate_series(0, $3::int - 1) n`,
    `insert into visits (user_id, restaurant_id, visit_date) select $1, $2 + n, '2024-01-01' from generate_series(0, $3::int - 1) n`,
    `insert into activities (type, user_id, restaurant_id) select 'visit', $1, $2 + n from generate_series(0, $3::int - 1) n`,
    `insert into reviews (user_id, restaurant_id, rating, content) select $1, $2 + n, 8, 'Number ' || n || ', and "more"' from generate_series(0, $3::int - 1) n`,
    `insert into lists (user_id, name) select $1, 'List ' || n from generate_series(1, 50) n where $2 > 0 and $3 > 0`,
    `insert into list_items (list_id, restaurant_id, position) select l.id, $2, 0 from lists l where l.user_id = $1 and $3 > 0`,
    `insert into notifications (recipient_id, type, message, event_id) select $1, 'system', 'Hello ' || n, gen_random_uuid() from generate_series(1, $3::int) n where $2 > 0`,
  ];
  for (const text of statements) await query(text, [busy.id, first, rows]);
  const [theirs] = await query<{ id: number }>(`select id::int from activities where user_id = $1`, [two.id]);
  await query(`insert into activity_likes (activity_id, user_id) values ($1, $2), ($1, $3)`, [
    theirs?.id,
    busy.id,
    one.id,
  ]);
  await query(`insert into activity_bookmarks (activity_id, user_id) values ($1, $2)`, [theirs?.id, busy.id]);
  await query(
    `insert into activity_comments (activity_id, user_id, content) values ($1, $2, 'So true'), ($1, $3, 'Yes')`,
    [theirs?.id, busy.id, one.id],
  );
  await query(`insert into reviews (user_id, restaurant_id, rating, content) values ($1, $2, 6, 'Fine')`, [
    one.id,
    place,
  ]);
  await query(
    `insert into review_helpful (review_id, user_id) select id, $1 from reviews where user_id = $2`,
    [busy.id, one.id],
  );
  await query(`update users set invited_by = $1, email_verified_at = now() where id = $2`, [busy.id, one.id]);
  await query(`update users set email_verified_at = now() where id = $1`, [busy.id]);
  await busy.must(ROUTES.createToken, { body: { name: 'map', scopes: ['read'] } });
  await server.settled();
  const database = openDatabase(server.database.url, 2);
  await examine(database, true);
  await database.close();
  return busy;
}

const download = async (path: string): Promise<Response> => fetch(`${api.url}${path}`);

describe('an export', () => {
  it('holds everything of a person with thousands of rows, as SQL counts it', async () => {
    const rows = 2_000;
    const busy = await somebodyBusy(770_000, rows);
    const { data: requested } = await busy.must(ROUTES.requestExport, { body: { format: 'zip' } });
    expect([requested.status, requested.downloadUrl]).toEqual(['queued', null]);
    const ready = await until('the export is ready', async () => {
      const { data } = await busy.must(ROUTES.getExport, { params: { id: requested.id } });
      return data.status === 'ready' ? data : undefined;
    });
    const response = await download(ready.downloadUrl ?? '');
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(response.headers.get('content-disposition')).toContain('attachment');
    const archive = Buffer.from(await response.arrayBuffer());
    expect(archive.length).toBe(ready.sizeBytes);
    const files = await readZip(archive);
    const part = (name: string) =>
      JSON.parse(files.get(`${name}.json`) ?? 'null') as Record<string, unknown>[];

    const counts: Record<string, [sql: string, least: number]> = {
      profile: ['select count(*) from users where id = $1', 1],
      settings: ['select count(*) from users where id = $1', 1],
      relations: ['select count(*) from relations where user_id = $1', 2 * rows + 2],
      visits: ['select count(*) from visits where user_id = $1', rows + 1],
      reviews: ['select count(*) from reviews where user_id = $1', rows],
      lists: ['select count(*) from lists where user_id = $1', 50],
      'list-items': [
        'select count(*) from list_items where list_id in (select id from lists where user_id = $1)',
        50,
      ],
      activities: ['select count(*) from activities where user_id = $1', rows],
      comments: ['select count(*) from activity_comments where user_id = $1', 1],
      likes: ['select count(*) from activity_likes where user_id = $1', 1],
      bookmarks: ['select count(*) from activity_bookmarks where user_id = $1', 1],
      'helpful-marks': ['select count(*) from review_helpful where user_id = $1', 1],
      following: ['select count(*) from follows where follower_id = $1', 3],
      followers: ['select count(*) from follows where followee_id = $1', 3],
      blocked: ['select count(*) from blocks where blocker_id = $1', 1],
      muted: ['select count(*) from mutes where muter_id = $1', 1],
      // That the export is ready is told when it is written.
      notifications: [
        `select count(*) from notifications where recipient_id = $1 and type <> 'export_ready'`,
        rows,
      ],
      sessions: ['select count(*) from sessions where user_id = $1', 1],
      tokens: ['select count(*) from personal_tokens where user_id = $1', 1],
    };
    for (const [name, [text, least]] of Object.entries(counts)) {
      const [row] = await query<{ count: string }>(text, [busy.id]);
      const count = Number(row?.count);
      expect(count, name).toBeGreaterThanOrEqual(least);
      expect([name, part(name).length]).toEqual([name, count]);
      const csv = parse(files.get(`${name}.csv`) ?? '', { columns: true });
      expect([`${name}.csv`, csv.length]).toEqual([`${name}.csv`, count]);
    }
    const exported = PERSONAL_DATA.flatMap((table) => table.exports.map(({ name }) => name));
    expect([...files.keys()].sort()).toEqual(
      exported.flatMap((name) => [`${name}.csv`, `${name}.json`]).sort(),
    );

    expect(part('profile')[0]).toMatchObject({
      email: 'busy.770000@example.com',
      phone: '+1 212 555 0100',
      home: '{"latitude":40.7,"longitude":-74}',
    });
    const everything = [...files.values()].join('\n');
    expect(everything).not.toMatch(/\$2[aby]\$|password_hash|refresh_hash|secret_hash/);
    // A spreadsheet must not run what a person wrote.
    expect(files.get('profile.csv')).toContain("'=1+1");
  });

  it('comes once in 24 hours, by a link that cannot be forged and does not live on', async () => {
    const ana = await server.signUp(api);
    const ben = await server.signUp(api);
    const ask = () => ana.call(ROUTES.requestExport, { body: {} });
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 429, 429]);
    const id = answers.find(({ status }) => status === 202)?.data.id ?? '';
    const params = { id };
    expect((await ben.call(ROUTES.getExport, { params })).error.code).toBe('EXPORT_NOT_FOUND');
    const url = await until(
      'it is ready',
      async () => (await ana.must(ROUTES.getExport, { params })).data.downloadUrl,
    );
    expect((await download(url)).status).toBe(200);
    const [kept] = await query<{ content: Buffer }>('select content from exports where id = $1', [id]);
    expect(kept?.content.subarray(0, 2).toString(), 'no zip lies in the database').not.toBe('PK');
    const { searchParams } = new URL(url, api.url);
    const signature = searchParams.get('signature') ?? '';
    const expires = Number(searchParams.get('expires'));
    for (const forged of [
      url.replace(
        signature,
        signature.replace(/^./, (sign) => (sign === 'A' ? 'B' : 'A')),
      ),
      url.replace(String(expires), String(expires + 3_600)),
      url.replace(id, '00000000-0000-4000-8000-000000000000'),
      url.replace(signature, 'x'),
    ]) {
      expect((await download(forged)).status).toBe(404);
    }
    await ana.must(ROUTES.changePassword, {
      body: { currentPassword: 'Tagliatelle7', newPassword: 'Orecchiette8' },
    });
    expect((await download(url)).status, 'a link from before the password changed').toBe(404);
    const { data: later } = await ana.must(ROUTES.getExport, { params });
    expect((await download(later.downloadUrl ?? '')).status).toBe(200);
    await query(`update exports set expires_at = now() where id = $1`, [id]);
    expect((await download(later.downloadUrl ?? '')).status).toBe(404);
  });
});

it('every member of an event that may name a person is known to the purge', () => {
  const members = Object.values(EVENTS).flatMap((event) => Object.keys(event.shape));
  const others = [
    'restaurantId',
    'restaurantIds',
    'relationId',
    'fromId',
    'reviewId',
    'commentId',
    'postId',
    'noticeId',
    'applicationId',
    'activityId',
    'listId',
    'exportId',
    'importId',
    'reportId',
    'reservationId',
    'linkId',
    'sessionIds',
    'sessionId',
  ];
  const naming = members.filter((name) => /Ids?$/.test(name) && !others.includes(name));
  expect([...new Set(naming)].sort()).toEqual(PEOPLE_IN_EVENTS.toSorted());
});

describe('leaving', () => {
  const loginOf = (person: Person) =>
    new Person(api.url).call(ROUTES.login, {
      body: { username: person.signedIn?.user.username ?? '', password: 'Tagliatelle7' },
    });

  it('for a while hides the account, ends its sessions, and ends with the next sign-in', async () => {
    const [ana, ben] = [await server.signUp(api), await server.signUp(api)];
    await query(`update sessions set created_at = now() - interval '11 minutes' where user_id = $1`, [
      ana.id,
    ]);
    const leave = (body: { password?: string }) => ana.call(ROUTES.deactivate, { body });
    expect((await leave({})).error.code).toBe('INVALID_CREDENTIALS');
    expect((await leave({ password: 'Wrong1234' })).error.code).toBe('INVALID_CREDENTIALS');
    expect((await leave({ password: 'Tagliatelle7' })).status).toBe(204);
    expect((await ana.call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
    const profile = { params: { id: String(ana.id) } };
    expect((await ben.call(ROUTES.getUser, profile)).status).toBe(404);
    expect((await loginOf(ana)).status).toBe(200);
    expect((await ben.call(ROUTES.getUser, profile)).status).toBe(200);
  });

  it('for good hides it at once, can be taken back for 30 days, and then leaves no trace', async () => {
    const id = 880_000;
    const busy = await somebodyBusy(id, 300);
    const leave = (person: Person) => person.call(ROUTES.deleteAccount, { body: { reason: 'moving on' } });
    const { data, status } = await leave(busy);
    expect(status).toBe(202);
    const days = (new Date(data.deletionScheduledFor).getTime() - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29.99);
    expect(days).toBeLessThan(30.01);
    expect((await new Person(api.url).call(ROUTES.getUser, { params: { id: String(id) } })).status).toBe(404);
    const { data: back } = await loginOf(busy);
    expect(
      (await new Person(api.url).call(ROUTES.getUser, { params: { id: String(id) } })).status,
      'a sign-in takes it back',
    ).toBe(200);
    await leave(new Person(api.url, back));
    await server.settled();
    await query(
      `insert into outbox (event_id, reaction, type, payload, dead_at)
       select gen_random_uuid(), 'notify', 'x', payload::jsonb, now() from unnest($1::text[]) as payload`,
      [
        [{ followerId: 1, followeeId: id }, { followeeId: 1, followerIds: [2, id] }, { authorId: id }].map(
          (payload) => JSON.stringify(payload),
        ),
      ],
    );

    const database = openDatabase(server.database.url, 2);
    await database.transaction((tx) => purgeDueAccounts(tx, silent, new Outbox(REACTIONS)));
    expect(await query('select id from users where id = $1', [id])).toHaveLength(1);
    await query(`update users set deleted_at = now() - interval '30 days 1 minute' where id = $1`, [id]);
    await database.transaction((tx) => purgeDueAccounts(tx, silent, new Outbox(REACTIONS)));

    const tables = await query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const left: string[] = [];
    for (const { name } of tables) {
      const rows = await query<{ text: string }>(
        `select t::text as text from ${name} t where t::text ~ '\\m${id}\\M'`,
      );
      left.push(...rows.map(({ text }) => `${name}: ${text}`));
    }
    expect(left).toEqual([]);
    // What the rules keep: the comment, by nobody.
    expect(await query(`select content from activity_comments where user_id is null`)).toEqual([
      { content: 'So true' },
    ]);
    const findings = await examine(database, false);
    expect(findings.filter(({ count }) => count > 0)).toEqual([]);
    expect(findings.length).toBeGreaterThan(COUNTERS.length);
    await database.close();
    expect((await loginOf(busy)).error.code).toBe('INVALID_CREDENTIALS');
  });

  it('is not for the last admin, nor for two that leave at once', async () => {
    const second = await server.promote(await server.signUp(api), 'admin', api);
    const answers = await Promise.all([
      admin.call(ROUTES.deactivate, { body: {} }),
      second.call(ROUTES.deleteAccount, { body: {} }),
    ]);
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
    expect(answers.find(({ status }) => status >= 300)?.error.code).toBe('FORBIDDEN');
    const left = answers[0]?.status === 403 ? admin : second;
    expect((await left.call(ROUTES.deactivate, { body: {} })).error.code).toBe('FORBIDDEN');
    admin = await server.promote(await server.signUp(api), 'admin', api);
  });

  it('for good is not kept waiting by an account that cannot go', async () => {
    const [stuck, free] = [await server.signUp(api), await server.signUp(api)];
    await query('create table anchors (id bigint primary key references users)');
    await query('insert into anchors values ($1)', [stuck.id]);
    await query(`update users set deleted_at = now() - interval '31 days' where id = any($1)`, [
      [stuck.id, free.id],
    ]);
    const database = openDatabase(server.database.url, 2);
    await database.transaction((tx) => purgeDueAccounts(tx, silent, new Outbox(REACTIONS)));
    const left = await query<{ id: string }>('select id from users where id = any($1)', [
      [stuck.id, free.id],
    ]);
    expect(left.map(({ id }) => Number(id))).toEqual([stuck.id]);
    await query('drop table anchors');
    await database.transaction((tx) => purgeDueAccounts(tx, silent, new Outbox(REACTIONS)));
    expect(await query('select id from users where id = $1', [stuck.id])).toEqual([]);
    await database.close();
  });

  it('for good keeps reviews without a name where that was wished', async () => {
    const ana = await server.signUp(api);
    const place = await addRestaurant(admin);
    await query(
      `insert into reviews (user_id, restaurant_id, rating, content) values ($1, $2, 6, 'It was fine')`,
      [ana.id, place],
    );
    await ana.must(ROUTES.deleteAccount, { body: { keepReviews: true } });
    await query(`update users set deleted_at = now() - interval '31 days' where id = $1`, [ana.id]);
    const database = openDatabase(server.database.url, 2);
    await database.transaction((tx) => purgeDueAccounts(tx, silent, new Outbox(REACTIONS)));
    await database.close();
    const { data } = await new Person(api.url).must(ROUTES.getRestaurant, {
      params: { id: String(place) },
      query: { expand: 'reviews' },
    });
    expect(data.reviews).toMatchObject([{ content: 'It was fine', user: null, userId: null }]);
  });
});
