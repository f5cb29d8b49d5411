import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';

const base64Key = z
  .string()
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64');

/**
 * Signing keys: the first signs, all verify. Encryption keys: the first encrypts, all decrypt. `createdAt` tells
 * when a signing key may go: once every token of its predecessor has expired.
 */
export const Keyring = z.object({
  signing: z
    .array(
      z.object({
        kid: z.string().min(1),
        privateKey: z.string().min(1),
        createdAt: z.iso.datetime().optional(),
      }),
    )
    .min(1),
  encryption: z
    .array(
      z.object({ id: z.string().regex(/^[\w-]+$/), key: base64Key, createdAt: z.iso.datetime().optional() }),
    )
    .min(1),
  blindIndex: base64Key,
});
export type Keyring = z.output<typeof Keyring>;

const LOOK_AGAIN_MS = 1_000;

/** The keys as they stand now. */
export interface Keys {
  readonly ring: Keyring;
  /** Calls back whenever the keys have changed. */
  onChange(callback: (ring: Keyring) => void): void;
  /** Looks for new keys now: for whoever meets the name of a key that is not there. True where there are any. */
  refresh(): boolean;
  close(): void;
}

/** Keys that stay as they are: from a variable, or of one command. */
export const fixedKeys = (ring: Keyring): Keys => ({
  ring,
  onChange: () => undefined,
  refresh: () => false,
  close: () => undefined,
});

/**
 * Keys in a file that may be replaced while the process runs: looked at each second, and at once when a key is
 * met that is not known yet, because another process may have read the new file a moment earlier.
 */
export class FileKeys implements Keys {
  private current: { ring: Keyring; mark: string };
  private readonly listeners: ((ring: Keyring) => void)[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly path: string,
    private readonly parse: (text: string) => Keyring,
    private readonly onFault: (error: Error) => void,
  ) {
    this.current = { ring: parse(readFileSync(path, 'utf8')), mark: this.mark() };
    this.timer = setInterval(() => this.refresh(), LOOK_AGAIN_MS);
    this.timer.unref();
  }

  get ring(): Keyring {
    return this.current.ring;
  }

  onChange(callback: (ring: Keyring) => void): void {
    this.listeners.push(callback);
  }

  refresh(): boolean {
    try {
      const mark = this.mark();
      if (mark === this.current.mark) return false;
      this.current = { ring: this.parse(readFileSync(this.path, 'utf8')), mark };
    } catch (error) {
      // The keys that were good go on; a faulty file must not take the process down.
      this.onFault(error as Error);
      return false;
    }
    for (const listener of this.listeners) listener(this.current.ring);
    return true;
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** Another file under the name, or another content. */
  private mark(): string {
    const { ino, mtimeMs, size } = statSync(this.path);
    return `${ino} ${mtimeMs} ${size}`;
  }
}
