import { z } from 'zod';
import { PriorityLevel } from './admin.js';
import { prefixedId } from './interactions.js';
import {
  CalendarDate,
  ClockTime,
  Id,
  IdParam,
  Instant,
  OffsetQuery,
  PageMeta,
  plainText,
  queryFlag,
  queryInt,
  TimeZone,
  token,
} from './primitives.js';
import { RestaurantCard } from './restaurants.js';
import { defineRoutes } from './route.js';
import { UserCard } from './users.js';

// Words ------------------------------------------------------------------------------------------------

/** `expired`: nobody took it in time. */
export const ReservationStatus = z.enum(['available', 'claimed', 'shared', 'cancelled', 'expired']);
export type ReservationStatus = z.output<typeof ReservationStatus>;

// Views ------------------------------------------------------------------------------------------------

export const Reservation = z
  .object({
    /** `res-<n>` */
    id: z.string(),
    restaurant: RestaurantCard,
    /** on the restaurant's calendar and clock, in `timezone` */
    date: CalendarDate,
    time: ClockTime,
    dateTime: Instant,
    timezone: TimeZone,
    partySize: z.int(),
    /** the lowest level that may claim it at once; each lower one an hour later */
    priority: PriorityLevel,
    status: ReservationStatus,
    owner: UserCard,
    /** for the owner, the claimer and whom it was shared with */
    claimedBy: UserCard.nullable(),
    claimedAt: Instant.nullable(),
    /** for the owner and whom it is shared with; to everybody else empty */
    sharedWith: z.array(Id),
    sharedAt: Instant.nullable(),
    notes: z.string().nullable(),
    /** under which name it stands elsewhere; for the owner and the claimer */
    externalReservationId: z.string().nullable(),
    /** from when the viewer may claim it; null where it cannot be claimed */
    claimableFrom: Instant.nullable(),
    expiresAt: Instant,
    createdAt: Instant,
    version: z.int(),
  })
  .meta({ id: 'Reservation' });
export type Reservation = z.output<typeof Reservation>;

export const ReservationClaim = Reservation.pick({
  id: true,
  status: true,
  claimedBy: true,
  claimedAt: true,
}).meta({ id: 'ReservationClaim' });
export type ReservationClaim = z.output<typeof ReservationClaim>;

export const ReservationShare = Reservation.pick({
  id: true,
  status: true,
  sharedWith: true,
  sharedAt: true,
}).meta({ id: 'ReservationShare' });
export type ReservationShare = z.output<typeof ReservationShare>;

export const ReservationPriority = z
  .object({
    level: PriorityLevel,
    /** whether it was granted, whatever was earned */
    isGranted: z.boolean(),
    /** people who signed up by the person's invitation */
    invitesSent: z.int(),
    /** reservations that somebody claimed, less claims that were given back late */
    reservationsShared: z.int(),
    /** how far the next level is, in percent of what it takes; 100 at the highest */
    progress: z.object({ invites: z.int(), shares: z.int() }),
    nextLevel: PriorityLevel.nullable(),
    nextLevelProgress: z.int(),
    /** claims given back less than six hours before, in the last 90 days */
    lateReleases: z.int(),
    earlyAccess: z.object({
      isActive: z.boolean(),
      /** until then claims wait as long as those of Bronze; null where nothing was lost */
      lostUntil: Instant.nullable(),
    }),
  })
  .meta({ id: 'ReservationPriority' });
export type ReservationPriority = z.output<typeof ReservationPriority>;

// Inputs -----------------------------------------------------------------------------------------------

const partySize = z.int().min(1).max(20);
const notes = plainText(300).nullable();
const Recipients = z.array(Id).max(50);

export const ReservationInput = z
  .object({
    restaurantId: Id,
    date: CalendarDate,
    time: ClockTime,
    partySize,
    notes: notes.optional(),
    priority: PriorityLevel.default('SC'),
    externalReservationId: token(100).nullable().optional(),
    /** when it is no longer to be claimed; half an hour before it starts at the latest */
    expiresAt: Instant.optional(),
    /** who alone may claim it; nobody: everybody may */
    shareWith: Recipients.optional(),
  })
  .meta({ examples: [{ restaurantId: 1, date: '2026-12-31', time: '19:30', partySize: 4 }] });
export type ReservationInput = z.output<typeof ReservationInput>;

export const ReservationPatch = z
  .object({ time: ClockTime.optional(), partySize: partySize.optional(), notes: notes.optional() })
  .meta({ examples: [{ time: '20:00' }] });
export type ReservationPatch = z.output<typeof ReservationPatch>;

export const ReservationQuery = OffsetQuery.extend({
  /**
   * `available`: of others, to be claimed now or later · `claimed`: by the caller · `shared`: by or with the
   * caller · `mine`: the caller's own · `all`: all of these
   */
  status: z.enum(['available', 'claimed', 'shared', 'mine', 'all']).default('all'),
  /** with `shared`: by the caller (owner) or with the caller (recipient) */
  role: z.enum(['owner', 'recipient']).optional(),
  restaurantId: IdParam.optional(),
  city: plainText(100, 1).optional(),
  date: CalendarDate.optional(),
  /** for so many people or more */
  partySize: queryInt(1, 20).optional(),
});
export type ReservationQuery = z.output<typeof ReservationQuery>;

