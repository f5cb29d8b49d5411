import type { IncomingMessage } from 'node:http';
import type { AccessGate } from '../auth/access-gate.js';
import { LocalBuckets } from '../auth/local-buckets.js';
import type { Config } from '../config.js';
import { AppError } from '../errors.js';
import { bucketAddress, clientAddress } from '../http/client-address.js';
import { accessTokenIn } from '../http/session-cookies.js';
import type { Actor } from '../viewer.js';
import type { Connections } from './connections.js';
import type { Recovery } from './recovery.js';
import type { RoomRules } from './rooms.js';
import type { LiveSocket } from './socket-data.js';

/** Reading what was missed costs more than a connection: who comes back all the time fetches instead. */
const RESUMED_A_MINUTE = 30;

/** Decides who a socket belongs to and which rooms it is put into. */
export class Handshake {
  private readonly homes: ((actor: Actor) => Promise<string[]>)[] = [];
  private readonly knocks = new LocalBuckets();

  constructor(
    private readonly gate: AccessGate,
    private readonly rooms: RoomRules,
    private readonly connections: Connections,
    private readonly recovery: Recovery,
    private readonly config: Config,
  ) {}

  addHomes(rooms: (actor: Actor) => Promise<string[]>): void {
    this.homes.push(rooms);
  }

  /** Whether an address may open one more connection now; asked before anything is done for it. */
  mayKnock(request: IncomingMessage): boolean {
    const address = this.addressOf(request);
    return this.knocks.take(address, this.config.SOCKET_HANDSHAKES, Date.now()).isAllowed;
  }

  /** @throws AppError UNAUTHORIZED, TOKEN_EXPIRED, ACCOUNT_SUSPENDED, RATE_LIMIT_EXCEEDED */
  async welcome(socket: LiveSocket): Promise<void> {
    const token = this.tokenOf(socket);
    const { viewer, expiresAt } = await this.identify(token);
    const mayResume = this.knocks.take(`resume:${viewer.id}`, RESUMED_A_MINUTE, Date.now()).isAllowed;
    const resumed = await this.recovery.take(socket, viewer.id, mayResume);
    if (resumed) this.connections.release(viewer.id, resumed.socketId);
    await this.connections.claim(viewer.id, socket.id);
    try {
      const [homes, requested] = await Promise.all([
        this.homesOf(viewer),
        this.stillOpen(viewer, resumed?.requested ?? []),
      ]);
      socket.data = {
        actor: viewer,
        expiresAt,
        token,
        heardAt: performance.now(),
        address: this.addressOf(socket.request),
        homes,
        requested: new Set(requested),
        resumed,
      };
    } catch (error) {
      this.connections.release(viewer.id, socket.id);
      throw error;
    }
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
    const { token, actor, homes, requested } = socket.data;
    await this.identify(token);
    const [before, now] = [new Set(homes), new Set(await this.homesOf(actor))];
    for (const room of before) if (!now.has(room)) await socket.leave(room);
    await socket.join([...now].filter((room) => !before.has(room)));
    await this.rooms.vacate(actor, requested, socket);
  }

  /**
   * A browser says whose page it is; only pages of ours are let in. What it sends by itself, its cookies, counts
   * for fewer still: for the origins that the configuration names.
   */
  private tokenOf({ handshake }: LiveSocket): string {
    const { token = undefined } = { ...handshake.query, ...handshake.auth } as { token?: unknown };
    const { cookie, origin, host } = handshake.headers;
    const isNamed = origin !== undefined && this.config.CORS_ORIGINS.includes(origin);
    if (origin !== undefined && !isNamed && !this.isOwn(origin, host))
      throw new AppError('UNAUTHORIZED', 'Pages of this origin are not let in.');
    const found = token ?? (isNamed ? accessTokenIn(cookie) : undefined);
    if (typeof found !== 'string' || found.length > 4096)
      throw new AppError(
        'UNAUTHORIZED',
        'Connect with auth.token, or with the cookie from an allowed origin.',
      );
    return found;
  }

  /** Native clients name the address that they connect to. */
  private isOwn(origin: string, host: string | undefined): boolean {
    if (!URL.canParse(origin)) return false;
    const url = new URL(origin);
    return url.host === host || url.origin === new URL(this.config.APP_URL).origin;
  }

  private addressOf(request: IncomingMessage): string {
    return bucketAddress(clientAddress(request, this.config.TRUST_PROXY_HOPS));
  }

  private async homesOf(actor: Actor): Promise<string[]> {
    return (await Promise.all(this.homes.map((home) => home(actor)))).flat();
  }

  /** What the person may no longer enter is not entered again. */
  private async stillOpen(actor: Actor, requested: readonly string[]): Promise<string[]> {
    const open = await Promise.all(
      requested.map(async (room) => ((await this.rooms.admits(actor, room)) ? [room] : [])),
    );
    return open.flat();
  }
}

/** What a client sees as `connect_error`. */
export function refusal(error: Error): Error {
  const code = !(error instanceof AppError)
    ? 'SERVICE_UNAVAILABLE'
    : error.code === 'TOKEN_EXPIRED' || error.code === 'RATE_LIMIT_EXCEEDED'
      ? error.code
      : 'UNAUTHORIZED';
  const message = error instanceof AppError ? error.message : 'Try again.';
  return Object.assign(new Error(code), { data: { code, message } });
}
