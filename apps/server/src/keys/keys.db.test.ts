import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Person, signUp } from '../../test/client.js';
import { ServerProcess } from '../../test/processes.js';
import { TestServer } from '../../test/server.js';
import { until } from '../../test/until.js';
import { ENCRYPTED_COLUMNS } from '../platform/crypto/encrypted-columns.js';

/* Keys are rotated by the command while two apis, each a process of its own, are under load. */

const CLI = fileURLToPath(new URL('../../dist/main.cli.js', import.meta.url));
let server: TestServer;
let folder: string;
let file: string;
let apis: [ServerProcess, ServerProcess];

beforeAll(async () => {
  server = await TestServer.start();
  folder = await mkdtemp(join(tmpdir(), 'beli-keys-'));
  file = join(folder, 'keyring.json');
  await writeFile(file, JSON.stringify(server.keyring));
  const environment = { KEYRING: '', KEYRING_FILE: file, LOG_LEVEL: 'error' };
  apis = await Promise.all([ServerProcess.api(server, environment), ServerProcess.api(server, environment)]);
});
afterAll(async () => {
  await Promise.all(apis.map((api) => api.stop()));
  await server.stop();
  await rm(folder, { recursive: true });
});

const beli = (...args: string[]) =>
  promisify(execFile)(process.execPath, [CLI, ...args], {
    env: { ...process.env, ...server.variables, KEYRING: '', KEYRING_FILE: file },
  });
const envelopeKeys = async () => {
  const keys = new Set<string>();
  for (const { table, column } of ENCRYPTED_COLUMNS) {
    const rows = await server.database.query<{ id: string }>(
      `select distinct split_part(${column}, '.', 1) as id from ${table} where ${column} is not null`,
    );
    for (const { id } of rows) keys.add(id);
  }
  return [...keys];
};

it('lists every encrypted column', async () => {
  const columns = await server.database.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and column_name like '%\\_encrypted'`,
  );
  expect(ENCRYPTED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(
    columns.map(({ name }) => name).sort(),
  );
});

it('no request fails, all values end on the new key, old tokens go on, and old keys can go', async () => {
  const people = await Promise.all(
    Array.from({ length: 6 }, (_, n) => signUp((apis[n % 2] as ServerProcess).url)),
  );
  const old = people[0] as Person;
  await server.database.query(
    `insert into users (username, display_name, phone_encrypted)
     select 'bulk_' || n, 'x', (select email_encrypted from users where id = $1) from generate_series(1, 3000) n`,
    [old.id],
  );
  // Bound to their column: what was copied from another one could not be read.
  await server.database.query(
    `update users set email_encrypted = phone_encrypted, phone_encrypted = null where username like 'bulk%'`,
  );

  let isRotating = true;
  let requests = 0;
  const failures: string[] = [];
  const check = (what: string, { status, error }: { status: number; error?: { code: string } }) => {
    requests++;
    if (status >= 400) failures.push(`${what}: ${status} ${error?.code}`);
  };
  const load = people.map(async (person, n) => {
    let current = person;
    for (let round = 0; isRotating; round++) {
      const api = apis[(n + round) % 2] as ServerProcess;
      const at = current.at(api.url);
      check('me', await at.call(ROUTES.getMe, {}));
      check(
        'phone',
        await at.call(ROUTES.updateMe, {
          body: { phone: `+1 212 555 ${1000 + round}` },
          headers: { 'idempotency-key': `${n}-${round}` },
        }),
      );
      const refreshed = await new Person(api.url).call(ROUTES.refresh, {
        body: { refreshToken: current.signedIn?.refreshToken ?? '' },
      });
      check('refresh', refreshed);
      if (refreshed.status === 200) {
        // Signed by one process, at once shown to the other.
        current = new Person(api.url, { ...(current.signedIn as object), ...refreshed.data } as never);
        const other = apis[(n + round + 1) % 2] as ServerProcess;
        check('me elsewhere', await current.at(other.url).call(ROUTES.getMe, {}));
      }
    }
  });
  const { stdout } = await beli('keys', 'rotate');
  isRotating = false;
  await Promise.all(load);
  expect(failures).toEqual([]);
  expect(requests).toBeGreaterThan(200);
  expect(stdout).toContain('Everything is on the new key');

  const ring = JSON.parse(await readFile(file, 'utf8')) as {
    signing: { kid: string; createdAt?: string }[];
    encryption: { id: string }[];
  };
  expect(ring.encryption.map(({ id }) => id)[1]).toBe('k1');
  expect(await envelopeKeys()).toEqual([ring.encryption[0]?.id]);
  expect((await old.call(ROUTES.getMe, {})).status, 'a token of the old key').toBe(200);
  expect((await old.call(ROUTES.getMe, {})).data.email).toContain('@example.com');

  const ringNow = async () => JSON.parse(await readFile(file, 'utf8')) as typeof ring;
  // The mails of the sign-ups still wait for a worker: their addresses need the old key.
  await beli('keys', 'prune');
  expect((await ringNow()).encryption).toHaveLength(2);
  await server.database.query('delete from outbox');
  await beli('keys', 'prune');
  const kept = await ringNow();
  expect([kept.signing.length, kept.encryption.length]).toEqual([2, 1]);
  await writeFile(
    file,
    JSON.stringify({
      ...kept,
      signing: kept.signing.map((key) => ({ ...key, createdAt: '2020-01-01T00:00:00.000Z' })),
    }),
  );
  await beli('keys', 'prune');
  await until('both apis have let go of the old key', async () => {
    const statuses = await Promise.all(
      apis.map(async ({ url }) => (await old.at(url).call(ROUTES.getMe, {})).status),
    );
    return statuses.every((status) => status === 401);
  });
  const { stdout: listed } = await beli('keys', 'list');
  expect(listed).toContain('encrypts');
}, 60_000);

it('a faulty file changes nothing', async () => {
  const ana = await signUp(apis[0].url);
  const good = await readFile(file, 'utf8');
  await writeFile(file, '{"signing":[]');
  await until('the fault is in the log', () => apis[0].log.includes('the new keyring is not usable'));
  expect((await ana.call(ROUTES.getMe, {})).status).toBe(200);
  await writeFile(file, good);
  expect((await signUp(apis[0].url)).id).toBeGreaterThan(0);
});
