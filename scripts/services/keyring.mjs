import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The keys of a data folder: tokens are signed and private data is encrypted with them, so they are made
 * once and belong to the data. Answers the file's path.
 */
export function provideKeyring(home) {
  const file = join(home, 'keyring.json');
  if (existsSync(file)) return file;
  const { privateKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const keyring = {
    signing: [{ kid: randomBytes(4).toString('hex'), privateKey }],
    encryption: [{ id: 'k1', key: randomBytes(32).toString('base64') }],
    blindIndex: randomBytes(32).toString('base64'),
  };
  // Renamed into place: half a keyring would be worse than none.
  writeFileSync(`${file}.new`, `${JSON.stringify(keyring, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return file;
}
