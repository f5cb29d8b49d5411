import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { RedisRun } from '../redis/redis-run.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { leaseOf } from './cache.js';
import type { CacheEntry } from './cache-keys.js';

/** Something that happened, by the microseconds since 1970. Later first, and of one instant the greater id first. */
export interface Moment {
  readonly id: number;
  readonly micros: number;
}

/** Part of a timeline, newest first. */
export interface Slice {
  readonly moments: readonly Moment[];
  /** everything later than this is in the timeline; -1 when it holds all there is */
  readonly floor: number;
  /** whether the moments go down to the floor */
  readonly reachesFloor: boolean;
}

/** The right to fill a timeline with what is read from now on. */
export interface Lease {
  readonly run: string;
  readonly token: string;
}

/*
 * A timeline is one sorted set: ids by their instants, and the mark of its floor. The mark bears the run of Redis
 * that it was filled in. It sorts above every id of the instant of the floor, so what lies above it is whole.
 */
const READ = `
local floor = redis.call('zscore', KEYS[1], ARGV[1])
if not floor then return false end
local taken, offset, count = {}, 0, tonumber(ARGV[4])
while #taken < 2 * count do
  local part = redis.call('zrevrangebyscore', KEYS[1], ARGV[2], '(' .. floor, 'withscores', 'limit', offset, count)
  for at = 1, #part, 2 do
    local isBefore = tonumber(part[at + 1]) < tonumber(ARGV[2]) or part[at] < ARGV[3]
    if isBefore and #taken < 2 * count then
      taken[#taken + 1] = part[at]
      taken[#taken + 1] = part[at + 1]
    end
  end
  if #part < 2 * count then return { floor, 1, taken } end
  offset = offset + count
end
return { floor, 0, taken }`;

// Whoever is reading to fill the timeline may have read too early: the right is gone, whether there is a timeline
// or not. What is older than the floor would leave a hole below it.
const PUSH = `
redis.call('del', KEYS[2])
local floor = redis.call('zscore', KEYS[1], ARGV[1])
if not floor or tonumber(ARGV[2]) <= tonumber(floor) then return 0 end
redis.call('zadd', KEYS[1], ARGV[2], ARGV[3])
if redis.call('zcard', KEYS[1]) > tonumber(ARGV[4]) + 1 then
  local lowest = redis.call('zrange', KEYS[1], 1, 1, 'withscores')
  redis.call('zadd', KEYS[1], lowest[2], ARGV[1])
  redis.call('zremrangebyscore', KEYS[1], '-inf', '(' .. lowest[2])
  local below = redis.call('zrank', KEYS[1], ARGV[1])
  if below > 0 then redis.call('zremrangebyrank', KEYS[1], 0, below - 1) end
end
return 1`;

const FILL = `
if redis.call('get', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('del', KEYS[1], KEYS[2])
redis.call('zadd', KEYS[1], unpack(ARGV, 3))
redis.call('expire', KEYS[1], ARGV[2])
return 1`;

declare module 'ioredis' {
  interface RedisCommander {
    readTimeline(key: string, ...args: (string | number)[]): Promise<[string, number, string[]] | null>;
    fillTimeline(key: string, lease: string, ...args: (string | number)[]): Promise<unknown>;
  }
  interface ChainableCommander {
    pushTimeline(key: string, lease: string, ...args: (string | number)[]): this;
  }
}

/** How many moments a timeline keeps. */
export const TIMELINE_LENGTH = 500;
const LEASE_SECONDS = 15;

const markOf = (run: string) => `floor:${run}`;
// Members of one score are sorted as text.
const memberOf = (id: number) => String(id).padStart(16, '0');

/**
 * The newest of what concerns a person, pushed by writers and filled by readers. A timeline never has a hole
 * above its floor: a push adds to what there is and stops whoever is filling, a fill without its lease is refused,
 * and what another run of Redis kept is not believed. The order of pushes and their repetition do not matter.
 */
export class Timelines {
  private readonly run: RedisRun;
  private readonly leases = randomBytes(9).toString('base64url');
  private leaseCount = 0;

