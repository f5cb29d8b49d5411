import { z } from 'zod';
import { ActivityType, Id } from './primitives.js';
import { ReservationStatus } from './reservations.js';

/** Messages from the server to a socket, by name. They are hints: a client that missed some refetches. */
export const SERVER_MESSAGES = {
  'feed:update': z.object({
    activityId: z.string(),
    type: ActivityType,
    user: z.object({ id: Id, username: z.string(), displayName: z.string(), avatar: z.string().nullable() }),
    restaurant: z.object({ id: Id, name: z.string() }).nullable(),
  }),
  'notification:new': z.object({
    id: z.string(),
    type: z.string(),
    message: z.string(),
    createdAt: z.string(),
  }),
  'notification:count': z.object({ unreadCount: z.int() }),
  'restaurant:update': z.object({ id: Id, ratingCount: z.int(), averageScore: z.number().nullable() }),
  /** to the owner, the claimer and whom it is or was shared with */
  'reservation:update': z.object({ id: z.string(), status: ReservationStatus, claimedBy: Id.nullable() }),
  error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }),
} as const;

export type ServerMessage = keyof typeof SERVER_MESSAGES;
export type ServerPayload<N extends ServerMessage> = z.output<(typeof SERVER_MESSAGES)[N]>;

/** Messages from a socket to the server, by name. */
export const CLIENT_MESSAGES = {
  /** `user:<self>` or `restaurant:<id>`; acknowledged with `{ok}` */
  join_room: z.object({ room: z.string().min(1).max(100) }),
  leave_room: z.object({ room: z.string().min(1).max(100) }),
} as const;

export type ClientMessage = keyof typeof CLIENT_MESSAGES;