// Routes -----------------------------------------------------------------------------------------------

const params = z.object({ id: prefixedId('res-') });
const tag = 'Reservations';

export const reservationRoutes = defineRoutes({
  listReservations: {
    method: 'GET',
    path: '/reservations',
    tag,
    summary: 'Reservations to claim, and those that the caller has to do with; soonest first, past ones last',
    access: 'readOwn',
    query: ReservationQuery,
    output: z.array(Reservation),
    meta: PageMeta,
    status: 200,
    errors: [],
  },
  listReservationReminders: {
    method: 'GET',
    path: '/reservations/reminders',
    tag,
    summary: 'What the caller offered or claimed for the next days, soonest first',
    access: 'readOwn',
    query: z.object({ days: queryInt(1, 30).default(3) }),
    output: z.array(Reservation).max(100),
    status: 200,
    errors: [],
  },
  getReservation: {
    method: 'GET',
    path: '/reservations/:id',
    tag,
    summary: 'One reservation, if the caller may see it',
    access: 'readOwn',
    params,
    output: Reservation,
    status: 200,
    errors: ['RESERVATION_NOT_FOUND'],
  },
  createReservation: {
    method: 'POST',
    path: '/reservations',
    tag,
    summary: 'Offer a table: to everybody, or to some people alone',
    access: 'handReservations',
    body: ReservationInput,
    output: Reservation,
    status: 201,
    errors: ['RESTAURANT_NOT_FOUND', 'USER_NOT_FOUND', 'CONFLICT'],
  },
  updateReservation: {
    method: 'PATCH',
    path: '/reservations/:id',
    tag,
    summary: 'Change time, size or notes of an offer that nobody has claimed',
    access: 'handReservations',
    params,
    body: ReservationPatch,
    output: Reservation,
    status: 200,
    errors: [
      'RESERVATION_NOT_FOUND',
      'FORBIDDEN',
      'RESERVATION_NOT_AVAILABLE',
      'PRECONDITION_FAILED',
      'CONFLICT',
    ],
  },
  cancelReservation: {
    method: 'DELETE',
    path: '/reservations/:id',
    tag,
    summary: 'Take an offer back that nobody has claimed; repeating changes nothing',
    access: 'handReservations',
    params,
    output: null,
    status: 204,
    errors: ['RESERVATION_NOT_FOUND', 'FORBIDDEN', 'RESERVATION_NOT_AVAILABLE'],
  },
  claimReservation: {
    method: 'POST',
    path: '/reservations/:id/claim',
    tag,
    summary: 'Take a table; of many who try at once one gets it',
    access: 'handReservations',
    params,
    output: ReservationClaim,
    status: 200,
    errors: ['RESERVATION_NOT_FOUND', 'RESERVATION_NOT_AVAILABLE', 'CANNOT_CLAIM_OWN', 'FORBIDDEN'],
  },
  releaseReservation: {
    method: 'POST',
    path: '/reservations/:id/release',
    tag,
    summary: 'Give a claimed table back to whom it was offered; less than six hours before it costs a credit',
    access: 'handReservations',
    params,
    output: Reservation,
    status: 200,
    errors: ['RESERVATION_NOT_FOUND', 'RESERVATION_NOT_AVAILABLE', 'FORBIDDEN'],
  },
  shareReservation: {
    method: 'POST',
    path: '/reservations/:id/share',
    tag,
    summary: 'Offer a table to these people alone, besides those it is shared with already',
    access: 'handReservations',
    params,
    body: z
      .object({ recipientIds: z.array(Id).min(1).max(50) })
      .meta({ examples: [{ recipientIds: [2, 3] }] }),
    output: ReservationShare,
    status: 200,
    errors: ['RESERVATION_NOT_FOUND', 'USER_NOT_FOUND', 'FORBIDDEN', 'RESERVATION_NOT_AVAILABLE'],
  },
  endReservationShare: {
    method: 'DELETE',
    path: '/reservations/:id/share',
    tag,
    summary: 'Share no longer: the offer is cancelled, or with reopen open to everybody',
    access: 'handReservations',
    params,
    query: z.object({ reopen: queryFlag.default(false) }),
    output: ReservationShare,
    status: 200,
    errors: ['RESERVATION_NOT_FOUND', 'FORBIDDEN', 'RESERVATION_NOT_AVAILABLE'],
  },
  getReservationPriority: {
    method: 'GET',
    path: '/users/me/reservation-priority',
    tag,
    summary: "The caller's level: how early tables may be claimed, and what the next one takes",
    access: 'readOwn',
    output: ReservationPriority,
    status: 200,
    errors: [],
  },
});
