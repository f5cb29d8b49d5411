import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Person } from '../../../test/client.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { Listener } from '../../../test/sockets.js';
import { until } from '../../../test/until.js';

let server: TestServer;
let api: RunningApi;
let other: RunningApi;
let admin: Person;

beforeAll(async () => {
  server = await TestServer.start();
  [api, other] = [await server.api(), await server.api()];
  admin = await server.promote(await server.signUp(api), 'admin', api);
});
afterAll(() => server.stop());

const soon = (ms = 3_600_000) => new Date(Date.now() + ms).toISOString();
const idOf = (person: Person) => ({ params: { id: String(person.id) } });
const suspend = (actor: Person, target: Person, untilInstant = soon()) =>
  actor.call(ROUTES.suspendAccount, { ...idOf(target), body: { until: untilInstant, reason: 'spam' } });
const update = (actor: Person, target: Person, body: object) =>
  actor.call(ROUTES.updateAccount, { ...idOf(target), body });
const everywhere = (person: Person) => [person.at(api.url), person.at(other.url)];
const codes = async (people: Person[], route: typeof ROUTES.getFeed | typeof ROUTES.getMe) =>
  Promise.all(
    people.map(async (person): Promise<string> => {
      const outcome = await person.call(route, {});
      return outcome.error?.code ?? String(outcome.status);
    }),
  );
const refreshed = async (person: Person): Promise<Person> => {
  const { data } = await new Person(api.url).must(ROUTES.refresh, {
    body: { refreshToken: person.signedIn?.refreshToken ?? '' },
  });
  return new Person(api.url, { ...person.signedIn, ...data } as never);
};

describe('who may', () => {
  it('is an admin, on others only', async () => {
    const moderator = await server.promote(await server.signUp(api), 'moderator', api);
    const [ana, victim] = [await server.signUp(api), await server.signUp(api)];
    const acts = (actor: Person, target: Person) => [
      actor.call(ROUTES.listAccounts, {}),
      update(actor, target, { role: 'admin' }),
      suspend(actor, target),
      actor.call(ROUTES.unsuspendAccount, idOf(target)),
      actor.call(ROUTES.forceLogout, idOf(target)),
      actor.call(ROUTES.setPriority, { ...idOf(target), body: { level: 'SC' } }),
      actor.call(ROUTES.getStats, {}),
    ];
    for (const actor of [ana, moderator]) {
      for (const outcome of await Promise.all(acts(actor, victim)))
        expect(outcome.error.code).toBe('FORBIDDEN');
    }
    for (const outcome of await Promise.all(acts(new Person(api.url), victim)))
      expect(outcome.error.code).toBe('UNAUTHORIZED');
    const self = await Promise.all(acts(admin, admin).slice(1, -1));
    expect(self.map(({ error }) => error?.code)).toEqual(Array(5).fill('FORBIDDEN'));
    const nobody = await admin.call(ROUTES.forceLogout, { params: { id: '999999999' } });
    expect(nobody.error.code).toBe('USER_NOT_FOUND');
    expect((await admin.call(ROUTES.getMe, {})).data.role).toBe('admin');
  });

  it('refuses what it does not know', async () => {
    const ana = await server.signUp(api);
    for (const body of [{ role: 'god' }, { email: 'x@example.com' }, { badges: ['x'] }, { tokenVersion: 1 }])
      expect((await update(admin, ana, body)).status).toBe(400);
    expect((await suspend(admin, ana, new Date(Date.now() - 1000).toISOString())).status).toBe(400);
    const level = await admin.call(ROUTES.setPriority, { ...idOf(ana), body: { level: 'Platin' as never } });
    expect(level.status).toBe(400);
  });
});

describe('looking for accounts', () => {
  it('finds by id, beginning of the name and exact e-mail, and shows no address', async () => {
    const ana = await server.signUp(api, { username: 'Search_Ana', email: 'search.ana@example.com' });
    await server.signUp(api, { username: 'search_ben' });
    await server.signUp(api, { username: 'searchXben' });
    const search = async (q: string) =>
      (await admin.must(ROUTES.listAccounts, { query: { q } })).data.map(({ username }) => username);
    expect(await search('SEARCH_')).toEqual(['search_ben', 'Search_Ana']);
    expect(await search('Search.Ana@Example.com')).toEqual(['Search_Ana']);
    expect(await search('search.ana@example')).toEqual([]);
    expect((await search(String(ana.id)))[0]).toBe('Search_Ana');
    expect(await search('%')).toEqual([]);
    const { data, meta } = await admin.must(ROUTES.listAccounts, { query: { pageSize: '2' } });
    expect([data.length, meta.total > 2]).toEqual([2, true]);
    expect(JSON.stringify(data)).not.toMatch(/@example|password|encrypted/i);
  });
});

