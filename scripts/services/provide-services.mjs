import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { step } from '../setup/progress.mjs';
import { checkExternalServices, externalUrls } from './external-services.mjs';
import { provideKeyring } from './keyring.mjs';
import { providePostgres, requiredMajor } from './provide-postgres.mjs';
import { provideRedis } from './provide-redis.mjs';
import { requireBinaries } from './required-binaries.mjs';

/**
 * PostgreSQL, Redis and the keyring: those the environment names, else private ones in `home`.
 * @param options.durable false only for data that nobody minds losing
 * @param options.alwaysRedis the Redis program is needed even where REDIS_URL is given
 * @returns died: one sentence, when a private one ends although nobody asked
 */
export async function provideServices({ home, durable, alwaysRedis = false }) {
  const external = externalUrls();
  await checkExternalServices(external);

  const found = await requireBinaries({
    postgres: !external.database,
    redis: !external.redis || alwaysRedis,
    major: external.database ? undefined : requiredMajor(home),
  });
  const logs = join(home, 'logs');
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const privately = { home, durable, logs, binaries: found.postgres, redisBin: found.redisBin };
  const names = [external.database ? '' : 'PostgreSQL', external.redis ? '' : 'Redis'].filter(Boolean);
  const start = () =>
    both(
      external.database ? { url: external.database } : providePostgres(privately),
      external.redis ? { url: external.redis } : provideRedis(privately),
    );
  const [postgres, redis] = await (names.length > 0
    ? step(`Starting ${names.join(' and ')}`, start)
    : start());
  const { KEYRING, KEYRING_FILE } = process.env;
  const keyringFile = KEYRING ? undefined : KEYRING_FILE || provideKeyring(home);
  const ends = [postgres, redis].flatMap(({ died }) =>
    died ? [died.then((text) => `${text}; see ${logs}.`)] : [],
  );
  return {
    postgres,
    died: Promise.race(ends),
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
