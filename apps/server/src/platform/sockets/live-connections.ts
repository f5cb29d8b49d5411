import type { ServerMessage, ServerPayload } from '@beli/contract';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { Actor } from '../viewer.js';
import type { Connections } from './connections.js';
import type { Handshake } from './handshake.js';
import type { Presence } from './presence.js';
import type { Recovery } from './recovery.js';
import { personHandle, sessionHandle, userRoom } from './rooms.js';
import { type LiveSocket, type Resumed, tell } from './socket-data.js';
import type { SocketStream } from './socket-stream.js';
import type { TokenExpiry } from './token-expiry.js';

/** Packets that wait for a client which does not read. */
const MOST_UNSENT = 1_000;

/** Ends of a connection that were meant: the client will not come back by itself. */
const FAREWELLS = new Set(['client namespace disconnect', 'server namespace disconnect']);

type Tell = <N extends ServerMessage>(name: N, payload: ServerPayload<N>) => void;
export type Arrival = (actor: Actor, tell: Tell) => Promise<void>;

interface Parts {
  readonly handshake: Handshake;
  readonly stream: SocketStream;
  readonly presence: Presence;
  readonly recovery: Recovery;
  readonly connections: Connections;
  readonly expiry: TokenExpiry;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** What is done for a socket from its connection to its end. */
export class LiveConnections {
  private readonly arrivals: Arrival[] = [];

  constructor(private readonly parts: Parts) {}

  onArrival(arrival: Arrival): void {
    this.arrivals.push(arrival);
  }

  begin(socket: LiveSocket): void {
    const { metrics, expiry, recovery } = this.parts;
    const { actor, resumed } = socket.data;
    metrics.sockets.inc();
    // The library keeps the request of the handshake for as long as the socket is open.
    Object.assign(socket.conn, { request: null });
    const outcome = resumed ? 'recovered' : recovery.wasAsked(socket) ? 'not-recovered' : 'connected';
    metrics.socketHandshakes.inc({ outcome });
    expiry.watch(socket);
    socket.conn.on('heartbeat', () => this.stay(socket));
    socket.on('disconnect', (reason) => this.end(socket, reason));
    // Handles first, in the same turn: from here on the socket is found by whoever wants to end it.
    void socket.join([personHandle(actor.id), sessionHandle(actor.sessionId)]);
    this.settle(socket, resumed).catch((error: Error) => {
      this.parts.logger.debug({ reason: error.message }, 'a socket could not settle');
      socket.disconnect(true);
    });
  }

  /** A sign of life of the client. Who was taken for offline heard nothing of who came and left. */
  async beat(socket: LiveSocket): Promise<void> {
    const { data } = socket;
    const silentFor = performance.now() - data.heardAt;
    data.heardAt = performance.now();
    const isComing = await this.sign(socket);
    if (isComing || silentFor > this.parts.presence.silenceMs) await this.arrive(socket);
  }

  /** Without Redis nobody is online; the next sign counts again. */
  private async sign({ data, id }: LiveSocket): Promise<boolean> {
    return this.parts.presence.beat(data.actor.id, id).catch((error: Error) => {
      this.parts.logger.debug({ reason: error.message }, 'a heartbeat was not counted');
      return false;
    });
  }

  private async settle(socket: LiveSocket, resumed: Resumed | null): Promise<void> {
    const { handshake, stream, recovery } = this.parts;
    const { actor, homes, requested } = socket.data;
    const rooms = [userRoom(actor.id), ...homes, ...requested];
    if (resumed) await this.goOn(socket, resumed, rooms);
    else void socket.join(rooms);
    if (!resumed && recovery.wasAsked(socket)) tell(socket, 'sync:refetch', { withinSeconds: 0 });
    tell(socket, 'sync:position', {}, stream.place);
    recovery.keep(socket);
    await handshake.reconcile(socket);
    if (!socket.connected) return;
    await this.sign(socket);
    // The one before may still be open somewhere, half dead; not sooner, or its person would seem to leave.
    if (resumed) socket.nsp.in(resumed.socketId).disconnectSockets(true);
    await this.arrive(socket);
  }

  /** What cannot be told now is not worth the connection: the client asks, or hears of the next change. */
  private async arrive(socket: LiveSocket): Promise<void> {
    for (const arrival of this.arrivals) {
      await arrival(socket.data.actor, (name, payload) => tell(socket, name, payload)).catch((error: Error) =>
        this.parts.logger.debug({ reason: error.message }, 'an arrival could not be told everything'),
      );
    }
  }

  /** Hands over what was missed and enters the rooms, in one turn: nothing falls between, nothing comes twice. */
  private async goOn(socket: LiveSocket, resumed: Resumed, rooms: string[]): Promise<void> {
    const missed = await this.parts.stream.since(resumed.place, new Set(rooms)).catch(() => null);
    void socket.join(rooms);
    if (missed === null) tell(socket, 'sync:refetch', { withinSeconds: 0 });
    for (const { name, payload, place } of missed ?? [])
      tell(socket, name as ServerMessage, payload as never, place);
  }

  /** The transport is alive: seat, recovery and place in the stream are good for another while. */
  private stay(socket: LiveSocket): void {
    if (unsent(socket) > MOST_UNSENT) {
      socket.disconnect(true);
      return;
    }
    void this.parts.connections.renew(socket.data.actor.id, socket.id);
    this.parts.recovery.keep(socket);
    tell(socket, 'sync:position', {}, this.parts.stream.place);
  }

  private end(socket: LiveSocket, reason: string): void {
    const { metrics, expiry, connections, presence, recovery } = this.parts;
    const { actor } = socket.data;
    metrics.sockets.dec();
    expiry.unwatch(socket);
    connections.release(actor.id, socket.id);
    // Whoever was cut off stays online for the time of silence: it may be a tunnel.
    if (FAREWELLS.has(reason)) presence.leave(actor.id, socket.id).catch(() => undefined);
    if (reason === 'client namespace disconnect') recovery.forget(socket);
    else if (!FAREWELLS.has(reason)) recovery.keep(socket);
  }
}

/** Packets that the transport has not taken yet; the library keeps them to itself. */
const unsent = ({ conn }: LiveSocket) => (conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length;
