import { randomUUID } from 'node:crypto';
import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { Listener } from '../../../test/sockets.js';

let server: TestServer;
let apis: [RunningApi, RunningApi];

beforeAll(async () => {
  server = await TestServer.start({ TRUST_PROXY_HOPS: '1' });
  apis = [await server.api(), await server.api()];
});
afterAll(() => server.stop());

const logIn = async (person: Person, headers: Record<string, string> = {}, api = apis[0]) => {
  const body = { username: person.signedIn?.user.username ?? '', password: 'Tagliatelle7' };
  return new Person(api.url, (await new Person(api.url).must(ROUTES.login, { body, headers })).data);
};
const list = async (person: Person) => (await person.must(ROUTES.listSessions, {})).data;
const idOf = (person: Person) => person.signedIn?.refreshToken?.split('.')[0] ?? '';

describe('the list of sessions', () => {
  it('shows where the person is signed in, the last used first, addresses only to them', async () => {
    const ana = await server.signUp(apis[0]);
    const phone = await logIn(ana, { 'user-agent': 'Beli/1.0 (iPhone)', 'x-forwarded-for': '203.0.113.9' });
    const laptop = await logIn(ana, { 'user-agent': 'x'.repeat(2_000), 'x-forwarded-for': '2001:db8::1' });
    const sessions = await list(phone);
    expect(sessions.map(({ id, current }) => [id, current])).toEqual([
      [idOf(laptop), false],
      [idOf(phone), true],
      [idOf(ana), false],
    ]);
    expect(sessions[1]).toMatchObject({ device: 'Beli/1.0 (iPhone)', ip: '203.0.113.9' });
    expect(sessions[0]?.ip).toBe('2001:db8::1');
    expect(sessions[0]?.device).toHaveLength(300);
    const rows = await server.database.query('select * from sessions where user_id = $1', [ana.id]);
    expect(JSON.stringify(rows)).not.toMatch(/203\.0\.113|2001:db8/);
    // Refreshing is being seen, from where it happens.
    await new Person(apis[0].url).must(ROUTES.refresh, {
      body: { refreshToken: ana.signedIn?.refreshToken },
      headers: { 'x-forwarded-for': '198.51.100.7' },
    });
    expect((await list(phone))[0]).toMatchObject({ id: idOf(ana), ip: '198.51.100.7' });
  });

  it('leaves out what is over, and is never longer than fifty', async () => {
    const ana = await server.signUp(apis[0]);
    const [gone, old] = [await logIn(ana), await logIn(ana)];
    await ana.must(ROUTES.endSession, { params: { id: idOf(gone) } });
    await server.database.query(`update sessions set expires_at = now() where id = $1`, [idOf(old)]);
    expect((await list(ana)).map(({ id }) => id)).toEqual([idOf(ana)]);
    const many = [];
    for (let n = 0; n < 50; n++) many.push(await logIn(ana));
    const last = many.at(-1) as Person;
    expect(await list(last)).toHaveLength(50);
    // The one used longest ago made room.
    expect((await ana.call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
    expect((await (many[0] as Person).call(ROUTES.getMe, {})).status).toBe(200);
  });
});

describe('a session', () => {
  it('ends a year after it began, however often it was refreshed', async () => {
    const ana = await server.signUp(apis[0]);
    const refresh = (refreshToken: string | undefined) =>
      new Person(apis[0].url).call(ROUTES.refresh, { body: { refreshToken: refreshToken ?? '' } });
    const first = await refresh(ana.signedIn?.refreshToken);
    expect(first.status).toBe(200);
    await server.database.query(
      `update sessions set created_at = now() - interval '366 days' where id = $1`,
      [idOf(ana)],
    );
    expect((await refresh(first.data.refreshToken)).error.code).toBe('REFRESH_TOKEN_INVALID');
  });
});

describe('ending one session', () => {
  it('ends it on every api within a second, sockets too, and leaves the others', async () => {
    const [one, two] = apis;
    const ana = await server.signUp(one);
    const phone = await logIn(ana, {}, two);
    const tablet = await logIn(ana, {}, two);
    for (const person of [ana, phone, tablet]) await person.must(ROUTES.getMe, {});
    const [lost, kept] = [
      await Listener.connect(two.url, phone.token),
      await Listener.connect(two.url, tablet.token),
    ];
    const gone = new Promise((resolve) => lost.socket.once('disconnect', resolve));
    const startedAt = performance.now();
    await ana.must(ROUTES.endSession, { params: { id: idOf(phone) } });
    for (const at of apis)
      expect((await phone.at(at.url).call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
    await gone;
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    const { error } = await new Person(one.url).call(ROUTES.refresh, {
      body: { refreshToken: phone.signedIn?.refreshToken },
    });
    expect(error.code).toBe('REFRESH_TOKEN_INVALID');
    for (const person of [ana, tablet]) expect((await person.call(ROUTES.getMe, {})).status).toBe(200);
    expect(await kept.ask('join_room', { room: `user:${ana.id}` })).toEqual({ ok: true });
    kept.close();
  });

  it('is not possible for sessions of others, nor twice', async () => {
    const [ana, ben] = [await server.signUp(apis[0]), await server.signUp(apis[0])];
    const other = await logIn(ana);
    const end = (person: Person, id: string) => person.call(ROUTES.endSession, { params: { id } });
    for (const id of [idOf(ben), randomUUID()]) {
      const { status, error } = await end(ana, id);
      expect([status, error.code]).toEqual([404, 'SESSION_NOT_FOUND']);
    }
    expect((await ben.call(ROUTES.getMe, {})).status).toBe(200);
    const outcomes = await Promise.all([end(ana, idOf(other)), end(ana, idOf(other))]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual([204, 404]);
  });
});

describe('with Redis gone', () => {
  it('every route of signing in answers as ever, ended sessions stay ended', async () => {
    const lonely = await TestServer.start();
    try {
      const one = await lonely.api();
      const nobody = new Person(one.url);
      const [ana, ben] = [await lonely.signUp(one), await lonely.signUp(one)];
      await ben.must(ROUTES.logout, {});
      const username = ana.signedIn?.user.username ?? '';
      const login = { body: { username, password: 'Tagliatelle7' } };
      const phone = new Person(one.url, (await nobody.must(ROUTES.login, login)).data);
      await lonely.redis.kill();

      const body = {
        email: 'new@example.com',
        username: 'newcomer',
        displayName: 'N',
        password: 'Tagliatelle7',
      };
      const statuses = {
        signup: (await nobody.call(ROUTES.signup, { body })).status,
        login: (await nobody.call(ROUTES.login, login)).status,
        refresh: (await nobody.call(ROUTES.refresh, { body: { refreshToken: ana.signedIn?.refreshToken } }))
          .status,
        sessions: (await ana.call(ROUTES.listSessions, {})).status,
        endSession: (await ana.call(ROUTES.endSession, { params: { id: idOf(phone) } })).status,
        ended: (await phone.call(ROUTES.getMe, {})).status,
        loggedOut: (await ben.call(ROUTES.getMe, {})).status,
        username: (await nobody.call(ROUTES.checkUsername, { query: { username } })).status,
        forgot: (await nobody.call(ROUTES.forgotPassword, { body: { email: 'new@example.com' } })).status,
        reset: (
          await nobody.call(ROUTES.resetPassword, { body: { token: 'x', newPassword: 'Orecchiette8' } })
        ).status,
        verify: (await nobody.call(ROUTES.verifyEmail, { body: { token: 'x' } })).status,
        resend: (await ana.call(ROUTES.resendVerification, {})).status,
        changeEmail: (
          await ana.call(ROUTES.changeEmail, {
            body: { newEmail: 'other@example.com', password: 'Tagliatelle7' },
          })
        ).status,
        changePassword: (
          await ana.call(ROUTES.changePassword, {
            body: { currentPassword: 'Tagliatelle7', newPassword: 'Orecchiette8' },
          })
        ).status,
        oauth: (
          await nobody.call(ROUTES.signInWithIdToken, {
            params: { provider: 'google' },
            body: { idToken: 'x' },
          })
        ).status,
        logout: (await ana.call(ROUTES.logout, {})).status,
        after: (await ana.call(ROUTES.getMe, {})).status,
      };
      expect(statuses).toEqual({
        signup: 201,
        login: 200,
        refresh: 200,
        sessions: 200,
        endSession: 204,
        ended: 401,
        loggedOut: 401,
        username: 200,
        forgot: 202,
        reset: 400,
        verify: 400,
        resend: 202,
        changeEmail: 202,
        changePassword: 204,
        oauth: 404,
        logout: 204,
        after: 401,
      });
      await lonely.redis.up();
      for (const person of [ana, ben, phone])
        expect((await person.call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
    } finally {
      await lonely.stop();
    }
  });
});
