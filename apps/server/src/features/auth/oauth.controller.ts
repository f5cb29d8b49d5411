import { API_PREFIX, type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, From, Input, type Origin } from '../../platform/http/endpoint.js';
import { Cookies, type SessionCookies } from '../../platform/http/session-cookies.js';
import { OAuthService } from './oauth.service.js';
import { ATTEMPT_LIFETIME } from './oauth-attempt.js';
import { TokenDelivery } from './token-delivery.js';

const ATTEMPT = { name: 'beli_oauth', path: `${API_PREFIX}/auth/oauth` } as const;

@Controller()
export class OAuthController {
  constructor(
    private readonly oauth: OAuthService,
    private readonly tokens: TokenDelivery,
  ) {}

  @Endpoint(ROUTES.startOAuth)
  async start(
    @Input() { params, query }: Parsed<typeof ROUTES.startOAuth>,
    @Cookies() cookies: SessionCookies,
  ) {
    const { sealed, ...answer } = this.oauth.start(params.provider, query);
    cookies.set({ ...ATTEMPT, value: sealed, maxAge: ATTEMPT_LIFETIME });
    return new Answer(answer);
  }

  @Endpoint(ROUTES.finishOAuth)
  async finish(
    @Input() { params, body }: Parsed<typeof ROUTES.finishOAuth>,
    @From() origin: Origin,
    @Cookies() cookies: SessionCookies,
  ) {
    cookies.set({ ...ATTEMPT, value: '', maxAge: 0 });
    const signedIn = await this.oauth.finish(params.provider, body, cookies.read(ATTEMPT.name), origin);
    return new Answer(this.tokens.deliver(cookies, signedIn));
  }

  @Endpoint(ROUTES.signInWithIdToken)
  async signIn(
    @Input() { params, body }: Parsed<typeof ROUTES.signInWithIdToken>,
    @From() origin: Origin,
    @Cookies() cookies: SessionCookies,
  ) {
    const signedIn = await this.oauth.signInWithToken(params.provider, body, origin);
    return new Answer(this.tokens.deliver(cookies, signedIn));
  }
}
