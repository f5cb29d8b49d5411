import { connect } from 'node:net';
import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person } from './client.js';
import { addRestaurant } from './restaurants.js';
import { type RunningApi, TestServer } from './server.js';

/* What HTTP does for every route. */

let server: TestServer;
let api: RunningApi;
let nobody: Person;
let admin: Person;
let ana: Person;
let restaurantId: number;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
  nobody = new Person(api.url);
  admin = await server.promote(await server.signUp(api), 'admin', api);
  ana = await server.signUp(api);
  restaurantId = await addRestaurant(admin);
});
afterAll(() => server.stop());

const json = async (response: Response) => ({
  status: response.status,
  headers: response.headers,
  body: (await response.json()) as { error: { requestId: string; message: string } },
});

describe('errors', () => {
  it.each([
    ['an unknown route', 'GET', '/api/v1/nothing', undefined, {}, 404, 'NOT_FOUND'],
    ['a wrong method', 'PUT', '/api/v1/restaurants', {}, {}, 405, 'METHOD_NOT_ALLOWED'],
    ['broken JSON', 'POST', '/api/v1/auth/login', '{"email":', {}, 400, 'VALIDATION_ERROR'],
    [
      'no JSON at all',
      'POST',
      '/api/v1/auth/login',
      'a=b',
      { 'content-type': 'text/csv' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'an empty body',
      'POST',
      '/api/v1/auth/login',
      '',
      { 'content-type': 'application/json' },
      400,
      'VALIDATION_ERROR',
    ],
    [
      'a body of ten megabytes',
      'POST',
      '/api/v1/auth/login',
      'x'.repeat(10_485_760),
      {},
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    [
      'a poisoned prototype',
      'POST',
      '/api/v1/auth/login',
      '{"__proto__":{"a":1}}',
      {},
      400,
      'VALIDATION_ERROR',
    ],
    ['an id that is none', 'GET', '/api/v1/restaurants/abc', undefined, {}, 400, 'VALIDATION_ERROR'],
    [
      'an id beyond all numbers',
      'GET',
      '/api/v1/restaurants/99999999999999999999',
      undefined,
      {},
      400,
      'VALIDATION_ERROR',
    ],
    [
      'a path that is not encoded right',
      'GET',
      '/api/v1/users/username/%E0%A4%A',
      undefined,
      {},
      400,
      'VALIDATION_ERROR',
    ],
    [
      'a token that is none',
      'GET',
      '/api/v1/restaurants',
      undefined,
      { authorization: 'Bearer abc' },
      401,
      'UNAUTHORIZED',
    ],
    [
      'another scheme',
      'GET',
      '/api/v1/restaurants',
      undefined,
      { authorization: 'Basic YTpi' },
      401,
      'UNAUTHORIZED',
    ],
    ['nobody where somebody is needed', 'GET', '/api/v1/users/me', undefined, {}, 401, 'UNAUTHORIZED'],
  ])('%s', async (_, method, path, body, headers, status, code) => {
    const outcome = await json(await nobody.send(method, path, body, headers));
    expect(outcome).toMatchObject({ status, body: { success: false, error: { code, statusCode: status } } });
    expect(outcome.body.error.requestId).toBe(outcome.headers.get('x-request-id'));
    expect(outcome.body.error.message).not.toMatch(/select|insert|stack|node_modules/i);
    if (status === 405) expect(outcome.headers.get('allow')).toBe('GET, POST');
  });

  it('name every field that is wrong', async () => {
    const { error } = await nobody.call(ROUTES.signup, {
      body: { email: 'nobody', password: 'short', username: 'a b', displayName: '', extra: 1 } as never,
    });
    const { fields } = error.details as { fields: { path: string }[] };
    expect([...new Set(fields.map(({ path }) => path))].sort()).toEqual([
      '',
      'displayName',
      'email',
      'password',
      'username',
    ]);
  });

  it('forbid by role', async () => {
    const { error } = await ana.call(ROUTES.deleteRestaurant, { params: { id: String(restaurantId) } });
    expect([error.statusCode, error.code]).toEqual([403, 'FORBIDDEN']);
  });
});

describe('the headers that protect browsers', () => {
  const raw = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const { port, hostname } = new URL(api.url);
      const socket = connect(Number(port), hostname, () => socket.write(text));
      let answer = '';
      socket.on('data', (chunk) => {
        answer += String(chunk);
      });
      socket.on('end', () => resolve(answer));
      socket.on('error', reject);
    });

  it.each([
    ['a read', 'GET /api/v1/restaurants HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'],
    ['an unknown route', 'GET /nowhere HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'],
    [
      'a path that cannot be decoded',
      'GET /api/v1/users/%ff HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
    ],
    ['what is not HTTP', 'NONSENSE\r\n\r\n'],
    [
      'two lengths',
      'POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!',
    ],
    [
      'a length beside chunks',
      'POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'the path of sockets',
      'GET /ws/?EIO=4&transport=polling HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
    ],
  ])('stand on the answer to %s', async (what, request) => {
    const answer = (await raw(request)).toLowerCase();
    expect(answer).toContain('x-content-type-options: nosniff');
    expect(answer).toContain("base-uri 'none'");
    expect(answer).toContain('strict-transport-security: max-age=');
    expect(answer).toContain('referrer-policy: no-referrer');
    if (/two lengths|beside chunks|not HTTP/.test(what)) expect(answer).toMatch(/^http\/1.1 400 /);
  });
});

