import { setTimeout as pause } from 'node:timers/promises';
import { ROUTES } from '@beli/contract';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CACHE } from '../src/platform/cache/cache-keys.js';
import { migrate } from '../src/platform/database/migrate.js';
import { ReactionRegistry } from '../src/platform/queues/reaction-registry.js';
import { Person } from './client.js';
import { adminQuery, createTestDatabase, openDatabase, urlOf } from './database.js';
import { addRestaurant } from './restaurants.js';
import { TestServer } from './server.js';
import { until } from './until.js';

describe('cache', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
  });
  afterAll(() => server.stop());

  it('makes one query of a hundred simultaneous misses', async () => {
    const { platform } = await server.api();
    let loads = 0;
    const load = async () => {
      loads++;
      await pause(20);
      return { value: 'text' };
    };
    const reads = await Promise.all(
      Array.from({ length: 100 }, () => platform.cache.read(CACHE.userStats, 1, load)),
    );
    expect(new Set(reads)).toEqual(new Set(['text']));
    expect(loads).toBe(1);
    expect(await platform.cache.read(CACHE.userStats, 1, load)).toBe('text');
    expect(loads).toBe(1);
  });

  it('does not let a slow reader put back what a writer has cleared', async () => {
    const { platform } = await server.api();
    const { cache } = platform;
    const read = (value: string, wait: Promise<unknown>) =>
      cache.read(CACHE.userStats, 2, async () => {
        await wait;
        return { value };
      });
    let go = () => {};
    const slow = read(
      'old',
      new Promise<void>((resolve) => {
        go = resolve;
      }),
    );
    await until('the reader has its lease', () => platform.redis.exists('{stats:2}:lease'));
    await cache.invalidate('relation.changed', { userId: 2, restaurantId: 1 });
    expect(await read('new', Promise.resolve())).toBe('new');
    go();
    await slow;
    expect(await read('newest', Promise.resolve())).toBe('new');
  });

  it('is not needed: with Redis dead, reads are answered from the database', async () => {
    const lonely = await TestServer.start();
    onTestFinished(() => lonely.stop());
    const api = await lonely.api();
    const admin = await lonely.promote(await lonely.signUp(api), 'admin', api);
    const restaurantId = await addRestaurant(admin);
    await lonely.redis.kill();
    const detail = await admin.must(ROUTES.getRestaurant, { params: { id: String(restaurantId) } });
    expect(detail.data.id).toBe(restaurantId);
    expect((await admin.must(ROUTES.listRestaurants, {})).data).toHaveLength(1);
    await admin.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'been' },
      body: { restaurantId, rating: 7 },
    });
    expect(
      (await admin.must(ROUTES.getRestaurant, { params: { id: String(restaurantId) } })).data.userRating,
    ).toBe(7);
    expect((await (await fetch(`${api.url}/health/ready`)).json()) as object).toMatchObject({
      status: 'not ready',
      checks: { redis: { status: 'down' } },
    });
    expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
    await lonely.redis.up();
  });

  it('limits rates in the process while Redis is dead', async () => {
    const lonely = await TestServer.start();
    onTestFinished(() => lonely.stop());
    const api = await lonely.api({ RATE_LIMIT_ANONYMOUS: '3' });
    await lonely.redis.kill();
    const statuses = [];
    for (let n = 0; n < 5; n++)
      statuses.push((await new Person(api.url).call(ROUTES.listDietary, {})).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    await lonely.redis.up();
  });
});

