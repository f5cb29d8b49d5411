import { z } from 'zod';
import {
  CalendarDate,
  Category,
  ClockTime,
  DIETARY_SLUGS,
  DietarySlug,
  Id,
  Instant,
  OffsetQuery,
  PageMeta,
  TimeSlot,
} from './primitives.js';
import { RestaurantCard } from './restaurants.js';
import { defineRoutes } from './route.js';
import { UserCard } from './users.js';

export const Vote = z.enum(['yes', 'no', 'skip']);
export type Vote = z.output<typeof Vote>;

export const ParticipantStatus = z.enum(['invited', 'joined', 'voting', 'done', 'left']);
export type ParticipantStatus = z.output<typeof ParticipantStatus>;

/** Most people that a group has besides who asks. */
export const MOST_GUESTS = 20;
const MOST_MATCHES = 20;

// Views ------------------------------------------------------------------------------------------------

export const VoteTally = z.object({ yes: z.int(), no: z.int(), skip: z.int() });
export type VoteTally = z.output<typeof VoteTally>;

const Diets = z.array(z.enum(DIETARY_SLUGS));

export const GroupMatch = z
  .object({
    restaurant: RestaurantCard,
    /** 0 to 100: the rounded sum of the parts */
    score: z.int(),
    /** at most 70, 20 and 10 */
    scoreBreakdown: z.object({ wantToTry: z.number(), dietary: z.number(), location: z.number() }),
    /** how many of the group want to try it */
    onListsCount: z.int(),
    /** who of them, as far as their lists are open to the viewer or they have joined */
    participants: z.array(Id),
    matchReasons: z.array(z.string()),
    /** null where no table is known to be free */
    availability: z
      .object({
        date: CalendarDate,
        timeSlot: TimeSlot,
        /** on the restaurant's clock */
        time: ClockTime.optional(),
        reservationLink: z.string().nullable(),
        /** a shared reservation that the viewer may claim for the group */
        reservationId: z.string().optional(),
      })
      .nullable(),
  })
  .meta({ id: 'GroupMatch' });
export type GroupMatch = z.output<typeof GroupMatch>;

export const GroupParticipant = UserCard.extend({
  status: ParticipantStatus,
  /** on how many of the matches they have voted */
  votedCount: z.int(),
  /** of those who have joined, or show it to everybody; empty for others */
  dietaryRestrictions: Diets,
}).meta({ id: 'GroupParticipant' });
export type GroupParticipant = z.output<typeof GroupParticipant>;

const GroupSessionHead = z.object({
  /** `session-<uuid>`; null where none was asked for */
  sessionId: z.string().nullable(),
  creatorId: Id,
  participants: z.array(GroupParticipant),
  date: CalendarDate,
  timeSlot: TimeSlot,
  category: Category.nullable(),
  /** no place is wanted by two of the group: these are wanted by one each */
  relaxed: z.boolean(),
  /** where everybody has voted yes; stands once it is found */
  consensusRestaurantId: Id.nullable(),
  /** what the creator decided on: no vote counts any more */
  selectedRestaurantId: Id.nullable(),
  /** grows with every change; the messages on the socket carry it too */
  version: z.int(),
  createdAt: Instant,
  expiresAt: Instant.nullable(),
});

export const MatchSession = GroupSessionHead.extend({
  /** of the request, and of the participants who show theirs here */
  dietaryRestrictions: Diets,
  /** best first */
  matches: z.array(GroupMatch).max(MOST_MATCHES),
  /** by restaurant id */
  votes: z.record(z.string(), VoteTally),
  myVotes: z.record(z.string(), Vote),
  /** what to settle for once everybody has voted on everything and no place has all */
  suggestedRestaurantId: Id.nullable(),
}).meta({ id: 'MatchSession' });
export type MatchSession = z.output<typeof MatchSession>;

export const MatchSessionSummary = GroupSessionHead.extend({
  matchCount: z.int(),
  myStatus: ParticipantStatus,
}).meta({ id: 'MatchSessionSummary' });
export type MatchSessionSummary = z.output<typeof MatchSessionSummary>;

export const CastVote = z
  .object({
    sessionId: z.string(),
    restaurantId: Id,
    vote: Vote,
    totalVotes: VoteTally,
    /** the restaurant that everybody agrees on */
    consensus: Id.nullable(),
  })
  .meta({ id: 'CastVote' });
export type CastVote = z.output<typeof CastVote>;

// Inputs -----------------------------------------------------------------------------------------------

