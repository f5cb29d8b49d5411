import type { DefaultEventsMap, Socket } from 'socket.io';
import type { Actor } from '../viewer.js';

/** What is known of a connected socket. */
export interface SocketData {
  actor: Actor;
  token: string;
  expiresAt: Date;
  /** the client's bucket address */
  readonly address: string;
  /** rooms that it was put into during the handshake */
  readonly homes: readonly string[];
}

export type LiveSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;