describe('request ids', () => {
  it('are taken over when they are uuids and made otherwise', async () => {
    const given = '0b0e1f5e-3c53-4a1c-9d4e-0d7c6b1b2a3c';
    const kept = await nobody.send('GET', '/api/v1/meta/dietary', undefined, { 'x-request-id': given });
    expect(kept.headers.get('x-request-id')).toBe(given);
    expect(((await kept.json()) as { requestId: string }).requestId).toBe(given);
    const made = await nobody.send('GET', '/api/v1/meta/dietary', undefined, { 'x-request-id': 'a\tb' });
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('ETags', () => {
  it('answer 304 to who has it, 200 to who does not, and differ by viewer', async () => {
    const params = { params: { id: String(restaurantId) } };
    const first = await nobody.must(ROUTES.getRestaurant, params);
    const tag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('public, max-age=300');
    expect(first.headers.get('vary')).toContain('Authorization');
    const path = `/api/v1/restaurants/${restaurantId}`;
    const again = await nobody.send('GET', path, undefined, { 'if-none-match': `"other", ${tag}` });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const other = await nobody.send('GET', path, undefined, { 'if-none-match': '"other"' });
    expect(other.status).toBe(200);
    await other.text();
    const personal = await ana.must(ROUTES.getRestaurant, params);
    expect(personal.headers.get('etag')).not.toBe(tag);
    expect(personal.headers.get('cache-control')).toBe('private, no-cache');
    await ana.must(ROUTES.addToList, { params: { id: 'me', scope: 'want_to_try' }, body: { restaurantId } });
    const changed = await ana.must(ROUTES.getRestaurant, params);
    expect(changed.headers.get('etag')).not.toBe(personal.headers.get('etag'));
  });
});

describe('CORS', () => {
  it('lets in whom the configuration names, exactly', async () => {
    const open = await server.api({ CORS_ORIGINS: 'https://beli.example' });
    const ask = (origin: string) =>
      fetch(`${open.url}/api/v1/feed`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET' },
      });
    expect((await ask('https://beli.example')).headers.get('access-control-allow-origin')).toBe(
      'https://beli.example',
    );
    expect(
      (await ask('https://beli.example.evil.example')).headers.get('access-control-allow-origin'),
    ).toBeNull();
  });
});

describe('limits by kind of request', () => {
  it('hold where they are switched on: 30 writes a minute', async () => {
    const strict = await server.api({ RATE_CLASS_LIMITS: 'on' });
    const statuses = [];
    for (let n = 0; n < 32; n++) {
      statuses.push(
        (await ana.at(strict.url).call(ROUTES.followUser, { params: { id: String(admin.id) } })).status,
      );
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(30);
    expect(statuses.slice(30)).toEqual([429, 429]);
    expect((await ana.at(strict.url).call(ROUTES.getMe, {})).status).toBe(200);
  });
});

describe('operations', () => {
  it('answer without the envelope and without limits', async () => {
    expect(await (await fetch(`${api.url}/health`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${api.url}/health/live`)).json()).toEqual({ status: 'ok' });
    const ready = await (await fetch(`${api.url}/health/ready`)).json();
    expect(ready).toMatchObject({
      status: 'ready',
      checks: { database: { status: 'up' }, redis: { status: 'up' } },
    });
    const keys = (await (await fetch(`${api.url}/.well-known/jwks.json`)).json()) as { keys: object[] };
    expect(keys.keys).toMatchObject([{ kty: 'OKP', crv: 'Ed25519', kid: 'test-1', alg: 'EdDSA' }]);
    expect(keys.keys[0]).not.toHaveProperty('d');
  });

  it('show metrics inside, and outside only for the token', async () => {
    const text = await (await fetch(`${api.url}/metrics`)).text();
    for (const name of [
      'beli_http_request_duration_seconds',
      'beli_database_query_duration_seconds',
      'beli_cache_reads_total',
      'beli_outbox_pending',
      'beli_queue_jobs',
      'beli_websocket_connections',
      'beli_rate_limit_rejections_total',
    ]) {
      expect(text).toContain(`# TYPE ${name}`);
    }
    expect(text).toContain('route="/api/v1/restaurants/:id"');
    const forwarded = await fetch(`${api.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(forwarded.status).toBe(401);
    const guarded = await server.api({ METRICS_TOKEN: 'a-token-for-metrics' });
    expect((await fetch(`${guarded.url}/metrics`)).status).toBe(401);
    const allowed = await fetch(`${guarded.url}/metrics`, {
      headers: { authorization: 'Bearer a-token-for-metrics' },
    });
    expect(allowed.status).toBe(200);
  });

  it('serve the API page and its document from the same schemas', async () => {
    const document = (await (await fetch(`${api.url}/api/v1/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, object>;
    };
    expect(document.openapi).toBe('3.1.0');
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path)) as {
      operationId: string;
    }[];
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(ROUTES).sort());
    const page = await fetch(`${api.url}/docs/`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    // The page may run its bundle, which lies beside it; an answer of the API may run nothing.
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const [, script] = /src="([^"]+\.js)"/.exec(await page.text()) ?? [];
    expect((await fetch(new URL(script ?? 'absent', `${api.url}/docs/`))).status).toBe(200);
    expect((await fetch(`${api.url}/api/v1/meta/dietary`)).headers.get('content-security-policy')).toContain(
      "default-src 'none'",
    );
  });
});

describe('who tries to get round the gate', () => {
  it('cannot by writing the path differently', async () => {
    const strict = await server.api({ RATE_LIMIT_ANONYMOUS: '2' });
    const statuses = [];
    for (const path of [
      '/%61pi/v1/meta/dietary',
      '/api/v1/meta/dietary',
      '/api/v1/met%61/dietary',
      '/api/v1/nothing',
    ]) {
      statuses.push((await fetch(`${strict.url}${path}`)).status);
    }
    expect(statuses).toEqual([200, 200, 429, 429]);
  });

  it('cannot by naming other addresses in front of the proxy', async () => {
    const proxied = await server.api({ RATE_LIMIT_ANONYMOUS: '2', TRUST_PROXY_HOPS: '1' });
    const ask = (forwarded: string) =>
      fetch(`${proxied.url}/api/v1/meta/dietary`, { headers: { 'x-forwarded-for': forwarded } }).then(
        ({ status }) => status,
      );
    expect([
      await ask('1.1.1.1, 9.9.9.9'),
      await ask('2.2.2.2, 9.9.9.9'),
      await ask('3.3.3.3, 9.9.9.9'),
    ]).toEqual([200, 200, 429]);
    expect(await ask('3.3.3.3, 9.9.9.8')).toBe(200);
  });
});

describe('what browsers need', () => {
  it('is there for every method and on every error', async () => {
    const open = await server.api({ CORS_ORIGINS: 'https://beli.example' });
    const origin = 'https://beli.example';
    const preflight = await fetch(`${open.url}/api/v1/users/me`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PATCH' },
    });
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
    const refused = await fetch(`${open.url}/api/v1/users/me`, {
      headers: { origin, authorization: 'Bearer x' },
    });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, origin]);
    expect(refused.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('lets a write without a body carry the JSON header', async () => {
    const path = `/api/v1/users/${admin.id}/follow`;
    for (const method of ['POST', 'DELETE']) {
      const response = await ana.send(method, path, undefined, { 'content-type': 'application/json' });
      expect([method, response.status]).toEqual([method, 200]);
      await response.text();
    }
  });
});

describe('a suspended person', () => {
  it('signs in and sees the own profile, nothing else, and is not seen', async () => {
    const bo = await server.signUp(api);
    await server.database.query(`update users set suspended_until = now() + interval '1 day' where id = $1`, [
      bo.id,
    ]);
    const { data } = await nobody.must(ROUTES.login, {
      body: { username: bo.signedIn?.user.username ?? '', password: 'Tagliatelle7' },
    });
    const person = new Person(api.url, data);
    expect((await person.call(ROUTES.getMe, {})).status).toBe(200);
    for (const route of [ROUTES.getFeed, ROUTES.listRestaurants, ROUTES.updateMe]) {
      expect(
        (await person.call(route as never, (route.method === 'PATCH' ? { body: {} } : {}) as never)).error
          .code,
      ).toBe('ACCOUNT_SUSPENDED');
    }
    expect((await ana.call(ROUTES.getUser, { params: { id: String(bo.id) } })).error.code).toBe(
      'USER_NOT_FOUND',
    );
    expect((await person.call(ROUTES.logout, {})).status).toBe(204);
  });
});
