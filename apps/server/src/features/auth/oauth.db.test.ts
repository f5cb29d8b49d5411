import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { type OAuthSignedIn, ROUTES } from '@beli/contract';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { type Claims, IdentityServer } from '../../../test/identity-server.js';
import { type RunningApi, TestServer } from '../../../test/server.js';
import { until } from '../../../test/until.js';

let server: TestServer;
let google: IdentityServer;
let apple: IdentityServer;
let api: RunningApi;
let nobody: Person;

beforeAll(async () => {
  [server, google, apple] = await Promise.all([
    TestServer.start(),
    IdentityServer.start(),
    IdentityServer.start(),
  ]);
  api = await server.api({
    ...google.variables('GOOGLE'),
    ...apple.variables('APPLE'),
  });
  await server.worker();
  nobody = new Person(api.url);
});
afterAll(async () => {
  await server.stop();
  await Promise.all([google.stop(), apple.stop()]);
});

const signIn = (idToken: string, body: { nonce?: string; displayName?: string } = {}, provider = 'google') =>
  nobody.call(ROUTES.signInWithIdToken, {
    params: { provider: provider as 'google' },
    body: { idToken, ...body },
  });
const as = (data: OAuthSignedIn) => new Person(api.url, data);
const freshEmail = () => `${randomUUID()}@example.com`;
const sha256 = (text: string) => createHash('sha256').update(text);

