import { ROUTES } from '@beli/contract';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Person, signUp } from './client.js';
import { ServerProcess } from './processes.js';
import { TestServer } from './server.js';
import { until } from './until.js';

/*
 * kill -9 at the worst moments. What must hold afterwards: every reaction to what was acknowledged has
 * happened, and its effect exists once. Run with GUARD_OFF=outbox, job-id or unique-key to see the test of
 * that guard fail.
 */
const { GUARD_OFF } = process.env;

let server: TestServer;
const processes: ServerProcess[] = [];

const started = async (process: Promise<ServerProcess>): Promise<ServerProcess> => {
  const one = await process;
  processes.push(one);
  return one;
};
const startApi = () => started(ServerProcess.api(server));
// A dead worker's jobs are taken over after the lock's time: short here, so that the tests are.
const startWorker = () => started(ServerProcess.worker(server, { JOB_LOCK_MS: '1000' }));

beforeEach(async () => {
  server = await TestServer.start({}, { durableRedis: true });
  if (GUARD_OFF === 'outbox') await beforeInsert('outbox', 'return null');
  if (GUARD_OFF === 'unique-key')
    await beforeInsert('notifications', 'new.event_id := gen_random_uuid(); return new');
});

afterEach(async () => {
  await Promise.all(processes.splice(0).map((one) => one.stop()));
  await server.stop();
});

/** Breaks a guard in the database itself: promises are forgotten, or keys no longer tell equal from new. */
async function beforeInsert(table: string, body: string): Promise<void> {
  await server.database.query(
    `create function spoil() returns trigger language plpgsql as $$ begin ${body}; end $$`,
  );
  await server.database.query(
    `create trigger spoil before insert on ${table} for each row execute function spoil()`,
  );
}

const follow = async (api: ServerProcess): Promise<{ ana: Person; ben: Person }> => {
  const [ana, ben] = [await signUp(api.url), await signUp(api.url)];
  await ben.must(ROUTES.followUser, { params: { id: String(ana.id) } });
  return { ana, ben };
};

/** Something that is told as often as it happens: only its event says whether it was told. */
const comment = async (api: ServerProcess): Promise<void> => {
  const [ana, ben] = [await signUp(api.url), await signUp(api.url)];
  const [activity] = await server.database.query<{ id: string }>(
    `with place as (insert into restaurants (name, location) values ('Here', st_point(0, 0)) returning id)
     insert into activities (type, user_id, restaurant_id) select 'visit', $1, id from place returning id`,
    [ana.id],
  );
  const params = { id: `feed-${activity?.id}` };
  await ben.must(ROUTES.commentOnActivity, { params, body: { content: 'Yes.' } });
};

const countNotifications = async (): Promise<number> => {
  const [row] = await server.database.query<{ count: number }>(
    'select count(*)::int as count from notifications',
  );
  return row?.count ?? 0;
};

const allSettled = async () => {
  const owed = () =>
    server.database.query('select reaction, type, available_at, attempts, last_error, dead_at from outbox');
  await until('every owed reaction has happened', async () => (await owed()).length === 0).catch(
    async (error: Error) => {
      const logs = processes.map(({ log }) => log).join('\n');
      throw new Error(`${error.message}: ${JSON.stringify(await owed())}\n${logs}`);
    },
  );
};

/** Holds a table lock until released, as a slow statement would. */
async function lockTable(table: string, mode: string): Promise<{ release(): Promise<void> }> {
  const client = new pg.Client({ connectionString: server.database.url });
  await client.connect();
  await client.query('begin');
  await client.query(`lock table ${table} in ${mode} mode`);
  return { release: () => client.end() };
}

const isBlocked = (statement: string) =>
  until(`${statement} waits for the lock`, async () => {
    const rows = await server.database.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike $1`,
      [`%${statement}%`],
    );
    return rows.length > 0;
  });

describe('after kill -9', () => {
  it('of the api between commit and reaction, the reaction happens', async () => {
    const api = await startApi();
    await follow(api);
    await api.kill();
    expect(await countNotifications()).toBe(0);
    await startWorker();
    await until('the followed person is told', async () => (await countNotifications()) > 0);
    await allSettled();
    expect(await countNotifications()).toBe(1);
  });

  it('of the worker in the middle of a job, another worker does it', async () => {
    const api = await startApi();
    const first = await startWorker();
    const lock = await lockTable('notifications', 'exclusive');
    await follow(api);
    await isBlocked('notification-insert');
    await first.kill();
    await lock.release();
    await startWorker();
    await until('the followed person is told', async () => (await countNotifications()) > 0);
    await allSettled();
    expect(await countNotifications()).toBe(1);
  });

  it('of the worker after the effect and before the queue knows, the effect exists once', async () => {
    const api = await startApi();
    const first = await startWorker();
    const lock = await lockTable('notifications', 'exclusive');
    await comment(api);
    await isBlocked('notification-insert');
    // Without Redis the worker can have the effect but cannot say that the job is done.
    await server.redis.kill();
    await lock.release();
    await until('the effect is committed', async () => (await countNotifications()) > 0);
    await first.kill();
    await server.redis.up();
    await startWorker();
    await until('the job, unfinished for the queue, is done again', () => jobCount('notify', 'completed'));
    expect(await countNotifications()).toBe(1);
  });

  it('of the relay between handing over and noting so, each reaction is queued once', async () => {
    const api = await startApi();
    await follow(api);
    const lock = await lockTable('outbox', 'share');
    const first = await startWorker();
    await isBlocked('outbox-hand-over');
    await first.kill();
    await lock.release();
    await startWorker();
    await until('the followed person is told', async () => (await countNotifications()) > 0);
    await until('nothing is left in the queue', async () => {
      const [waiting, active] = [await jobCount('notify', 'wait'), await jobCount('notify', 'active')];
      return waiting === 0 && active === 0;
    });
    expect(await jobCount('notify', 'completed')).toBe(1);
    expect(await countNotifications()).toBe(1);
  });

  it('of Redis with everything that it knew, every reaction still happens once', async () => {
    const api = await startApi();
    await startWorker();
    const lock = await lockTable('notifications', 'exclusive');
    const { ana, ben } = await follow(api);
    const cara = await signUp(api.url);
    await cara.must(ROUTES.followUser, { params: { id: String(ana.id) } });
    await isBlocked('notification-insert');
    await server.redis.kill();
    await server.redis.forget();
    // Written while Redis is away: acknowledged all the same.
    await ben.must(ROUTES.followUser, { params: { id: String(cara.id) } });
    await server.redis.up();
    await lock.release();
    await allSettled();
    expect(await countNotifications()).toBe(3);
  });
});

describe('told to end', () => {
  it('a worker finishes the job that it has begun', async () => {
    const api = await startApi();
    const worker = await startWorker();
    const lock = await lockTable('notifications', 'exclusive');
    await follow(api);
    await isBlocked('notification-insert');
    const stopped = worker.stop();
    await lock.release();
    await stopped;
    expect(await countNotifications()).toBe(1);
    // What the job promised in turn is for the next worker.
    expect(await server.database.query(`select reaction from outbox where type = 'follow.started'`)).toEqual(
      [],
    );
    await startWorker();
    await allSettled();
  });
});

function jobCount(queue: string, state: 'wait' | 'active' | 'completed'): Promise<number> {
  const key = `{beli}:${queue}:${state}`;
  return server.redis.command((client) => (state === 'completed' ? client.zcard(key) : client.llen(key)));
}
