import { createPrivateKey, createPublicKey, type JsonWebKey, randomUUID } from 'node:crypto';
import { Role } from '@beli/contract';
import { createSigner, createVerifier, TokenError } from 'fast-jwt';
import { z } from 'zod';
import type { Keyring, Keys } from '../crypto/keys.js';
import { AppError } from '../errors.js';

/** Seconds that an access token lives. */
export const ACCESS_TOKEN_LIFETIME = 900;

// Nothing else that our keys may ever sign passes for an access token (RFC 9068).
const ISSUER = 'beli';
const AUDIENCE = 'beli-api';
const TYPE = 'at+jwt';

const Claims = z.object({
  userId: z.int(),
  email: z.string().nullable(),
  role: Role,
  iat: z.int(),
  exp: z.int(),
  jti: z.string(),
  /** session */
  sid: z.string(),
  /** token version of the person: older ones are refused */
  ver: z.int(),
});
export type Claims = z.output<typeof Claims>;

type Verifier = (token: string) => unknown;

/** Signs and verifies access tokens (EdDSA) with a ring of keys: the first signs, all verify. */
export class AccessTokens {
  private sign: (claims: object) => string = () => '';
  private verifiers: ReadonlyMap<string, Verifier> = new Map();
  private keys: readonly JsonWebKey[] = [];

  constructor(private readonly source: Keys) {
    this.take(source.ring);
    source.onChange((ring) => this.take(ring));
  }

  /** for /.well-known/jwks.json */
  get publicKeys(): readonly JsonWebKey[] {
    return this.keys;
  }

  issue(claims: Pick<Claims, 'userId' | 'email' | 'role' | 'sid' | 'ver'>, now: Date): string {
    const iat = Math.floor(now.getTime() / 1000);
    return this.sign({ ...claims, iat, exp: iat + ACCESS_TOKEN_LIFETIME, jti: randomUUID() });
  }

  /** @throws AppError TOKEN_EXPIRED, or UNAUTHORIZED for anything else that is wrong with it */
  verify(token: string): Claims {
    const verifier = this.verifierOf(keyIdOf(token));
    if (!verifier) throw new AppError('UNAUTHORIZED', 'The access token is not valid.');
    try {
      const claims = verifier(token);
      // Our own signature stands on it: the cast is as good as a parse, which hot reads cannot afford.
      return claims as Claims;
    } catch (error) {
      if (error instanceof TokenError && error.code === TokenError.codes.expired) {
        throw new AppError('TOKEN_EXPIRED', 'The access token has expired: refresh it.');
      }
      throw new AppError('UNAUTHORIZED', 'The access token is not valid.');
    }
  }

  private take(keyring: Keyring): void {
    const [active] = keyring.signing;
    if (!active) throw new Error('the keyring has no signing key');
    this.sign = createSigner({
      algorithm: 'EdDSA',
      key: active.privateKey,
      kid: active.kid,
      iss: ISSUER,
      aud: AUDIENCE,
      header: { alg: 'EdDSA', typ: TYPE },
    });
    const keys = keyring.signing.map(({ kid, privateKey }) => ({
      kid,
      key: createPublicKey(createPrivateKey(privateKey)),
    }));
    this.keys = keys.map(({ kid, key }) => ({
      ...key.export({ format: 'jwk' }),
      kid,
      alg: 'EdDSA',
      use: 'sig',
    }));
    this.verifiers = new Map(
      keys.map(({ kid, key }) => [
        kid,
        createVerifier({
          algorithms: ['EdDSA'],
          allowedIss: ISSUER,
          allowedAud: AUDIENCE,
          checkTyp: TYPE,
          key: key.export({ type: 'spki', format: 'pem' }).toString(),
          cache: 10_000,
          cacheTTL: ACCESS_TOKEN_LIFETIME * 1000,
        }) as Verifier,
      ]),
    );
  }

  private verifierOf(keyId: string): Verifier | undefined {
    return this.verifiers.get(keyId) ?? (this.source.refresh() ? this.verifiers.get(keyId) : undefined);
  }
}

const keyIds = new Map<string, string>();

/** The key id that the token's header names; headers repeat, so each is parsed once. */
function keyIdOf(token: string): string {
  const header = token.slice(0, token.indexOf('.'));
  const known = keyIds.get(header);
  if (known !== undefined) return known;
  let keyId = '';
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null && 'kid' in parsed && typeof parsed.kid === 'string')
      keyId = parsed.kid;
  } catch {
    // Not a token of ours: the caller refuses the empty id.
  }
  // Forged headers must not fill the memory.
  if (keyIds.size < 1000) keyIds.set(header, keyId);
  return keyId;
}