export const MatchInput = z
  .object({
    /** the caller is always of the group */
    participantIds: z.array(Id).max(MOST_GUESTS).default([]),
    /** today where it is left out */
    date: CalendarDate.optional(),
    timeSlot: TimeSlot.default('dinner'),
    /** besides those of the participants */
    dietaryRestrictions: z.array(DietarySlug).max(DIETARY_SLUGS.length).default([]),
    category: Category.optional(),
    maxResults: z.int().min(1).max(MOST_MATCHES).default(MOST_MATCHES),
    createSession: z.boolean().default(true),
    /** where to meet, instead of near everybody's home; the group can tell it from the scores */
    center: z
      .object({
        lat: z
          .number()
          .min(-90)
          .max(90)
          .meta({ examples: [40.7223] }),
        lng: z
          .number()
          .min(-180)
          .max(180)
          .meta({ examples: [-73.9982] }),
      })
      .optional(),
  })
  .meta({ examples: [{ participantIds: [2, 3], timeSlot: 'dinner' }] });
export type MatchInput = z.output<typeof MatchInput>;

export const MatchSessionId = z
  .string()
  .regex(/^(session-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'must be the id of a session')
  .transform((id) => id.replace(/^session-/, ''))
  .meta({ examples: ['session-6f9619ff-8b86-4d01-b42d-00c04fc964ff'] });

export const VoteInput = z.object({ restaurantId: Id, vote: Vote });
export type VoteInput = z.output<typeof VoteInput>;

// Routes -----------------------------------------------------------------------------------------------

const SessionParams = z.object({ sid: MatchSessionId });
const tag = 'Groups';

export const groupRoutes = defineRoutes({
  matchGroup: {
    method: 'POST',
    path: '/groups/matches',
    tag,
    summary: 'Where a group should eat, best first; opens a session to vote in unless told not to',
    access: 'dineTogether',
    body: MatchInput,
    output: MatchSession,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  listGroupSessions: {
    method: 'GET',
    path: '/groups/matches',
    tag,
    summary: 'The open sessions of the caller, newest first',
    access: 'readOwn',
    query: OffsetQuery.extend({ status: z.enum(['invited', 'joined', 'voting', 'done']).optional() }),
    output: z.array(MatchSessionSummary),
    meta: PageMeta,
    status: 200,
    errors: [],
  },
  getGroupSession: {
    method: 'GET',
    path: '/groups/matches/:sid',
    tag,
    summary: 'A session as it stands; for its participants, until it expires',
    access: 'readOwn',
    params: SessionParams,
    output: MatchSession,
    status: 200,
    errors: ['SESSION_NOT_FOUND'],
  },
  castVote: {
    method: 'POST',
    path: '/groups/matches/:sid/vote',
    tag,
    summary: 'Vote on one of the matches; the last vote counts, and whoever votes has joined',
    access: 'dineTogether',
    params: SessionParams,
    body: VoteInput,
    output: CastVote,
    status: 200,
    errors: ['SESSION_NOT_FOUND', 'RESTAURANT_NOT_FOUND', 'SESSION_CLOSED'],
  },
  joinGroupSession: {
    method: 'POST',
    path: '/groups/matches/:sid/join',
    tag,
    summary: 'Take up an invitation, or come back; repeating changes nothing',
    access: 'dineTogether',
    params: SessionParams,
    output: MatchSession,
    status: 200,
    errors: ['SESSION_NOT_FOUND', 'SESSION_CLOSED'],
  },
  leaveGroupSession: {
    method: 'POST',
    path: '/groups/matches/:sid/leave',
    tag,
    summary: 'Leave, so that the others decide; joining again stays possible',
    access: 'dineTogether',
    params: SessionParams,
    output: MatchSession,
    status: 200,
    errors: ['SESSION_NOT_FOUND'],
  },
  refreshGroupSession: {
    method: 'POST',
    path: '/groups/matches/:sid/refresh',
    tag,
    summary: 'Work the matches out anew; votes stay',
    access: 'dineTogether',
    params: SessionParams,
    output: MatchSession,
    status: 200,
    errors: ['SESSION_NOT_FOUND', 'SESSION_CLOSED'],
  },
  selectMatch: {
    method: 'POST',
    path: '/groups/matches/:sid/select',
    tag,
    summary: 'Decide on one of the matches, as the creator; ends the voting',
    access: 'dineTogether',
    params: SessionParams,
    body: z.object({ restaurantId: Id }),
    output: MatchSession,
    status: 200,
    errors: ['SESSION_NOT_FOUND', 'RESTAURANT_NOT_FOUND', 'SESSION_CLOSED', 'FORBIDDEN'],
  },
  endGroupSession: {
    method: 'DELETE',
    path: '/groups/matches/:sid',
    tag,
    summary: 'End a session for everybody, as the creator',
    access: 'dineTogether',
    params: SessionParams,
    output: null,
    status: 204,
    undoable: true,
    errors: ['SESSION_NOT_FOUND', 'FORBIDDEN'],
  },
});
