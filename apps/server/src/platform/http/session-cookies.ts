import { API_PREFIX } from '@beli/contract';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { parseCookie, type SetCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ACCESS_TOKEN_LIFETIME } from '../auth/access-tokens.js';

const ACCESS = 'beli_at';
const REFRESH = 'beli_rt';
const CSRF = 'beli_csrf';
const REFRESH_LIFETIME = 30 * 86_400;

/** What a browser that signs in by cookie sends and is sent. */
export class SessionCookies {
  private readonly sent: Record<string, string | undefined>;

  constructor(
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
  ) {
    this.sent = readCookies(request.headers.cookie);
  }

  /** Whether the client wants its tokens in cookies. */
  get areWanted(): boolean {
    return this.request.headers['x-auth-mode'] === 'cookie';
  }

  get refreshToken(): string | undefined {
    return this.sent[REFRESH];
  }

  get csrf(): { header: string | undefined; cookie: string | undefined } {
    return csrfOf(this.request, this.sent);
  }

  read(name: string): string | undefined {
    return this.sent[name];
  }

  keep(tokens: { accessToken: string; refreshToken: string; csrfToken: string }): void {
    this.set({ name: ACCESS, value: tokens.accessToken, maxAge: ACCESS_TOKEN_LIFETIME });
    this.set({ name: REFRESH, value: tokens.refreshToken, maxAge: REFRESH_LIFETIME, path: REFRESH_PATH });
    // The one that the page itself reads, to send it back as a header.
    this.set({ name: CSRF, value: tokens.csrfToken, maxAge: REFRESH_LIFETIME, httpOnly: false });
  }

  clear(): void {
    this.set({ name: ACCESS, value: '', maxAge: 0 });
    this.set({ name: REFRESH, value: '', maxAge: 0, path: REFRESH_PATH });
    this.set({ name: CSRF, value: '', maxAge: 0, httpOnly: false });
    // What the browser kept of answers goes with them.
    this.reply.header('clear-site-data', '"cache", "storage"');
  }

  /** Sets a cookie that scripts cannot read, unless told otherwise. */
  set(cookie: SetCookie): void {
    const guarded: SetCookie = { path: '/', httpOnly: true, secure: true, sameSite: 'lax', ...cookie };
    this.reply.header('set-cookie', stringifySetCookie(guarded));
  }
}

const REFRESH_PATH = `${API_PREFIX}/auth`;

export const Cookies = createParamDecorator((_: unknown, context: ExecutionContext): SessionCookies => {
  const http = context.switchToHttp();
  return new SessionCookies(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
});

/** The access token in a Cookie header. */
export const accessTokenIn = (header: string | undefined): string | undefined =>
  header?.includes(ACCESS) ? readCookies(header)[ACCESS] || undefined : undefined;

/** What the request carries against forgery. */
export function csrfOf(request: FastifyRequest, sent = readCookies(request.headers.cookie)) {
  const header = request.headers['x-csrf-token'];
  return { header: typeof header === 'string' ? header : undefined, cookie: sent[CSRF] };
}

const readCookies = (header: string | undefined): Record<string, string | undefined> =>
  header === undefined ? {} : parseCookie(header);
