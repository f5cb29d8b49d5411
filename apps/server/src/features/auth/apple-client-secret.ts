import { importPKCS8, SignJWT } from 'jose';

export interface AppleKey {
  readonly teamId: string;
  readonly keyId: string;
  /** PKCS#8 in PEM, as Apple hands it out */
  readonly privateKey: string;
}

/** Apple's client secret is a token that the client signs; one is made for each exchange and lives shortly. */
export async function appleClientSecret(key: AppleKey, clientId: string, audience: string): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: key.keyId })
    .setIssuer(key.teamId)
    .setSubject(clientId)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(await importPKCS8(key.privateKey, 'ES256'));
}
