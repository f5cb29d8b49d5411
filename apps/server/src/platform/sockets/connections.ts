import type { Redis } from 'ioredis';
import { personTag } from '../cache/cache-keys.js';
import { AppError } from '../errors.js';

const MOST_CONNECTIONS = 10;
/** A connection whose process died gives its seat back after this. Renewed each 25 s. */
const LEASE_MS = 60_000;

// KEYS: seats of the person. ARGV: connection, seats, lease in ms. Returns 0 where none is free.
const CLAIM = `
local clock = redis.call('time')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('zremrangebyscore', KEYS[1], '-inf', now)
if not redis.call('zscore', KEYS[1], ARGV[1]) and redis.call('zcard', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('zadd', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('pexpire', KEYS[1], ARGV[3])
return 1`;

declare module 'ioredis' {
  interface RedisCommander {
    claimSeat(key: string, ...args: (string | number)[]): Promise<number>;
  }
}

const seats = (userId: number) => `${personTag(userId)}:sockets`;

/** How many sockets a person may have open, over all processes. Without Redis nobody is counted. */
export class Connections {
  constructor(private readonly redis: Redis) {
    redis.defineCommand('claimSeat', { numberOfKeys: 1, lua: CLAIM });
  }

  /** @throws AppError RATE_LIMIT_EXCEEDED */
  async claim(userId: number, connection: string): Promise<void> {
    const claimed = await this.renew(userId, connection);
    if (claimed === 0)
      throw new AppError('RATE_LIMIT_EXCEEDED', `A person may have ${MOST_CONNECTIONS} sockets open.`);
  }

  renew(userId: number, connection: string): Promise<number> {
    return this.redis.claimSeat(seats(userId), connection, MOST_CONNECTIONS, LEASE_MS).catch(() => 1);
  }

  release(userId: number, connection: string): void {
    this.redis.zrem(seats(userId), connection).catch(() => undefined);
  }
}