describe('an id token', () => {
  it('makes an account once, with a name of its own, and opens it ever after', async () => {
    const [sub, email] = [randomUUID(), freshEmail()];
    const first = await signIn(await google.idToken({ sub, email, name: 'Ana <b>Lima</b>' }));
    expect(first.status).toBe(200);
    expect(first.data).toMatchObject({ isNewUser: true, needsUsername: true, formerAccessEnded: false });
    expect(first.data.user).toMatchObject({ email, emailVerified: true, displayName: 'Ana Lima' });
    expect(first.data.user.username).toMatch(/^ana_lima_\d{4}$/);
    // The address may change at the provider: the subject is who it is.
    const second = await signIn(await google.idToken({ sub, email: freshEmail() }));
    expect(second.data).toMatchObject({
      isNewUser: false,
      needsUsername: true,
      user: { id: first.data.user.id },
    });
    expect(second.data.user.email).toBe(email);
    await as(second.data).must(ROUTES.updateMe, { body: { username: `user_${first.data.user.id}` } });
    const third = await signIn(await google.idToken({ sub }));
    expect(third.data.needsUsername).toBe(false);
    const [row] = await server.database.query<{ text: string }>(
      'select t::text as text from oauth_identities t where user_id = $1',
      [first.data.user.id],
    );
    expect(row?.text).toContain(sub);
    expect(row?.text).not.toContain('eyJ');
  });

  it('makes one account when it comes in many forms at once', async () => {
    const [sub, email] = [randomUUID(), freshEmail()];
    const tokens = await Promise.all(Array.from({ length: 5 }, () => google.idToken({ sub, email })));
    const outcomes = await Promise.all(tokens.map((token) => signIn(token)));
    expect(outcomes.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(outcomes.map(({ data }) => data.user.id)).size).toBe(1);
    expect(outcomes.filter(({ data }) => data.isNewUser)).toHaveLength(1);
  });

  it('may come without an e-mail, and with the name that Apple tells the app only once', async () => {
    const idToken = await apple.idToken({ email: undefined, email_verified: undefined });
    const { data } = await signIn(idToken, { displayName: 'Bo' }, 'apple');
    expect(data.user).toMatchObject({ displayName: 'Bo', email: null, emailVerified: false });
  });

  it.each<[string, Claims, object?]>([
    ['of another app', { aud: 'somebody-elses-app' }],
    ['of another issuer', { iss: 'https://accounts.example.com' }],
    ['without a subject', { sub: undefined }],
    ['with an empty subject', { sub: '' }],
    ['without an expiry', { exp: undefined }],
    ['that has expired', { exp: Math.floor(Date.now() / 1000) - 60 }],
    ['that is not valid yet', { nbf: Math.floor(Date.now() / 1000) + 600 }],
    ['for many apps, handed to another', { aud: ['ios-client', 'other'], azp: 'other' }],
    ['with a nonce that was not sent', { nonce: 'n-1' }],
    ['with another nonce than was sent', { nonce: 'n-1' }, { nonce: 'n-2' }],
    ['without the nonce that was sent', {}, { nonce: 'n-1' }],
    ['of Google with a hashed nonce', { nonce: sha256('n-1').digest('hex') }, { nonce: 'n-1' }],
  ])('%s is refused', async (_what, claims, body) => {
    const { status, error } = await signIn(await google.idToken({ email: freshEmail(), ...claims }), body);
    expect([status, error?.code]).toEqual([401, 'INVALID_CREDENTIALS']);
  });

  it('with its nonce is accepted; Apple may carry the hash of it', async () => {
    const nonce = randomBytes(16).toString('hex');
    expect((await signIn(await google.idToken({ nonce }), { nonce })).status).toBe(200);
    const hashed = await apple.idToken({ nonce: sha256(nonce).digest('hex') });
    expect((await signIn(hashed, { nonce }, 'apple')).status).toBe(200);
  });

  it('that is forged is refused: no algorithm, a shared secret, a key of somebody else, another provider', async () => {
    const claims = { iss: google.url, aud: 'ios-client', sub: 'victim', jti: randomUUID() };
    const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const signed = (alg: string, secret: Parameters<SignJWT['sign']>[0]) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg, kid: google.keyId })
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(secret);
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const times = { iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 300 };
    const good = await google.idToken({ sub: 'victim' });
    const [header = '', , signature = ''] = good.split('.');
    const forged: Record<string, string> = {
      'alg none': `${encode({ alg: 'none' })}.${encode({ ...claims, ...times })}.`,
      'a shared secret': await signed('HS256', new TextEncoder().encode('between-us-between-us-between-us')),
      "somebody else's key": await signed('RS256', key),
      'other claims': `${header}.${encode({ ...claims, ...times })}.${signature}`,
      'another provider': await apple.idToken(),
      'not a token': 'x.y.z',
    };
    for (const [what, token] of Object.entries(forged))
      expect([what, (await signIn(token)).error?.code]).toEqual([what, 'INVALID_CREDENTIALS']);
  });

  it('is good once, however its signature is spelled and however often it comes at once', async () => {
    const token = await google.idToken({ email: freshEmail() });
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => signIn(token)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    expect((await signIn(`${token}=`)).status).toBe(401);
  });

  it('under a new key of the provider is accepted once the key is there', async () => {
    await signIn(await google.idToken());
    const kid = await google.addKey();
    await until('the new key is known', async () => {
      const { status } = await signIn(await google.idToken({}, { kid }));
      expect([200, 401]).toContain(status);
      return status === 200;
    });
  });

  it('of a provider that is silent is answered with 503, in time; of one that is off with 404', async () => {
    const lost = await server.api(google.variables('GOOGLE', 'http://127.0.0.1:9'));
    const outcome = await new Person(lost.url).call(ROUTES.signInWithIdToken, {
      params: { provider: 'google' },
      body: { idToken: await google.idToken() },
    });
    expect([outcome.status, outcome.error.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect(outcome.headers.get('retry-after')).not.toBeNull();
    const off = await new Person(lost.url).call(ROUTES.signInWithIdToken, {
      params: { provider: 'apple' },
      body: { idToken: 'x' },
    });
    expect([off.status, off.error.code]).toEqual([404, 'NOT_FOUND']);
  });
});

