import { AppError } from '../errors.js';
import type { Actor } from '../viewer.js';
import type { LiveSocket } from './socket-data.js';

/** Where everything for one person goes. */
export const userRoom = (userId: number) => `user:${userId}`;
/** By these the server finds sockets; no client can enter or leave them. */
export const personHandle = (userId: number) => `person:${userId}`;
export const sessionHandle = (sessionId: string) => `session:${sessionId}`;

/** Whether a person may enter the room of this name; `id` is what the pattern captured. */
export type Admits = (actor: Actor, id: string) => Promise<boolean>;

const refused = () => new AppError('FORBIDDEN', 'This room is not yours to enter.');

/** Rooms that one socket may have entered on request. */
const MOST_REQUESTED = 50;

/** Which rooms people may enter on request. */
export class RoomRules {
  private readonly rules: { readonly pattern: RegExp; readonly admits: Admits }[] = [];

  allow(pattern: RegExp, admits: Admits): void {
    this.rules.push({ pattern, admits });
  }

  async admits(actor: Actor, room: string): Promise<boolean> {
    for (const { pattern, admits } of this.rules) {
      const id = pattern.exec(room)?.[1];
      if (id !== undefined && (await admits(actor, id))) return true;
    }
    return false;
  }

  /** @throws AppError FORBIDDEN, TOKEN_EXPIRED, RATE_LIMIT_EXCEEDED for one room too many */
  async enter(actor: Actor, room: string, socket: LiveSocket): Promise<void> {
    const { requested, expiresAt } = socket.data;
    if (expiresAt.getTime() <= Date.now())
      throw new AppError('TOKEN_EXPIRED', 'The access token has expired: send auth:refresh.');
    if (!(await this.admits(actor, room))) throw refused();
    if (!requested.has(room) && requested.size >= MOST_REQUESTED)
      throw new AppError('RATE_LIMIT_EXCEEDED', `A socket may enter ${MOST_REQUESTED} rooms.`);
    requested.add(room);
    await socket.join(room);
    await this.vacate(actor, [room], socket);
    if (!requested.has(room)) throw refused();
  }

  /**
   * Takes a socket out of rooms that its person may not be in: whoever was put out of one while the socket was on its
   * way there was looked for too early.
   */
  async vacate(actor: Actor, rooms: Iterable<string>, socket: LiveSocket): Promise<void> {
    await Promise.all(
      [...rooms].map(async (room) => {
        if (await this.admits(actor, room)) return;
        socket.data.requested.delete(room);
        await socket.leave(room);
      }),
    );
  }

  /** Leaves a room of those that are entered on request; any other stays as it is. */
  async leave(room: string, socket: LiveSocket): Promise<void> {
    if (!this.rules.some(({ pattern }) => pattern.test(room))) return;
    socket.data.requested.delete(room);
    await socket.leave(room);
  }
}
