import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { AppError } from '../errors.js';

const WINDOW_SECONDS = 900;
const MOST_LOCAL = 50_000;

// A fixed window: its end is set once, when it opens, and not moved by later attempts.
const COUNT = `
local count = redis.call('incr', KEYS[1])
if count == 1 then redis.call('expire', KEYS[1], ARGV[1]) end
return { count, redis.call('ttl', KEYS[1]) }`;

/** Counts attempts at secrets: so many per 15 minutes and subject. Counts in this process while Redis is away. */
export class AttemptGuard {
  private readonly local = new Map<string, { count: number; until: number }>();

  /** @param most attempts allowed; 0 switches the guard off */
  constructor(
    private readonly redis: Redis,
    private readonly most: number,
  ) {}

  /** Counts one attempt. @throws AppError RATE_LIMIT_EXCEEDED from the first one too many */
  async count(action: string, ...subject: string[]): Promise<void> {
    const { isAllowed, secondsLeft } = await this.tryCount(action, ...subject);
    if (isAllowed) return;
    throw new AppError(
      'RATE_LIMIT_EXCEEDED',
      `Too many attempts. Try again in ${secondsLeft} seconds.`,
      undefined,
      {
        retryAfter: secondsLeft,
        limit: this.most,
        windowMs: WINDOW_SECONDS * 1000,
      },
    );
  }

  /** Counts one attempt and tells whether it is one of those allowed. */
  async tryCount(action: string, ...subject: string[]): Promise<{ isAllowed: boolean; secondsLeft: number }> {
    if (this.most === 0) return { isAllowed: true, secondsLeft: 0 };
    const { count, secondsLeft } = await this.increment(keyOf(action, subject));
    return { isAllowed: count <= this.most, secondsLeft };
  }

  /** Forgets the attempts after a success. */
  async clear(action: string, ...subject: string[]): Promise<void> {
    const key = keyOf(action, subject);
    this.local.delete(key);
    await this.redis.del(key).catch(() => undefined);
  }

  private async increment(key: string): Promise<{ count: number; secondsLeft: number }> {
    try {
      const [count, ttl] = (await this.redis.eval(COUNT, 1, key, WINDOW_SECONDS)) as [number, number];
      return { count, secondsLeft: Math.max(1, ttl) };
    } catch {
      return this.incrementLocally(key, Date.now());
    }
  }

  private incrementLocally(key: string, now: number): { count: number; secondsLeft: number } {
    const kept = this.local.get(key);
    const entry = kept && kept.until > now ? kept : { count: 0, until: now + WINDOW_SECONDS * 1000 };
    entry.count++;
    this.local.delete(key);
    this.local.set(key, entry);
    const [oldest] = this.local.keys();
    if (this.local.size > MOST_LOCAL && oldest !== undefined) this.local.delete(oldest);
    return { count: entry.count, secondsLeft: Math.ceil((entry.until - now) / 1000) };
  }
}

// Addresses are not kept in the clear.
const keyOf = (action: string, subject: string[]) =>
  `attempts:${action}:${createHash('sha256').update(subject.join('\n')).digest('base64url')}`;
