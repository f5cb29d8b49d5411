import type { OAuthProvider } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../platform/config.js';
import { AppError } from '../../platform/errors.js';
import { CONFIG, LOGGER } from '../../platform/platform.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import { appleClientSecret } from './apple-client-secret.js';
import { IdentityProvider } from './identity-provider.js';

/** Signed with Apple's key where there is one, else the one that was signed elsewhere. */
async function appleSecret(config: Config): Promise<string | undefined> {
  const { OAUTH_APPLE_TEAM_ID: teamId, OAUTH_APPLE_KEY_ID: keyId, OAUTH_APPLE_PRIVATE_KEY: pem } = config;
  const [clientId = ''] = config.OAUTH_APPLE_CLIENT_IDS;
  const [audience = ''] = config.OAUTH_APPLE_ISSUERS;
  if (teamId === undefined || keyId === undefined || pem === undefined)
    return config.OAUTH_APPLE_CLIENT_SECRET;
  // On one line of an environment file, line ends are written as \n.
  const privateKey = pem.replaceAll('\\n', '\n');
  return appleClientSecret({ teamId, keyId, privateKey }, clientId, audience);
}

/** The providers that the configuration switches on: those with a client id. */
@Injectable()
export class IdentityProviders {
  private readonly providers = new Map<OAuthProvider, IdentityProvider>();

  constructor(@Inject(CONFIG) config: Config, @Inject(LOGGER) logger: Logger) {
    const google = {
      name: 'google',
      clientIds: config.OAUTH_GOOGLE_CLIENT_IDS,
      clientSecret: async () => config.OAUTH_GOOGLE_CLIENT_SECRET,
      issuers: config.OAUTH_GOOGLE_ISSUERS,
      authorizationUrl: config.OAUTH_GOOGLE_AUTHORIZATION_URL,
      tokenUrl: config.OAUTH_GOOGLE_TOKEN_URL,
      keysUrl: config.OAUTH_GOOGLE_JWKS_URL,
    } as const;
    const apple = {
      name: 'apple',
      clientIds: config.OAUTH_APPLE_CLIENT_IDS,
      clientSecret: () => appleSecret(config),
      issuers: config.OAUTH_APPLE_ISSUERS,
      authorizationUrl: config.OAUTH_APPLE_AUTHORIZATION_URL,
      tokenUrl: config.OAUTH_APPLE_TOKEN_URL,
      keysUrl: config.OAUTH_APPLE_JWKS_URL,
    } as const;
    for (const settings of [google, apple])
      if (settings.clientIds.length > 0)
        this.providers.set(settings.name, new IdentityProvider(settings, logger));
  }

  /** @throws AppError NOT_FOUND where the provider is not switched on */
  get(name: OAuthProvider): IdentityProvider {
    const provider = this.providers.get(name);
    if (!provider) throw new AppError('NOT_FOUND', 'There is no signing in with this provider.');
    return provider;
  }
}
