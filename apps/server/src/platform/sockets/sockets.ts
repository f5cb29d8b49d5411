import type { Server as HttpServer } from 'node:http';
import { CLIENT_MESSAGES, type ServerMessage, type ServerPayload } from '@beli/contract';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Redis } from 'ioredis';
import { Server, type Socket } from 'socket.io';
import type { AccessGate } from '../auth/access-gate.js';
import { AppError } from '../errors.js';
import { FIXED_HEADERS } from '../http/fixed-headers.js';
import { accessTokenIn } from '../http/session-cookies.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { Actor } from '../viewer.js';

export const SOCKET_PATH = '/ws';
export const userRoom = (userId: number) => `user:${userId}`;
/** By these the server finds sockets; no client can enter or leave them. */
const personHandle = (userId: number) => `person:${userId}`;
const sessionHandle = (sessionId: string) => `session:${sessionId}`;

/** Messages that a socket may send in a second. */
const MESSAGES_PER_SECOND = 20;

interface SocketData {
  readonly actor: Actor;
  readonly expiresAt: Date;
  readonly token: string;
  /** rooms that it was put into during the handshake */
  readonly homes: readonly string[];
}

/** Whether a person may enter the room of this name; `id` is what the pattern captured. */
type RoomRule = { readonly pattern: RegExp; readonly admits: (actor: Actor, id: string) => Promise<boolean> };

/**
 * Socket.IO over a Redis stream, so that what any process sends reaches the sockets of all. A process without
 * an HTTP server (the worker) only sends.
 */
export class Sockets {
  private readonly io: Server;
  private readonly rules: RoomRule[] = [];
  private readonly homes: ((actor: Actor) => Promise<string[]>)[] = [];

  constructor(
    redis: Redis,
    private readonly gate: AccessGate,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
    private readonly origins: readonly string[],
  ) {
    this.io = new Server({
      path: SOCKET_PATH,
      serveClient: false,
      cors: { origin: [...origins], credentials: true },
      maxHttpBufferSize: 100_000,
      adapter: createAdapter(redis, {
        streamName: '{beli}:sockets',
        channelPrefix: '{beli}:sockets',
        onlyPlaintext: true,
      }),
    });
    this.allowRoom(/^user:([1-9]\d{0,15})$/, async (actor, id) => actor.id === Number(id));
  }

  /** Lets people into rooms of a kind on request. */
  allowRoom(pattern: RegExp, admits: RoomRule['admits']): void {
    this.rules.push({ pattern, admits });
  }

  /** Rooms that everybody is put into when they connect. */
  onConnect(rooms: (actor: Actor) => Promise<string[]>): void {
    this.homes.push(rooms);
  }

  attach(server: HttpServer): void {
    this.io.use((socket, next) => {
      this.welcome(socket).then(
        () => next(),
        (error: Error) => next(refusal(error)),
      );
    });
    this.io.on('connection', (socket) => this.serve(socket));
    this.io.attach(server, { path: SOCKET_PATH });
    this.io.engine.on('headers', (headers: Record<string, string>) => Object.assign(headers, FIXED_HEADERS));
  }

  /** Sends to everybody in a room, or once to everybody in any of several, on any process. */
  send<N extends ServerMessage>(room: string | string[], name: N, payload: ServerPayload<N>): void {
    this.io.to(room).emit(name, payload);
  }

  /** Moves the open sockets of a person, on any process. */
  enter(userId: number, room: string): void {
    this.io.in(personHandle(userId)).socketsJoin(room);
  }

  leave(userId: number, room: string): void {
    this.io.in(personHandle(userId)).socketsLeave(room);
  }

  /** Ends the open sockets of a session, on any process. */
  disconnect(sessionId: string): void {
    this.io.in(sessionHandle(sessionId)).disconnectSockets(true);
  }

  /** Ends all open sockets of a person, on any process. */
  disconnectPerson(userId: number): void {
    this.io.in(personHandle(userId)).disconnectSockets(true);
  }

