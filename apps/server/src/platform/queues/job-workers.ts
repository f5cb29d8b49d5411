import { EVENTS, type EventName } from '@beli/contract';
import { type Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Config } from '../config.js';
import type { Database, Tx } from '../database/database.js';
import type { Occurrence } from '../outbox/occurrence.js';
import { bury, type Due, settle } from '../outbox/outbox.sql.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { JOB_OPTIONS, type JobQueues, QUEUE_PREFIX } from './job-queues.js';
import type { ReactionRegistry } from './reaction-registry.js';

/** Takes the promise of a reaction away, in the transaction of its effect; undefined when it was kept before. */
export type Settle = typeof settle;

/** One BullMQ worker per reaction. Retries with growing pauses; after the last attempt a dead letter. */
export class JobWorkers {
  private workers: Worker[] = [];

  constructor(
    private readonly redis: Redis,
    private readonly queues: JobQueues,
    private readonly database: Database,
    private readonly registry: ReactionRegistry,
    private readonly config: Config,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
    private readonly settlePromise: Settle = settle,
  ) {}

  start(): void {
    this.workers = [...this.queues.byReaction.keys()].map((reaction) => {
      const worker = new Worker<Due>(reaction, (job) => this.work(job), {
        connection: this.redis,
        prefix: QUEUE_PREFIX,
        concurrency: Math.max(1, this.config.WORKER_CONCURRENCY),
        lockDuration: this.config.JOB_LOCK_MS,
        stalledInterval: this.config.JOB_LOCK_MS,
        // A job whose worker died is not a faulty job.
        maxStalledCount: 10,
      });
      worker.on('failed', (job, error) => void this.onFailed(job, error));
      worker.on('error', (error) => this.logger.debug({ reaction, reason: error.message }, 'queue worker'));
      return worker;
    });
  }

  /** Takes no new job and waits for those under way. */
  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
  }

  private async work({ data }: Job<Due>): Promise<void> {
    const startedAt = performance.now();
    const observe = (outcome: string) =>
      this.metrics.jobDuration.observe(
        { queue: data.reaction, outcome },
        (performance.now() - startedAt) / 1000,
      );
    try {
      const isDone = await this.database.transaction((tx) => this.react(tx, data));
      observe(isDone ? 'done' : 'skipped');
    } catch (error) {
      observe('failed');
      throw error;
    }
  }

  private async react(tx: Tx, due: Due): Promise<boolean> {
    const owed = await this.settlePromise(tx, due);
    if (!owed) return false;
    const handler = this.registry.find(owed.name, due.reaction);
    if (!handler) throw new Error(`no handler for ${owed.name} ${due.reaction}`);
    const name = owed.name as EventName;
    const event: Occurrence = {
      id: due.eventId,
      name,
      payload: EVENTS[name].parse(owed.payload),
      requestId: owed.requestId,
    };
    await handler(tx, event);
    return true;
  }

  private async onFailed(job: Job<Due> | undefined, error: Error): Promise<void> {
    if (!job) return;
    const isLast =
      job.attemptsMade >= (job.opts.attempts ?? JOB_OPTIONS.attempts) || job.finishedOn !== undefined;
    this.logger.warn({ ...job.data, attempt: job.attemptsMade, isLast, reason: error.message }, 'job failed');
    if (!isLast) return;
    try {
      await bury(this.database.primary, job.data, error.message);
      await this.queues.deadLetters.add(
        job.name,
        { ...job.data, reason: error.message },
        { jobId: `${job.id}-dead` },
      );
    } catch (failure) {
      this.logger.error(
        { ...job.data, reason: (failure as Error).message },
        'a dead letter could not be kept',
      );
    }
  }
}
