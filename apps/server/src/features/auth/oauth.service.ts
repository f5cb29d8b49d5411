import { createHash } from 'node:crypto';
import type { IdTokenBody, OAuthCallbackBody, OAuthProvider, OAuthStartQuery } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { AttemptGuard } from '../../platform/auth/attempt-guard.js';
import type { Config } from '../../platform/config.js';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import type { Origin } from '../../platform/http/endpoint.js';
import { CLOCK, type Clock, CONFIG } from '../../platform/platform.js';
import { UsersService } from '../users/users.public.js';
import { AuthService } from './auth.service.js';
import { lockCredentials } from './auth.sql.js';
import { IdentityAccounts } from './identity-accounts.js';
import type { Identity } from './identity-provider.js';
import { IdentityProviders } from './identity-providers.js';
import { spend } from './oauth.sql.js';
import { ATTEMPT_LIFETIME, openAttempt, sealAttempt, unguessable } from './oauth-attempt.js';
import { SessionsService } from './sessions.service.js';

/** Signs people in whom a provider vouches for. */
@Injectable()
export class OAuthService {
  constructor(
    private readonly database: Database,
    private readonly providers: IdentityProviders,
    private readonly accounts: IdentityAccounts,
    private readonly auth: AuthService,
    private readonly sessions: SessionsService,
    private readonly users: UsersService,
    private readonly cipher: FieldCipher,
    private readonly attempts: AttemptGuard,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Begins a sign-in: where to go, and what the browser must bring back. */
  start(provider: OAuthProvider, query: OAuthStartQuery) {
    const there = this.providers.get(provider);
    // Word for word: anything cleverer can be led astray.
    if (!this.config.OAUTH_REDIRECT_URIS.includes(query.redirectUri))
      throw invalidField('redirectUri', 'is not one of those allowed');
    const attempt = {
      provider,
      state: unguessable(),
      nonce: unguessable(),
      codeChallenge: query.codeChallenge,
      redirectUri: query.redirectUri,
      expiresAt: this.clock().getTime() + ATTEMPT_LIFETIME * 1000,
    };
    return {
      authorizationUrl: there.authorizationUrl({ ...attempt, scope: query.scope }),
      state: attempt.state,
      sealed: sealAttempt(this.cipher, attempt),
    };
  }

  /** Ends it, with the code that the provider gave. The state is used up whatever comes of it. */
  async finish(provider: OAuthProvider, body: OAuthCallbackBody, sealed: string | undefined, origin: Origin) {
    const there = this.providers.get(provider);
    await this.attempts.count('oauth', origin.address);
    const attempt = openAttempt(this.cipher, sealed, { provider, ...body }, this.clock());
    if (!attempt || !(await this.isFirstUse(attempt.state, new Date(attempt.expiresAt))))
      throw invalidField('state', 'is not valid, or was used, or is too old', 'invalid_state');
    const idToken = await there.exchange(body.code, body.codeVerifier, attempt.redirectUri);
    const identity = await there.verify(idToken, attempt.nonce, [there.clientId]);
    return this.signIn(identity, body.displayName, origin);
  }

  async signInWithToken(provider: OAuthProvider, body: IdTokenBody, origin: Origin) {
    const there = this.providers.get(provider);
    if (body.provider !== undefined && body.provider !== provider)
      throw invalidField('provider', 'is not the provider of the path');
    await this.attempts.count('oauth', origin.address);
    const identity = await there.verify(body.idToken, body.nonce);
    return this.signIn(identity, body.displayName, origin);
  }

  private async signIn(identity: Identity, displayName: string | undefined, origin: Origin) {
    const answer = await this.accounts.retrying(() =>
      this.database.transaction(async (tx) => {
        if (!(await spend(tx, identity.tokenHash, identity.expiresAt)))
          throw new AppError('INVALID_CREDENTIALS', 'The id token was used before.');
        const { userId, ...found } = await this.accounts.find(tx, identity, displayName);
        return { ...(await this.open(tx, userId, origin)), ...found };
      }),
    );
    await this.attempts.clear('oauth', origin.address);
    return answer;
  }

  private async open(tx: Tx, userId: number, origin: Origin) {
    // First: once its grace is over, an account that waits for its purge must not come back.
    const account = await lockCredentials(tx, userId);
    if (!account) throw new AppError('INVALID_CREDENTIALS', 'The account is gone.');
    await this.auth.welcomeBack(tx, userId);
    const tokens = await this.sessions.open(tx, account, origin);
    const user = await this.users.me(userId, tx);
    return { user, ...tokens, needsUsername: account.isUsernameGenerated };
  }

  private async isFirstUse(state: string, expiresAt: Date): Promise<boolean> {
    const hash = createHash('sha256').update(`state ${state}`).digest();
    return this.database.transaction((tx) => spend(tx, hash, expiresAt));
  }
}
