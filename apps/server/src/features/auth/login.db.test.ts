import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { type RunningApi, TestServer } from '../../../test/server.js';

let server: TestServer;
let api: RunningApi;
let nobody: Person;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  await server.worker();
  nobody = new Person(api.url);
});
afterAll(() => server.stop());

const emailOf = (person: Person) => person.signedIn?.user.email ?? '';
const logIn = (person: Person, password: string) =>
  nobody.call(ROUTES.login, { body: { email: emailOf(person), password } });
const forget = (email: string) => nobody.call(ROUTES.forgotPassword, { body: { email } });
const reset = (token: string) =>
  nobody.call(ROUTES.resetPassword, { body: { token, newPassword: 'Orecchiette8' } });
const tokenFor = async (person: Person) => {
  await forget(emailOf(person));
  return server.tokenMailedTo(emailOf(person), 'new password');
};

describe('signing in', () => {
  it('takes as long for nobody, for a wrong password and for an account without one', async () => {
    const slow = await server.api({ BCRYPT_COST: '10' });
    const ana = await server.signUp(slow);
    const without = await server.signUp(slow);
    await server.database.query('update users set password_hash = null where id = $1', [without.id]);
    const emails = { nobody: 'nobody@example.com', wrong: emailOf(ana), none: emailOf(without) };
    const times = { nobody: [] as number[], wrong: [] as number[], none: [] as number[] };
    // Taken in turns, so that a busy moment of the machine slows all three down.
    for (let round = 0; round < 9; round++)
      for (const who of ['nobody', 'wrong', 'none'] as const) {
        const startedAt = performance.now();
        const body = { email: emails[who], password: 'Wrong1234' };
        const { error } = await new Person(slow.url).call(ROUTES.login, { body });
        expect(error.code).toBe('INVALID_CREDENTIALS');
        times[who].push(performance.now() - startedAt);
      }
    const typical = (who: keyof typeof times) => times[who].sort((a, b) => a - b)[2] ?? 0;
    const wrong = typical('wrong');
    // A hash of this cost takes tens of milliseconds: leaving it out would show at once.
    for (const who of ['nobody', 'none'] as const) {
      expect(typical(who) / wrong).toBeGreaterThan(0.6);
      expect(typical(who) / wrong).toBeLessThan(1.7);
    }
  });

  it('of many at once leaves room for everybody else, and more than can be served are told to come back', async () => {
    const busy = await server.api({ BCRYPT_COST: '10' });
    const ana = await server.signUp(busy);
    const timed = async (work: () => Promise<unknown>) => {
      const startedAt = performance.now();
      await work();
      return performance.now() - startedAt;
    };
    const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
    const body = { email: emailOf(ana), password: 'Wrong1234' };
    let isOver = false;
    const storm = Promise.all(
      Array.from({ length: 50 }, () => timed(() => new Person(busy.url).call(ROUTES.login, { body }))),
    ).finally(() => {
      isOver = true;
    });
    const cheap: number[] = [];
    while (!isOver) cheap.push(await timed(() => ana.must(ROUTES.getMe, {})));
    const logins = median(await storm);
    expect(cheap.length).toBeGreaterThan(5);
    expect(median(cheap) * 5, `${median(cheap)} ms beside logins of ${logins} ms`).toBeLessThan(logins);

    const flood = await Promise.all(
      Array.from({ length: 260 }, () => new Person(busy.url).call(ROUTES.login, { body })),
    );
    const refused = flood.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    expect(flood.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(200);
    expect(refused[0]?.error.code).toBe('SERVICE_UNAVAILABLE');
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('knows more of a long password than bcrypt reads', async () => {
    const ana = await server.signUp(api, { password: `Aa1${'x'.repeat(69)}` });
    expect((await logIn(ana, `Aa1${'x'.repeat(69)}`)).status).toBe(200);
    expect((await logIn(ana, `Aa1${'x'.repeat(70)}`)).status).toBe(401);
  });

  it('opens nothing with a password that was replaced while it was checked', async () => {
    const ana = await server.signUp(api);
    const token = await tokenFor(ana);
    const slow = await server.api({ BCRYPT_COST: '4' });
    const [login] = await Promise.all([
      new Person(slow.url).call(ROUTES.login, { body: { email: emailOf(ana), password: 'Tagliatelle7' } }),
      reset(token),
    ]);
    const isOpen =
      login.status === 200 && (await new Person(slow.url, login.data).call(ROUTES.getMe, {})).status === 200;
    expect(isOpen).toBe(false);
  });

  it.each(['deactivated_at', 'deleted_at'])('brings an account back that was away (%s)', async (column) => {
    const ana = await server.signUp(api);
    await server.database.query(`update users set ${column} = now() where id = $1`, [ana.id]);
    const refresh = { refreshToken: ana.signedIn?.refreshToken };
    expect((await nobody.call(ROUTES.refresh, { body: refresh })).error.code).toBe('REFRESH_TOKEN_INVALID');
    expect((await logIn(ana, 'Wrong1234')).status).toBe(401);
    const [away] = await server.database.query(`select ${column} as since from users where id = $1`, [
      ana.id,
    ]);
    expect(away?.since).not.toBeNull();
    const { data } = await logIn(ana, 'Tagliatelle7');
    expect((await new Person(api.url, data).call(ROUTES.getMe, {})).status).toBe(200);
    expect((await nobody.call(ROUTES.getUser, { params: { id: String(ana.id) } })).status).toBe(200);
  });

  it('is over for an account that was to be deleted more than thirty days ago', async () => {
    const ana = await server.signUp(api);
    await server.database.query(`update users set deleted_at = now() - interval '31 days' where id = $1`, [
      ana.id,
    ]);
    expect((await logIn(ana, 'Tagliatelle7')).error.code).toBe('INVALID_CREDENTIALS');
    await forget(emailOf(ana));
    await server.settled();
    expect(await server.mailsTo(emailOf(ana))).toHaveLength(1);
  });

  it('is open to the suspended, who may then only leave', async () => {
    const ana = await server.signUp(api);
    await server.database.query(`update users set suspended_until = now() + interval '1 day' where id = $1`, [
      ana.id,
    ]);
    const { data } = await logIn(ana, 'Tagliatelle7');
    const back = new Person(api.url, data);
    expect((await back.call(ROUTES.listSessions, {})).error.code).toBe('ACCOUNT_SUSPENDED');
    expect((await back.call(ROUTES.logout, {})).status).toBe(204);
  });
});
