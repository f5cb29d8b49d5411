import { compare, hash } from '@node-rs/bcrypt';
import { AppError } from '../errors.js';

// bcrypt works on libuv's threads, which files and DNS need too: leave some free.
const CONCURRENT = 3;
const MOST_BYTES = 72;
/** More than these would wait longer than anybody stays. */
const MOST_WAITING = 200;

/** bcrypt with a bound on how much of it runs at once and on how much waits. */
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private decoy: Promise<string> | undefined;

  constructor(private readonly cost: number) {}

  /** Makes the decoy before the first person knocks, who would otherwise be told apart by its time. */
  async prepare(): Promise<void> {
    this.decoy ??= this.hash('no account has this password');
    await this.decoy;
  }

  /** @throws AppError SERVICE_UNAVAILABLE while too many wait */
  hash(password: string): Promise<string> {
    return this.bounded(() => hash(password, { cost: this.cost }));
  }

  /**
   * Takes as long for an absent hash as for a wrong password, so that timing tells nothing.
   * @throws AppError SERVICE_UNAVAILABLE while too many wait
   */
  async matches(password: string, hashed: string | null): Promise<boolean> {
    await this.prepare();
    const reference = hashed ?? (await this.decoy) ?? '';
    const isEqual = await this.bounded(() => compare(password, reference));
    // bcrypt reads no more: what stands behind would not count.
    return isEqual && hashed !== null && Buffer.byteLength(password) <= MOST_BYTES;
  }

  private async bounded<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < CONCURRENT) this.running++;
    else if (this.waiting.length < MOST_WAITING)
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    else throw new AppError('SERVICE_UNAVAILABLE', 'Too many people are signing in right now: try again.');
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
