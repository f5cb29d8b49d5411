import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { countEnvelopes, findUsedKeys, reencryptAll } from '../keys/reencryption.js';
import { prepareKeys, promoteKeys, pruneKeys } from '../keys/rotation.rules.js';
import { parseKeyring, type ToolConfig } from '../platform/config.js';
import { FieldCipher } from '../platform/crypto/field-cipher.js';
import { fixedKeys, type Keyring } from '../platform/crypto/keys.js';
import type { Database } from '../platform/database/database.js';
import { withDatabase } from './database.js';
import { CliFailure } from './failure.js';
import { count, note, print, table } from './output.js';
import { Progress } from './progress.js';

/** Every process has looked at the file again after this. */
const SEEN_BY_ALL_MS = 3_000;

/** Which keys there are, and how many values each one encrypts. */
export async function listKeys(): Promise<void> {
  await withDatabase(async (database, config) => {
    const ring = config.loadKeyring();
    const used = await countEnvelopes(database);
    const rows = [
      ...ring.signing.map(({ kid, createdAt }, index) => [
        'signing',
        kid,
        roleOf(index, 'signs'),
        createdAt ?? '',
        '',
      ]),
      ...ring.encryption.map(({ id, createdAt }, index) => [
        'encryption',
        id,
        roleOf(index, 'encrypts'),
        createdAt ?? '',
        count(used.get(id) ?? 0),
      ]),
    ];
    print(table([['kind', 'id', 'use', 'since', 'values'], ...rows]));
  });
}

const roleOf = (index: number, verb: string) => (index === 0 ? verb : 'reads');

/**
 * New keys for tokens and for private columns, without a pause: the new keys are written behind the old ones,
 * put in front, and everything is encrypted anew while the service runs.
 * @param only `prepare` or `promote` for files that are carried to several machines by other means
 */
export async function rotateKeys({ only }: { only?: string }): Promise<void> {
  if (only !== undefined && !['prepare', 'promote'].includes(only))
    throw new CliFailure('--only takes "prepare" or "promote".');
  await withDatabase(async (database, config) => {
    const file = keyringFile(config);
    if (only !== 'promote') {
      const ring = readRing(file);
      writeRing(file, prepareKeys(ring, newSigningKey(), newEncryptionKey()));
      print('New keys are in the file, behind those in use.');
      if (only === 'prepare')
        return print('Carry it to every machine, then: beli keys rotate --only promote');
      await pause(SEEN_BY_ALL_MS);
    }
    const promoted = promoteKeys(readRing(file), new Date().toISOString());
    writeRing(file, promoted);
    print(
      `Tokens are signed by ${promoted.signing[0]?.kid}, private data is encrypted by ${promoted.encryption[0]?.id}.`,
    );
    await reencrypt(database, promoted);
    print('Everything is on the new key. In an hour, `beli keys prune` takes the old ones out.');
  });
}

/** Takes keys out that nothing needs any more. */
export async function pruneOldKeys(): Promise<void> {
  await withDatabase(async (database, config) => {
    const file = keyringFile(config);
    const ring = readRing(file);
    const pruned = pruneKeys(ring, await findUsedKeys(database), new Date());
    writeRing(file, pruned);
    const gone =
      ring.signing.length + ring.encryption.length - pruned.signing.length - pruned.encryption.length;
    print(gone === 0 ? 'Every key is still needed.' : `${gone} key(s) taken out.`);
  });
}

async function reencrypt(database: Database, ring: Keyring): Promise<void> {
  const cipher = new FieldCipher(fixedKeys(ring));
  const promotedAt = performance.now();
  const isOld = ([id]: [string, number]) => id !== cipher.keyId;
  const old = async () =>
    [...(await countEnvelopes(database))].filter(isOld).reduce((sum, [, number]) => sum + number, 0);
  const progress = new Progress(await old());
  let done = 0;
  try {
    // A process that has not looked at the file yet may still write with the old key for a moment.
    for (;;) {
      await reencryptAll(database, cipher, (number) => {
        done += number;
        progress.update(done, done);
      });
      const isSeenByAll = performance.now() - promotedAt > SEEN_BY_ALL_MS;
      if ((await old()) === 0 && isSeenByAll) break;
      await pause(200);
    }
    progress.stop(true);
  } finally {
    progress.stop();
  }
  note(`${count(done)} values encrypted anew.`);
}

function keyringFile(config: ToolConfig): string {
  if (config.KEYRING_FILE === undefined || config.KEYRING !== undefined)
    throw new CliFailure(
      'The keys are in a variable: put them into a file and set KEYRING_FILE, then rotate.',
    );
  return config.KEYRING_FILE;
}

const readRing = (file: string): Keyring => parseKeyring(readFileSync(file, 'utf8'));

/** Renamed into place: half a keyring would be worse than none. */
function writeRing(file: string, ring: Keyring): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(ring, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

const newSigningKey = () => ({
  kid: randomBytes(4).toString('hex'),
  privateKey: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
});

const newEncryptionKey = () => ({
  id: `k${randomBytes(4).toString('hex')}`,
  key: randomBytes(32).toString('base64'),
});
