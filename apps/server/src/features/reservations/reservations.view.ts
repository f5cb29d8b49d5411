import type { PriorityLevel, Reservation, RestaurantCard, UserCard } from '@beli/contract';
import { claimableFrom, statusOf } from './reservations.rules.js';
import type { ReservationRow } from './reservations.sql.js';

export const wireId = (id: number): string => `res-${id}`;

/** Who looks, and what is shown to them besides the row. */
export interface Looking {
  readonly viewerId: number;
  readonly level: PriorityLevel;
  readonly now: Date;
  readonly restaurants: ReadonlyMap<number, RestaurantCard>;
  /** without those whom the viewer must not meet */
  readonly people: ReadonlyMap<number, UserCard>;
}

/** Undefined where the restaurant or the owner is not there for the viewer. */
export function presentReservation(row: ReservationRow, looking: Looking): Reservation | undefined {
  const { viewerId, level, now, people } = looking;
  const restaurant = looking.restaurants.get(row.restaurantId);
  const owner = people.get(row.ownerId);
  if (!restaurant || !owner) return undefined;
  const isOwner = row.ownerId === viewerId;
  const isParty = isOwner || row.claimedBy === viewerId;
  return {
    id: wireId(row.id),
    restaurant,
    date: row.date,
    time: row.time,
    dateTime: row.startsAt.toISOString(),
    timezone: row.timezone,
    partySize: row.partySize,
    priority: row.priority,
    status: statusOf(row, now),
    owner,
    claimedBy: (row.claimedBy !== null && people.get(row.claimedBy)) || null,
    claimedAt: row.claimedAt?.toISOString() ?? null,
    sharedWith:
      isOwner || row.sharedWith.includes(viewerId) ? row.sharedWith.filter((id) => people.has(id)) : [],
    sharedAt: row.sharedAt?.toISOString() ?? null,
    notes: row.notes,
    externalReservationId: isParty ? row.externalReservationId : null,
    claimableFrom: claimableFrom(level, row, now)?.toISOString() ?? null,
    expiresAt: row.expiresAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    version: row.version,
  };
}

/** Everybody whose card, or being there, it takes to show these rows. */
export const peopleIn = (rows: Iterable<ReservationRow>): number[] =>
  [...rows].flatMap(({ ownerId, claimedBy, sharedWith }) => [
    ownerId,
    ...(claimedBy === null ? [] : [claimedBy]),
    ...sharedWith,
  ]);
