import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { ROUTES } from '@beli/contract';
import { jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from '../../../test/client.js';
import { IdentityServer } from '../../../test/identity-server.js';
import { type RunningApi, TestServer } from '../../../test/server.js';

const appleKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const REDIRECT = 'https://app.example.com/signed-in';

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
    OAUTH_APPLE_TEAM_ID: 'TEAM',
    OAUTH_APPLE_KEY_ID: 'KEY',
    OAUTH_APPLE_PRIVATE_KEY: appleKey.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    OAUTH_REDIRECT_URIS: `${REDIRECT}, beli://signed-in`,
  });
  await server.worker();
  nobody = new Person(api.url);
});
afterAll(async () => {
  await server.stop();
  await Promise.all([google.stop(), apple.stop()]);
});

const freshEmail = () => `${randomUUID()}@example.com`;
const sha256 = (text: string) => createHash('sha256').update(text);

describe('the code flow', () => {
  const verifier = randomBytes(32).toString('base64url');
  const codeChallenge = sha256(verifier).digest('base64url');
  const start = (redirectUri = REDIRECT, provider: 'google' | 'apple' = 'google') =>
    nobody.call(ROUTES.startOAuth, { params: { provider }, query: { redirectUri, codeChallenge } });
  const cookieOf = (headers: Headers) => headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const begin = async () => {
    const { data, headers } = await start();
    return { cookie: cookieOf(headers), ...(await google.authorize(data.authorizationUrl)) };
  };
  const finish = (
    { code, state, cookie }: { code: string; state: string; cookie: string },
    codeVerifier = verifier,
    provider: 'google' | 'apple' = 'google',
  ) =>
    nobody.call(ROUTES.finishOAuth, {
      params: { provider },
      body: { code, state, codeVerifier },
      headers: { cookie },
    });
  const BAD_STATE = [400, 'state'];
  const refusal = ({ status, error }: Awaited<ReturnType<typeof finish>>) => [
    status,
    (error?.details?.fields as { path: string }[] | undefined)?.[0]?.path,
  ];

  it('sends to the provider with everything that protects, and signs in who comes back', async () => {
    const { data, headers } = await start();
    const there = new URL(data.authorizationUrl);
    expect(Object.fromEntries(there.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'web-client',
      redirect_uri: REDIRECT,
      scope: 'openid email profile',
      state: data.state,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    });
    expect(there.searchParams.get('nonce')).toMatch(/^[\w-]{43}$/);
    const [cookie = ''] = headers.getSetCookie();
    for (const part of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Max-Age=600', 'Path=/api/v1/auth/oauth'])
      expect(cookie).toContain(part);
    expect(cookie).not.toContain(data.state);

    google.claims = { email: freshEmail() };
    const back = await google.authorize(data.authorizationUrl);
    expect(back.state).toBe(data.state);
    const outcome = await finish({ ...back, cookie: cookieOf(headers) });
    expect(outcome.status).toBe(200);
    expect(outcome.data.user.email).toBe(google.claims.email);
    expect(outcome.headers.getSetCookie()[0]).toMatch(/^beli_oauth=;.*Max-Age=0/);
    expect(google.exchanges.at(-1)).toMatchObject({
      grant_type: 'authorization_code',
      code_verifier: verifier,
      redirect_uri: REDIRECT,
      client_secret: 'between-us',
    });
  });

  it('asks Apple to post the answer, with the name, and signs the secret that it wants', async () => {
    const { data, headers } = await start(REDIRECT, 'apple');
    const { searchParams } = new URL(data.authorizationUrl);
    expect(searchParams.get('response_mode')).toBe('form_post');
    expect(searchParams.get('scope')).toBe('openid name email');
    const back = await apple.authorize(data.authorizationUrl);
    const outcome = await finish({ ...back, cookie: cookieOf(headers) }, verifier, 'apple');
    expect(outcome.status).toBe(200);
    const secret = String(apple.exchanges.at(-1)?.client_secret);
    const { payload, protectedHeader } = await jwtVerify(secret, appleKey.publicKey, { issuer: 'TEAM' });
    expect(protectedHeader).toMatchObject({ alg: 'ES256', kid: 'KEY' });
    expect(payload).toMatchObject({ sub: 'web-client', aud: apple.url });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
  });

  it.each([
    'https://evil.example.com/signed-in',
    `${REDIRECT}/..`,
    `${REDIRECT}?next=https://evil.example.com`,
    'https://app.example.com.evil.example.com/signed-in',
    'https://app.example.com@evil.example.com/signed-in',
    'javascript:alert(1)',
  ])('redirects nowhere else: %s', async (redirectUri) => {
    const { status, headers } = await start(redirectUri);
    expect(status).toBe(400);
    expect(headers.getSetCookie()).toEqual([]);
  });

  it('takes a state once, also when it comes twice at once', async () => {
    const attempt = await begin();
    const outcomes = await Promise.all([finish(attempt), finish(attempt)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(refusal(await finish(attempt))).toEqual(BAD_STATE);
  });

  it('takes a state only from the browser that began, with its verifier, at its provider, in time', async () => {
    const attempt = await begin();
    const other = await begin();
    const [name, value = ''] = attempt.cookie.split('=');
    const changed = `${name}=${value.slice(0, -4)}AAAA`;
    expect(refusal(await finish({ ...attempt, cookie: '' }))).toEqual(BAD_STATE);
    expect(refusal(await finish({ ...attempt, cookie: other.cookie }))).toEqual(BAD_STATE);
    expect(refusal(await finish({ ...attempt, cookie: changed }))).toEqual(BAD_STATE);
    expect(refusal(await finish({ ...attempt, state: other.state }))).toEqual(BAD_STATE);
    expect(refusal(await finish(attempt, randomBytes(32).toString('base64url')))).toEqual(BAD_STATE);
    expect(refusal(await finish(attempt, verifier, 'apple'))).toEqual(BAD_STATE);
    const later = await server.api(
      { ...google.variables('GOOGLE'), OAUTH_REDIRECT_URIS: REDIRECT },
      () => new Date(Date.now() + 601_000),
    );
    const late = await new Person(later.url).call(ROUTES.finishOAuth, {
      params: { provider: 'google' },
      body: { code: attempt.code, state: attempt.state, codeVerifier: verifier },
      headers: { cookie: attempt.cookie },
    });
    expect(refusal(late)).toEqual(BAD_STATE);
    // Nothing of this used the state up.
    expect((await finish(attempt)).status).toBe(200);
  });

  it('refuses a code that the provider refuses, and a token made for another sign-in', async () => {
    const attempt = await begin();
    expect((await finish({ ...attempt, code: 'made-up' })).error.code).toBe('INVALID_CREDENTIALS');
    const replaced = await begin();
    google.claims = { nonce: 'of another sign-in' };
    expect((await finish(replaced)).error.code).toBe('INVALID_CREDENTIALS');
    google.claims = { aud: 'ios-client' };
    expect((await finish(await begin())).error.code).toBe('INVALID_CREDENTIALS');
    google.claims = {};
  });
});
