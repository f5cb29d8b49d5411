import type { AccessGate } from '../auth/access-gate.js';
import { AppError } from '../errors.js';
import { bucketAddress } from '../http/client-address.js';
import { accessTokenIn } from '../http/session-cookies.js';
import type { Actor } from '../viewer.js';
import { personHandle, sessionHandle, userRoom } from './rooms.js';
import type { LiveSocket } from './socket-data.js';

/** Decides who a socket belongs to and puts it where it is found. */
export class Handshake {
  private readonly homes: ((actor: Actor) => Promise<string[]>)[] = [];

  constructor(
    private readonly gate: AccessGate,
    private readonly origins: readonly string[],
  ) {}

  addHomes(rooms: (actor: Actor) => Promise<string[]>): void {
    this.homes.push(rooms);
  }

  /** @throws AppError UNAUTHORIZED, TOKEN_EXPIRED, ACCOUNT_SUSPENDED */
  async welcome(socket: LiveSocket): Promise<void> {
    const token = this.tokenOf(socket);
    const { viewer, expiresAt } = await this.identify(token);
    await socket.join([userRoom(viewer.id), personHandle(viewer.id), sessionHandle(viewer.sessionId)]);
    const homes = await this.homesOf(viewer);
    await socket.join(homes);
    const address = bucketAddress(socket.handshake.address);
    socket.data = { actor: viewer, expiresAt, token, address, homes };
  }

  async identify(token: string) {
    const identity = await this.gate.identify(token);
    if (identity.viewer.isSuspended) throw new AppError('ACCOUNT_SUSPENDED', 'This account is suspended.');
    return identity;
  }

  /**
   * Until it is connected a socket cannot be found by its handles: what happened to session and rooms during
   * the handshake is made up for here.
   */
  async reconcile(socket: LiveSocket): Promise<void> {
    const { token, actor, homes } = socket.data;
    await this.identify(token);
    const now = new Set(await this.homesOf(actor));
    for (const room of homes) if (!now.has(room)) await socket.leave(room);
    await socket.join([...now]);
  }

  /** A browser sends its cookies for any page: they count only for pages that are ours. */
  private tokenOf({ handshake }: LiveSocket): string {
    const { token = undefined } = { ...handshake.query, ...handshake.auth } as { token?: unknown };
    const { cookie, origin } = handshake.headers;
    const isOurPage = origin !== undefined && this.origins.includes(origin);
    const found = token ?? (isOurPage ? accessTokenIn(cookie) : undefined);
    if (typeof found !== 'string' || found.length > 4096)
      throw new AppError(
        'UNAUTHORIZED',
        'Connect with auth.token, or with the cookie from an allowed origin.',
      );
    return found;
  }

  private async homesOf(actor: Actor): Promise<string[]> {
    return (await Promise.all(this.homes.map((home) => home(actor)))).flat();
  }
}

/** What a client sees as `connect_error`. */
export function refusal(error: Error): Error {
  const isOurs = error instanceof AppError;
  const code = isOurs
    ? error.code === 'TOKEN_EXPIRED'
      ? 'TOKEN_EXPIRED'
      : 'UNAUTHORIZED'
    : 'SERVICE_UNAVAILABLE';
  return Object.assign(new Error(code), { data: { code, message: isOurs ? error.message : 'Try again.' } });
}
