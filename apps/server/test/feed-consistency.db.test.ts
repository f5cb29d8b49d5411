import { ROUTES } from '@beli/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Person } from './client.js';
import { createCrowd } from './crowd.js';
import { type ExpectedItem, expectedFeed } from './expected-feed.js';
import { arrange, Storm, seeded } from './feed-storm.js';
import { ServerProcess } from './processes.js';
import { TestServer } from './server.js';

/*
 * Two hundred people write while timelines are deleted, Redis is emptied and the worker is killed; afterwards every
 * feed, read page by page, is what a second implementation makes of the tables. FEED_WRITES says how many writes
 * (5,000 take about two minutes), FEED_SEED which. GUARD_OFF=push runs it without pushes, to see it fail. (A fill that
 * no push stops is too rare for a storm to show: timelines.db.test.ts makes one.)
 */
const WRITES = Number(process.env.FEED_WRITES ?? 400);
const SEED = Number(process.env.FEED_SEED ?? 20_260_101);
const PEOPLE = 200;
const AT_ONCE = 8;
/** an accident about every so many writes; none among the last: then everybody reads, and the rest is pushed */
const WRITES_AN_ACCIDENT = Math.max(25, WRITES / 100);
const QUIET_WRITES = 150;

const chance = seeded(SEED);
let server: TestServer;
let apis: ServerProcess[];
let worker: ServerProcess;
let people: Person[];

const startApi = () => ServerProcess.api(server);
// More than the first of them has at the beginning, less than the second has.
const startWorker = () => ServerProcess.worker(server, { JOB_LOCK_MS: '3000', FEED_PUSH_FOLLOWERS: '145' });

beforeAll(async () => {
  server = await TestServer.start();
  apis = await Promise.all([startApi(), startApi()]);
  worker = await startWorker();
  people = await createCrowd(server, apis[0]?.url ?? '', PEOPLE);
  if (process.env.GUARD_OFF === 'push') await forgetPushes();
});

afterAll(async () => {
  await Promise.all([...apis, worker].map((process) => process.stop()));
  await server.stop();
});

it(`feeds have neither gaps nor doubles after ${WRITES} writes among accidents`, async () => {
  const ids = people.map(({ id }) => id);
  const places = await arrange(server.database, ids, 100);
  // What comes into the tables by hand is pushed to nobody, and the worker may have made feeds ready before it came.
  await server.redis.command((client) => client.flushall());
  const storm = new Storm(
    people,
    places,
    chance,
    apis.map(({ url }) => url),
  );
  // In the middle of it the first of them is followed by so many that nothing is pushed from then on.
  const fans = people.slice(-60);
  const writeUntil = async (total: number, happen: () => Promise<void>) => {
    const writer = async () => {
      while (storm.total < total) {
        await storm.write();
        if (chance.below(3) === 0) await storm.read();
        const fan = storm.total > WRITES / 2 ? fans.pop() : undefined;
        if (fan) await fan.call(ROUTES.followUser, { params: { id: String(ids[0]) } });
        if (fan && fans.length % 10 === 0) await storm.write(people[0]);
        await happen();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, writer));
  };
  await storm.write(people[1]);
  const startedAt = performance.now();
  await writeUntil(WRITES - QUIET_WRITES, accidentsOf(storm));
  await server.settled();
  // Everybody has a timeline now, which is pushed into from then on.
  for (const person of people) await storm.read(person);
  await writeUntil(WRITES, async () => undefined);
  const writtenAt = performance.now();
  await server.settled();
  const settledAt = performance.now();

  // What was given up is a hole that nobody promised to fill.
  expect(await server.database.query('select * from outbox where dead_at is not null')).toEqual([]);

  const before = await timelineReads();
  const wrong: object[] = [];
  let items = 0;
  const check = async (person: Person, limit: number) => {
    const [read, expected] = await Promise.all([
      readAll(person, limit),
      expectedFeed(server.database, person.id),
    ]);
    items += expected.length;
    const difference = differenceOf(read, expected);
    if (difference) wrong.push({ person: person.id, limit, ...difference });
  };
  // Most in long pages, some in short ones.
  const left = people.map((person, n) => ({ person, limit: n % 8 === 0 ? 7 : n % 8 === 1 ? 20 : 100 }));
  const checker = async () => {
    for (let next = left.pop(); next; next = left.pop()) await check(next.person, next.limit);
  };
  await Promise.all(Array.from({ length: 3 }, checker));
  expect(wrong).toEqual([]);
  const [pulled] = await server.database.query<{ ids: number[] }>(
    `select array_agg(id::int order by id) as ids from users where is_pulled`,
  );
  expect(pulled?.ids).toEqual(ids.slice(0, 2));
  const after = await timelineReads();
  // Most of it came from timelines, as they were left by pushes.
  expect((after.hit ?? 0) - (before.hit ?? 0)).toBeGreaterThan(PEOPLE);
  expect((after.miss ?? 0) - (before.miss ?? 0)).toBeLessThan(PEOPLE / 2);
  const figures = {
    writes: storm.counts,
    accidents: happened,
    items,
    reads: { before, after },
    seconds: [writtenAt - startedAt, settledAt - writtenAt, performance.now() - settledAt].map((ms) =>
      Math.round(ms / 1000),
    ),
  };
  if (process.env.FEED_WRITES) process.stdout.write(`${JSON.stringify(figures, null, 1)}\n`);
}, 900_000);

