import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { personTag } from '../cache/cache-keys.js';
import { RedisRun } from '../redis/redis-run.js';
import type { AccessState } from './access.sql.js';
import { ACCESS_TOKEN_LIFETIME, type Claims } from './access-tokens.js';

/**
 * Keeps what PostgreSQL said of a session, unless it said so before something changed (the fence is another), or
 * the session has ended meanwhile. KEYS: fence, session. ARGV: fence then, mark, seconds, mark of an end.
 */
const REMEMBER = `
if (redis.call('get', KEYS[1]) or '') ~= ARGV[1] then return end
if redis.call('get', KEYS[2]) == ARGV[4] then return end
redis.call('set', KEYS[2], ARGV[2], 'ex', ARGV[3])`;

declare module 'ioredis' {
  interface RedisCommander {
    rememberStanding(fenceKey: string, sessionKey: string, ...args: (string | number)[]): Promise<unknown>;
  }
}

export type Standing = 'alive' | 'suspended' | 'ended';

/** What Redis holds of a session: two values, read with the limits in one round trip. */
export interface Remembered {
  readonly fence: string | null;
  readonly session: string | null;
}

const sessionKey = (userId: number, sessionId: string) => `${personTag(userId)}:session:${sessionId}`;
/**
 * Another value of the fence makes all that is remembered of the person's sessions void. It outlives what was
 * remembered under the one before.
 */
const fenceKey = (userId: number) => `${personTag(userId)}:fence`;
const FENCE_LIFETIME = 2 * ACCESS_TOKEN_LIFETIME;

/** What Redis remembers of the sessions that PostgreSQL knows, within one run of Redis. */
export class SessionMemory {
  private readonly run: RedisRun;

  constructor(private readonly redis: Redis) {
    redis.defineCommand('rememberStanding', { numberOfKeys: 2, lua: REMEMBER });
    this.run = new RedisRun(redis);
  }

  /** In the order of `Remembered`. */
  keysOf({ userId, sid }: Claims): [string, string] {
    return [fenceKey(userId), sessionKey(userId, sid)];
  }

  /** How the token stands by what this run of Redis was told; undefined where PostgreSQL has to be asked. */
  standingOf(claims: Claims, { fence, session }: Remembered): Standing | undefined {
    const mark = this.markIn(session);
    if (mark === 'ended') return 'ended';
    const [markedFence, version, standing] = mark?.split('/') ?? [];
    if (mark === undefined || markedFence !== (fence ?? '')) return undefined;
    if (Number(version) > claims.ver) return 'ended';
    if (Number(version) < claims.ver) return undefined;
    return standing === 'suspended' ? 'suspended' : 'alive';
  }

  /** Best effort: what was read before the fence moved is not kept. */
  remember(claims: Claims, fence: string | null, state: AccessState | null): void {
    const run = this.run.id;
    if (run === '') return;
    const ended = `${run}/ended`;
    const mark = state?.isSessionAlive
      ? `${run}/${fence ?? ''}/${state.version}/${standingIn(state)}`
      : ended;
    // A suspension that ends sooner is not remembered for longer.
    const seconds = Math.min(ACCESS_TOKEN_LIFETIME, Math.ceil(state?.suspendedSeconds ?? Infinity));
    this.redis
      .rememberStanding(...this.keysOf(claims), fence ?? '', mark, seconds, ended)
      .catch(() => undefined);
  }

  /**
   * Makes sessions ended for every process. The mark stays as long as a token of them could: a request that
   * read them alive before cannot write so afterwards. Throws when Redis cannot be reached.
   */
  async end(userId: number, sessionIds: readonly string[]): Promise<void> {
    if (this.run.id === '') throw new Error('Redis is not there');
    const pipeline = this.redis.multi().set(fenceKey(userId), randomUUID(), 'EX', FENCE_LIFETIME);
    for (const id of sessionIds) {
      pipeline.set(sessionKey(userId, id), `${this.run.id}/ended`, 'EX', ACCESS_TOKEN_LIFETIME);
    }
    await pipeline.exec();
  }

  /**
   * Makes every process ask PostgreSQL again about a person's sessions: role, suspension or token version are
   * others now. A request that read the old ones cannot put them back. Throws when Redis cannot be reached.
   */
  async reconsider(userId: number): Promise<void> {
    await this.redis.set(fenceKey(userId), randomUUID(), 'EX', FENCE_LIFETIME);
  }

  private markIn(value: string | null): string | undefined {
    const mark = `${this.run.id}/`;
    return this.run.id !== '' && value?.startsWith(mark) ? value.slice(mark.length) : undefined;
  }
}

export const standingIn = (state: AccessState) => (state.suspendedSeconds === null ? 'alive' : 'suspended');