  /** Sends this process's sockets away and stops listening to the others. */
  async close(): Promise<void> {
    this.io.local.disconnectSockets(true);
    this.io.engine?.close();
    await this.io.of('/').adapter.close();
  }

  private async welcome(socket: Socket): Promise<void> {
    const token = this.tokenOf(socket);
    const { viewer, expiresAt } = await this.identify(token);
    await socket.join([userRoom(viewer.id), personHandle(viewer.id), sessionHandle(viewer.sessionId)]);
    const homes = await this.homesOf(viewer);
    await socket.join(homes);
    socket.data = { actor: viewer, expiresAt, token, homes };
  }

  private async identify(token: string) {
    const identity = await this.gate.identify(token);
    if (identity.viewer.isSuspended) throw new AppError('ACCOUNT_SUSPENDED', 'This account is suspended.');
    return identity;
  }

  /** A browser sends its cookies for any page: they count only for pages that are ours. */
  private tokenOf({ handshake }: Socket): string {
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

  /**
   * Until it is connected a socket cannot be found by its handles: what happened to session and rooms during
   * the handshake is made up for here.
   */
  private async reconcile(socket: Socket, { actor, token, homes }: SocketData): Promise<void> {
    await this.identify(token);
    const now = new Set(await this.homesOf(actor));
    for (const room of homes) if (!now.has(room)) await socket.leave(room);
    await socket.join([...now]);
  }

  private serve(socket: Socket): void {
    const data = socket.data as SocketData;
    const { actor, expiresAt } = data;
    this.metrics.sockets.inc();
    this.reconcile(socket, data).catch(() => socket.disconnect(true));
    let sent = 0;
    const refill = setInterval(() => {
      sent = 0;
    }, 1_000);
    socket.use((_message, next) => {
      if (++sent <= MESSAGES_PER_SECOND) next();
    });
    const expiry = setTimeout(() => socket.disconnect(true), Math.max(0, expiresAt.getTime() - Date.now()));
    socket.on('disconnect', () => {
      clearTimeout(expiry);
      clearInterval(refill);
      this.metrics.sockets.dec();
    });
    socket.on('join_room', (message: unknown, acknowledge: unknown) => {
      this.answer(acknowledge, async () => {
        const { room } = CLIENT_MESSAGES.join_room.parse(message);
        await this.admit(actor, room);
        await socket.join(room);
      });
    });
    socket.on('leave_room', (message: unknown, acknowledge: unknown) => {
      this.answer(acknowledge, async () => {
        const { room } = CLIENT_MESSAGES.leave_room.parse(message);
        if (this.rules.some(({ pattern }) => pattern.test(room))) await socket.leave(room);
      });
    });
  }

  private async admit(actor: Actor, room: string): Promise<void> {
    for (const { pattern, admits } of this.rules) {
      const id = pattern.exec(room)?.[1];
      if (id !== undefined && (await admits(actor, id))) return;
    }
    throw new AppError('FORBIDDEN', 'This room is not yours to enter.');
  }

  private answer(acknowledge: unknown, work: () => Promise<void>): void {
    const reply =
      typeof acknowledge === 'function' ? (acknowledge as (answer: object) => void) : () => undefined;
    work().then(
      () => reply({ ok: true }),
      (error: Error) => {
        const code = error instanceof AppError ? error.code : 'VALIDATION_ERROR';
        this.logger.debug({ code, reason: error.message }, 'socket message refused');
        reply({
          ok: false,
          code,
          message: error instanceof AppError ? error.message : 'The message is not valid.',
        });
      },
    );
  }
}

/** What a client sees as `connect_error`. */
function refusal(error: Error): Error {
  const isOurs = error instanceof AppError;
  const code = isOurs
    ? error.code === 'TOKEN_EXPIRED'
      ? 'TOKEN_EXPIRED'
      : 'UNAUTHORIZED'
    : 'SERVICE_UNAVAILABLE';
  return Object.assign(new Error(code), { data: { code, message: isOurs ? error.message : 'Try again.' } });
}
