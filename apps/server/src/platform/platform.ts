import { BoardMetric } from '@beli/contract';
import type { Redis } from 'ioredis';
import { Audit } from './audit/audit.js';
import { AccessGate } from './auth/access-gate.js';
import { AccessTokens } from './auth/access-tokens.js';
import { AttemptGuard } from './auth/attempt-guard.js';
import { CsrfTokens } from './auth/csrf-tokens.js';
import { PersonalTokens } from './auth/personal-tokens.js';
import { Boards } from './boards/boards.js';
import { Cache } from './cache/cache.js';
import { Timelines } from './cache/timelines.js';
import type { Config } from './config.js';
import { FieldCipher } from './crypto/field-cipher.js';
import { Passwords } from './crypto/passwords.js';
import { Database } from './database/database.js';
import { createMailer, type Mailer } from './mail/mailer.js';
import type { Reactions } from './outbox/occurrence.js';
import { Outbox } from './outbox/outbox.js';
import { measureBacklog } from './outbox/outbox.sql.js';
import { JobQueues } from './queues/job-queues.js';
import { ReactionRegistry } from './queues/reaction-registry.js';
import { connectFast, connectPatient, waitUntilReady } from './redis/redis.js';
import { Sockets } from './sockets/sockets.js';
import { createLogger, type Logger } from './telemetry/logger.js';
import { Metrics } from './telemetry/metrics.js';
import { Undo } from './undo/undo.js';

/** Injection tokens of what is not a class. */
export const PLATFORM = Symbol('platform');
export const CONFIG = Symbol('config');
export const CLOCK = Symbol('clock');
export const LOGGER = Symbol('logger');
export const MAILER = Symbol('mailer');

/** The time, passed in so that rules never look at the wall clock themselves. */
export type Clock = () => Date;

const WARM_UP_MS = 3_000;

/** What every process has, made once at its start and closed once at its end. */
export interface Platform {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly database: Database;
  readonly redis: Redis;
  readonly queueRedis: Redis;
  readonly cache: Cache;
  readonly boards: Boards;
  readonly timelines: Timelines;
  readonly cipher: FieldCipher;
  readonly passwords: Passwords;
  readonly tokens: AccessTokens;
  readonly personalTokens: PersonalTokens;
  readonly gate: AccessGate;
  readonly attempts: AttemptGuard;
  readonly csrf: CsrfTokens;
  readonly mailer: Mailer;
  readonly outbox: Outbox;
  readonly registry: ReactionRegistry;
  readonly queues: JobQueues;
  readonly sockets: Sockets;
  readonly undo: Undo;
  readonly audit: Audit;
  /** true once the process has been told to end */
  isStopping: boolean;
  /** Waits for Redis a moment, so that the first requests find it; goes on without it. Readies the decoy. */
  warmUp(): Promise<void>;
  readMetrics(): Promise<string>;
  close(): Promise<void>;
}

export function createPlatform(
  service: 'api' | 'worker',
  config: Config,
  reactions: Reactions,
  clock: Clock = () => new Date(),
): Platform {
  const logger = createLogger(service, config.LOG_LEVEL, { isBuffered: true });
  const metrics = new Metrics();
  const keys = config.loadKeys((error) =>
    logger.error({ reason: error.message }, 'the new keyring is not usable'),
  );
  const database = new Database(
    {
      url: config.DATABASE_URL,
      replicaUrls: config.DATABASE_REPLICA_URLS,
      applicationName: `beli-${service}`,
      poolSize: config.DATABASE_POOL_SIZE,
      statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_MS,
    },
    logger,
    metrics,
  );
  const redis = connectFast(config.REDIS_URL, logger);
  const queueRedis = connectPatient(config.REDIS_URL, logger);
  const cache = new Cache(redis, logger, metrics);
  const tokens = new AccessTokens(keys);
  const cipher = new FieldCipher(keys);
  const personalTokens = new PersonalTokens(cipher.deriveKey('personal tokens'));
  const gate = new AccessGate(redis, database, tokens, personalTokens, config, metrics, logger);
  const passwords = new Passwords(config.BCRYPT_COST);
  const outbox = new Outbox(reactions);
  const queues = new JobQueues(queueRedis, reactions, logger);
  const sockets = new Sockets({ redis, queueRedis, gate, metrics, logger, config, clock });
  // The writer sees its own write at once; the reaction in the outbox makes sure of it after a crash.
  outbox.onAppend((name, payload) =>
    database.afterCommit(() => void cache.invalidate(name, payload).catch(() => undefined)),
  );
  return {
    config,
    clock,
    logger,
    metrics,
    database,
    redis,
    queueRedis,
    cache,
    boards: new Boards(redis, BoardMetric.options, logger),
    timelines: new Timelines(redis, logger, metrics),
    cipher,
    passwords,
    tokens,
    personalTokens,
    gate,
    attempts: new AttemptGuard(redis, config.AUTH_GUARD_ATTEMPTS),
    csrf: new CsrfTokens(cipher.deriveKey('csrf tokens')),
    mailer: createMailer(config.MAIL_FILE),
    outbox,
    registry: new ReactionRegistry(),
    queues,
    sockets,
    undo: new Undo(database),
    audit: new Audit(database),
    isStopping: false,
    async warmUp() {
      await Promise.all([waitUntilReady(redis, WARM_UP_MS), passwords.prepare()]);
    },
    async readMetrics() {
      const [backlog, counts] = await Promise.all([
        measureBacklog(database.primary),
        queues.counts().catch(() => []),
      ]);
      metrics.outboxPending.set({ state: 'pending' }, backlog.pending);
      metrics.outboxPending.set({ state: 'dead' }, backlog.dead);
      metrics.outboxAge.set(backlog.oldestSeconds);
      for (const { queue, state, count } of counts) metrics.queueJobs.set({ queue, state }, count);
      return metrics.registry.metrics();
    },
    async close() {
      keys.close();
      await queues.close();
      redis.disconnect();
      queueRedis.disconnect();
      await database.close();
    },
  };
}
