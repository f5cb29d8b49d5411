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

/** Rooms that one socket may have entered on request. */
const MOST_REQUESTED = 50;

/** Which rooms people may enter on request. */
export class RoomRules {
  private readonly rules: { readonly pattern: RegExp; readonly admits: Admits }[] = [];

  allow(pattern: RegExp, admits: Admits): void {
    this.rules.push({ pattern, admits });
  }

  /** @throws AppError FORBIDDEN */
  async check(actor: Actor, room: string): Promise<void> {
    for (const { pattern, admits } of this.rules) {
      const id = pattern.exec(room)?.[1];
      if (id !== undefined && (await admits(actor, id))) return;
    }
    throw new AppError('FORBIDDEN', 'This room is not yours to enter.');
  }

  /** @throws AppError FORBIDDEN, TOKEN_EXPIRED, RATE_LIMIT_EXCEEDED for one room too many */
  async enter(actor: Actor, room: string, socket: LiveSocket): Promise<void> {
    const { requested, expiresAt } = socket.data;
    if (expiresAt.getTime() <= Date.now())
      throw new AppError('TOKEN_EXPIRED', 'The access token has expired: send auth:refresh.');
    await this.check(actor, room);
    if (!requested.has(room) && requested.size >= MOST_REQUESTED)
      throw new AppError('RATE_LIMIT_EXCEEDED', `A socket may enter ${MOST_REQUESTED} rooms.`);
    requested.add(room);
    await socket.join(room);
  }

  /** Leaves a room of those that are entered on request; any other stays as it is. */
  async leave(room: string, socket: LiveSocket): Promise<void> {
    if (!this.rules.some(({ pattern }) => pattern.test(room))) return;
    socket.data.requested.delete(room);
    await socket.leave(room);
  }
}
