import { Cache } from '../platform/cache/cache.js';
import { BOARD_KEYS } from '../platform/cache/cache-keys.js';
import { connectFast } from '../platform/redis/redis.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { Metrics } from '../platform/telemetry/metrics.js';

const BATCH = 500;
const REACH_MS = 2_000;

export interface Stale {
  readonly restaurantIds: readonly number[];
  readonly userIds: readonly number[];
  readonly isCatalogueChanged: boolean;
}

/**
 * Makes stale what caches hold of rows that were written past the services.
 * @returns why not, where Redis could not be told; caches then live out their time
 */
export async function freshenCaches(redisUrl: string | undefined, stale: Stale): Promise<string | undefined> {
  const { restaurantIds, userIds, isCatalogueChanged } = stale;
  if (restaurantIds.length + userIds.length === 0 && !isCatalogueChanged) return undefined;
  if (!redisUrl) return 'REDIS_URL is not set';
  const logger = createLogger('beli', 'silent');
  const redis = connectFast(redisUrl, logger);
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('Redis does not answer')), REACH_MS);
      redis.once('ready', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    const cache = new Cache(redis, logger, new Metrics());
    await redis.del(BOARD_KEYS.ready, BOARD_KEYS.building);
    // A new version of the catalogue; restaurant 0 does not exist.
    if (isCatalogueChanged) await cache.invalidate('restaurant.changed', { restaurantId: 0 });
    for (let at = 0; at < userIds.length; at += BATCH) {
      await Promise.all(
        userIds
          .slice(at, at + BATCH)
          .map((userId) => cache.invalidate('relation.removed', { userId, restaurantIds: [] })),
      );
    }
    for (let at = 0; at < restaurantIds.length; at += BATCH) {
      await cache.invalidate('relation.removed', {
        userId: 0,
        restaurantIds: restaurantIds.slice(at, at + BATCH),
      });
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    redis.disconnect();
  }
}
