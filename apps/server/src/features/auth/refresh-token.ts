import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** `<session id>.<256-bit secret>.<tag>`, base64url; the tag proves that we issued it. */
export interface RefreshToken {
  readonly sessionId: string;
  readonly secret: string;
}

/** The session that a well-formed token belongs to; says nothing about whether it is valid. */
export const sessionIdOf = (refreshToken: string): string => refreshToken.split('.')[0] ?? '';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Makes and reads refresh tokens. Only hashes of secrets are stored. A token's successor follows from the
 * token and the server's key, so that a client whose answer was lost gets the same one again without it
 * being kept anywhere.
 */
export class RefreshTokens {
  constructor(private readonly key: Buffer) {}

  first(sessionId: string): RefreshToken {
    return { sessionId, secret: randomBytes(32).toString('base64url') };
  }

  successor({ sessionId, secret }: RefreshToken): RefreshToken {
    return { sessionId, secret: this.mac(`next ${sessionId} ${secret}`).toString('base64url') };
  }

  /** What the database keeps of a secret. */
  hash({ secret }: RefreshToken): Buffer {
    return createHash('sha256').update(secret).digest();
  }

  format(token: RefreshToken): string {
    return `${token.sessionId}.${token.secret}.${this.tag(token).toString('base64url')}`;
  }

  /** Null for anything that we did not issue. */
  parse(text: string): RefreshToken | null {
    const [sessionId = '', secret = '', tag = ''] = text.split('.');
    if (!UUID.test(sessionId)) return null;
    const given = Buffer.from(tag, 'base64url');
    const expected = this.tag({ sessionId, secret });
    return given.length === expected.length && timingSafeEqual(given, expected)
      ? { sessionId, secret }
      : null;
  }

  private tag({ sessionId, secret }: RefreshToken): Buffer {
    return this.mac(`tag ${sessionId} ${secret}`).subarray(0, 16);
  }

  private mac(text: string): Buffer {
    return createHmac('sha256', this.key).update(text).digest();
  }
}
