import { z } from 'zod';
import type { ErrorCode } from './errors.js';
import { CastVote, MatchSessionId, ParticipantStatus, Vote, VoteInput, VoteTally } from './groups.js';
import { Notification } from './notifications.js';
import type { Permission } from './permissions.js';
import { ActivityType, Id } from './primitives.js';
import { ReservationStatus } from './reservations.js';

/** A message's payload, and what docs/sockets.md says of it. */
const told = <S extends z.ZodRawShape>(description: string, shape: S) =>
  z.object(shape).meta({ description });

/** Messages from the server to a socket, by name. They are hints: a client that missed some refetches. */
export const SERVER_MESSAGES = {
  'feed:update': told('Somebody whom the person follows did something that the feed shows.', {
    activityId: z.string(),
    type: ActivityType,
    user: z.object({ id: Id, username: z.string(), displayName: z.string(), avatar: z.string().nullable() }),
    restaurant: z.object({ id: Id, name: z.string() }).nullable(),
  }),
  'notification:new': told(
    'The person is told something: the notification as the inbox shows it.',
    Notification.shape,
  ),
  'notification:count': told('How much of it is unread now.', { unreadCount: z.int() }),
  'post:published': told(
    'Somebody whom you follow has published. One message to many: it says nothing of your own unread count.',
    {
      postId: z.string(),
      title: z.string(),
      author: z.object({
        id: Id,
        username: z.string(),
        displayName: z.string(),
        avatar: z.string().nullable(),
      }),
    },
  ),
  'restaurant:update': told('In the room of a restaurant: its ratings moved.', {
    id: Id,
    ratingCount: z.int(),
    averageScore: z.number().nullable(),
  }),
  'reservation:update': told(
    'To the owner, the claimer and whom it is or was shared with: a reservation is another now.',
    { id: z.string(), status: ReservationStatus, claimedBy: Id.nullable() },
  ),
  'group:vote': told(
    'In the room of a group: somebody voted. Messages to a group carry the version of its session: what is older than what a client has says nothing.',
    {
      sessionId: z.string(),
      userId: Id,
      restaurantId: Id,
      vote: Vote,
      totalVotes: VoteTally,
      version: z.int(),
    },
  ),
  'group:status': told('In the room of a group: somebody joined, left, or is further on.', {
    sessionId: z.string(),
    userId: Id,
    status: ParticipantStatus,
    votedCount: z.int(),
    version: z.int(),
  }),
  'group:matched': told('In the room of a group: everybody agrees on this restaurant. Once a session.', {
    sessionId: z.string(),
    restaurantId: Id,
    version: z.int(),
  }),
  'group:changed': told(
    'In the room of a group: the matches are others now, or the creator decided. Fetch the session again.',
    { sessionId: z.string(), selectedRestaurantId: Id.nullable(), version: z.int() },
  ),
  'group:ended': told('In the room of a group: its session is gone.', { sessionId: z.string() }),
  'presence:update': told('A mutual follow came or left. May come twice.', {
    userId: Id,
    online: z.boolean(),
  }),
  'presence:list': told(
    'Which mutual follows are online, instead of what was known before: on connecting, and after a silence. At most 500 are looked at, the longest ones first.',
    { online: z.array(Id) },
  ),
  'auth:expired': told('The token has expired: the socket ends after so long, unless `auth:refresh` comes.', {
    graceSeconds: z.int(),
  }),
  'sync:refetch': told(
    'Messages were lost: fetch again what is shown, at a random moment within so many seconds.',
    { withinSeconds: z.int() },
  ),
  'sync:position': told(
    "Keeps a quiet client's place in the stream of messages. There is nothing to do.",
    {},
  ),
  error: told('A message of the client was refused and had asked for no acknowledgement.', {
    code: z.string(),
    message: z.string(),
    requestId: z.string(),
  }),
} as const;

export type ServerMessage = keyof typeof SERVER_MESSAGES;
export type ServerPayload<N extends ServerMessage> = z.output<(typeof SERVER_MESSAGES)[N]>;

interface ClientMessageDefinition {
  readonly summary: string;
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
  join_room: {
    summary:
      'Enter `user:<self>`, `restaurant:<id>`, or `group:<sessionId>` of a session in which one takes part; 50 rooms at most, anything else is FORBIDDEN. Sockets of people who have joined a session are in its room already.',
    payload: Room,
    answer: null,
    access: null,
  },
  leave_room: { summary: 'Leave a room that was entered.', payload: Room, answer: null, access: null },
  'group:vote': {
    summary: 'Vote on a match of a group; does what `POST /groups/matches/:sid/vote` does.',
    payload: VoteInput.extend({ sessionId: MatchSessionId }),
    answer: CastVote,
    access: 'dineTogether',
  },
  heartbeat: {
    summary: 'The app is in front: every 25 s. Who says nothing for 60 s is offline.',
    payload: z.object({}),
    answer: null,
    access: null,
  },
  'auth:refresh': {
    summary: 'Go on under another access token of the same person.',
    payload: z.object({ token: z.string().min(1).max(4_096) }),
    answer: z.object({ expiresAt: z.iso.datetime() }),
    access: null,
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
