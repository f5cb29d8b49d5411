import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Person, signUp } from './client.js';
import { ServerProcess } from './processes.js';
import { TestServer } from './server.js';
import { Listener } from './sockets.js';
import { until } from './until.js';

/* What a full run writes into its logs, at their most talkative: no secret, no address, no position. */

let server: TestServer;
let folder: string;
let api: ServerProcess;
let worker: ServerProcess;

beforeAll(async () => {
  server = await TestServer.start();
  folder = await mkdtemp(join(tmpdir(), 'beli-logs-'));
  const environment = { LOG_LEVEL: 'debug', MAIL_FILE: join(folder, 'mail.jsonl'), AUTH_GUARD_ATTEMPTS: '5' };
  api = await ServerProcess.api(server, environment);
  worker = await ServerProcess.worker(server, environment);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

interface Mail {
  readonly to: string;
  readonly text: string;
}
const mails = async () =>
  (await readFile(join(folder, 'mail.jsonl'), 'utf8').catch(() => ''))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Mail);

it('nothing that nobody should read', async () => {
  const secrets = new Map<string, string>();
  const keep = (name: string, secret: string | undefined) => {
    if (!secret) throw new Error(`no ${name} to look for`);
    secrets.set(name, secret);
    return secret;
  };
  const email = keep('e-mail', 'zelda.quince@example.com');
  const password = keep('password', 'Marzipan77Torte');
  const zelda = await signUp(api.url, { email, password, username: 'zelda_q' });
  keep('access token', zelda.token.split('.')[2]);
  keep('refresh token', zelda.signedIn?.refreshToken?.split('.')[1]);
  const nobody = new Person(api.url);

  // Signing in, well and badly.
  await nobody.must(ROUTES.login, { body: { email, password } });
  const wrong = keep('wrong password', 'Nougat88Wrong');
  for (let n = 0; n < 7; n++) await nobody.call(ROUTES.login, { body: { email, password: wrong } });
  await nobody.call(ROUTES.login, {
    body: { email: keep('unknown e-mail', 'nobody.knows@example.org'), password: wrong },
  });
  await nobody.call(ROUTES.refresh, { body: { refreshToken: 'forged.refresh.token' } });
  await nobody.send('POST', '/api/v1/auth/login', `{"email":"${email}","password":"${password}"`);
  await nobody.send('POST', '/api/v1/auth/login', { email, password, extra: true });

  // Links by mail.
  await nobody.must(ROUTES.forgotPassword, { body: { email } });
  const [, reset] = await until('two mails were sent', async () => {
    const sent = await mails();
    return sent.length >= 2 ? sent : undefined;
  });
  const link = /[?&#]token=([\w.%-]+)|\b([0-9a-f-]{36}\.[\w-]{20,})/.exec(reset?.text ?? '');
  const token = decodeURIComponent(link?.[1] ?? link?.[2] ?? '');
  keep('link token', token.split('.')[1]);
  await nobody.call(ROUTES.verifyEmail, { body: { token } });

  // Positions and private data.
  const [latitude, longitude] = [40.71234567, -73.98765432];
  keep('latitude', String(latitude));
  keep('longitude', String(Math.abs(longitude)));
  await zelda.must(ROUTES.updateMe, {
    body: { phone: keep('phone', '+1 646 555 0199'), homeLocation: { latitude, longitude } },
    headers: { 'idempotency-key': 'once' },
  });
  await zelda.must(ROUTES.getMe, {});
  await zelda.must(ROUTES.listNearby, { query: { lat: String(latitude), lng: String(longitude) } });
  await zelda.must(ROUTES.listRestaurants, {
    query: { lat: String(latitude), lng: String(longitude), maxDistance: '2', sort: 'distance' },
  });
  await zelda.call(ROUTES.listNearby, { query: { lat: String(latitude), lng: 'nonsense' } });
  await zelda.send('GET', `/api/v1/nowhere?email=${email}&token=${zelda.token}&lat=${latitude}`);

  // Tokens of every kind, in every place.
  await server.database.query('update users set email_verified_at = now()');
  const { data: made } = await zelda.must(ROUTES.createToken, { body: { name: 'tool', scopes: ['read'] } });
  keep('personal token', made.token.split('.')[2]);
  await new Person(api.url, { accessToken: made.token } as never).must(ROUTES.getMe, {});
  await new Person(api.url, { accessToken: `${made.token}x` } as never).call(ROUTES.getMe, {});
  const listener = await Listener.connect(api.url, zelda.token);
  listener.close();
  await fetch(`${api.url}/ws/?EIO=4&transport=polling&token=${zelda.token}`);
  const cookie = await nobody.send(
    'POST',
    '/api/v1/auth/login',
    { email, password },
    { 'x-auth-mode': 'cookie' },
  );
  expect([200, 429]).toContain(cookie.status);

  // An export, a failing database, an end.
  const { data: requested } = await zelda.must(ROUTES.requestExport, { body: {} });
  const url = await until(
    'the export is ready',
    async () => (await zelda.must(ROUTES.getExport, { params: { id: requested.id } })).data.downloadUrl,
  );
  keep('export signature', new URL(url, api.url).searchParams.get('signature') ?? undefined);
  await fetch(`${api.url}${url}`);
  await server.database.query('alter table users rename column bio to biography');
  expect((await zelda.call(ROUTES.getMe, {})).status).toBe(500);
  await server.database.query('alter table users rename column biography to bio');
  await zelda.must(ROUTES.deleteAccount, { body: { password } });
  await api.stop();
  await worker.stop();

  const log = api.log + worker.log;
  expect(log.split('\n').length).toBeGreaterThan(40);
  expect(log).toContain('request failed');
  const found = [...secrets].filter(([, secret]) => log.includes(secret)).map(([name]) => name);
  expect(found).toEqual([]);
  // Whoever else it is about.
  expect(log.match(/[\w.+-]+@[\w-]+\.\w+/g) ?? []).toEqual([]);
  expect(log.match(/eyJ[\w-]{10,}\.[\w-]+\.[\w-]+/g) ?? []).toEqual([]);
});