  constructor(
    private readonly redis: Redis,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {
    this.run = new RedisRun(redis);
    redis.defineCommand('readTimeline', { numberOfKeys: 1, lua: READ });
    redis.defineCommand('pushTimeline', { numberOfKeys: 2, lua: PUSH });
    redis.defineCommand('fillTimeline', { numberOfKeys: 2, lua: FILL });
  }

  /** Up to `count` moments strictly before one; null when there is no timeline, undefined when Redis is away. */
  async read(
    entry: CacheEntry<number>,
    personId: number,
    before: Moment | undefined,
    count: number,
  ): Promise<Slice | null | undefined> {
    const run = this.run.id;
    const found =
      run === '' ? undefined : await this.attempt(() => this.readSlice(entry, personId, run, before, count));
    const result = found ? 'hit' : found === null ? 'miss' : 'unavailable';
    this.metrics.cacheReads.inc({ entry: entry.name, result });
    return found;
  }

  /** Which of these people have no timeline. Throws when Redis cannot be reached. */
  async absent(entry: CacheEntry<number>, personIds: readonly number[]): Promise<number[]> {
    const mark = markOf(this.knownRun());
    const scores = await Promise.all(personIds.map((id) => this.redis.zscore(entry.key(id), mark)));
    return personIds.filter((_, at) => scores[at] === null);
  }

  /** Undefined when Redis is away. What is read for the fill must be read after this. */
  async lease(entry: CacheEntry<number>, personId: number): Promise<Lease | undefined> {
    const run = this.run.id;
    if (run === '') return undefined;
    const token = `${this.leases}${(this.leaseCount++).toString(36)}`;
    const key = leaseOf(entry.key(personId));
    const given = await this.attempt(() => this.redis.set(key, token, 'EX', LEASE_SECONDS));
    return given === 'OK' ? { run, token } : undefined;
  }

  /**
   * Keeps the newest of a person, unless the lease was taken away meanwhile.
   * @param moments all there are later than `floor`
   */
  async fill(
    entry: CacheEntry<number>,
    personId: number,
    lease: Lease,
    moments: readonly Moment[],
    floor: number,
  ) {
    const key = entry.key(personId);
    const members = moments.flatMap(({ id, micros }) => [micros, memberOf(id)]);
    await this.attempt(() =>
      this.redis.fillTimeline(
        key,
        leaseOf(key),
        lease.token,
        entry.ttl,
        floor,
        markOf(lease.run),
        ...members,
      ),
    );
  }

  /** Adds a moment to the timelines that these people have. Throws when Redis cannot be reached. */
  async push(entry: CacheEntry<number>, personIds: readonly number[], { id, micros }: Moment): Promise<void> {
    const mark = markOf(this.knownRun());
    const pipeline = this.redis.pipeline();
    for (const personId of personIds) {
      const key = entry.key(personId);
      pipeline.pushTimeline(key, leaseOf(key), mark, micros, memberOf(id), TIMELINE_LENGTH);
    }
    const failed = (await pipeline.exec())?.find(([error]) => error !== null)?.[0];
    if (failed) throw failed;
  }

  private async readSlice(
    entry: CacheEntry<number>,
    personId: number,
    run: string,
    before: Moment | undefined,
    count: number,
  ): Promise<Slice | null> {
    const [from, member] = before ? [before.micros, memberOf(before.id)] : ['inf', ''];
    const found = await this.redis.readTimeline(entry.key(personId), markOf(run), from, member, count);
    if (!found) return null;
    const [floor, reachesFloor, taken] = found;
    const moments = Array.from({ length: taken.length / 2 }, (_, at) => ({
      id: Number(taken[2 * at]),
      micros: Number(taken[2 * at + 1]),
    }));
    return { moments, floor: Number(floor), reachesFloor: reachesFloor === 1 };
  }

  private knownRun(): string {
    if (this.run.id === '') throw new Error('Redis is not there');
    return this.run.id;
  }

  private async attempt<T>(command: () => Promise<T>): Promise<T | undefined> {
    try {
      return await command();
    } catch (error) {
      this.logger.debug({ reason: (error as Error).message }, 'timelines are unavailable');
      return undefined;
    }
  }
}
