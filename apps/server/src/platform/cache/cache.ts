import { randomBytes } from 'node:crypto';
import type { EventName, EventPayload } from '@beli/contract';
import type { Redis } from 'ioredis';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { type CacheEntry, type CacheVersion, staleKeys } from './cache-keys.js';

/** A value to keep, with a shorter life than the entry's where it says so (seconds). */
export interface Fresh {
  readonly value: string;
  readonly ttl?: number;
}

// The value goes in only if nothing made the key stale since the loader was given its lease: a slow reader
// must not put back what a writer has just cleared.
const FILL = `
if redis.call('get', KEYS[2]) == ARGV[1] then
  redis.call('set', KEYS[1], ARGV[2], 'px', ARGV[3])
  redis.call('del', KEYS[2])
end`;

declare module 'ioredis' {
  interface RedisCommander {
    fillCache(key: string, lease: string, ...args: (string | number)[]): Promise<unknown>;
  }
}

const LEASE_SECONDS = 15;

/**
 * A read-through cache of strings in Redis. A failing Redis costs time, never an answer: reads fall back to
 * the loader. Misses of one key at the same time share one load.
 */
export class Cache {
  private readonly loading = new Map<string, Promise<Fresh | null>>();
  private readonly leases = randomBytes(9).toString('base64url');
  private leaseCount = 0;

  constructor(
    private readonly redis: Redis,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {
    redis.defineCommand('fillCache', { numberOfKeys: 2, lua: FILL });
  }

  /** The value, or null when the loader finds nothing (which is not kept). */
  async read<Arg>(
    entry: CacheEntry<Arg>,
    arg: Arg,
    load: () => Promise<Fresh | null>,
  ): Promise<string | null> {
    const key = entry.key(arg);
    const kept = await this.attempt(entry.name, () => this.redis.get(key));
    if (kept != null) return this.hit(entry.name, kept);
    return this.load(entry, key, kept === undefined, load);
  }

  /** The values in one round trip, undefined where absent or unreachable. */
  async peek(entry: string, keys: readonly string[]): Promise<(string | undefined)[]> {
    const values = await this.attempt(entry, () => this.redis.mget(...keys));
    return keys.map((_, index) => values?.[index] ?? undefined);
  }

  /** Loads and keeps a value that `peek` did not find. */
  async fill<Arg>(
    entry: CacheEntry<Arg>,
    arg: Arg,
    load: () => Promise<Fresh | null>,
  ): Promise<string | null> {
    return this.load(entry, entry.key(arg), false, load);
  }

  async version<Arg>(entry: CacheVersion<Arg>, arg: Arg): Promise<number> {
    return Number((await this.attempt(entry.name, () => this.redis.get(entry.key(arg)))) ?? 0);
  }

  /** Makes everything stale that the event touches. Throws when Redis cannot be reached. */
  async invalidate<N extends EventName>(name: N, event: EventPayload<N>): Promise<void> {
    const { drop, bump } = staleKeys(name, event);
    if (drop.length + bump.length === 0) return;
    // Whoever asks from now on must not share a load that began before the write.
    for (const key of drop) this.loading.delete(key);
    const pipeline = this.redis.pipeline();
    if (drop.length > 0) pipeline.del(...drop, ...drop.map(leaseOf));
    for (const { key, ttl } of bump) pipeline.incr(key).expire(key, ttl);
    const results = await pipeline.exec();
    const failed = results?.find(([error]) => error !== null)?.[0];
    if (failed) throw failed;
  }

  /** Makes the values of many arguments stale. Throws when Redis cannot be reached. */
  async drop<Arg>(entry: CacheEntry<Arg>, args: readonly Arg[]): Promise<void> {
    for (let from = 0; from < args.length; from += 500) {
      const keys = args.slice(from, from + 500).map((arg) => entry.key(arg));
      for (const key of keys) this.loading.delete(key);
      await this.redis.del(...keys, ...keys.map(leaseOf));
    }
  }

  countHit(entry: string, times = 1): void {
    if (times > 0) this.metrics.cacheReads.inc({ entry, result: 'hit' }, times);
  }

  /**
   * Keeps values that `peek` did not find, and does not wait. Only for values that say themselves what they were
   * worked out from: nothing else keeps a slow reader from putting back what a writer has made stale.
   */
  keep<Arg>(entry: CacheEntry<Arg>, values: readonly (readonly [Arg, string])[]): void {
    if (values.length === 0) return;
    this.metrics.cacheReads.inc({ entry: entry.name, result: 'miss' }, values.length);
    const pipeline = this.redis.pipeline();
    for (const [arg, value] of values) pipeline.set(entry.key(arg), value, 'EX', entry.ttl);
    void this.attempt(entry.name, () => pipeline.exec());
  }

  private hit(entry: string, value: string): string {
    this.countHit(entry);
    return value;
  }

  private async load<Arg>(
    entry: CacheEntry<Arg>,
    key: string,
    isUnavailable: boolean,
    load: () => Promise<Fresh | null>,
  ): Promise<string | null> {
    const underWay = this.loading.get(key);
    this.metrics.cacheReads.inc({
      entry: entry.name,
      result: underWay ? 'shared' : isUnavailable ? 'unavailable' : 'miss',
    });
    const loading = underWay ?? this.loadAndKeep(entry, key, isUnavailable, load);
    return (await loading)?.value ?? null;
  }

  private loadAndKeep<Arg>(
    entry: CacheEntry<Arg>,
    key: string,
    isUnavailable: boolean,
    load: () => Promise<Fresh | null>,
  ): Promise<Fresh | null> {
    const work = async () => {
      const lease = `${this.leases}${(this.leaseCount++).toString(36)}`;
      const hasLease =
        !isUnavailable &&
        (await this.attempt(entry.name, () => this.redis.set(leaseOf(key), lease, 'EX', LEASE_SECONDS))) ===
          'OK';
      const fresh = await load();
      const lifetime = Math.floor(Math.min(entry.ttl, fresh?.ttl ?? entry.ttl) * 1000);
      if (fresh && hasLease && lifetime > 0) {
        // Whoever asks next asks after it on the same connection: there is nothing to wait for.
        void this.attempt(entry.name, () =>
          this.redis.fillCache(key, leaseOf(key), lease, fresh.value, lifetime),
        );
      }
      return fresh;
    };
    const loading = work().finally(() => {
      if (this.loading.get(key) === loading) this.loading.delete(key);
    });
    this.loading.set(key, loading);
    return loading;
  }

  /** Undefined when Redis does not answer. */
  private async attempt<T>(entry: string, command: () => Promise<T>): Promise<T | undefined> {
    try {
      return await command();
    } catch (error) {
      this.logger.debug({ entry, reason: (error as Error).message }, 'cache is unavailable');
      return undefined;
    }
  }
}

/** In a cluster the lease lies in the slot of its key. */
export const leaseOf = (key: string) => (key.includes('{') ? `${key}:lease` : `{${key}}:lease`);
