import type {
  Acknowledgement,
  ClientMessage,
  ClientPayload,
  ServerMessage,
  ServerPayload,
} from '@beli/contract';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { until } from './until.js';

/** A connected socket that remembers what it was told. */
export class Listener {
  /** everything, in order */
  readonly heard: { name: string; payload: unknown }[] = [];

  private constructor(readonly socket: Socket) {
    socket.onAny((name: string, payload: unknown) => this.heard.push({ name, payload }));
  }

  static async connect(
    url: string,
    token: string,
    options: Partial<ManagerOptions & SocketOptions> = {},
  ): Promise<Listener> {
    const socket = io(url, {
      path: '/ws',
      transports: ['websocket'],
      auth: { token },
      reconnection: false,
      reconnectionDelay: 20,
      forceNew: true,
      ...options,
    });
    const listener = new Listener(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return listener;
  }

  all<N extends ServerMessage>(name: N): ServerPayload<N>[] {
    return this.heard.filter((one) => one.name === name).map(({ payload }) => payload as ServerPayload<N>);
  }

  next<N extends ServerMessage>(name: N, count = 1): Promise<ServerPayload<N>[]> {
    return until(`a socket hears ${count} ${name}`, () => {
      const found = this.all(name);
      return found.length >= count ? found : undefined;
    });
  }

  ask<N extends ClientMessage>(name: N, payload: ClientPayload<N>): Promise<Acknowledgement<N>> {
    return this.socket.timeout(5_000).emitWithAck(name, payload);
  }

  /** What the library remembers of a connection, to go on with it. */
  get memory(): { pid: string; offset: string } {
    const { _pid: pid, _lastOffset: offset } = this.socket as unknown as {
      _pid: string;
      _lastOffset: string;
    };
    return { pid, offset };
  }

  /** Loses the transport without a goodbye. */
  cut(): void {
    this.socket.io.engine.close();
  }

  close(): void {
    this.socket.disconnect();
  }
}
