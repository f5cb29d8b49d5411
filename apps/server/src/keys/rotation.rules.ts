/** Milliseconds after which no token of a replaced signing key is alive: their life and a margin for clocks. */
export const TOKENS_GONE_MS = 60 * 60_000;

interface SigningKey {
  readonly kid: string;
  readonly privateKey: string;
  readonly createdAt?: string | undefined;
}

interface EncryptionKey {
  readonly id: string;
  readonly key: string;
  readonly createdAt?: string | undefined;
}

/** Keys in the order of their use: the first signs or encrypts, all read. */
export interface KeyOrder {
  readonly signing: SigningKey[];
  readonly encryption: EncryptionKey[];
  readonly blindIndex: string;
}

/** Adds keys behind those in use: every process can read with them before the first one writes with them. */
export const prepareKeys = (ring: KeyOrder, signing: SigningKey, encryption: EncryptionKey): KeyOrder => ({
  ...ring,
  signing: [...ring.signing, signing],
  encryption: [...ring.encryption, encryption],
});

/** Puts the newest keys in front: from now on they sign and encrypt. Repeating changes nothing. */
export const promoteKeys = (ring: KeyOrder, at: string): KeyOrder => ({
  ...ring,
  signing: toFront(ring.signing, at),
  encryption: toFront(ring.encryption, at),
});

function toFront<K extends { createdAt?: string | undefined }>(keys: readonly K[], at: string): K[] {
  const newest = keys.at(-1);
  if (!newest || !isWaiting(newest)) return [...keys];
  const older = keys.slice(0, -1).map((key) => ({ ...key, createdAt: key.createdAt ?? at }));
  return [{ ...newest, createdAt: at }, ...older];
}

/** Whether a key has been added and not been in use yet: those that have been bear an instant. */
const isWaiting = ({ createdAt }: { createdAt?: string | undefined }): boolean => createdAt === undefined;

/**
 * Takes out what nobody needs any more: signing keys whose successor has been in use for an hour, encryption
 * keys that no row names.
 */
export function pruneKeys(ring: KeyOrder, usedEncryption: ReadonlySet<string>, now: Date): KeyOrder {
  const [active, ...older] = ring.signing;
  const since = active?.createdAt === undefined ? now.getTime() : Date.parse(active.createdAt);
  const isSettled = now.getTime() - since >= TOKENS_GONE_MS;
  return {
    ...ring,
    signing: active ? [active, ...older.filter((key) => !isSettled || isWaiting(key))] : [],
    encryption: ring.encryption.filter(
      (key, index) => index === 0 || usedEncryption.has(key.id) || isWaiting(key),
    ),
  };
}
