import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Events, type MutableToken, OAuth2Server } from 'oauth2-mock-server';

export type Claims = Record<string, unknown>;

/** A provider that people sign in at: real keys, real endpoints, on this machine. */
export class IdentityServer {
  /** what the next code is exchanged for */
  claims: Claims = {};
  /** the forms that codes were exchanged with */
  readonly exchanges: Record<string, unknown>[] = [];

  private constructor(private readonly server: OAuth2Server) {
    server.service.on(Events.BeforeTokenSigning, (token: MutableToken, request: { body: object }) => {
      Object.assign(token.payload, { jti: randomUUID(), email_verified: true }, this.claims);
      this.exchanges.push({ ...request.body });
    });
  }

  static async start(): Promise<IdentityServer> {
    const server = new OAuth2Server();
    await server.issuer.keys.generate('RS256');
    await server.start(0, '127.0.0.1');
    server.issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new IdentityServer(server);
  }

  get url(): string {
    return this.server.issuer.url ?? '';
  }

  /** The configuration by which an api knows it. */
  variables(name: 'GOOGLE' | 'APPLE', url = this.url): Record<string, string> {
    const entries = {
      CLIENT_IDS: 'web-client, ios-client',
      CLIENT_SECRET: 'between-us',
      ISSUERS: this.url,
      AUTHORIZATION_URL: `${url}/authorize`,
      TOKEN_URL: `${url}/token`,
      JWKS_URL: `${url}/jwks`,
    };
    return Object.fromEntries(Object.entries(entries).map(([key, value]) => [`OAUTH_${name}_${key}`, value]));
  }

  /** An id token as an app gets it; `claims` add to and replace what a good one says, undefined removes. */
  idToken(claims: Claims = {}, options: { kid?: string; expiresIn?: number } = {}): Promise<string> {
    return this.server.issuer.buildToken({
      ...options,
      scopesOrTransform: (_header, payload) => {
        Object.assign(payload, {
          aud: 'ios-client',
          sub: randomUUID(),
          jti: randomUUID(),
          email_verified: true,
          ...claims,
        });
        for (const [name, value] of Object.entries(claims))
          if (value === undefined) Reflect.deleteProperty(payload, name);
      },
    });
  }

  /** Adds a key and returns its id. */
  async addKey(): Promise<string> {
    return (await this.server.issuer.keys.generate('RS256')).kid;
  }

  get keyId(): string {
    return this.server.issuer.keys.toJSON()[0]?.kid ?? '';
  }

  /** Follows the person to the provider and back: the code that the redirect carries. */
  async authorize(authorizationUrl: string): Promise<{ code: string; state: string; redirect: URL }> {
    const response = await fetch(authorizationUrl, { redirect: 'manual' });
    const redirect = new URL(response.headers.get('location') ?? '');
    return {
      redirect,
      code: redirect.searchParams.get('code') ?? '',
      state: redirect.searchParams.get('state') ?? '',
    };
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
