import type { PriorityLevel, Reservation, ReservationClaim } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import type { Actor } from '../../platform/viewer.js';
import { UsersService } from '../users/users.public.js';
import { rankOf } from './priority.rules.js';
import {
  claim,
  findOffer,
  insertLapse,
  type Offer,
  ownerIsThere,
  part,
  release,
} from './reservation-claim.sql.js';
import { claimableFrom, isLateRelease } from './reservations.rules.js';
import { ReservationsService, reservationNotThere } from './reservations.service.js';
import { wireId } from './reservations.view.js';
import { StandingService } from './standing.service.js';

const notAvailable = () =>
  new AppError('RESERVATION_NOT_AVAILABLE', 'Somebody was faster, or it is not offered any more.');

/** What others do with offered tables. */
@Injectable()
export class ClaimsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly reservations: ReservationsService,
    private readonly standing: StandingService,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Takes a table: one conditional update decides who of many gets it. Who comes when it is gone already hears so
   * from one read.
   */
  async claim(actor: Actor, id: number): Promise<ReservationClaim> {
    const now = this.clock();
    const offer = await findOffer(this.database.current, id, actor.id);
    // Whoever may claim at the lowest level may claim: most need no level.
    const level = isOpenTo('Bronze', offer, now) ? 'Bronze' : await this.standing.claimLevel(actor.id);
    if (!isOpenTo(level, offer, now)) throw refusalOf(offer, actor, level, now);
    return this.database.transaction(async (tx) => {
      if (!(await claim(tx, { id, userId: actor.id, rank: rankOf(level), now })))
        throw refusalOf(await findOffer(tx, id, actor.id), actor, level, now);
      if (!(await ownerIsThere(tx, id, actor.id))) throw reservationNotThere();
      await this.outbox.append(tx, 'reservation.claimed', { reservationId: id, userId: actor.id });
      const claimedBy = (await this.users.cards(actor, [actor.id], tx)).get(actor.id) ?? null;
      return { id: wireId(id), status: 'claimed', claimedBy, claimedAt: now.toISOString() };
    });
  }

  /** Gives a claimed table back to those whom it was offered to; late, that costs a credit. */
  async release(actor: Actor, id: number): Promise<Reservation> {
    return this.database.transaction(async (tx) => {
      const now = this.clock();
      const released = await release(tx, id, actor.id, now);
      if (!released) {
        const { claimedBy } = await this.reservations.one(actor, id, tx);
        if (claimedBy?.id === actor.id) throw notAvailable();
        throw new AppError('FORBIDDEN', 'Only who has claimed a reservation may give it back.');
      }
      if (isLateRelease(released.startsAt, now)) await insertLapse(tx, actor.id, id, now);
      await this.outbox.append(tx, 'reservation.released', { reservationId: id, userId: actor.id });
      return this.reservations.one(actor, id, tx);
    });
  }

  /** Two people have parted: neither keeps what the other offered. */
  async part(tx: Tx, one: number, other: number): Promise<void> {
    const ids = await part(tx, one, other, this.clock());
    await this.outbox.appendAll(
      tx,
      'reservation.changed',
      ids.map((reservationId) => ({ reservationId, recipientIds: [] })),
    );
  }
}

/** Whether a table can be had by somebody of a level, as it was just read. */
function isOpenTo(level: PriorityLevel, offer: Offer | undefined, now: Date): boolean {
  const from = offer && claimableFrom(level, offer, now);
  return from != null && from <= now;
}

/** Why a table could not be had. */
function refusalOf(offer: Offer | undefined, actor: Actor, level: PriorityLevel, now: Date): AppError {
  if (!offer) return reservationNotThere();
  if (offer.ownerId === actor.id) return new AppError('CANNOT_CLAIM_OWN', 'This table is yours already.');
  const from = claimableFrom(level, offer, now);
  return from !== null && from > now
    ? new AppError('FORBIDDEN', 'Others may claim this table before you.', {
        claimableFrom: from.toISOString(),
      })
    : notAvailable();
}