describe('what one write costs Redis', () => {
  it('does not grow with the followers: 50,000 of them', async () => {
    const server = await TestServer.start();
    onTestFinished(() => server.stop());
    const api = await server.api();
    const admin = await server.promote(await server.signUp(api), 'admin', api);
    const [lonely, famous] = [await server.signUp(api), await server.signUp(api)];
    await server.database.query(`with fans as (insert into users (username, display_name) select 'fan_' || n, 'Fan' from generate_series(1, 50000) n returning id)
      insert into follows (follower_id, followee_id, accepted_at) select id, ${famous.id}, now() from fans`);
    await server.database.query('update users set followers_count = 50000 where id = $1', [famous.id]);
    const worker = await server.worker();
    const commands = async (author: Person) => {
      const restaurantId = await addRestaurant(admin);
      await server.settled();
      const before = await commandCounts(server);
      await author.must(ROUTES.addToList, {
        params: { id: 'me', scope: 'been' },
        body: { restaurantId, rating: 8 },
      });
      await server.settled();
      await until('the queues are empty', async () =>
        (await worker.platform.queues.counts()).every(
          ({ state, count }) => state === 'failed' || count === 0,
        ),
      );
      const after = await commandCounts(server);
      return Object.fromEntries(WRITES.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]));
    };
    await commands(lonely);
    const [few, many] = [await commands(lonely), await commands(famous)];
    const total = (counts: Record<string, number>) =>
      Object.values(counts).reduce((sum, count) => sum + count, 0);
    // The queues count their own work a little differently from run to run.
    expect(total(many)).toBeLessThan(total(few) + 20);
    expect(total(many)).toBeLessThan(200);
  });
});

/** Commands that change something. */
const WRITES = [
  'set',
  'del',
  'unlink',
  'incr',
  'expire',
  'hset',
  'zadd',
  'zrem',
  'lpush',
  'rpush',
  'xadd',
  'publish',
  'sadd',
  'srem',
];

async function commandCounts(server: TestServer): Promise<Record<string, number>> {
  const info = await server.redis.command((client) => client.info('commandstats'));
  return Object.fromEntries(
    [...info.matchAll(/cmdstat_(\w+):calls=(\d+)/g)].map(([, name, calls]) => [name, Number(calls)]),
  );
}

describe('reactions', () => {
  it('must all have exactly one handler', () => {
    const reactions = { 'follow.started': ['notify'] } as never;
    const registry = new ReactionRegistry();
    expect(() => registry.verify(reactions)).toThrow('no handler for follow.started notify');
    registry.handle('follow.started', 'notify', async () => {});
    expect(() => registry.handle('follow.started', 'notify', async () => {})).toThrow('two handlers');
    registry.verify(reactions);
    registry.handle('follow.ended', 'notify', async () => {});
    expect(() => registry.verify(reactions)).toThrow('nothing promises follow.ended notify');
  });

  it('are tried again with growing pauses, and kept as dead letters after the last attempt', async () => {
    const server = await TestServer.start();
    onTestFinished(() => server.stop());
    const api = await server.api();
    const { platform } = await server.worker();
    const [ana, ben] = [await server.signUp(api), await server.signUp(api)];
    // The database refuses the effect, as a bug in a handler would.
    await server.database.query(
      `alter table notifications add constraint never check (type <> 'follow') not valid`,
    );
    await ben.must(ROUTES.followUser, { params: { id: String(ana.id) } });
    const queue = platform.queues.byReaction.get('notify');
    const job = await until('the second attempt failed', async () => {
      const [delayed] = (await queue?.getDelayed()) ?? [];
      return delayed && delayed.attemptsMade >= 2 ? delayed : undefined;
    });
    expect(job.delay).toBeGreaterThanOrEqual(750);
    // Its last attempt, now.
    job.opts.attempts = job.attemptsMade + 1;
    await platform.queueRedis.hset(
      `{beli}:notify:${job.id}`,
      'opts',
      JSON.stringify({ ...job.opts, attempts: job.attemptsMade + 1 }),
    );
    await job.promote();
    const dead = await until('it is a dead letter', async () => {
      const [row] = await server.database.query(
        'select reaction, last_error from outbox where dead_at is not null',
      );
      return row;
    });
    expect(dead).toMatchObject({ reaction: 'notify', last_error: expect.stringContaining('never') });
    await until(
      'the dead-letter queue has it',
      async () => (await platform.queues.deadLetters.getWaitingCount()) === 1,
    );
    expect(await platform.readMetrics()).toContain('beli_outbox_pending{state="dead"} 1');
  });

  it('happen though nobody was woken: the poll is the net', async () => {
    const server = await TestServer.start();
    onTestFinished(() => server.stop());
    const api = await server.api();
    const [ana, ben] = [await server.signUp(api), await server.signUp(api)];
    await server.worker();
    // Deaf: the notification goes to a channel that nobody hears.
    const client = new pg.Client({ connectionString: server.database.url });
    await client.connect();
    await client.query(
      `insert into outbox (event_id, reaction, type, payload) values (gen_random_uuid(), 'notify', 'follow.accepted', $1)`,
      [{ followerIds: [ana.id], followeeId: ben.id }],
    );
    await client.end();
    await server.settled();
    expect((await ana.must(ROUTES.getMe, {})).data.unreadCount).toBe(1);
  });
});

