import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { AppError } from '../../platform/errors.js';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, From, Input, type Origin, Self } from '../../platform/http/endpoint.js';
import { Cookies, type SessionCookies } from '../../platform/http/session-cookies.js';
import type { Actor } from '../../platform/viewer.js';
import { AuthService } from './auth.service.js';
import { SessionsService } from './sessions.service.js';
import { TokenDelivery } from './token-delivery.js';

/** Whether the session behind a refresh token is gone, and its cookies with it. */
const isOver = (error: unknown): boolean =>
  error instanceof AppError &&
  (error.code === 'REFRESH_TOKEN_INVALID' || error.code === 'REFRESH_TOKEN_REUSED');

@Controller()
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionsService,
    private readonly tokens: TokenDelivery,
  ) {}

  @Endpoint(ROUTES.signup)
  async signUp(
    @Input() { body }: Parsed<typeof ROUTES.signup>,
    @From() origin: Origin,
    @Cookies() cookies: SessionCookies,
  ) {
    return new Answer(this.tokens.deliver(cookies, await this.auth.signUp(body, origin)));
  }

  @Endpoint(ROUTES.login)
  async logIn(
    @Input() { body }: Parsed<typeof ROUTES.login>,
    @From() origin: Origin,
    @Cookies() cookies: SessionCookies,
  ) {
    return new Answer(this.tokens.deliver(cookies, await this.auth.logIn(body, origin)));
  }

  @Endpoint(ROUTES.refresh)
  async refresh(
    @Input() { body }: Parsed<typeof ROUTES.refresh>,
    @From() origin: Origin,
    @Cookies() cookies: SessionCookies,
  ) {
    const { refreshToken, isByCookie } = this.tokens.receive(cookies, body.refreshToken);
    try {
      const tokens = await this.sessions.refresh(refreshToken, origin);
      return new Answer(this.tokens.deliver(cookies, tokens, isByCookie));
    } catch (error) {
      if (isByCookie && isOver(error)) cookies.clear();
      throw error;
    }
  }

  @Endpoint(ROUTES.logout)
  async logOut(@Self() actor: Actor, @Cookies() cookies: SessionCookies): Promise<void> {
    await this.auth.logOut(actor);
    cookies.clear();
  }

  @Endpoint(ROUTES.listSessions)
  async list(@Self() actor: Actor) {
    return new Answer(await this.sessions.list(actor));
  }

  @Endpoint(ROUTES.endSession)
  async end(
    @Self() actor: Actor,
    @Input() { params }: Parsed<typeof ROUTES.endSession>,
    @Cookies() cookies: SessionCookies,
  ): Promise<void> {
    await this.sessions.end(actor, params.id);
    if (params.id === actor.sessionId) cookies.clear();
  }

  @Endpoint(ROUTES.checkUsername)
  async checkUsername(@Input() { query }: Parsed<typeof ROUTES.checkUsername>) {
    return new Answer(await this.auth.checkUsername(query.username));
  }
}
