import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Database, Tx } from '../database/database.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Logger } from '../telemetry/logger.js';
import { QUEUE_PREFIX } from './job-queues.js';

/** When: at even intervals, or by the clock on the wall of a time zone (a cron pattern of five fields). */
type When = { readonly everyMs: number } | { readonly pattern: string; readonly timezone: string };

/** Work in one transaction. */
export type Run = (tx: Tx, logger: Logger, outbox: Outbox) => Promise<void>;

/** What: that, or work that has transactions of its own. */
type What = { readonly run: Run } | { readonly manage: () => Promise<unknown> };

export type Schedule = { readonly name: string } & When & What;

const QUEUE = 'schedules';

/** Repeated work, done by one of the workers at a time. */
export class Schedules {
  private readonly queue: Queue;
  private worker: Worker | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly database: Database,
    private readonly schedules: readonly Schedule[],
    private readonly outbox: Outbox,
    private readonly logger: Logger,
  ) {
    this.queue = new Queue(QUEUE, { connection: redis, prefix: QUEUE_PREFIX });
    this.queue.on('error', () => undefined);
  }

  async start(): Promise<void> {
    await this.plan();
    this.worker = new Worker(QUEUE, (job) => this.run(job.name), {
      connection: this.redis,
      prefix: QUEUE_PREFIX,
    });
    this.worker.on('failed', (job, error) =>
      this.logger.warn({ schedule: job?.name, reason: error.message }, 'scheduled work failed'),
    );
    this.worker.on('error', () => undefined);
  }

  /** Writes the plan into Redis; repeating changes nothing. */
  async plan(): Promise<void> {
    for (const schedule of this.schedules) {
      const { name } = schedule;
      const when =
        'everyMs' in schedule
          ? { every: schedule.everyMs }
          : { pattern: schedule.pattern, tz: schedule.timezone };
      const template = { name, opts: { removeOnComplete: true, removeOnFail: 100 } };
      await this.queue.upsertJobScheduler(name, when, template);
    }
  }

  async stop(): Promise<void> {
    await this.worker?.close();
    await this.queue.close();
  }

  private async run(name: string): Promise<void> {
    const schedule = this.schedules.find((one) => one.name === name);
    // Left over from an older version: nobody knows it any more.
    if (!schedule) return void (await this.queue.removeJobScheduler(name));
    if ('manage' in schedule) await schedule.manage();
    else await this.database.transaction((tx) => schedule.run(tx, this.logger, this.outbox));
  }
}
