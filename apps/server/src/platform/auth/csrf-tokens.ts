import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Tokens against forged requests, for those who sign in by cookie: `<random>.<mac>`, signed for one session.
 * A page of somebody else can neither read the cookie nor make a token that fits the session.
 */
export class CsrfTokens {
  constructor(private readonly key: Buffer) {}

  issue(sessionId: string): string {
    const random = randomBytes(16).toString('base64url');
    return `${random}.${this.mac(sessionId, random).toString('base64url')}`;
  }

  /** Whether header and cookie carry the same token and it was made for this session. */
  accepts(sessionId: string, header: string | undefined, cookie: string | undefined): boolean {
    if (header === undefined || header !== cookie) return false;
    const [random = '', tag = ''] = header.split('.');
    const expected = this.mac(sessionId, random);
    const given = Buffer.from(tag, 'base64url');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  private mac(sessionId: string, random: string): Buffer {
    return createHmac('sha256', this.key).update(`${sessionId} ${random}`).digest();
  }
}
