import { AppError } from '../errors.js';
import type { Actor } from '../viewer.js';

/** Where everything for one person goes. */
export const userRoom = (userId: number) => `user:${userId}`;
/** By these the server finds sockets; no client can enter or leave them. */
export const personHandle = (userId: number) => `person:${userId}`;
export const sessionHandle = (sessionId: string) => `session:${sessionId}`;

/** Whether a person may enter the room of this name; `id` is what the pattern captured. */
export type Admits = (actor: Actor, id: string) => Promise<boolean>;

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

  /** Whether it is a room that is entered on request, and so may be left. */
  mayLeave(room: string): boolean {
    return this.rules.some(({ pattern }) => pattern.test(room));
  }
}
