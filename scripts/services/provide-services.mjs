import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { step } from '../setup/progress.mjs';
import { checkDatabaseUrl, checkRedisUrl } from './external-services.mjs';
import { provideKeyring } from './keyring.mjs';
import { providePostgres, requiredMajor } from './provide-postgres.mjs';
import { provideRedis } from './provide-redis.mjs';
import { requireBinaries } from './required-binaries.mjs';

/**
 * PostgreSQL, Redis and the keyring: those the environment names, else private ones in `home`.
 * @param options.durable false only for data that nobody minds losing
 * @param options.alwaysRedis the Redis program is needed even where REDIS_URL is given
 */
export async function provideServices({ home, durable, alwaysRedis = false }) {
  const { DATABASE_URL, DATABASE_REPLICA_URLS, REDIS_URL, KEYRING, KEYRING_FILE } = process.env;
  if (DATABASE_URL) await checkDatabaseUrl('DATABASE_URL', DATABASE_URL);
  for (const url of (DATABASE_REPLICA_URLS ?? '').split(',').filter((part) => part.trim())) {
    await checkDatabaseUrl('DATABASE_REPLICA_URLS', url.trim());
  }
  if (REDIS_URL) await checkRedisUrl(REDIS_URL);

  const found = await requireBinaries({
    postgres: !DATABASE_URL,
    redis: !REDIS_URL || alwaysRedis,
    major: DATABASE_URL ? undefined : requiredMajor(home),
  });
  const logs = join(home, 'logs');
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const privately = { home, durable, logs, binaries: found.postgres, redisBin: found.redisBin };
  const names = [DATABASE_URL ? '' : 'PostgreSQL', REDIS_URL ? '' : 'Redis'].filter(Boolean);
  const start = () =>
    both(
      DATABASE_URL ? { url: DATABASE_URL } : providePostgres(privately),
      REDIS_URL ? { url: REDIS_URL } : provideRedis(privately),
    );
  const [postgres, redis] = await (names.length > 0
    ? step(`Starting ${names.join(' and ')}`, start)
    : start());
  const keyringFile = KEYRING ? undefined : KEYRING_FILE || provideKeyring(home);
  return {
    postgres,
    environment: {
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      ...(keyringFile && { KEYRING_FILE: keyringFile }),
    },
    postgresBin: found.postgres?.bin,
    redisBin: found.redisBin,
  };
}

/** Waits for both before it reports a failure, so that neither is still starting while all is stopped. */
async function both(...work) {
  const results = await Promise.allSettled(work);
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  return results.map(({ value }) => value);
}
