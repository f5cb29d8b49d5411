import type { Server as HttpServer } from 'node:http';
import type { ClientMessage, ServerMessage, ServerPayload } from '@beli/contract';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Redis } from 'ioredis';
import { type DefaultEventsMap, Server } from 'socket.io';
import type { AccessGate } from '../auth/access-gate.js';
import { FIXED_HEADERS } from '../http/fixed-headers.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { Actor } from '../viewer.js';
import { ClientMessages, type MessageHandler } from './client-messages.js';
import { Handshake, refusal } from './handshake.js';
import { type Admits, personHandle, RoomRules, sessionHandle } from './rooms.js';
import type { LiveSocket, SocketData } from './socket-data.js';

export { userRoom } from './rooms.js';

export const SOCKET_PATH = '/ws';

/** Messages that a socket may send in a second. */
const MESSAGES_PER_SECOND = 20;

/**
 * Socket.IO over a Redis stream, so that what any process sends reaches the sockets of all. A process without
 * an HTTP server (the worker) only sends.
 */
export class Sockets {
  private readonly io: Server<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;
  private readonly rooms = new RoomRules();
  private readonly handshake: Handshake;
  private readonly messages: ClientMessages;

  constructor(
    redis: Redis,
    gate: AccessGate,
    private readonly metrics: Metrics,
    logger: Logger,
    origins: readonly string[],
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
    this.handshake = new Handshake(gate, origins);
    this.messages = new ClientMessages(gate, logger);
    this.rooms.allow(/^user:([1-9]\d{0,15})$/, async (actor, id) => actor.id === Number(id));
    this.messages.handle('join_room', async (actor, { room }, socket) => {
      await this.rooms.check(actor, room);
      await socket.join(room);
    });
    this.messages.handle('leave_room', async (_actor, { room }, socket) => {
      if (this.rooms.mayLeave(room)) await socket.leave(room);
    });
  }

  /** Lets people into rooms of a kind on request. */
  allowRoom(pattern: RegExp, admits: Admits): void {
    this.rooms.allow(pattern, admits);
  }

  /** Rooms that everybody is put into when they connect. */
  onConnect(rooms: (actor: Actor) => Promise<string[]>): void {
    this.handshake.addHomes(rooms);
  }

  /** Says what is done with a message of clients; what the handler resolves to is the acknowledgement's data. */
  onMessage<N extends ClientMessage>(name: N, handler: MessageHandler<N>): void {
    this.messages.handle(name, handler);
  }

  /** @throws when a message of the contract has no handler */
  attach(server: HttpServer): void {
    this.messages.verify();
    this.io.use((socket, next) => {
      this.handshake.welcome(socket).then(
        () => next(),
        (error: Error) => next(refusal(error)),
      );
    });
    this.io.on('connection', (socket) => this.serve(socket));
    this.io.attach(server, { path: SOCKET_PATH });
    this.io.engine.on('headers', (headers: Record<string, string>) => Object.assign(headers, FIXED_HEADERS));
  }

  /** Sends to everybody in a room, on any process. */
  send<N extends ServerMessage>(room: string, name: N, payload: ServerPayload<N>): void {
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

  private serve(socket: LiveSocket): void {
    this.metrics.sockets.inc();
    this.handshake.reconcile(socket).catch(() => socket.disconnect(true));
    let sent = 0;
    const refill = setInterval(() => {
      sent = 0;
    }, 1_000);
    const expiry = setTimeout(
      () => socket.disconnect(true),
      Math.max(0, socket.data.expiresAt.getTime() - Date.now()),
    );
    socket.on('disconnect', () => {
      clearTimeout(expiry);
      clearInterval(refill);
      this.metrics.sockets.dec();
    });
    this.messages.listen(socket, () => ++sent <= MESSAGES_PER_SECOND);
  }
}
