import { z } from 'zod';
import type { ErrorCode } from './errors.js';
import { CastVote, MatchSessionId, ParticipantStatus, Vote, VoteInput, VoteTally } from './groups.js';
import type { Permission } from './permissions.js';
import { ActivityType, Id } from './primitives.js';

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
  /** Messages to a group carry the version of its session: what is older than what a client has says nothing. */
  'group:vote': z.object({
    sessionId: z.string(),
    userId: Id,
    restaurantId: Id,
    vote: Vote,
    totalVotes: VoteTally,
    version: z.int(),
  }),
  'group:status': z.object({
    sessionId: z.string(),
    userId: Id,
    status: ParticipantStatus,
    votedCount: z.int(),
    version: z.int(),
  }),
  /** everybody agrees on this restaurant */
  'group:matched': z.object({ sessionId: z.string(), restaurantId: Id, version: z.int() }),
  /** the matches are others now, or the creator decided: read the session again */
  'group:changed': z.object({
    sessionId: z.string(),
    selectedRestaurantId: Id.nullable(),
    version: z.int(),
  }),
  /** the session is gone */
  'group:ended': z.object({ sessionId: z.string() }),
  /** a message that was refused and asked for no acknowledgement */
  error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }),
} as const;

export type ServerMessage = keyof typeof SERVER_MESSAGES;
export type ServerPayload<N extends ServerMessage> = z.output<(typeof SERVER_MESSAGES)[N]>;

interface ClientMessageDefinition {
  readonly payload: z.ZodType;
  /** what the acknowledgement carries beside `ok`; null where that is all */
  readonly answer: z.ZodType | null;
  /**
   * Set where a message does what a route does: it is let in like a request to that route, by the same
   * permission and out of the same bucket. Null for messages about the connection itself.
   */
  readonly access: Permission | null;
}

const defineClientMessages = <T extends Record<string, ClientMessageDefinition>>(messages: T): T => messages;

const Room = z.object({ room: z.string().min(1).max(100) });

/** Messages from a socket to the server, by name. */
export const CLIENT_MESSAGES = defineClientMessages({
  /** `user:<self>`, `restaurant:<id>`, or `group:<session id>` of a session in which one takes part */
  join_room: { payload: Room, answer: null, access: null },
  leave_room: { payload: Room, answer: null, access: null },
  /** does what `POST /groups/matches/:sid/vote` does */
  'group:vote': {
    payload: VoteInput.extend({ sessionId: MatchSessionId }),
    answer: CastVote,
    access: 'dineTogether',
  },
});

export type ClientMessage = keyof typeof CLIENT_MESSAGES;
type Definition<N extends ClientMessage> = (typeof CLIENT_MESSAGES)[N];
export type ClientPayload<N extends ClientMessage> = z.output<Definition<N>['payload']>;

/** What the acknowledgement of a message carries beside `ok`. */
export type ClientAnswer<N extends ClientMessage> = Definition<N>['answer'] extends infer A extends z.ZodType
  ? z.output<A>
  : void;

export interface RefusedMessage {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly message: string;
  readonly requestId: string;
}

export type Acknowledgement<N extends ClientMessage> =
  | (ClientAnswer<N> extends undefined
      ? { readonly ok: true }
      : { readonly ok: true; readonly data: ClientAnswer<N> })
  | RefusedMessage;

/** For typed clients: `Socket<ServerToClient, ClientToServer>`. */
export type ServerToClient = { [N in ServerMessage]: (payload: ServerPayload<N>) => void };
export type ClientToServer = {
  [N in ClientMessage]: (
    payload: z.input<Definition<N>['payload']>,
    acknowledge?: (answer: Acknowledgement<N>) => void,
  ) => void;
};
