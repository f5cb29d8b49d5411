import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { ClientMessage, ServerMessage, ServerPayload } from '@beli/contract';
import type { Redis } from 'ioredis';
import { type DefaultEventsMap, Server } from 'socket.io';
import type { AccessGate } from '../auth/access-gate.js';
import type { Config } from '../config.js';
import { FIXED_HEADERS } from '../http/fixed-headers.js';
import { RedisRun } from '../redis/redis-run.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { Actor } from '../viewer.js';
import { ClientMessages, type MessageHandler } from './client-messages.js';
import { Connections } from './connections.js';
import { Handshake, refusal } from './handshake.js';
import { type Arrival, LiveConnections } from './live-connections.js';
import { Presence } from './presence.js';
import { Recovery } from './recovery.js';
import { type Admits, personHandle, RoomRules, sessionHandle } from './rooms.js';
import type { SocketData } from './socket-data.js';
import { SocketStream } from './socket-stream.js';
import { TokenExpiry } from './token-expiry.js';

export { userRoom } from './rooms.js';

export const SOCKET_PATH = '/ws';
/** A token and a few words: no client sends more at once. */
const LARGEST_MESSAGE = 16_384;
/** Whoever has opened a transport and does not say who it is. */
const CONNECT_TIMEOUT_MS = 10_000;
const RECOVERABLE_MS = 60_000;
/** After Redis has lost what it held, everybody reads again within so long. */
const SPREAD_SECONDS = 30;

interface Parts {
  readonly redis: Redis;
  readonly queueRedis: Redis;
  readonly gate: AccessGate;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly config: Config;
  readonly clock: () => Date;
}

/**
 * Socket.IO over a Redis stream, so that what any process sends reaches the sockets of all. A process without
 * an HTTP server (the worker) only sends.
 */
export class Sockets {
  readonly presence: Presence;
  private readonly io: Server<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;
  private readonly stream: SocketStream;
  private readonly rooms = new RoomRules();
  private readonly handshake: Handshake;
  private readonly messages: ClientMessages;
  private readonly live: LiveConnections;
  private isClosing = false;

  constructor(private readonly parts: Parts) {
    const { redis, queueRedis, gate, metrics, logger, config, clock } = parts;
    this.stream = new SocketStream(queueRedis, redis, metrics);
    const recovery = new Recovery(redis, this.stream);
    const connections = new Connections(redis);
    this.presence = new Presence(redis, config.PRESENCE_SILENCE_MS);
    this.handshake = new Handshake(gate, this.rooms, connections, recovery, config);
    this.messages = new ClientMessages(gate, metrics, logger);
    const expiry = new TokenExpiry(this.handshake, config.SOCKET_GRACE_MS, clock);
    this.live = new LiveConnections({
      handshake: this.handshake,
      stream: this.stream,
      presence: this.presence,
      recovery,
      connections,
      expiry,
      metrics,
      logger,
    });
    this.io = new Server({
      path: SOCKET_PATH,
      serveClient: false,
      cors: { origin: [...config.CORS_ORIGINS], credentials: true },
      maxHttpBufferSize: LARGEST_MESSAGE,
      connectTimeout: CONNECT_TIMEOUT_MS,
      connectionStateRecovery: { maxDisconnectionDuration: RECOVERABLE_MS, skipMiddlewares: false },
      allowRequest: (request, decide) => this.open(request, decide),
      adapter: this.stream.Adapter as never,
    });
    this.rooms.allow(/^user:([1-9]\d{0,15})$/, async (actor, id) => actor.id === Number(id));
    this.onMessage('join_room', (actor, { room }, socket) => this.rooms.enter(actor, room, socket));
    this.onMessage('leave_room', (_actor, { room }, socket) => this.rooms.leave(room, socket));
    this.onMessage('heartbeat', (_actor, _nothing, socket) => this.live.beat(socket));
    this.onMessage('auth:refresh', async (_actor, { token }, socket) => ({
      expiresAt: (await expiry.refresh(socket, token)).toISOString(),
    }));
  }

  /** Lets people into rooms of a kind on request. */
  allowRoom(pattern: RegExp, admits: Admits): void {
    this.rooms.allow(pattern, admits);
  }

  /** Rooms that everybody is put into when they connect. */
  onConnect(rooms: (actor: Actor) => Promise<string[]>): void {
    this.handshake.addHomes(rooms);
  }

  /** Says what a socket is told once it is in its rooms. */
  onArrival(arrival: Arrival): void {
    this.live.onArrival(arrival);
  }

  /** Says what is done with a message of clients; what the handler resolves to is the acknowledgement's data. */
  onMessage<N extends ClientMessage>(name: N, handler: MessageHandler<N>): void {
    this.messages.handle(name, handler);
  }

  /** @throws when a message of the contract has no handler */
  attach(server: HttpServer): void {
    const { metrics, redis } = this.parts;
    this.messages.verify();
    this.io.use((socket, next) => {
      this.handshake.welcome(socket).then(
        () => next(),
        (error: Error) => {
          const refused = refusal(error);
          metrics.socketHandshakes.inc({ outcome: refused.message });
          next(refused);
        },
      );
    });
    this.io.on('connection', (socket) => {
      this.messages.listen(socket);
      this.live.begin(socket);
    });
    this.io.attach(server, { path: SOCKET_PATH });
    this.io.engine.on('headers', (headers: Record<string, string>) => Object.assign(headers, FIXED_HEADERS));
    this.stream.start();
    this.presence.start();
    // What was sent and did not arrive, and who was there, is not known any more.
    new RedisRun(redis).onAnother(() =>
      this.io.local.emit('sync:refetch', { withinSeconds: SPREAD_SECONDS }),
    );
  }

  /** Sends to everybody in a room, or in any of several, on any process. */
  send<N extends ServerMessage>(room: string | string[], name: N, payload: ServerPayload<N>): void {
    this.parts.metrics.socketMessages.inc({ direction: 'out', name, outcome: 'ok' });
    this.io.to(room).emit(name, payload);
  }

  /** Moves the open sockets of people, on any process, in one message. */
  enter(userIds: readonly number[], room: string): void {
    // To nobody in particular would be to everybody.
    if (userIds.length > 0) this.io.in(userIds.map(personHandle)).socketsJoin(room);
  }

  leave(userIds: readonly number[], room: string): void {
    if (userIds.length > 0) this.io.in(userIds.map(personHandle)).socketsLeave(room);
  }

  /** Ends the open sockets of a session, on any process. */
  disconnect(sessionId: string): void {
    this.io.in(sessionHandle(sessionId)).disconnectSockets(true);
  }

  /** Ends all open sockets of a person, on any process. */
  disconnectPerson(userId: number): void {
    this.io.in(personHandle(userId)).disconnectSockets(true);
  }

  /**
   * Cuts this process's connections and stops listening to the others. Clients that are cut, and not told to
   * go, come back by themselves, to another process, and go on where they were.
   */
  async close(): Promise<void> {
    this.isClosing = true;
    this.stream.stop();
    this.presence.stop();
    this.io.engine?.close();
    await this.io.of('/').adapter.close();
  }

  /** Asked for every new transport, before anything is done for it. */
  private open(request: IncomingMessage, decide: (error: string | null, isAllowed: boolean) => void): void {
    const isWelcome = !this.isClosing && this.handshake.mayKnock(request);
    if (!isWelcome) this.parts.metrics.socketHandshakes.inc({ outcome: 'turned-away' });
    decide(isWelcome ? null : 'Too many connections: try again in a moment.', isWelcome);
  }
}
