import { AsyncLocalStorage } from 'node:async_hooks';
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { createPool, type PoolSettings } from './pool.js';
import type { DB } from './schema.gen.js';

export type Db = Kysely<DB>;
export type Tx = Transaction<DB>;

interface UnitOfWork {
  readonly tx: Tx;
  readonly afterCommit: (() => void)[];
}

const RETRYABLE = new Set(['40001', '40P01']);
const ATTEMPTS = 4;

/** The primary, the replicas, and transactions. */
export class Database {
  readonly primary: Db;
  private readonly replicas: Db[];
  private readonly unitOfWork = new AsyncLocalStorage<UnitOfWork>();
  private turn = 0;

  constructor(
    settings: PoolSettings & { url: string; replicaUrls: string[] },
    private readonly logger: Logger,
    metrics?: Metrics,
  ) {
    const connect = (url: string) =>
      new Kysely<DB>({ dialect: new PostgresDialect({ pool: createPool(url, settings, logger, metrics) }) });
    this.primary = connect(settings.url);
    this.replicas = settings.replicaUrls.map(connect);
  }

  /** For reads that must see everything committed, and the own uncommitted writes inside a transaction. */
  get current(): Db {
    return this.unitOfWork.getStore()?.tx ?? this.primary;
  }

  /** For heavy reads that may lag behind by a replica's delay. */
  get replica(): Db {
    const open = this.unitOfWork.getStore()?.tx;
    if (open || this.replicas.length === 0) return open ?? this.primary;
    this.turn = (this.turn + 1) % this.replicas.length;
    return this.replicas[this.turn] ?? this.primary;
  }

  /**
   * Runs `work` in one transaction and commits. Inside another transaction of the same request it joins that
   * one, so that an idempotency record and the effect that it stands for are committed together. Deadlocks
   * and serialisation failures are tried again: `work` must have no effect outside the transaction.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const outer = this.unitOfWork.getStore();
    if (outer) return work(outer.tx);
    for (let attempt = 1; ; attempt++) {
      const afterCommit: (() => void)[] = [];
      try {
        const result = await this.primary
          .transaction()
          .execute((tx) => this.unitOfWork.run({ tx, afterCommit }, () => work(tx)));
        for (const callback of afterCommit) callback();
        return result;
      } catch (error) {
        const code = (error as { code?: string }).code ?? '';
        if (attempt === ATTEMPTS || !RETRYABLE.has(code)) throw error;
        this.logger.warn({ code, attempt }, 'transaction is tried again');
      }
    }
  }

  /** Calls `callback` once the open transaction is committed; at once where there is none. */
  afterCommit(callback: () => void): void {
    const open = this.unitOfWork.getStore();
    if (open) open.afterCommit.push(callback);
    else callback();
  }

  async ping(): Promise<void> {
    await sql`/* ping */ select 1`.execute(this.primary);
  }

  async close(): Promise<void> {
    await Promise.all([this.primary, ...this.replicas].map((db) => db.destroy()));
  }
}
