import { Injectable } from '@nestjs/common';
import { CsrfTokens } from '../../platform/auth/csrf-tokens.js';
import { AppError, invalidField } from '../../platform/errors.js';
import type { SessionCookies } from '../../platform/http/session-cookies.js';
import { sessionIdOf } from './refresh-token.js';
import type { NewTokens } from './sessions.service.js';

/** Hands tokens out and takes them back: in bodies to apps, in cookies to web pages that ask for it. */
@Injectable()
export class TokenDelivery {
  constructor(private readonly csrf: CsrfTokens) {}

  /** What goes into the body; in cookie mode the refresh token does not. */
  deliver<T extends NewTokens>(
    cookies: SessionCookies,
    signedIn: T,
    isByCookie = cookies.areWanted,
  ): Omit<T, 'refreshToken'> & { refreshToken?: string | undefined } {
    if (!isByCookie) return signedIn;
    const { refreshToken, ...rest } = signedIn;
    const csrfToken = this.csrf.issue(sessionIdOf(refreshToken));
    cookies.keep({ accessToken: signedIn.accessToken, refreshToken, csrfToken });
    return rest;
  }

  /**
   * The refresh token that came, and whether it came by cookie: then it goes back by cookie, whatever is asked,
   * since a script could ask too.
   * @throws AppError CSRF_FAILED, VALIDATION_ERROR where there is none
   */
  receive(
    cookies: SessionCookies,
    inBody: string | undefined,
  ): { refreshToken: string; isByCookie: boolean } {
    if (inBody !== undefined) return { refreshToken: inBody, isByCookie: cookies.areWanted };
    const refreshToken = cookies.refreshToken;
    if (!refreshToken) throw invalidField('refreshToken', 'send it in the body or as the cookie beli_rt');
    const { header, cookie } = cookies.csrf;
    if (!this.csrf.accepts(sessionIdOf(refreshToken), header, cookie))
      throw new AppError('CSRF_FAILED', 'Send the cookie beli_csrf as X-CSRF-Token.');
    return { refreshToken, isByCookie: true };
  }
}