describe('an address that has an account already', () => {
  it('is not taken over by a provider that has not proved it', async () => {
    const ana = await server.signUp(api);
    for (const email_verified of [false, 'false', undefined, 'yes', 1]) {
      const token = await google.idToken({ email: ana.signedIn?.user.email, email_verified });
      const { status, error } = await signIn(token);
      expect([email_verified, status, error.code]).toEqual([email_verified, 409, 'OAUTH_EMAIL_CONFLICT']);
    }
    expect((await ana.call(ROUTES.getMe, {})).status).toBe(200);
  });

  it('links where both sides have proved it; password and sessions stay', async () => {
    const ana = await server.signUp(api);
    const email = ana.signedIn?.user.email ?? '';
    await server.database.query('update users set email_verified_at = now() where id = $1', [ana.id]);
    const token = await apple.idToken({ email: email.toUpperCase(), email_verified: 'true' });
    const { data } = await signIn(token, {}, 'apple');
    expect(data).toMatchObject({ isNewUser: false, needsUsername: false, formerAccessEnded: false });
    expect(data.user.id).toBe(ana.id);
    expect((await ana.call(ROUTES.getMe, {})).status).toBe(200);
    await nobody.must(ROUTES.login, { body: { email, password: 'Tagliatelle7' } });
  });

  it('goes to who proves it: whoever sat in the account before is out, by every way in', async () => {
    const email = freshEmail();
    // Somebody else signs up with the address and waits, with a session, a password and a provider.
    const squatter = await server.signUp(api, { email, username: `squat_${Date.now() % 1e6}` });
    const bait = randomUUID();
    await server.database.query(
      `insert into oauth_identities (provider, subject, user_id) values ('apple', $1, $2)`,
      [bait, squatter.id],
    );
    await squatter.must(ROUTES.changeEmail, { body: { newEmail: freshEmail(), password: 'Tagliatelle7' } });
    const { data } = await signIn(await google.idToken({ email }));
    expect(data).toMatchObject({ isNewUser: false, formerAccessEnded: true, user: { id: squatter.id } });
    expect((await squatter.call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
    const refresh = { refreshToken: squatter.signedIn?.refreshToken };
    expect((await nobody.call(ROUTES.refresh, { body: refresh })).error.code).toBe('REFRESH_TOKEN_INVALID');
    const login = await nobody.call(ROUTES.login, { body: { email, password: 'Tagliatelle7' } });
    expect(login.error.code).toBe('INVALID_CREDENTIALS');
    const byApple = await signIn(await apple.idToken({ sub: bait }), {}, 'apple');
    expect(byApple.data.user.id).not.toBe(squatter.id);
    const [open] = await server.database.query<{ count: number }>(
      'select count(*)::int as count from email_links where user_id = $1 and used_at is null',
      [squatter.id],
    );
    expect(open?.count).toBe(0);
    await until('the owner is told', async () =>
      (await server.mailsTo(email)).some(({ subject }) => subject.includes('yours now')),
    );
  });
});

it('an address of an account that nobody can open any more opens nothing, and breaks nothing', async () => {
  const ana = await server.signUp(api);
  await server.database.query(`update users set deleted_at = now() - interval '31 days' where id = $1`, [
    ana.id,
  ]);
  const { status, error } = await signIn(await google.idToken({ email: ana.signedIn?.user.email }));
  expect([status, error.code]).toEqual([409, 'OAUTH_EMAIL_CONFLICT']);
});

describe('an account that is away', () => {
  it.each(['deactivated_at', 'deleted_at'])('comes back by signing in (%s)', async (column) => {
    const sub = randomUUID();
    const { data } = await signIn(await google.idToken({ sub }));
    await server.database.query(`update users set ${column} = now() where id = $1`, [data.user.id]);
    const back = await signIn(await google.idToken({ sub }));
    expect(back.data).toMatchObject({ isNewUser: false, user: { id: data.user.id } });
    expect((await as(back.data).call(ROUTES.getMe, {})).status).toBe(200);
  });

  it('does not come back once its grace is over, though nothing was purged yet', async () => {
    const sub = randomUUID();
    const { data } = await signIn(await google.idToken({ sub }));
    await server.database.query(`update users set deleted_at = now() - interval '31 days' where id = $1`, [
      data.user.id,
    ]);
    expect((await signIn(await google.idToken({ sub }))).error.code).toBe('INVALID_CREDENTIALS');
    const [row] = await server.database.query('select deleted_at from users where id = $1', [data.user.id]);
    expect(row).not.toEqual({ deleted_at: null });
  });
});

it('attempts at providers are counted by address, and forgotten after a success', async () => {
  const guarded = await server.api({ ...google.variables('GOOGLE'), AUTH_GUARD_ATTEMPTS: '3' });
  const attempt = (idToken: string) =>
    new Person(guarded.url).call(ROUTES.signInWithIdToken, {
      params: { provider: 'google' },
      body: { idToken },
    });
  const statuses = [];
  for (let n = 0; n < 2; n++) statuses.push((await attempt('x.y.z')).status);
  statuses.push((await attempt(await google.idToken())).status);
  for (let n = 0; n < 4; n++) statuses.push((await attempt('x.y.z')).status);
  expect(statuses).toEqual([401, 401, 200, 401, 401, 401, 429]);
});
