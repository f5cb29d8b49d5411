import { randomUUID } from 'node:crypto';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Reactions } from '../outbox/occurrence.js';
import type { Due } from '../outbox/outbox.sql.js';
import { RedisRun } from '../redis/redis-run.js';
import type { Logger } from '../telemetry/logger.js';

/** One Redis Cluster slot for all queues. */
export const QUEUE_PREFIX = '{beli}';
export const DEAD_LETTERS = 'dead-letters';

/** Goes with everything else when Redis is emptied. */
const MEMORY_KEY = `${QUEUE_PREFIX}:memory`;

const ANSWER_TIMEOUT_MS = 5_000;

export interface ReactionJob extends Due {
  readonly jobId: string;
}

export const JOB_OPTIONS = {
  attempts: 8,
  // 0.5 s, 1 s … 32 s, with up to a quarter of chance so that many do not come back at once
  backoff: { type: 'exponential', delay: 500, jitter: 0.25 },
  // Kept so long that a job handed over twice is still known.
  removeOnComplete: { age: 3_600, count: 20_000 },
  removeOnFail: true,
} as const;

/** The queues by reaction, as seen by who fills them. */
export class JobQueues {
  readonly byReaction: ReadonlyMap<string, Queue>;
  readonly deadLetters: Queue;
  private readonly whenMemoryLost: (() => void)[] = [];
  private memory: string | undefined;

  constructor(
    private readonly redis: Redis,
    reactions: Reactions,
    private readonly logger: Logger,
  ) {
    const names = [...new Set(Object.values(reactions).flat())];
    const open = (name: string) => new Queue(name, { connection: redis, prefix: QUEUE_PREFIX });
    this.byReaction = new Map(names.map((name) => [name, open(name)]));
    this.deadLetters = open(DEAD_LETTERS);
    for (const queue of [...this.byReaction.values(), this.deadLetters]) queue.on('error', () => undefined);
    new RedisRun(redis).onAnother(() => this.onLoss('Redis was restarted'));
  }

  /** Adds a job per reaction; one whose id is known already is left as it is. */
  async addReactions(jobs: readonly ReactionJob[]): Promise<void> {
    const byReaction = Map.groupBy(jobs, ({ reaction }) => reaction);
    const added = Promise.all(
      [...byReaction].map(([reaction, group]) =>
        this.queue(reaction).addBulk(
          group.map(({ eventId, jobId }) => ({
            name: reaction,
            data: { eventId, reaction },
            opts: { ...JOB_OPTIONS, jobId },
          })),
        ),
      ),
    );
    // Whoever hands over holds rows locked: better to let go and try again than to wait for Redis with them.
    await within(ANSWER_TIMEOUT_MS, added);
  }

  /** Looks whether Redis was emptied since the last look. */
  async checkMemory(): Promise<void> {
    const looked = this.redis.multi().set(MEMORY_KEY, randomUUID(), 'NX').get(MEMORY_KEY).exec();
    const memory = (await within(ANSWER_TIMEOUT_MS, looked))?.[1]?.[1] as string;
    const isAnother = this.memory !== undefined && this.memory !== memory;
    this.memory = memory;
    if (isAnother) this.onLoss('Redis was emptied');
  }

  /** Calls back when Redis lost jobs: it came up as another run and what it had not written down is gone, or was emptied. */
  onMemoryLost(callback: () => void): void {
    this.whenMemoryLost.push(callback);
  }

  async counts(): Promise<{ queue: string; state: string; count: number }[]> {
    const queues = [...this.byReaction.values(), this.deadLetters];
    const counted = await Promise.all(
      queues.map((queue) => queue.getJobCounts('waiting', 'active', 'delayed', 'failed')),
    );
    return queues.flatMap((queue, index) =>
      Object.entries(counted[index] ?? {}).map(([state, count]) => ({ queue: queue.name, state, count })),
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.byReaction.values(), this.deadLetters].map((queue) => queue.close()));
  }

  private onLoss(what: string): void {
    this.logger.warn(`${what}: owed reactions are handed over again`);
    for (const callback of this.whenMemoryLost) callback();
  }

  private queue(reaction: string): Queue {
    const queue = this.byReaction.get(reaction);
    if (!queue) throw new Error(`no queue for ${reaction}`);
    return queue;
  }
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the queue did not answer within ${milliseconds} ms`)),
      milliseconds,
    );
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