const happened: Record<string, number> = {};

/** What goes wrong now and then; one thing at a time. */
function accidentsOf(storm: Storm): () => Promise<void> {
  let next = WRITES_AN_ACCIDENT;
  const count = (what: string) => {
    happened[what] = (happened[what] ?? 0) + 1;
  };
  const kinds = [
    async () => {
      count('timelines deleted');
      await server.redis.command(async (client) => {
        const keys = people.map(({ id }) => `feed:{u:${id}}`).filter(() => chance.below(3) === 0);
        await client.del(...keys);
      });
    },
    async () => {
      count('Redis emptied');
      await server.redis.command((client) => client.flushall());
    },
    async () => {
      count('worker killed');
      await worker.kill();
      worker = await startWorker();
    },
  ];
  return async () => {
    if (storm.total < next) return;
    next = storm.total + chance.below(Math.ceil(2 * WRITES_AN_ACCIDENT));
    const accident = chance.oneOf(kinds);
    const resume = next;
    next = Number.POSITIVE_INFINITY;
    await accident();
    next = resume;
  };
}

async function readAll(person: Person, limit: number): Promise<ExpectedItem[]> {
  const items: ExpectedItem[] = [];
  let cursor: string | undefined;
  do {
    const { data, meta } = await person.at(chance.oneOf(apis).url).must(ROUTES.getFeed, {
      query: { limit: String(limit), ...(cursor ? { cursor } : {}) },
    });
    items.push(...data.map(({ id, othersCount }) => ({ id, othersCount: othersCount ?? 0 })));
    cursor = meta.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

/** What is short, too much or otherwise, or undefined where the two are equal. */
function differenceOf(read: readonly ExpectedItem[], expected: readonly ExpectedItem[]): object | undefined {
  if (JSON.stringify(read) === JSON.stringify(expected)) return undefined;
  const keyOf = ({ id, othersCount }: ExpectedItem) => `${id}+${othersCount}`;
  const [ours, theirs] = [read.map(keyOf), expected.map(keyOf)];
  return {
    missing: theirs.filter((key) => !ours.includes(key)).slice(0, 5),
    tooMany: ours.filter((key, at) => !theirs.includes(key) || ours.indexOf(key) !== at).slice(0, 5),
  };
}

/** How often a timeline was found, by both apis. */
async function timelineReads(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { url } of apis) {
    const text = await (await fetch(`${url}/metrics`)).text();
    for (const [, result, count] of text.matchAll(
      /^beli_cache_reads_total\{entry="feed",result="(\w+)"[^}]*\} (\d+)/gm,
    ))
      counts[result ?? ''] = (counts[result ?? ''] ?? 0) + Number(count);
  }
  return counts;
}

/** Breaks the guard in the database itself: pushes are never promised. */
async function forgetPushes(): Promise<void> {
  await server.database.query(
    `create function forget() returns trigger language plpgsql as $$ begin
       if new.reaction = 'push-feed' then return null; end if; return new; end $$`,
  );
  await server.database.query(
    'create trigger forget before insert on outbox for each row execute function forget()',
  );
}
