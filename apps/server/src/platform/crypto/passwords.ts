import { compare, hash } from '@node-rs/bcrypt';

// bcrypt works on libuv's threads, which files and DNS need too: leave some free.
const CONCURRENT = 3;

/** bcrypt with a bound on how much of it runs at once. */
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private decoy: Promise<string> | undefined;

  constructor(private readonly cost: number) {}

  hash(password: string): Promise<string> {
    return this.bounded(() => hash(password, { cost: this.cost }));
  }

  /** Takes as long for an absent hash as for a wrong password, so that timing tells nothing. */
  async matches(password: string, hashed: string | null): Promise<boolean> {
    this.decoy ??= this.hash('no account has this password');
    const reference = hashed ?? (await this.decoy);
    const isEqual = await this.bounded(() => compare(password, reference));
    return isEqual && hashed !== null;
  }

  private async bounded<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= CONCURRENT) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running++;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
