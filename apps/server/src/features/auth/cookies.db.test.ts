import { randomBytes } from 'node:crypto';
import { API_PREFIX, ROUTES, type SignedIn } from '@beli/contract';
import { parseSetCookie, type SetCookie, stringifyCookie } from 'cookie';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, type Outcome, Person } from '../../../test/client.js';
import { type RunningApi, TestServer } from '../../../test/server.js';

const ORIGIN = 'https://app.example.com';

let server: TestServer;
let api: RunningApi;

beforeAll(async () => {
  server = await TestServer.start({ CORS_ORIGINS: ORIGIN });
  api = await server.api();
});
afterAll(() => server.stop());

/** A browser's page: keeps the cookies it is sent, and sends them back where their paths say. */
class Browser {
  readonly jar = new Map<string, SetCookie>();

  constructor(private readonly url: string) {}

  header(path: string): string {
    const sent = [...this.jar.values()].filter((cookie) => path.startsWith(cookie.path ?? '/'));
    return stringifyCookie(Object.fromEntries(sent.map(({ name, value }) => [name, value])));
  }

  value(name: string): string {
    return this.jar.get(name)?.value ?? '';
  }

  /** @param csrf the header that the page adds; its own token unless told otherwise */
  async call<R extends (typeof ROUTES)[keyof typeof ROUTES]>(
    route: R,
    call: Call<R>,
    csrf: string | null = this.value('beli_csrf'),
  ): Promise<Outcome<R>> {
    const headers = {
      origin: ORIGIN,
      'x-auth-mode': 'cookie',
      cookie: this.header(`${API_PREFIX}${route.path}`),
      ...(csrf ? { 'x-csrf-token': csrf } : {}),
      ...call.headers,
    };
    const outcome = await new Person(this.url).call(route, { ...call, headers });
    for (const line of outcome.headers.getSetCookie()) {
      const cookie = parseSetCookie(line);
      if (cookie.maxAge === 0) this.jar.delete(cookie.name);
      else this.jar.set(cookie.name, cookie);
    }
    return outcome;
  }
}

let count = 0;

async function signedUp(): Promise<{ page: Browser; data: SignedIn }> {
  const page = new Browser(api.url);
  const username = `page_${++count}`;
  const { status, data } = await page.call(ROUTES.signup, {
    body: { email: `${username}@example.com`, username, displayName: 'Page', password: 'Tagliatelle7' },
  });
  expect(status).toBe(201);
  return { page, data };
}

describe('signing in by cookie', () => {
  it('sets three cookies, each no wider than it must be, and keeps the refresh token out of the body', async () => {
    const { page, data } = await signedUp();
    expect(data.refreshToken).toBeUndefined();
    const guarded = { secure: true, sameSite: 'lax' };
    for (const cookie of page.jar.values()) expect(cookie.domain).toBeUndefined();
    expect(page.jar.get('beli_at')).toMatchObject({ ...guarded, httpOnly: true, path: '/', maxAge: 900 });
    expect(page.jar.get('beli_rt')).toMatchObject({
      ...guarded,
      httpOnly: true,
      path: '/api/v1/auth',
      maxAge: 30 * 86_400,
    });
    expect(page.jar.get('beli_csrf')).toMatchObject({ ...guarded, path: '/' });
    expect(page.jar.get('beli_csrf')?.httpOnly).toBeUndefined();
    const login = await page.call(ROUTES.login, {
      body: { username: data.user.username, password: 'Tagliatelle7' },
    });
    expect(login.data.refreshToken).toBeUndefined();
    expect(login.headers.getSetCookie()).toHaveLength(3);
  });

  it('happens only where it is asked for', async () => {
    const ana = await server.signUp(api);
    const body = { username: ana.signedIn?.user.username ?? '', password: 'Tagliatelle7' };
    const { headers, data } = await new Person(api.url).must(ROUTES.login, { body });
    expect(headers.getSetCookie()).toEqual([]);
    expect(data.refreshToken).toMatch(/\./);
  });

  it('reads and writes with cookies alone; a private answer is not shared', async () => {
    const { page, data } = await signedUp();
    const me = await page.call(ROUTES.getMe, {}, null);
    expect([me.status, me.data.id]).toEqual([200, data.user.id]);
    expect(me.headers.get('cache-control')).toContain('private');
    expect(me.headers.get('vary')).toContain('Cookie');
    const patched = await page.call(ROUTES.updateMe, { body: { bio: 'By cookie.' } });
    expect([patched.status, patched.data.bio]).toEqual([200, 'By cookie.']);
  });
});

