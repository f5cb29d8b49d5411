import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const PREFIX = 'beli_pat.';

/** `beli_pat.<id>.<256-bit secret>.<tag>`; the tag proves that we issued it, so guesses never reach the database. */
export interface PersonalTokenParts {
  readonly id: number;
  readonly secret: string;
}

export const isPersonalToken = (bearer: string): boolean => bearer.startsWith(PREFIX);

/** Makes and reads personal tokens. Only hashes of secrets are stored. */
export class PersonalTokens {
  constructor(private readonly key: Buffer) {}

  newSecret(): string {
    return randomBytes(32).toString('base64url');
  }

  /** What the database keeps of a secret. */
  hash(secret: string): Buffer {
    return createHash('sha256').update(secret).digest();
  }

  format(parts: PersonalTokenParts): string {
    return `${PREFIX}${parts.id}.${parts.secret}.${this.tag(parts).toString('base64url')}`;
  }

  /** Null for anything that we did not issue. */
  parse(text: string): PersonalTokenParts | null {
    const [id = '', secret = '', tag = ''] = text.slice(PREFIX.length).split('.');
    if (!/^[1-9]\d{0,14}$/.test(id)) return null;
    const parts = { id: Number(id), secret };
    const given = Buffer.from(tag, 'base64url');
    const expected = this.tag(parts);
    return given.length === expected.length && timingSafeEqual(given, expected) ? parts : null;
  }

  private tag({ id, secret }: PersonalTokenParts): Buffer {
    return createHmac('sha256', this.key).update(`token ${id} ${secret}`).digest().subarray(0, 16);
  }
}
