import { createHash } from 'node:crypto';
import { type OAuthProvider, toPlainText } from '@beli/contract';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import { AppError } from '../../platform/errors.js';
import type { Logger } from '../../platform/telemetry/logger.js';

const PATIENCE_MS = 5_000;
/** Signed with a key pair: a provider's public key can never be taken for a shared secret. */
const ALGORITHMS = ['RS256', 'ES256'];
const CLOCK_TOLERANCE = 5;

export interface ProviderSettings {
  readonly name: OAuthProvider;
  /** whom tokens may be made for; the first is the client of the code flow */
  readonly clientIds: readonly string[];
  readonly clientSecret: () => Promise<string | undefined>;
  readonly issuers: readonly string[];
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly keysUrl: string;
}

/** Somebody, as a provider vouches for them. */
export interface Identity {
  readonly provider: OAuthProvider;
  readonly subject: string;
  readonly email: string | null;
  readonly isEmailVerified: boolean;
  readonly name: string | null;
  /** of the token, by which a second use is known */
  readonly tokenHash: Buffer;
  readonly expiresAt: Date;
}

const Claims = z.object({
  sub: z.string().min(1).max(255),
  exp: z.number(),
  nonce: z.string().optional(),
  azp: z.string().optional(),
  email: z.string().trim().toLowerCase().pipe(z.email().max(255)).optional().catch(undefined),
  // Apple says "true".
  email_verified: z
    .union([z.boolean(), z.enum(['true', 'false'])])
    .optional()
    .catch(undefined),
  name: z.string().optional().catch(undefined),
});

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** One provider: checks its tokens, knows its addresses. */
export class IdentityProvider {
  private readonly keys: ReturnType<typeof createRemoteJWKSet>;

  constructor(
    private readonly settings: ProviderSettings,
    private readonly logger: Logger,
  ) {
    this.keys = createRemoteJWKSet(new URL(settings.keysUrl), {
      timeoutDuration: PATIENCE_MS,
      cacheMaxAge: 600_000,
      // A key that is not known is looked for, but strangers' tokens must not hammer the provider.
      cooldownDuration: 2_000,
    });
  }

  /** Where a browser goes to sign in. */
  authorizationUrl(asked: {
    redirectUri: string;
    state: string;
    nonce: string;
    codeChallenge: string;
    scope: string | undefined;
  }): string {
    const url = new URL(this.settings.authorizationUrl);
    const isApple = this.settings.name === 'apple';
    const scope = asked.scope ?? (isApple ? 'name email' : 'openid email profile');
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: this.clientId,
      redirect_uri: asked.redirectUri,
      scope: scope.split(' ').includes('openid') ? scope : `openid ${scope}`,
      state: asked.state,
      nonce: asked.nonce,
      code_challenge: asked.codeChallenge,
      code_challenge_method: 'S256',
      // Apple gives name and e-mail only this way.
      ...(isApple ? { response_mode: 'form_post' } : {}),
    }).toString();
    return url.toString();
  }

  /** @throws AppError INVALID_CREDENTIALS for a code that is refused, SERVICE_UNAVAILABLE for silence */
  async exchange(code: string, codeVerifier: string, redirectUri: string): Promise<string> {
    const secret = await this.settings.clientSecret();
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      client_id: this.clientId,
      code_verifier: codeVerifier,
      ...(secret === undefined ? {} : { client_secret: secret }),
    });
    const response = await fetch(this.settings.tokenUrl, {
      method: 'POST',
      body: form,
      redirect: 'error',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch((error: Error) => this.isSilent(error));
    if (response.status >= 500) return this.isSilent(new Error(`answered ${response.status}`));
    const body: unknown = await response.json().catch(() => null);
    const answer = z.object({ id_token: z.string().max(16_000) }).safeParse(body);
    if (!response.ok || !answer.success)
      throw new AppError('INVALID_CREDENTIALS', 'The provider refused the code.');
    return answer.data.id_token;
  }

  /**
   * Checks an id token: signature, issuer, audience, expiry, nonce.
   * @param nonce what the token must carry; undefined where it must carry none
   * @param audiences whom it may be made for, if not for every client that is ours
   * @throws AppError INVALID_CREDENTIALS, or SERVICE_UNAVAILABLE where the provider's keys cannot be had
   */
  async verify(
    idToken: string,
    nonce: string | undefined,
    audiences = this.settings.clientIds,
  ): Promise<Identity> {
    const payload = await this.payloadOf(idToken, audiences);
    const claims = Claims.safeParse(payload);
    if (!claims.success || !this.isNonce(claims.data.nonce, nonce)) throw notValid();
    const { sub, exp, azp, email, email_verified, name } = claims.data;
    if (Array.isArray(payload.aud) && payload.aud.length > 1 && !audiences.includes(azp ?? ''))
      throw notValid();
    return {
      provider: this.settings.name,
      subject: sub,
      email: email ?? null,
      isEmailVerified: email_verified === true || email_verified === 'true',
      name: name === undefined ? null : toPlainText(name.replaceAll('\0', '')).slice(0, 100).trim() || null,
      // Of what is signed: a signature could be spelled in more than one way.
      tokenHash: sha256(idToken.slice(0, idToken.lastIndexOf('.'))),
      expiresAt: new Date((exp + 60) * 1000),
    };
  }

  get clientId(): string {
    return this.settings.clientIds[0] ?? '';
  }

  private async payloadOf(idToken: string, audiences: readonly string[]): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(idToken, this.keys, {
        issuer: [...this.settings.issuers],
        audience: [...audiences],
        algorithms: ALGORITHMS,
        requiredClaims: ['sub', 'exp', 'iat'],
        clockTolerance: CLOCK_TOLERANCE,
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError && !UNREACHABLE.has(error.code)) throw notValid();
      return this.isSilent(error as Error);
    }
  }

  /** Apps give Apple the hash of what they keep; Google echoes what it was given. */
  private isNonce(inToken: string | undefined, given: string | undefined): boolean {
    if (inToken === undefined || given === undefined) return inToken === given;
    return inToken === given || (this.settings.name === 'apple' && inToken === sha256(given).toString('hex'));
  }

  private isSilent(error: Error): never {
    this.logger.warn(
      { provider: this.settings.name, reason: error.message },
      'the provider cannot be reached',
    );
    throw new AppError('SERVICE_UNAVAILABLE', 'The provider does not answer right now: try again.');
  }
}

/** jose's codes for keys that could not be fetched. */
const UNREACHABLE = new Set<string>([
  errors.JWKSTimeout.code,
  errors.JOSEError.code,
  errors.JWKSInvalid.code,
]);

const notValid = () => new AppError('INVALID_CREDENTIALS', 'The id token is not valid.');