describe('a forged request', () => {
  it('is refused without the token, with a wrong one, with one of another session, with half of it', async () => {
    const { page } = await signedUp();
    const { page: attacker } = await signedUp();
    const own = page.value('beli_csrf');
    const foreign = attacker.value('beli_csrf');
    const [random = ''] = own.split('.');
    const write = (csrf: string | null, cookie = page.header('/')) =>
      page.call(ROUTES.updateMe, { body: { bio: 'forged' }, headers: { cookie } }, csrf);
    // Somebody who can plant cookies, from a sibling domain, plants a pair that matches itself.
    const planted = (value: string) => page.header('/').replace(own, value);
    const made = `${random}.${randomBytes(32).toString('base64url')}`;
    const outcomes = {
      'no token': await write(null),
      'a wrong one': await write('x.y'),
      'one of another session': await write(foreign),
      'one of another session, planted': await write(foreign, planted(foreign)),
      'one that was made up, planted': await write(made, planted(made)),
      'an empty pair': await write('.', planted('.')),
      'the header without the cookie': await write(own, `beli_at=${page.value('beli_at')}`),
    };
    for (const [what, { status, error }] of Object.entries(outcomes))
      expect([what, status, error?.code]).toEqual([what, 403, 'CSRF_FAILED']);
    expect((await page.call(ROUTES.getMe, {})).data.bio).not.toBe('forged');
    expect((await write(own)).status).toBe(200);
  });

  it('cannot refresh or log out either', async () => {
    const { page } = await signedUp();
    for (const route of [ROUTES.refresh, ROUTES.logout] as const) {
      const { status, error } = await page.call(route, {}, null);
      expect([route.path, status, error.code]).toEqual([route.path, 403, 'CSRF_FAILED']);
    }
    expect((await page.call(ROUTES.getMe, {})).status).toBe(200);
  });

  it('needs nothing of this where the Authorization header says who asks: it wins over cookies', async () => {
    const { page } = await signedUp();
    const ana = await server.signUp(api);
    const headers = { authorization: `Bearer ${ana.token}` };
    const { status, data } = await page.call(ROUTES.updateMe, { body: { bio: 'mine' }, headers }, null);
    expect([status, data.id]).toEqual([200, ana.id]);
    const bad = await page.call(ROUTES.getMe, { headers: { authorization: 'Bearer nonsense' } });
    expect(bad.error.code).toBe('UNAUTHORIZED');
  });
});

