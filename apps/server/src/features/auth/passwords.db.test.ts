import { randomUUID } from 'node:crypto';
import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { Listener } from '../../../test/sockets.js';
import { until } from '../../../test/until.js';

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
const reset = (token: string, newPassword = 'Orecchiette8') =>
  nobody.call(ROUTES.resetPassword, { body: { token, newPassword } });
const isBadToken = ({ status, error }: Awaited<ReturnType<typeof reset>>) =>
  status === 400 && JSON.stringify(error.details).includes('invalid_token');
const tokenFor = async (person: Person) => {
  await forget(emailOf(person));
  return server.tokenMailedTo(emailOf(person), 'new password');
};

describe('changing a password', () => {
  it('ends the other sessions, sockets among them, and keeps this one', async () => {
    const ana = await server.signUp(api);
    const laptop = new Person(api.url, (await logIn(ana, 'Tagliatelle7')).data);
    const listener = await Listener.connect(api.url, laptop.token);
    const gone = new Promise((resolve) => listener.socket.once('disconnect', resolve));
    await ana.must(ROUTES.changePassword, {
      body: { currentPassword: 'Tagliatelle7', newPassword: 'Orecchiette8' },
    });
    await gone;
    expect((await ana.call(ROUTES.getMe, {})).status).toBe(200);
    expect((await laptop.call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
    const own = { refreshToken: ana.signedIn?.refreshToken };
    expect((await nobody.call(ROUTES.refresh, { body: own })).status).toBe(200);
    expect((await logIn(ana, 'Tagliatelle7')).error.code).toBe('INVALID_CREDENTIALS');
    expect((await logIn(ana, 'Orecchiette8')).status).toBe(200);
    await until('the person is told', async () =>
      (await server.mailsTo(emailOf(ana))).some(({ subject }) => subject.includes('was changed')),
    );
  });

  it('takes back a new address that was asked for with the old one', async () => {
    const ana = await server.signUp(api);
    const newEmail = `${randomUUID()}@example.com`;
    await ana.must(ROUTES.changeEmail, { body: { newEmail, password: 'Tagliatelle7' } });
    const token = await server.tokenMailedTo(newEmail, '');
    await ana.must(ROUTES.changePassword, {
      body: { currentPassword: 'Tagliatelle7', newPassword: 'Orecchiette8' },
    });
    expect((await nobody.call(ROUTES.verifyEmail, { body: { token } })).status).toBe(400);
    expect((await ana.must(ROUTES.getMe, {})).data.email).toBe(emailOf(ana));
  });

  it('needs the current one, and is guarded against guessing', async () => {
    const guarded = await server.api({ AUTH_GUARD_ATTEMPTS: '3' });
    const ana = (await server.signUp(api)).at(guarded.url);
    const change = (currentPassword: string) =>
      ana.call(ROUTES.changePassword, { body: { currentPassword, newPassword: 'Orecchiette8' } });
    const statuses = [];
    for (let n = 0; n < 4; n++) statuses.push((await change('Wrong1234')).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
    expect((await logIn(ana, 'Tagliatelle7')).status).toBe(200);
  });

  it('wins once where it happens twice at once', async () => {
    const ana = await server.signUp(api);
    const outcomes = await Promise.all(
      ['Orecchiette8', 'Pappardelle9'].map((newPassword) =>
        ana.call(ROUTES.changePassword, { body: { currentPassword: 'Tagliatelle7', newPassword } }),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual([204, 401]);
  });
});

describe('a password that is easy to guess', () => {
  const fieldOf = ({ status, error }: Pick<Awaited<ReturnType<typeof reset>>, 'status' | 'error'>) => {
    const fields = error?.details?.fields as { path: string; code: string }[] | undefined;
    return [status, fields?.map(({ path, code }) => [path, code])];
  };

  it.each([
    ['Password1', 'too_common'],
    ['PASSWORD123', 'too_common'],
    ['Qwerty123!', 'too_common'],
    ['Moth_Fan7x', 'contains_name'],
    ['9xANN.bright', 'contains_name'],
  ])('is refused: %s', async (password, code) => {
    const name = 'moth_fan';
    const body = { email: `ann.bright@${randomUUID()}.com`, username: name, displayName: 'Ann', password };
    expect(fieldOf(await nobody.call(ROUTES.signup, { body }))).toEqual([400, [['password', code]]]);
  });

  it('is refused also when it is changed or reset, and the token stays good', async () => {
    const ana = await server.signUp(api);
    const change = await ana.call(ROUTES.changePassword, {
      body: { currentPassword: 'Tagliatelle7', newPassword: 'Password1' },
    });
    expect(fieldOf(change)).toEqual([400, [['newPassword', 'too_common']]]);
    const token = await tokenFor(ana);
    expect(fieldOf(await reset(token, 'Password1'))).toEqual([400, [['newPassword', 'too_common']]]);
    expect((await reset(token)).status).toBe(204);
  });
});

describe('a forgotten password', () => {
  it('is set anew by the link in a mail: every session ends, the address is proved', async () => {
    const ana = await server.signUp(api);
    const token = await tokenFor(ana);
    expect((await reset(token)).status).toBe(204);
    expect((await ana.call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
    expect((await logIn(ana, 'Tagliatelle7')).status).toBe(401);
    const { data } = await logIn(ana, 'Orecchiette8');
    expect(data.user.emailVerified).toBe(true);
    expect(isBadToken(await reset(token, 'Pappardelle9'))).toBe(true);
  });

  it('ends personal tokens too: somebody else may have made them', async () => {
    const ana = await server.signUp(api);
    await server.database.query('update users set email_verified_at = now() where id = $1', [ana.id]);
    const { data } = await ana.must(ROUTES.createToken, { body: { name: 'tool', scopes: ['read'] } });
    const tool = new Person(api.url, { accessToken: data.token } as never);
    expect((await tool.call(ROUTES.getMe, {})).status).toBe(200);
    expect((await reset(await tokenFor(ana))).status).toBe(204);
    expect((await tool.call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
  });

  it('is set once by a link that is used many times at once', async () => {
    const ana = await server.signUp(api);
    const token = await tokenFor(ana);
    const passwords = Array.from({ length: 6 }, (_, n) => `Orecchiette${n}`);
    const outcomes = await Promise.all(passwords.map((password) => reset(token, password)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual([204, 400, 400, 400, 400, 400]);
    const winner = passwords[outcomes.findIndex(({ status }) => status === 204)] ?? '';
    expect((await logIn(ana, winner)).status).toBe(200);
  });

  it('is not set by other links, forged ones, old ones, or those of before', async () => {
    const ana = await server.signUp(api);
    const verification = await server.tokenMailedTo(emailOf(ana), 'Verify');
    const first = await tokenFor(ana);
    const [id, mac] = first.split('.');
    const others = [
      verification,
      `${id}.`,
      `${id}`,
      `${id}.${'A'.repeat(43)}`,
      `${randomUUID()}.${mac}`,
      'x',
    ];
    for (const token of others) expect([token, isBadToken(await reset(token))]).toEqual([token, true]);
    // Neither the table nor what is queued holds anything that opens the link.
    const [row] = await server.database.query<{ text: string }>(
      'select t::text as text from email_links t where id = $1',
      [id],
    );
    expect(row?.text).not.toContain(mac);
    await server.database.query(`update email_links set expires_at = now() - interval '1 s' where id = $1`, [
      id,
    ]);
    expect(isBadToken(await reset(first))).toBe(true);
  });

  it('is answered the same, and by the same statements, whether the address has an account or not', async () => {
    const ana = await server.signUp(api);
    const statements = async () =>
      (await api.platform.metrics.queryDuration.get()).values
        .filter(({ metricName }) => metricName?.endsWith('_count'))
        .reduce((sum, { value }) => sum + value, 0);
    const cost = async (email: string) => {
      const before = await statements();
      const { status, data } = await forget(email);
      return { status, data, statements: (await statements()) - before };
    };
    const known = await cost(emailOf(ana));
    expect(known.status).toBe(202);
    expect(await cost(`${randomUUID()}@example.com`)).toEqual(known);
    await server.settled();
    expect(await server.mailsTo(emailOf(ana))).toHaveLength(2);
  });

  it('is asked for five times from an address, and sends few mails to one person', async () => {
    const guarded = await server.api({ AUTH_GUARD_ATTEMPTS: '3', TRUST_PROXY_HOPS: '1' });
    const ana = await server.signUp(api);
    const ask = (from: string, email: string) =>
      new Person(guarded.url).call(ROUTES.forgotPassword, {
        body: { email },
        headers: { 'x-forwarded-for': from },
      });
    const fromOne = [];
    for (let n = 0; n < 4; n++) fromOne.push((await ask('192.0.2.1', `${randomUUID()}@example.com`)).status);
    expect(fromOne).toEqual([202, 202, 202, 429]);
    for (let n = 2; n < 9; n++) expect((await ask(`192.0.2.${n}`, emailOf(ana))).status).toBe(202);
    await server.settled();
    const mails = await server.mailsTo(emailOf(ana));
    expect(mails.filter(({ subject }) => subject.includes('new password'))).toHaveLength(3);
  });
});
