import type { Redis } from 'ioredis';
import { CACHE, personTag } from '../cache/cache-keys.js';
import type { Config } from '../config.js';
import type { Database } from '../database/database.js';
import { AppError } from '../errors.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { Viewer } from '../viewer.js';
import { findAccessState, findTokenHolder } from './access.sql.js';
import type { AccessTokens, Claims } from './access-tokens.js';
import { type Bucket, LocalBuckets } from './local-buckets.js';
import { isPersonalToken, type PersonalTokens } from './personal-tokens.js';
import { type Remembered, SessionMemory, standingIn } from './session-memory.js';

/**
 * One round trip per request: takes a token from the bucket and reads what could make the access token
 * invalid. KEYS: bucket, fence, session, cache version. ARGV: capacity per minute (0 = no limit).
 * Returns allowed, whole tokens left, milliseconds until full, ms until the next token, and the three values.
 */
const ADMIT = `
local capacity = tonumber(ARGV[1])
local allowed, tokens, full, wait = 1, 0, 0, 0
if capacity > 0 then
  local clock = redis.call('time')
  local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
  local bucket = redis.call('hmget', KEYS[1], 'tokens', 'at')
  local rate = capacity / 60000
  tokens = math.min(capacity, tonumber(bucket[1] or capacity) + math.max(0, now - tonumber(bucket[2] or now)) * rate)
  if tokens >= 1 then tokens = tokens - 1 else allowed = 0; wait = math.ceil((1 - tokens) / rate) end
  redis.call('hset', KEYS[1], 'tokens', tokens, 'at', now)
  redis.call('pexpire', KEYS[1], 61000)
  full = math.ceil((capacity - tokens) / rate)
end
if KEYS[2] == nil then return { allowed, math.floor(tokens), full, wait } end
local known = redis.call('mget', KEYS[2], KEYS[3], KEYS[4])
return { allowed, math.floor(tokens), full, wait, known[1], known[2], known[3] }`;

interface Admission extends Remembered {
  readonly bucket: Bucket;
  readonly cacheVersion: string | null;
  readonly isRemembered: boolean;
}

declare module 'ioredis' {
  interface RedisCommander {
    admit(
      keyCount: number,
      ...args: (string | number)[]
    ): Promise<[number, number, number, number, string?, string?, string?]>;
  }
}

export interface RateLimitState {
  readonly limit: number;
  readonly remaining: number;
  /** epoch second when the bucket is full again */
  readonly reset: number;
}

export interface Admitted {
  readonly viewer: Viewer;
  /** absent where no limit applies */
  readonly rateLimit?: RateLimitState;
}

/** Requests a minute by kind. */
const CLASS_LIMITS = { read: 100, write: 30 } as const;
export type RequestClass = keyof typeof CLASS_LIMITS;

/** Decides who a request comes from and whether it may come now. */
export class AccessGate {
  private readonly local = new LocalBuckets();
  /** what ends sessions and makes them be asked for again */
  readonly memory: SessionMemory;