describe('refreshing by cookie', () => {
  it('gives new cookies, by cookie only, also when a script does not ask for them', async () => {
    const { page } = await signedUp();
    const [before, token] = [page.value('beli_rt'), page.value('beli_csrf')];
    const { status, data } = await page.call(ROUTES.refresh, { headers: { 'x-auth-mode': 'body' } });
    expect([status, data.refreshToken]).toEqual([200, undefined]);
    expect(page.value('beli_rt')).not.toBe(before);
    expect((await page.call(ROUTES.getMe, {})).status).toBe(200);
    // The session is the same one: another tab's token is still good, in its own cookie's place.
    expect(page.value('beli_csrf')).not.toBe(token);
  });

  it('with an old token ends the session and takes the cookies away', async () => {
    const { page } = await signedUp();
    const stolen = new Map(page.jar);
    await page.call(ROUTES.refresh, {});
    await page.call(ROUTES.refresh, {});
    const thief = new Browser(api.url);
    for (const [name, cookie] of stolen) thief.jar.set(name, cookie);
    const { error } = await thief.call(ROUTES.refresh, {});
    expect(error.code).toBe('REFRESH_TOKEN_REUSED');
    expect([...thief.jar.keys()]).toEqual([]);
    expect((await page.call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
    expect((await page.call(ROUTES.refresh, {})).error.code).toBe('REFRESH_TOKEN_INVALID');
    expect([...page.jar.keys()]).toEqual([]);
  });

  it('without any token says what is missing', async () => {
    const { status, error } = await new Browser(api.url).call(ROUTES.refresh, {});
    expect([status, error.code]).toEqual([400, 'VALIDATION_ERROR']);
  });
});

it('logging out by cookie ends the sessions and takes the cookies away', async () => {
  const { page } = await signedUp();
  const kept = new Map(page.jar);
  const { status, headers } = await page.call(ROUTES.logout, {});
  expect([status, headers.get('clear-site-data')]).toEqual([204, '"cache", "storage"']);
  expect([...page.jar.keys()]).toEqual([]);
  for (const [name, cookie] of kept) page.jar.set(name, cookie);
  expect((await page.call(ROUTES.getMe, {})).error.code).toBe('UNAUTHORIZED');
});

describe('a socket', () => {
  const connect = (extraHeaders: Record<string, string>, auth = {}) =>
    new Promise<string>((resolve) => {
      const socket = io(api.url, {
        path: '/ws',
        transports: ['websocket'],
        reconnection: false,
        auth,
        extraHeaders,
      });
      const end = (outcome: string) => {
        socket.disconnect();
        resolve(outcome);
      };
      socket.once('connect', () => end('connected'));
      socket.once('connect_error', (error) => end(error.message));
    });

  it('opens with the cookie for a page of ours only', async () => {
    const { page } = await signedUp();
    const cookie = page.header('/ws');
    expect(await connect({ cookie, origin: ORIGIN })).toBe('connected');
    for (const origin of [
      'https://evil.example.com',
      `${ORIGIN}.evil.example.com`,
      'http://app.example.com',
      'null',
    ])
      expect([origin, await connect({ cookie, origin })]).toEqual([origin, 'UNAUTHORIZED']);
    expect(await connect({ cookie })).toBe('UNAUTHORIZED');
    await page.call(ROUTES.logout, {});
    expect(await connect({ cookie, origin: ORIGIN })).toBe('UNAUTHORIZED');
  });

  it('opens with a token for pages of ours and for whoever is no page', async () => {
    const { token } = await server.signUp(api);
    const open = (headers: Record<string, string>) => connect(headers, { token });
    for (const headers of [{}, { origin: ORIGIN }, { origin: api.url }])
      expect([headers, await open(headers as Record<string, string>)]).toEqual([headers, 'connected']);
    for (const origin of ['https://evil.example.com', `${ORIGIN}:444`, 'null', 'nonsense'])
      expect([origin, await open({ origin })]).toEqual([origin, 'UNAUTHORIZED']);
  });
});

it('a page of an allowed origin may send what cookie mode needs', async () => {
  const preflight = (origin: string) =>
    fetch(`${api.url}${API_PREFIX}/users/me`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'x-auth-mode,x-csrf-token',
      },
    });
  const { headers } = await preflight(ORIGIN);
  expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
  expect(headers.get('access-control-allow-credentials')).toBe('true');
  for (const name of ['X-Auth-Mode', 'X-CSRF-Token', 'Idempotency-Key', 'If-Match', 'X-Timezone'])
    expect(headers.get('access-control-allow-headers')).toContain(name);
  expect((await preflight('https://evil.example.com')).headers.get('access-control-allow-origin')).toBeNull();
});
