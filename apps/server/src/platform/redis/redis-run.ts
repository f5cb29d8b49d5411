import type { Redis } from 'ioredis';

/**
 * Which run of Redis answers. A Redis that was started again may remember an older state: what is kept there
 * and must have missed nothing bears the id of its run, and what another run kept is not believed.
 */
export class RedisRun {
  private now = '';
  private last: string | undefined;
  private readonly whenAnother: (() => void)[] = [];

  constructor(private readonly redis: Redis) {
    redis.on('ready', () => void this.learn());
    redis.on('close', () => {
      this.now = '';
    });
    if (redis.status === 'ready') void this.learn();
  }

  /** Empty while it is not known: nothing may be believed then. */
  get id(): string {
    return this.now;
  }

  /** Calls back when Redis came up as another run than before. */
  onAnother(callback: () => void): void {
    this.whenAnother.push(callback);
  }

  private async learn(): Promise<void> {
    const info = await this.redis.info('server').catch(() => '');
    this.now = /run_id:(\w+)/.exec(info)?.[1] ?? '';
    if (this.now === '') return;
    const isAnother = this.last !== undefined && this.last !== this.now;
    this.last = this.now;
    if (isAnother) for (const callback of this.whenAnother) callback();
  }
}