describe('migrations', () => {
  it('are safe when two processes start at once, and do nothing the second time', async () => {
    const name = `beli_test_migrations_${process.pid}`;
    await adminQuery(`create database ${name}`);
    const databases = [openDatabase(urlOf(name)), openDatabase(urlOf(name))];
    const ran = await Promise.all(databases.map((database) => migrate(database.primary)));
    expect(ran.map(({ length }) => length > 0).sort()).toEqual([false, true]);
    expect(await migrate(databases[0]?.primary ?? ({} as never))).toEqual([]);
    await Promise.all(databases.map((database) => database.close()));
    await adminQuery(`drop database ${name}`);
  });
});

describe('the schema', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
  });
  afterAll(() => server.stop());

  it('has an index that begins with the columns of every foreign key', async () => {
    const missing = await server.database.query(`
      select c.conrelid::regclass::text as table, c.conname as key from pg_constraint c
      where c.contype = 'f' and not exists (
        select from pg_index i where i.indrelid = c.conrelid
          and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey and c.conkey @> (i.indkey::int2[])[0:cardinality(c.conkey) - 1]
          and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) like '%IS NOT NULL%'))`);
    expect(missing).toEqual([]);
  });

  it('ends a statement that takes too long, as a 503', async () => {
    const api = await server.api({ DATABASE_STATEMENT_TIMEOUT_MS: '300' });
    const admin = await server.promote(await server.signUp(api), 'admin', api);
    const restaurantId = await addRestaurant(admin);
    const client = new pg.Client({ connectionString: server.database.url });
    await client.connect();
    await client.query('begin; lock table relations in access exclusive mode');
    const outcome = await admin.call(ROUTES.getRelations, { params: { restaurantId: String(restaurantId) } });
    await client.end();
    expect([outcome.status, outcome.error.code]).toEqual([503, 'QUERY_TIMEOUT']);
    expect(outcome.headers.get('retry-after')).toBe('5');
  });
});

describe('replicas', () => {
  it('answer the heavy reads; what a writer reads back comes from the primary', async () => {
    const [server, replica] = [await TestServer.start(), await createTestDatabase()];
    onTestFinished(async () => {
      await server.stop();
      await replica.drop();
    });
    // A replica that lags behind for good: it shows which reads go there.
    const api = await server.api({ DATABASE_REPLICA_URLS: replica.url });
    const admin = await server.promote(await server.signUp(api), 'admin', api);
    const restaurantId = await addRestaurant(admin);
    await addRestaurant(admin);
    // The first page fills the cache and comes from the primary.
    const page = (number: string) =>
      admin.must(ROUTES.listRestaurants, { query: { page: number, pageSize: '1' } });
    expect([(await page('1')).data.length, (await page('2')).data.length]).toEqual([1, 0]);
    expect((await admin.must(ROUTES.getRestaurant, { params: { id: String(restaurantId) } })).data.id).toBe(
      restaurantId,
    );
    await admin.must(ROUTES.addToList, {
      params: { id: 'me', scope: 'been' },
      body: { restaurantId, rating: 8 },
    });
    expect(
      (await admin.must(ROUTES.getVirtualList, { params: { id: 'me', scope: 'been' } })).data.restaurants,
    ).toHaveLength(1);
  });
});
