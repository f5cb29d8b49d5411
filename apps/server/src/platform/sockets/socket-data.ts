import type { ServerMessage, ServerPayload } from '@beli/contract';
import type { DefaultEventsMap, Socket } from 'socket.io';
import type { Actor } from '../viewer.js';

/** The connection that a socket goes on with. */
export interface Resumed {
  readonly place: string;
  readonly socketId: string;
  readonly requested: readonly string[];
}

/** What is known of a connected socket. */
export interface SocketData {
  actor: Actor;
  token: string;
  expiresAt: Date;
  /** ends the socket some time after its token, unless another token comes */
  expiry?: NodeJS.Timeout;
  /** the latest sign of life that its client gave, on the clock of the process */
  heardAt: number;
  /** the client's bucket address */
  readonly address: string;
  /** rooms that belong to the person, as they were read during the handshake */
  readonly homes: readonly string[];
  /** rooms that were entered on request */
  readonly requested: Set<string>;
  /** the connection that this one goes on with */
  readonly resumed: Resumed | null;
}

export type LiveSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;

/**
 * Sends to one socket of this process, past the stream: with connection state recovery `socket.emit` would write
 * every such message there for all processes to read.
 * @param place the place in the stream that the client remembers with it
 */
export function tell<N extends ServerMessage>(
  socket: LiveSocket,
  name: N,
  payload: ServerPayload<N>,
  place?: string,
): void {
  const placed = place === undefined || place === '' ? [] : [place];
  socket.nsp.local.to(socket.id).emit(name, payload, ...placed);
}
