import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Keyring, Keys } from './keys.js';

/** What is encrypted at rest; the name is bound to the ciphertext, so values cannot be swapped between columns. */
export type SecretField = 'email' | 'phone' | 'home' | 'address' | 'oauth' | 'answer';

/**
 * AES-256-GCM for single values, with the key's id beside the data ("keyId.iv.tag.ciphertext", base64url):
 * old keys go on decrypting while the first one encrypts. E-mail addresses are found through a keyed hash.
 */
export class FieldCipher {
  private keys: ReadonlyMap<string, Buffer> = new Map();
  private current: { id: string; key: Buffer };
  private readonly indexKey: Buffer;

  constructor(private readonly source: Keys) {
    this.current = this.take(source.ring);
    source.onChange((ring) => {
      this.current = this.take(ring);
    });
    this.indexKey = Buffer.from(source.ring.blindIndex, 'base64');
  }

  /** Id of the key that encrypts now. */
  get keyId(): string {
    return this.current.id;
  }

  encrypt(field: SecretField, plain: string): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.current.key, iv);
    cipher.setAAD(Buffer.from(field));
    const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return [
      this.current.id,
      ...[iv, cipher.getAuthTag(), ciphertext].map((part) => part.toString('base64url')),
    ].join('.');
  }

  decrypt(field: SecretField, envelope: string): string {
    const [id = '', iv = '', tag = '', ciphertext = ''] = envelope.split('.');
    const key = this.keyOf(id);
    if (!key) throw new Error(`no encryption key "${id}" in the keyring`);
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'));
    decipher.setAAD(Buffer.from(field));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(ciphertext, 'base64url')), decipher.final()]).toString(
      'utf8',
    );
  }

  private take(ring: Keyring): { id: string; key: Buffer } {
    this.keys = new Map(ring.encryption.map(({ id, key }) => [id, Buffer.from(key, 'base64')]));
    const [first] = this.keys;
    if (!first) throw new Error('the keyring has no encryption key');
    return { id: first[0], key: first[1] };
  }

  private keyOf(id: string): Buffer | undefined {
    return this.keys.get(id) ?? (this.source.refresh() ? this.keys.get(id) : undefined);
  }

  /** The keyed hash by which an e-mail address is found and kept unique. */
  emailHash(email: string): Buffer {
    return createHmac('sha256', this.indexKey).update(`email:${email.toLowerCase()}`).digest();
  }

  /** A key of its own for another purpose. */
  deriveKey(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.indexKey, Buffer.alloc(0), purpose, 32));
  }
}
