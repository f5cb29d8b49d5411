import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '../telemetry/logger.js';

const reconnect = (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 6), 2_000);

/**
 * For what may be done without: an answer within half a second or an error, never a queue of waiting
 * commands. Commands of the same tick travel together.
 */
export function connectFast(url: string, logger: Logger): Redis {
  return watch(
    new Redis(url, {
      enableAutoPipelining: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      // A silent server is left as soon as it has not answered for so long; commands then fail at once.
      socketTimeout: 1_000,
      connectTimeout: 2_000,
      retryStrategy: reconnect,
    }),
    logger,
  );
}

/** For queues and streams, which wait for Redis to come back. */
export function connectPatient(url: string, logger: Logger, options: RedisOptions = {}): Redis {
  return watch(new Redis(url, { maxRetriesPerRequest: null, retryStrategy: reconnect, ...options }), logger);
}

function watch(redis: Redis, logger: Logger): Redis {
  let isDown = false;
  redis.on('error', (error) => {
    if (!isDown) logger.error({ reason: error.message }, 'Redis is unreachable');
    isDown = true;
  });
  redis.on('ready', () => {
    if (isDown) logger.info('Redis is back');
    isDown = false;
  });
  return redis;
}

/** Resolves when commands can be sent, or after the time given. */
export async function waitUntilReady(redis: Redis, milliseconds: number): Promise<void> {
  if (redis.status === 'ready') return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  redis.once('ready', resolve);
  await promise;
  clearTimeout(timer);
}
