import pg from 'pg';
import type { Database } from '../database/database.js';
import type { JobQueues } from '../queues/job-queues.js';
import type { Logger } from '../telemetry/logger.js';
import { type Due, lockDue, makeAllDue, markHandedOver, OUTBOX_CHANNEL } from './outbox.sql.js';

const BATCH = 200;
const POLL_MS = 1_000;
// Longer than all retries of a job: by then the queue has lost it.
const LEASE_SECONDS = 900;
const RECONNECT_MS = 1_000;

/** The same event and reaction always make the same job, so handing it over twice queues it once. */
export const jobIdOf = ({ eventId, reaction }: Due): string => `${eventId}-${reaction}`;

/**
 * Carries owed reactions from the outbox to the queues. Woken by NOTIFY; a poll each second is the net. Any
 * number may run. If it dies between handing over and noting so, the next one hands over again, to the same
 * job ids.
 */
export class Relay {
  private listener: pg.Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isAgainWanted = false;
  private isStopped = false;

  constructor(
    private readonly database: Database,
    private readonly queues: JobQueues,
    private readonly databaseUrl: string,
    private readonly logger: Logger,
    private readonly jobId: (due: Due) => string = jobIdOf,
  ) {}

  async start(): Promise<void> {
    this.queues.onMemoryLost(() => this.handOverAgain());
    await this.listen();
    this.timer = setInterval(() => this.wake(), POLL_MS);
    // The queue may have lost its memory while no relay was there to see it.
    this.handOverAgain();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    await this.running;
    await this.listener?.end().catch(() => undefined);
  }

  private wake(): void {
    if (this.isStopped) return;
    if (this.running) {
      this.isAgainWanted = true;
      return;
    }
    this.running = this.drain()
      .catch((error: Error) => this.logger.warn({ reason: error.message }, 'the outbox could not be relayed'))
      .finally(() => {
        this.running = undefined;
        if (this.isAgainWanted) {
          this.isAgainWanted = false;
          this.wake();
        }
      });
  }

  private async drain(): Promise<void> {
    // Between two drains of this relay: what it noted as handed over is committed, what Redis lost of it is seen.
    await this.queues.checkMemory();
    while (!this.isStopped) {
      const count = await this.database.transaction(async (tx) => {
        const due = await lockDue(tx, BATCH);
        if (due.length === 0) return 0;
        await this.queues.addReactions(due.map((one) => ({ ...one, jobId: this.jobId(one) })));
        await markHandedOver(tx, due, LEASE_SECONDS);
        return due.length;
      });
      if (count < BATCH) return;
    }
  }

  private handOverAgain(): void {
    makeAllDue(this.database.primary)
      .then(() => this.wake())
      .catch((error: Error) =>
        this.logger.warn({ reason: error.message }, 'the outbox could not be rewound'),
      );
  }

  /** A connection of its own: a pooled one would forget that it listens. */
  private async listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      application_name: 'beli-relay',
      keepAlive: true,
    });
    client.on('notification', () => this.wake());
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(`listen ${OUTBOX_CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.listener = client;
    client.on('end', () => this.listenAgain());
    // What was committed while nobody listened.
    this.wake();
  }

  private listenAgain(): void {
    if (this.isStopped) return;
    setTimeout(() => {
      if (!this.isStopped) this.listen().catch(() => this.listenAgain());
    }, RECONNECT_MS);
  }
}
