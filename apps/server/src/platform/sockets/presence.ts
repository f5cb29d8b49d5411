import type { Redis } from 'ioredis';

const PEOPLE = '{beli}:presence';
const connectionsOf = (userId: number) => `${PEOPLE}:${userId}`;

const NOW = `
local clock = redis.call('time')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)`;

// KEYS: people, connections of the person. ARGV: connection, person, silence in ms. Returns 1 for who came.
const BEAT = `${NOW}
redis.call('zremrangebyscore', KEYS[2], '-inf', now)
redis.call('zadd', KEYS[2], now + ARGV[3], ARGV[1])
redis.call('pexpire', KEYS[2], ARGV[3])
return redis.call('zadd', KEYS[1], now + ARGV[3], ARGV[2])`;

// The same keys. ARGV: connection, person. Returns 1 for who left with their last connection.
const LEAVE = `${NOW}
redis.call('zrem', KEYS[2], ARGV[1])
redis.call('zremrangebyscore', KEYS[2], '-inf', now)
local latest = redis.call('zrange', KEYS[2], -1, -1, 'withscores')
if latest[2] then redis.call('zadd', KEYS[1], 'XX', latest[2], ARGV[2]) return 0 end
return redis.call('zrem', KEYS[1], ARGV[2])`;

// KEYS: people. ARGV: how many at most. Takes those away who have been silent for too long and returns them.
const SWEEP = `${NOW}
local silent = redis.call('zrangebyscore', KEYS[1], '-inf', now, 'limit', 0, ARGV[1])
if #silent > 0 then redis.call('zrem', KEYS[1], unpack(silent)) end
return silent`;

declare module 'ioredis' {
  interface RedisCommander {
    presenceBeat(people: string, connections: string, ...args: (string | number)[]): Promise<number>;
    presenceLeave(people: string, connections: string, ...args: (string | number)[]): Promise<number>;
    presenceSweep(people: string, most: number): Promise<string[]>;
  }
}

const SWEEP_MS = 1_000;
const SWEPT_AT_ONCE = 200;

/**
 * Who is there: whoever gave a sign of life on any connection, to any process, within the time of silence. It is
 * kept in Redis with a deadline a person, so that a process that dies takes nobody's presence along.
 */
export class Presence {
  private whenChanged: (userIds: readonly number[]) => Promise<void> = async () => undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: Redis,
    /** who says nothing for so long is offline */
    readonly silenceMs: number,
  ) {
    redis.defineCommand('presenceBeat', { numberOfKeys: 2, lua: BEAT });
    redis.defineCommand('presenceLeave', { numberOfKeys: 2, lua: LEAVE });
    redis.defineCommand('presenceSweep', { numberOfKeys: 1, lua: SWEEP });
  }

  /** Calls back with people who came or left: on the process that noticed, and on no other. */
  onChange(callback: (userIds: readonly number[]) => Promise<void>): void {
    this.whenChanged = callback;
  }

  /** A sign of life. True for the one with which a person came. */
  async beat(userId: number, connection: string): Promise<boolean> {
    const keys = [PEOPLE, connectionsOf(userId)] as const;
    const isComing = (await this.redis.presenceBeat(...keys, connection, userId, this.silenceMs)) > 0;
    if (isComing) await this.whenChanged([userId]);
    return isComing;
  }

  /** The end of a connection that will not come back. */
  async leave(userId: number, connection: string): Promise<void> {
    const keys = [PEOPLE, connectionsOf(userId)] as const;
    if ((await this.redis.presenceLeave(...keys, connection, userId)) > 0) await this.whenChanged([userId]);
  }

  async onlineAmong(userIds: readonly number[]): Promise<Set<number>> {
    if (userIds.length === 0) return new Set();
    const deadlines = await this.redis.zmscore(PEOPLE, ...userIds.map(String));
    return new Set(userIds.filter((_, index) => deadlines[index] !== null));
  }

  /** Looks for people who have fallen silent. Every process does; each of those people is found by one. */
  start(): void {
    const sweep = async () => {
      try {
        const silent = await this.redis.presenceSweep(PEOPLE, SWEPT_AT_ONCE);
        if (silent.length > 0) await this.whenChanged(silent.map(Number));
      } catch {
        // Redis is away: whoever is there says so again once it is back.
      }
      this.timer?.refresh();
    };
    this.timer = setTimeout(() => void sweep(), SWEEP_MS).unref();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
