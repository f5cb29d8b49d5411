import { generateKeyPairSync, randomBytes } from 'node:crypto';

const signingKey = (kid: string) => ({
  kid,
  privateKey: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
});

/** A keyring as the KEYRING variable takes it. */
export const createKeyring = () => ({
  signing: [signingKey('test-1')],
  encryption: [{ id: 'k1', key: randomBytes(32).toString('base64') }],
  blindIndex: randomBytes(32).toString('base64'),
});

export const addSigningKey = <T extends ReturnType<typeof createKeyring>>(keyring: T, kid: string): T => ({
  ...keyring,
  signing: [signingKey(kid), ...keyring.signing],
});
