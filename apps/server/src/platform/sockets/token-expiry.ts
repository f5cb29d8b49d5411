import { AppError } from '../errors.js';
import type { Handshake } from './handshake.js';
import { sessionHandle } from './rooms.js';
import { type LiveSocket, tell } from './socket-data.js';

/** An open socket lives no longer than its token, and a while in which another token may come. */
export class TokenExpiry {
  constructor(
    private readonly handshake: Handshake,
    private readonly graceMs: number,
    private readonly clock: () => Date,
  ) {}

  watch(socket: LiveSocket): void {
    const { data } = socket;
    clearTimeout(data.expiry);
    const left = data.expiresAt.getTime() - this.clock().getTime();
    data.expiry = setTimeout(() => this.expire(socket), Math.max(0, left));
  }

  unwatch(socket: LiveSocket): void {
    clearTimeout(socket.data.expiry);
  }

  /**
   * Goes on under another token of the same person.
   * @throws AppError UNAUTHORIZED, TOKEN_EXPIRED, ACCOUNT_SUSPENDED, FORBIDDEN for a token of somebody else
   */
  async refresh(socket: LiveSocket, token: string): Promise<Date> {
    const { viewer, expiresAt } = await this.handshake.identify(token);
    const { data } = socket;
    if (viewer.id !== data.actor.id)
      throw new AppError('FORBIDDEN', 'This is a token of somebody else: connect anew.');
    await socket.join(sessionHandle(viewer.sessionId));
    // Until now the end of that session would not have found this socket.
    await this.handshake.identify(token);
    const before = data.actor.sessionId;
    Object.assign(data, { actor: viewer, token, expiresAt });
    if (before !== viewer.sessionId) await socket.leave(sessionHandle(before));
    if (socket.connected) this.watch(socket);
    return expiresAt;
  }

  private expire(socket: LiveSocket): void {
    tell(socket, 'auth:expired', { graceSeconds: Math.round(this.graceMs / 1_000) });
    socket.data.expiry = setTimeout(() => socket.disconnect(true), this.graceMs);
  }
}
