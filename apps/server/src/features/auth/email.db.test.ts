import { randomUUID } from 'node:crypto';
import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { type RunningApi, TestServer } from '../../../test/server.js';

let server: TestServer;
let api: RunningApi;
let nobody: Person;

beforeAll(async () => {
  server = await TestServer.start({ APP_URL: 'https://app.example.com/' });
  api = await server.api();
  await server.worker();
  nobody = new Person(api.url);
});
afterAll(() => server.stop());

const emailOf = (person: Person) => person.signedIn?.user.email ?? '';
const freshEmail = () => `${randomUUID()}@example.com`;
const verify = (token: string) => nobody.call(ROUTES.verifyEmail, { body: { token } });
const change = (person: Person, newEmail: string, password = 'Tagliatelle7') =>
  person.call(ROUTES.changeEmail, { body: { newEmail, password } });
const me = async (person: Person) => (await person.must(ROUTES.getMe, {})).data;

describe('the address of a new account', () => {
  it('is proved by the link of a mail that goes out after the commit', async () => {
    const ana = await server.signUp(api);
    expect((await me(ana)).emailVerified).toBe(false);
    const token = await server.tokenMailedTo(emailOf(ana), 'Verify');
    const [mail] = await server.mailsTo(emailOf(ana));
    // Behind the #: no server and no referrer ever sees it.
    expect(mail?.text).toContain(`https://app.example.com/verify-email#token=${token}`);
    expect(mail?.id).toMatch(/^[0-9a-f-]{36}$/);
    expect((await verify(token)).status).toBe(204);
    expect((await me(ana)).emailVerified).toBe(true);
    expect((await verify(token)).error.code).toBe('VALIDATION_ERROR');
  });

  it('gets no mail where nothing was committed', async () => {
    const ana = await server.signUp(api);
    const email = freshEmail();
    const body = {
      email,
      password: 'Tagliatelle7',
      username: ana.signedIn?.user.username ?? '',
      displayName: 'B',
    };
    expect((await nobody.call(ROUTES.signup, { body })).error.code).toBe('USERNAME_TAKEN');
    await server.settled();
    expect(await server.mailsTo(email)).toEqual([]);
  });

  it('gets the mail again on request, until it is proved, and not too often', async () => {
    const guarded = await server.api({ AUTH_GUARD_ATTEMPTS: '3' });
    const ana = (await server.signUp(api)).at(guarded.url);
    const resend = async () => (await ana.call(ROUTES.resendVerification, {})).status;
    expect([await resend(), await resend(), await resend(), await resend()]).toEqual([202, 202, 202, 429]);
    await server.settled();
    expect(await server.mailsTo(emailOf(ana))).toHaveLength(4);
    const ben = await server.signUp(api);
    await verify(await server.tokenMailedTo(emailOf(ben), 'Verify'));
    await ben.must(ROUTES.resendVerification, {});
    await server.settled();
    expect(await server.mailsTo(emailOf(ben))).toHaveLength(1);
  });

  it('is not proved by a link that was sent to the address before', async () => {
    const ana = await server.signUp(api);
    const old = await server.tokenMailedTo(emailOf(ana), 'Verify');
    const newEmail = freshEmail();
    await change(ana, newEmail);
    await verify(await server.tokenMailedTo(newEmail, 'Confirm'));
    await server.database.query('update users set email_verified_at = null where id = $1', [ana.id]);
    expect((await verify(old)).status).toBe(400);
    expect((await me(ana)).emailVerified).toBe(false);
  });
});

describe('changing the address', () => {
  it('happens when the new one is proved; the old one is told twice', async () => {
    const ana = await server.signUp(api);
    const [before, newEmail] = [emailOf(ana), freshEmail()];
    const asked = await change(ana, newEmail.toUpperCase());
    expect([asked.status, asked.data]).toEqual([202, { pendingEmail: newEmail }]);
    expect((await me(ana)).email).toBe(before);
    const token = await server.tokenMailedTo(newEmail, 'Confirm');
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => verify(token)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual([204, 400, 400, 400, 400]);
    expect(await me(ana)).toMatchObject({ email: newEmail, emailVerified: true });
    await server.settled();
    expect((await server.mailsTo(before)).map(({ subject }) => subject)).toEqual([
      'Verify your e-mail address',
      'A new e-mail address was asked for',
      'Your e-mail address was changed',
    ]);
    const login = (email: string) => nobody.call(ROUTES.login, { body: { email, password: 'Tagliatelle7' } });
    expect((await login(before)).status).toBe(401);
    expect((await login(newEmail)).status).toBe(200);
  });

  it('takes back what was asked before', async () => {
    const ana = await server.signUp(api);
    const [first, second] = [freshEmail(), freshEmail()];
    await change(ana, first);
    await change(ana, second);
    expect((await verify(await server.tokenMailedTo(first, 'Confirm'))).status).toBe(400);
    expect((await verify(await server.tokenMailedTo(second, 'Confirm'))).status).toBe(204);
  });

  it('needs the password before it tells that an address is taken, and tells it a few times only', async () => {
    const guarded = await server.api({ AUTH_GUARD_ATTEMPTS: '3' });
    const [ana, ben] = [(await server.signUp(api)).at(guarded.url), await server.signUp(api)];
    const wrong = await change(ana, emailOf(ben), 'Wrong1234');
    expect([wrong.status, wrong.error.code]).toEqual([401, 'INVALID_CREDENTIALS']);
    const statuses = [];
    for (let n = 0; n < 4; n++) statuses.push((await change(ana, emailOf(ben))).status);
    expect(statuses).toEqual([409, 409, 409, 429]);
    await server.settled();
    expect(await server.mailsTo(emailOf(ben))).toHaveLength(1);
  });

  it('to one address by two people goes to the first who proves it', async () => {
    const [ana, ben] = [await server.signUp(api), await server.signUp(api)];
    const newEmail = freshEmail();
    await change(ana, newEmail);
    const anas = await server.tokenMailedTo(newEmail, 'Confirm');
    await change(ben, newEmail);
    await server.settled();
    const bens = await server.tokenMailedTo(newEmail, 'Confirm');
    expect(bens).not.toBe(anas);
    const outcomes = await Promise.all([verify(anas), verify(bens)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual([204, 409]);
  });

  it('takes open links to a new password with it', async () => {
    const ana = await server.signUp(api);
    await nobody.must(ROUTES.forgotPassword, { body: { email: emailOf(ana) } });
    const token = await server.tokenMailedTo(emailOf(ana), 'new password');
    const newEmail = freshEmail();
    await change(ana, newEmail);
    await verify(await server.tokenMailedTo(newEmail, 'Confirm'));
    const { status } = await nobody.call(ROUTES.resetPassword, {
      body: { token, newPassword: 'Orecchiette8' },
    });
    expect(status).toBe(400);
  });
});

describe('a username', () => {
  const check = (username: string) => nobody.must(ROUTES.checkUsername, { query: { username } });

  it('is free or taken, in any case, and has free ones like it', async () => {
    const name = `Fan_${Date.now() % 1e8}`;
    expect((await check(name)).data).toEqual({ available: true, suggestions: [] });
    await server.signUp(api, { username: name });
    const { data } = await check(name.toUpperCase());
    expect(data.available).toBe(false);
    expect(data.suggestions).toHaveLength(3);
    for (const one of data.suggestions) {
      expect(one).toMatch(/^fan_\d+_\d{4}$/);
      expect((await check(one)).data.available).toBe(true);
    }
  });
});