describe('a new role', () => {
  it('counts at once on every api: the old token is refused, the session goes on', async () => {
    const boss = await server.promote(await server.signUp(api), 'admin', api);
    // Both apis have the admin in memory.
    for (const person of everywhere(boss)) await person.must(ROUTES.listAccounts, {});
    const listener = await Listener.connect(other.url, boss.token);
    const gone = new Promise((resolve) => listener.socket.once('disconnect', resolve));
    const { data } = await update(admin, boss, { role: 'moderator' });
    expect(data.role).toBe('moderator');
    await until('both refuse the old token', async () =>
      (await codes(everywhere(boss), ROUTES.getMe)).every((code) => code === 'UNAUTHORIZED'),
    );
    await gone;
    const moderator = await refreshed(boss);
    for (const person of everywhere(moderator)) {
      expect((await person.call(ROUTES.listAccounts, {})).error.code).toBe('FORBIDDEN');
      expect((await person.call(ROUTES.listReports, {})).status).toBe(200);
    }
    expect(await codes(everywhere(boss), ROUTES.getMe)).toEqual(['UNAUTHORIZED', 'UNAUTHORIZED']);
  });

  it('counts with Redis dead, and after it comes back empty or as it was', async () => {
    const lonely = await TestServer.start({}, { durableRedis: true });
    onTestFinished(() => lonely.stop());
    const one = await lonely.api();
    const boss = await lonely.promote(await lonely.signUp(one), 'admin', one);
    const [ana, ben] = [
      await lonely.promote(await lonely.signUp(one), 'admin', one),
      await lonely.signUp(one),
    ];
    for (const person of [ana, ben]) await person.must(ROUTES.getMe, {});
    await lonely.redis.kill();
    await boss.must(ROUTES.updateAccount, { ...idOf(ana), body: { role: 'user' } });
    await boss.must(ROUTES.suspendAccount, { ...idOf(ben), body: { until: soon(), reason: 'x' } });
    const refused = async () => [
      (await ana.call(ROUTES.listAccounts, {})).error.code,
      (await ben.call(ROUTES.getFeed, {})).error.code,
    ];
    expect(await refused()).toEqual(['UNAUTHORIZED', 'ACCOUNT_SUSPENDED']);
    await lonely.redis.up();
    expect(await refused()).toEqual(['UNAUTHORIZED', 'ACCOUNT_SUSPENDED']);
  });

  it('is not put back by a request that read the old one before', async () => {
    const boss = await server.promote(await server.signUp(api), 'admin', api);
    await boss.must(ROUTES.getMe, {});
    const { gate, redis } = api.platform;
    // What a slow request would remember: that PostgreSQL knew the old version, under the fence of then.
    const sid = JSON.parse(Buffer.from(boss.token.split('.')[1] ?? '', 'base64url').toString()).sid;
    const key = `{u:${boss.id}}:session:${sid}`;
    const mark = (await redis.get(key)) ?? '';
    expect(mark).toMatch(/\/0\/alive$/);
    await update(admin, boss, { role: 'user' });
    await gate.memory.reconsider(boss.id);
    await redis.rememberStanding(`{u:${boss.id}}:fence`, key, '', mark, 900, 'run/ended');
    expect(await codes(everywhere(boss), ROUTES.getMe)).toEqual(['UNAUTHORIZED', 'UNAUTHORIZED']);
  });

  it('cannot be taken from the last admin, not even by two admins at once', async () => {
    const lonely = await TestServer.start();
    onTestFinished(() => lonely.stop());
    const one = await lonely.api();
    for (let round = 0; round < 3; round++) {
      await lonely.database.query(`update users set role = 'user', suspended_until = null`);
      const [a, b] = [
        await lonely.promote(await lonely.signUp(one), 'admin', one),
        await lonely.promote(await lonely.signUp(one), 'admin', one),
      ];
      const outcomes = await Promise.all([
        update(a, b, { role: 'user' }),
        round === 1 ? suspend(b, a) : update(b, a, { role: 'user' }),
      ]);
      expect(outcomes.filter(({ status }) => status === 200)).toHaveLength(1);
      const [row] = await lonely.database.query<{ count: number }>(
        `select count(*)::int as count from users where role = 'admin' and suspended_until is null`,
      );
      expect(row?.count).toBe(1);
    }
  });
});

