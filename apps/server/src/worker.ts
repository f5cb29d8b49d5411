import type { INestApplicationContext } from '@nestjs/common';
import { everySchedule } from './maintenance.js';
import { shutDown } from './platform/lifecycle/shutdown.js';
import { openWorkerPort } from './platform/lifecycle/worker-port.js';
import { settle } from './platform/outbox/outbox.sql.js';
import { jobIdOf, Relay } from './platform/outbox/relay.js';
import type { Platform } from './platform/platform.js';
import { JobWorkers } from './platform/queues/job-workers.js';
import { Schedules } from './platform/queues/schedules.js';

/** What keeps a reaction from happening twice; tests take one away to see that it is needed. */
export interface Guards {
  readonly jobId: typeof jobIdOf;
  readonly settle: typeof settle;
}

export interface RunningWorker {
  stop(): Promise<void>;
}

/** Starts the relay, the queue workers and the schedules. */
export async function startWorker(
  platform: Platform,
  context: INestApplicationContext,
  guards: Guards = { jobId: jobIdOf, settle },
): Promise<RunningWorker> {
  const { config, database, queues, logger } = platform;
  const workers = new JobWorkers(
    platform.queueRedis,
    queues,
    database,
    platform.registry,
    config,
    platform.metrics,
    logger,
    guards.settle,
  );
  const relay = new Relay(database, queues, config.DATABASE_URL, logger, guards.jobId);
  const schedules = new Schedules(
    platform.queueRedis,
    database,
    everySchedule(context),
    platform.outbox,
    logger,
  );
  const port = openWorkerPort(platform);
  workers.start();
  await relay.start();
  await schedules.start();
  queues.onMemoryLost(() => void schedules.plan().catch(() => undefined));
  logger.info('worker is running');
  return {
    async stop() {
      platform.isStopping = true;
      await shutDown(
        [
          { name: 'stop relaying', run: () => relay.stop() },
          { name: 'finish jobs', run: () => Promise.all([workers.stop(), schedules.stop()]) },
          { name: 'close port', run: () => port.close() },
          { name: 'close sockets', run: () => platform.sockets.close() },
          { name: 'close context', run: () => context.close() },
          { name: 'close connections', run: () => platform.close() },
        ],
        config.SHUTDOWN_TIMEOUT_MS,
        logger,
      );
    },
  };
}
