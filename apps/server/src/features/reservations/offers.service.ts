import type { Reservation, ReservationInput, ReservationPatch, ReservationShare } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database.js';
import { isUniqueViolation } from '../../platform/database/errors.js';
import { AppError, invalidField } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { instantOf } from '../../platform/time/local-time.rules.js';
import type { Actor } from '../../platform/viewer.js';
import {
  changeReservation,
  countOffers,
  findReachable,
  holdPlace,
  insertReservation,
} from './reservation-write.sql.js';
import { expiryOf, statusOf, timingFault } from './reservations.rules.js';
import { ReservationsService } from './reservations.service.js';
import { lockOwn, type ReservationRow } from './reservations.sql.js';

/** Offers of one person that are open or not a day old: people are told of what is shared, whatever their settings say. */
const MOST_OFFERS = 100;
const MOST_RECIPIENTS = 50;

const notAvailable = () =>
  new AppError('RESERVATION_NOT_AVAILABLE', 'The reservation was claimed or cancelled, or has expired.');

/** What owners do with their tables. */
@Injectable()
export class OffersService {
  constructor(
    private readonly database: Database,
    private readonly reservations: ReservationsService,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async offer(actor: Actor, input: ReservationInput): Promise<Reservation> {
    const { restaurantId, date, time } = input;
    return this.database.transaction(async (tx) => {
      const now = this.clock();
      const place = await holdPlace(tx, restaurantId);
      if (!place) throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');
      if (place.isClosed) throw invalidField('restaurantId', 'has closed for good');
      const startsAt = this.startOf(place.timezone, date, time);
      const givenExpiry = input.expiresAt === undefined ? null : new Date(input.expiresAt);
      const expiresAt = this.expiryOf(startsAt, givenExpiry, now, 'date');
      if ((await countOffers(tx, actor.id, now)) >= MOST_OFFERS)
        throw new AppError('CONFLICT', `${MOST_OFFERS} open offers, or offers a day, are enough.`);
      const recipients = await this.recipients(tx, actor, input.shareWith ?? []);
      const id = await refusingTwins(() =>
        insertReservation(tx, {
          ownerId: actor.id,
          restaurantId,
          date,
          time,
          timezone: place.timezone,
          startsAt,
          partySize: input.partySize,
          priority: input.priority,
          notes: input.notes || null,
          externalReservationId: input.externalReservationId ?? null,
          givenExpiry,
          expiresAt,
          sharedWith: recipients,
          now,
        }),
      );
      if (recipients.length > 0) await this.tellShared(tx, actor, id, recipients);
      return this.reservations.one(actor, id, tx);
    });
  }

  async change(actor: Actor, id: number, patch: ReservationPatch, version?: number): Promise<Reservation> {
    return this.database.transaction(async (tx) => {
      const now = this.clock();
      const own = await this.own(tx, actor, id);
      if (version !== undefined && version !== own.version)
        throw new AppError('PRECONDITION_FAILED', 'The reservation was changed meanwhile: read it again.');
      mustBeOpen(own, now);
      const { time, partySize, notes } = patch;
      const startsAt = time === undefined ? undefined : this.startOf(own.timezone, own.date, time);
      await changeReservation(
        tx,
        id,
        {
          ...(time !== undefined &&
            startsAt && { time, startsAt, expiresAt: this.expiryOf(startsAt, own.givenExpiry, now, 'time') }),
          ...(partySize !== undefined && { partySize }),
          ...(notes !== undefined && { notes: notes || null }),
        },
        now,
      );
      await this.outbox.append(tx, 'reservation.changed', { reservationId: id, recipientIds: [] });
      return this.reservations.one(actor, id, tx);
    });
  }

  /** Takes an offer back. Repeating changes nothing. */
  async cancel(actor: Actor, id: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const own = await this.own(tx, actor, id);
      if (own.status === 'cancelled') return;
      if (own.status === 'claimed') throw notAvailable();
      await this.close(tx, own);
    });
  }

  /** Offers a table to these people alone, besides those whom it is shared with. */
  async share(actor: Actor, id: number, recipientIds: readonly number[]): Promise<ReservationShare> {
    return this.database.transaction(async (tx) => {
      const now = this.clock();
      const own = await this.own(tx, actor, id);
      mustBeOpen(own, now);
      const recipients = await this.recipients(tx, actor, recipientIds);
      if (recipients.length === 0) throw invalidField('recipientIds', 'must name somebody else');
      const sharedWith = [...new Set([...own.sharedWith, ...recipients])];
      if (sharedWith.length > MOST_RECIPIENTS)
        throw invalidField('recipientIds', `a table is shared with ${MOST_RECIPIENTS} people at most`);
      await changeReservation(tx, id, { status: 'shared', sharedWith, sharedAt: own.sharedAt ?? now }, now);
      const added = recipients.filter((recipient) => !own.sharedWith.includes(recipient));
      if (added.length > 0) await this.tellShared(tx, actor, id, added);
      return this.shareOf(tx, actor, id);
    });
  }

  /** Shares no longer: cancels the offer, or opens it to everybody. */
  async endShare(actor: Actor, id: number, isReopened: boolean): Promise<ReservationShare> {
    return this.database.transaction(async (tx) => {
      const now = this.clock();
      const own = await this.own(tx, actor, id);
      if (own.status !== 'shared' || (isReopened && own.expiresAt <= now)) throw notAvailable();
      if (isReopened) {
        const change = { status: 'available', openedAt: now, sharedWith: [], sharedAt: null } as const;
        await changeReservation(tx, id, change, now);
        const recipientIds = own.sharedWith;
        await this.outbox.append(tx, 'reservation.changed', { reservationId: id, recipientIds });
      } else await this.close(tx, own);
      return this.shareOf(tx, actor, id);
    });
  }

  /**
   * A reservation for its owner to change, held until the commit.
   * @throws AppError FORBIDDEN where somebody else owns it, RESERVATION_NOT_FOUND where the person may not see it
   */
  private async own(tx: Tx, actor: Actor, id: number): Promise<ReservationRow> {
    const own = await lockOwn(tx, id, actor.id);
    if (own) return own;
    await this.reservations.one(actor, id, tx);
    throw new AppError('FORBIDDEN', 'Only who offers a reservation may change it.');
  }

  private async close(tx: Tx, { id, sharedWith }: ReservationRow): Promise<void> {
    await changeReservation(tx, id, { status: 'cancelled' }, this.clock());
    await this.outbox.append(tx, 'reservation.changed', { reservationId: id, recipientIds: sharedWith });
  }

  private async shareOf(tx: Tx, actor: Actor, id: number): Promise<ReservationShare> {
    const { status, sharedWith, sharedAt, ...reservation } = await this.reservations.one(actor, id, tx);
    return { id: reservation.id, status, sharedWith, sharedAt };
  }

  private async tellShared(
    tx: Tx,
    actor: Actor,
    reservationId: number,
    recipientIds: number[],
  ): Promise<void> {
    await this.outbox.append(tx, 'reservation.shared', { reservationId, userId: actor.id, recipientIds });
  }

  /**
   * Each once, without the owner.
   * @throws AppError USER_NOT_FOUND for anybody who is not there, or whose account is closed to the owner
   */
  private async recipients(tx: Tx, actor: Actor, ids: readonly number[]): Promise<number[]> {
    const others = [...new Set(ids)].filter((id) => id !== actor.id);
    if (others.length === 0) return [];
    const reachable = await findReachable(tx, others, actor.id);
    if (others.some((id) => !reachable.has(id)))
      throw new AppError('USER_NOT_FOUND', 'Not everybody of them is there.');
    return others;
  }

  private startOf(timezone: string, date: string, time: string): Date {
    const startsAt = instantOf(timezone, { date, time });
    if (!startsAt) throw invalidField('time', 'is skipped by the clock of the restaurant on that day');
    return startsAt;
  }

  private expiryOf(startsAt: Date, given: Date | null, now: Date, field: string): Date {
    const expiresAt = expiryOf(startsAt, given);
    const fault = timingFault(startsAt, expiresAt, now);
    if (fault !== null) throw invalidField(field, fault);
    return expiresAt;
  }
}

function mustBeOpen(own: ReservationRow, now: Date): void {
  const status = statusOf(own, now);
  if (status !== 'available' && status !== 'shared') throw notAvailable();
}

async function refusingTwins<T>(insert: () => Promise<T>): Promise<T> {
  try {
    return await insert();
  } catch (error) {
    if (isUniqueViolation(error, 'reservations_one_offer'))
      throw new AppError('CONFLICT', 'This reservation is offered already.');
    throw error;
  }
}
