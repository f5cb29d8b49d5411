import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { LiveSocket, Resumed } from './socket-data.js';
import { isPlace, type SocketStream } from './socket-stream.js';

/** Written anew with each sign of life (25 s, or 45 s when it stays out): a minute away is always covered. */
const KEPT_SECONDS = 120;

const key = (pid: string) => `{beli}:sockets:kept:${pid}`;

/** What is kept of a connection, for the one that goes on with it. Homes are read anew. */
interface Kept {
  readonly userId: number;
  readonly socketId: string;
  readonly requested: readonly string[];
}

/** Socket.IO keeps these to itself. */
interface Inner {
  recovered: boolean;
  pid: string;
}
const inner = (socket: LiveSocket) => socket as unknown as Inner;

/**
 * Connection state recovery: a client that comes back says by which secret it was known and up to which place it
 * has heard. It need not have been missed: a phone that changes its network, or whose api process died, comes back
 * before anybody has noticed.
 */
export class Recovery {
  constructor(
    private readonly redis: Redis,
    private readonly stream: SocketStream,
  ) {}

  /** Whether the client believes that it can go on. */
  wasAsked(socket: LiveSocket): boolean {
    return typeof socket.handshake.auth.pid === 'string';
  }

  /** What this person's socket goes on with. Where there is nothing, the socket is made a new one. */
  async take(socket: LiveSocket, userId: number, mayResume: boolean): Promise<Resumed | null> {
    const { offset: place } = socket.handshake.auth as { offset?: unknown };
    if (mayResume && socket.recovered && isPlace(place)) {
      const kept = await this.find(inner(socket).pid).catch(() => null);
      if (kept?.userId === userId && (await this.stream.remembers(place).catch(() => false)))
        return { place, socketId: kept.socketId, requested: kept.requested };
    }
    inner(socket).recovered = false;
    inner(socket).pid = randomUUID();
    return null;
  }

  keep(socket: LiveSocket): void {
    const { actor, requested } = socket.data;
    const kept: Kept = { userId: actor.id, socketId: socket.id, requested: [...requested] };
    this.redis.set(key(inner(socket).pid), JSON.stringify(kept), 'EX', KEPT_SECONDS).catch(() => undefined);
  }

  forget(socket: LiveSocket): void {
    this.redis.del(key(inner(socket).pid)).catch(() => undefined);
  }

  private async find(pid: string): Promise<Kept | null> {
    if (pid.length > 50) return null;
    const text = await this.redis.get(key(pid));
    return text === null ? null : (JSON.parse(text) as Kept);
  }
}
