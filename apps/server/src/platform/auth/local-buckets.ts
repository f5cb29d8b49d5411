export interface Bucket {
  readonly isAllowed: boolean;
  /** whole tokens left */
  readonly remaining: number;
  readonly fullInMs: number;
  readonly waitMs: number;
}

const MOST_BUCKETS = 50_000;

/** Token buckets of this process alone, for the time that Redis is away. The oldest are dropped first. */
export class LocalBuckets {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  /** Takes one token from a bucket that holds `capacity` and fills in a minute. 0 = no limit. */
  take(key: string, capacity: number, now: number): Bucket {
    if (capacity === 0) return { isAllowed: true, remaining: 0, fullInMs: 0, waitMs: 0 };
    const rate = capacity / 60_000;
    const kept = this.buckets.get(key) ?? { tokens: capacity, at: now };
    const filled = Math.min(capacity, kept.tokens + Math.max(0, now - kept.at) * rate);
    const isAllowed = filled >= 1;
    const tokens = isAllowed ? filled - 1 : filled;
    this.buckets.delete(key);
    this.buckets.set(key, { tokens, at: now });
    const [oldest] = this.buckets.keys();
    if (this.buckets.size > MOST_BUCKETS && oldest !== undefined) this.buckets.delete(oldest);
    return {
      isAllowed,
      remaining: Math.floor(tokens),
      fullInMs: Math.ceil((capacity - tokens) / rate),
      waitMs: isAllowed ? 0 : Math.ceil((1 - filled) / rate),
    };
  }
}