  constructor(
    private readonly redis: Redis,
    private readonly database: Database,
    private readonly tokens: AccessTokens,
    private readonly personalTokens: PersonalTokens,
    private readonly config: Config,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {
    redis.defineCommand('admit', { lua: ADMIT });
    this.memory = new SessionMemory(redis);
  }

  /**
   * @param bearer the access token, if one was sent
   * @param address the client's address, the bucket of those who are not signed in
   * @throws AppError UNAUTHORIZED, TOKEN_EXPIRED, RATE_LIMIT_EXCEEDED
   */
  async admit(bearer: string | undefined, address: string, requestClass: RequestClass): Promise<Admitted> {
    if (bearer === undefined) {
      const limit = this.config.RATE_LIMIT_ANONYMOUS;
      await this.takeOfClass(requestClass, `rate:ip:${address}`);
      const { bucket } = await this.take(limit, [`rate:ip:${address}`]);
      return { viewer: null, ...this.passed(bucket, limit, 'anonymous') };
    }
    if (isPersonalToken(bearer)) return this.admitToken(bearer, address, requestClass);
    const claims = await this.verify(bearer, address);
    const limit = this.limitOf(claims);
    const person = personTag(claims.userId);
    const admission = await this.take(limit, [
      `${person}:rate`,
      ...this.memory.keysOf(claims),
      CACHE.person.key(claims.userId),
    ]);
    // First the limit: what it refuses must not cost the database a question.
    const passed = this.passed(admission.bucket, limit, claims.role);
    if (claims.role !== 'admin') await this.takeOfClass(requestClass, `${person}:rate`);
    const standing = await this.standingOf(claims, admission);
    return {
      viewer: {
        id: claims.userId,
        role: claims.role,
        sessionId: claims.sid,
        scopes: null,
        isSuspended: standing === 'suspended',
        cacheVersion: Number(admission.cacheVersion ?? 0),
      },
      ...passed,
    };
  }

  /** A personal token has a bucket of its own and stands as long as PostgreSQL says so: it is asked each time. */
  private async admitToken(bearer: string, address: string, requestClass: RequestClass): Promise<Admitted> {
    const parts = this.personalTokens.parse(bearer);
    if (!parts) return this.chargeForGuess(address, new AppError('UNAUTHORIZED', 'The token is not valid.'));
    const limit = this.config.RATE_LIMIT_TOKEN;
    const bucketKey = `rate:token:${parts.id}`;
    const passed = this.passed((await this.take(limit, [bucketKey])).bucket, limit, 'token');
    await this.takeOfClass(requestClass, bucketKey);
    const hash = this.personalTokens.hash(parts.secret);
    const holder = await findTokenHolder(this.database.primary, parts.id, hash);
    if (!holder) throw new AppError('UNAUTHORIZED', 'The token was revoked or has expired.');
    const { userId, role, scopes, isSuspended } = holder;
    const cacheVersion = await this.redis.get(CACHE.person.key(userId)).catch(() => null);
    return {
      viewer: {
        id: userId,
        role,
        sessionId: `token-${parts.id}`,
        scopes,
        isSuspended,
        cacheVersion: Number(cacheVersion ?? 0),
      },
      ...passed,
    };
  }

  /** Somebody who wants to sign in: anonymous, with a bucket apart from that of page views. */
  async admitNewcomer(address: string): Promise<Admitted> {
    const limit = this.config.RATE_LIMIT_ANONYMOUS;
    const { bucket } = await this.take(limit, [`rate:door:${address}`]);
    return { viewer: null, ...this.passed(bucket, limit, 'anonymous') };
  }

  /** Checks a token that came outside of a request: no limit is counted. */
  async identify(bearer: string): Promise<{ viewer: NonNullable<Viewer>; expiresAt: Date }> {
    const claims = this.tokens.verify(bearer);
    const standing = await this.standingOf(claims, NOTHING_KNOWN);
    return {
      viewer: {
        id: claims.userId,
        role: claims.role,
        sessionId: claims.sid,
        scopes: null,
        isSuspended: standing === 'suspended',
        cacheVersion: 0,
      },
      expiresAt: new Date(claims.exp * 1000),
    };
  }

  /** Guessing at tokens is charged to the address. */
  private async verify(bearer: string, address: string): Promise<Claims> {
    try {
      return this.tokens.verify(bearer);
    } catch (error) {
      return this.chargeForGuess(address, error);
    }
  }

  private async chargeForGuess(address: string, error: unknown): Promise<never> {
    const limit = this.config.RATE_LIMIT_ANONYMOUS;
    const { bucket } = await this.take(limit, [`rate:ip:${address}`]);
    this.passed(bucket, limit, 'anonymous');
    throw error;
  }

  private limitOf({ role }: Claims): number {
    if (role === 'admin') return 0;
    return role === 'tastemaker' ? this.config.RATE_LIMIT_TASTEMAKER : this.config.RATE_LIMIT_USER;
  }

  /** The second, narrower limit by kind of request, where the configuration switches it on. */
  private async takeOfClass(requestClass: RequestClass, bucketKey: string): Promise<void> {
    if (!this.config.RATE_CLASS_LIMITS) return;
    const limit = CLASS_LIMITS[requestClass];
    const { bucket } = await this.take(limit, [`${bucketKey}:${requestClass}`]);
    this.passed(bucket, limit, requestClass);
  }

  private async take(limit: number, keys: string[]): Promise<Admission> {
    try {
      const [allowed, remaining, fullInMs, waitMs, fence, session, cacheVersion] = await this.redis.admit(
        keys.length,
        ...keys,
        limit,
      );
      return {
        bucket: { isAllowed: allowed === 1, remaining, fullInMs, waitMs },
        fence: fence ?? null,
        session: session ?? null,
        cacheVersion: cacheVersion ?? null,
        isRemembered: true,
      };
    } catch (error) {
      this.logger.debug({ reason: (error as Error).message }, 'rate limits are counted in this process');
      return { ...NOTHING_KNOWN, bucket: this.local.take(keys[0] ?? '', limit, Date.now()) };
    }
  }

  /**
   * Whether the token still stands. Redis remembers what PostgreSQL decided; where it does not, or where the
   * token is newer than what it remembers, PostgreSQL is asked.
   * @throws AppError UNAUTHORIZED when the session has ended
   */
  private async standingOf(claims: Claims, known: Admission): Promise<'alive' | 'suspended'> {
    const standing = this.memory.standingOf(claims, known);
    if (standing === 'ended') throw ENDED();
    if (standing !== undefined) return standing;
    const state = await findAccessState(this.database.primary, claims.userId, claims.sid);
    if (known.isRemembered) this.memory.remember(claims, known.fence, state);
    if (!state?.isSessionAlive || state.version !== claims.ver) throw ENDED();
    return standingIn(state);
  }

  private passed(bucket: Bucket, limit: number, tier: string): { rateLimit?: RateLimitState } {
    if (limit === 0) return {};
    const reset = Math.ceil((Date.now() + bucket.fullInMs) / 1000);
    if (!bucket.isAllowed) {
      this.metrics.rateLimited.inc({ tier });
      const retryAfter = Math.max(1, Math.ceil(bucket.waitMs / 1000));
      throw new RateLimited({ limit, remaining: 0, reset }, retryAfter);
    }
    if (bucket.remaining < limit / 10)
      this.logger.warn({ tier, remaining: bucket.remaining, limit }, 'a rate limit is near');
    return { rateLimit: { limit, remaining: bucket.remaining, reset } };
  }
}

const ENDED = () => new AppError('UNAUTHORIZED', 'The session has ended.');

const NOTHING_KNOWN: Admission = {
  bucket: { isAllowed: true, remaining: 0, fullInMs: 0, waitMs: 0 },
  fence: null,
  session: null,
  cacheVersion: null,
  isRemembered: false,
};

/** Too many requests, with what the response headers say. */
export class RateLimited extends AppError {
  constructor(
    readonly state: RateLimitState,
    retryAfter: number,
  ) {
    super('RATE_LIMIT_EXCEEDED', `Too many requests. Try again in ${retryAfter} seconds.`, undefined, {
      retryAfter,
      limit: state.limit,
      windowMs: 60_000,
    });
  }
}
