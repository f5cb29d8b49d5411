import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Person } from '../../test/client.js';
import { type RunningApi, TestServer } from '../../test/server.js';

/* The built command line, as a person runs it. */

const CLI = fileURLToPath(new URL('../../dist/main.cli.js', import.meta.url));

let server: TestServer;
let api: RunningApi;

beforeAll(async () => {
  server = await TestServer.start();
  api = await server.api();
});
afterAll(() => server.stop());

const beli = (...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const env = { PATH: process.env.PATH ?? '', ...server.variables };
    execFile(process.execPath, [CLI, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });

it('explains itself', async () => {
  for (const command of [[], ['import'], ['import', 'visits'], ['doctor'], ['codegen']]) {
    const { code, stdout } = await beli(...command, '--help');
    expect([command, code]).toEqual([command, 0]);
    expect(stdout).toContain('Usage: beli');
  }
});

it('finds generated files as they should be', async () => {
  const { code, stderr } = await beli('codegen', '--check');
  expect([stderr, code]).toEqual(['', 0]);
});

it('fills an empty database with the demo city, once, and its counters agree with a recount', async () => {
  const first = await beli('seed', '--json');
  const { seeded, accounts } = JSON.parse(first.stdout.trim().split('\n').at(-1) ?? '') as {
    seeded: boolean;
    accounts: { id: number; username: string; password: string }[];
  };
  expect([first.code, seeded, accounts[0]?.id]).toEqual([0, true, 1]);
  expect((await beli('seed')).code).toBe(1);
  const again = await beli('seed', '--if-empty', '--json');
  expect([again.code, JSON.parse(again.stdout.trim().split('\n').at(-1) ?? '').seeded]).toEqual([0, false]);
  const doctor = await beli('doctor');
  expect([doctor.code, doctor.code === 0 ? '' : doctor.stdout]).toEqual([0, '']);
  const [account] = accounts;
  const { data } = await new Person(api.url).must(ROUTES.login, {
    body: { username: account?.username ?? '', password: account?.password ?? '' },
  });
  const { data: feed } = await new Person(api.url, data).must(ROUTES.getFeed, {});
  expect(feed).toHaveLength(20);
  const today = new Date().toISOString().slice(0, 10);
  expect(feed.some(({ createdAt }) => createdAt.startsWith(today))).toBe(true);
});

it('notices drift, and mends it when asked', async () => {
  await server.database.query('update users set followers_count = followers_count + 1 where id = 1');
  const found = await beli('doctor');
  expect([found.code, found.stdout]).toEqual([1, expect.stringContaining('followers_count')]);
  expect((await beli('doctor', '--fix')).code).toBe(0);
  expect((await beli('doctor')).code).toBe(0);
});

it('makes an admin', async () => {
  const made = await beli(
    'create-admin',
    '--email',
    'root@example.com',
    '--username',
    'the_root',
    '--password',
    'Quenelle42',
  );
  expect([made.stderr, made.code]).toEqual([expect.any(String), 0]);
  const { data } = await new Person(api.url).must(ROUTES.login, {
    body: { username: 'the_root', password: 'Quenelle42' },
  });
  expect(data.user.role).toBe('admin');
});

it('says in one line what is wrong', async () => {
  const { code, stderr } = await beli('import', 'restaurants', '/nowhere/at-all.csv');
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