describe('suspending', () => {
  it('counts at once on every api, cuts sockets, leaves own profile, decisions and logging out', async () => {
    const ana = await server.signUp(api);
    for (const person of everywhere(ana)) await person.must(ROUTES.getFeed, {});
    const listener = await Listener.connect(other.url, ana.token);
    const gone = new Promise((resolve) => listener.socket.once('disconnect', resolve));
    const { data } = await suspend(admin, ana);
    expect(data.suspendedUntil).not.toBeNull();
    await until('both refuse', async () =>
      (await codes(everywhere(ana), ROUTES.getFeed)).every((code) => code === 'ACCOUNT_SUSPENDED'),
    );
    await gone;
    await expect(Listener.connect(api.url, ana.token)).rejects.toThrow();
    expect(await codes(everywhere(ana), ROUTES.getMe)).toEqual(['200', '200']);
    expect((await ana.call(ROUTES.listDecisions, {})).status).toBe(200);
    const report = { targetType: 'user', targetId: admin.id, reason: 'spam' } as const;
    expect((await ana.call(ROUTES.report, { body: report })).error.code).toBe('ACCOUNT_SUSPENDED');
    expect((await admin.call(ROUTES.getUser, idOf(ana))).error.code).toBe('USER_NOT_FOUND');
    expect((await ana.call(ROUTES.logout, {})).status).toBe(204);
  });

  it('ends when it is lifted, or when its time is over, with the same token', async () => {
    const [ana, ben] = [await server.signUp(api), await server.signUp(api)];
    await suspend(admin, ana);
    await suspend(admin, ben, soon(1_500));
    for (const person of [ana, ben]) {
      await until('the suspension counts', async () =>
        (await codes(everywhere(person), ROUTES.getFeed)).every((code) => code === 'ACCOUNT_SUSPENDED'),
      );
    }
    const { data } = await admin.must(ROUTES.unsuspendAccount, idOf(ana));
    expect(data.suspendedUntil).toBeNull();
    expect((await admin.must(ROUTES.unsuspendAccount, idOf(ana))).status).toBe(200);
    for (const person of [ana, ben]) {
      await until('it is over', async () =>
        (await codes(everywhere(person), ROUTES.getFeed)).every((code) => code === '200'),
      );
    }
    const { data: log } = await admin.must(ROUTES.listAuditLog, { query: { target: `user-${ana.id}` } });
    expect(log.map(({ act }) => act)).toEqual(['user.unsuspend', 'user.suspend']);
    expect(log[1]?.after).toMatchObject({ reason: 'spam' });
    expect(log[0]).toMatchObject({ before: { until: log[1]?.after?.until }, after: { until: null } });
  });

  it('reaches the apis through the outbox when the writing process dies before it could say so', async () => {
    const ana = await server.signUp(api);
    for (const person of everywhere(ana)) await person.must(ROUTES.getFeed, {});
    await server.worker();
    await server.database.query(`with done as (
      update users set suspended_until = now() + interval '1 hour' where id = ${ana.id})
      insert into outbox (event_id, reaction, type, payload)
      values (gen_random_uuid(), 'apply-access', 'access.changed', '{"userId": ${ana.id}}')`);
    await server.settled();
    expect(await codes(everywhere(ana), ROUTES.getFeed)).toEqual(['ACCOUNT_SUSPENDED', 'ACCOUNT_SUSPENDED']);
  });
});

describe('the rest', () => {
  it('ends every session of a person', async () => {
    const ana = await server.signUp(api);
    await admin.must(ROUTES.forceLogout, idOf(ana));
    await until('both refuse', async () =>
      (await codes(everywhere(ana), ROUTES.getMe)).every((code) => code === 'UNAUTHORIZED'),
    );
    await expect(refreshed(ana)).rejects.toThrow('REFRESH_TOKEN_INVALID');
  });

  it('gives badges and a tastemaker profile that everybody sees', async () => {
    const ana = await server.signUp(api);
    const { data } = await update(admin, ana, {
      isTastemaker: true,
      badges: ['pizza_expert'],
      tastemakerProfile: { specialty: 'Pizza', socialLinks: { website: 'https://ana.example.com' } },
    });
    expect(data).toMatchObject({ isTastemaker: true, role: 'user' });
    const { data: profile } = await admin.must(ROUTES.getUser, idOf(ana));
    expect(profile.tastemakerProfile).toMatchObject({
      specialty: 'Pizza',
      badges: [{ type: 'pizza_expert', label: 'Pizza Expert' }],
      socialLinks: { website: 'https://ana.example.com' },
    });
    expect((await ana.must(ROUTES.getFeed, {})).status).toBe(200);
  });

  it('grants and takes back a level, and writes nothing where nothing changes', async () => {
    const ana = await server.signUp(api);
    const set = (level: 'SC' | null) => admin.must(ROUTES.setPriority, { ...idOf(ana), body: { level } });
    expect((await set('SC')).data.priorityOverride).toBe('SC');
    await set('SC');
    expect((await set(null)).data.priorityOverride).toBeNull();
    const { data } = await admin.must(ROUTES.listAuditLog, { query: { target: `user-${ana.id}` } });
    expect(data.map(({ before, after }) => [before, after])).toEqual([
      [{ level: 'SC' }, { level: null }],
      [{ level: null }, { level: 'SC' }],
    ]);
  });

  it('counts', async () => {
    const { data } = await admin.must(ROUTES.getStats, {});
    const [row] = await server.database.query<{ count: number }>(
      'select count(*)::int as count from users where deleted_at is null',
    );
    expect(data).toMatchObject({ people: row?.count, relations: 0, openReports: 0, deadLetters: 0 });
  });
});
