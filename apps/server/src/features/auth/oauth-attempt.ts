import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { OAuthProvider } from '@beli/contract';
import { z } from 'zod';
import type { FieldCipher } from '../../platform/crypto/field-cipher.js';

/** Seconds between going to the provider and coming back. */
export const ATTEMPT_LIFETIME = 600;

const Attempt = z.object({
  provider: OAuthProvider,
  state: z.string(),
  nonce: z.string(),
  codeChallenge: z.string(),
  redirectUri: z.string(),
  /** milliseconds */
  expiresAt: z.number(),
});
export type Attempt = z.output<typeof Attempt>;

/** 256 bits of chance. */
export const unguessable = (): string => randomBytes(32).toString('base64url');

/**
 * A sign-in under way, sealed for a cookie: it is remembered by the browser that began it and by nobody else,
 * so that starting costs no storage and another browser cannot finish it.
 */
export const sealAttempt = (cipher: FieldCipher, attempt: Attempt): string =>
  cipher.encrypt('oauth', JSON.stringify(attempt));

/** The attempt that the state, the verifier and the cookie belong to; null where they do not fit together. */
export function openAttempt(
  cipher: FieldCipher,
  sealed: string | undefined,
  given: { provider: OAuthProvider; state: string; codeVerifier: string },
  now: Date,
): Attempt | null {
  const attempt = sealed === undefined ? null : unseal(cipher, sealed);
  const challenge = createHash('sha256').update(given.codeVerifier).digest('base64url');
  return attempt &&
    attempt.provider === given.provider &&
    attempt.expiresAt > now.getTime() &&
    isSame(attempt.state, given.state) &&
    isSame(attempt.codeChallenge, challenge)
    ? attempt
    : null;
}

function unseal(cipher: FieldCipher, sealed: string): Attempt | null {
  try {
    return Attempt.parse(JSON.parse(cipher.decrypt('oauth', sealed)));
  } catch {
    // Not ours, or changed on the way: the caller has one answer for everything that does not fit.
    return null;
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
