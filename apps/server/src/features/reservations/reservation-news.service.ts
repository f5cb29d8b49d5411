import type { EventPayload } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { Sockets, userRoom } from '../../platform/sockets/sockets.js';
import { NotificationsService } from '../notifications/notifications.public.js';
import { findParties, findTold, type Told } from './reservation-claim.sql.js';
import { statusOf } from './reservations.rules.js';
import { wireId } from './reservations.view.js';

const HOUR_MS = 3_600_000;

const placeOf = ({ restaurantName, date, time, partySize }: Told) =>
  `${restaurantName}, ${date} at ${time}, for ${partySize}`;

/** Tells people what became of reservations that they have to do with. */
@Injectable()
export class ReservationNews {
  constructor(
    private readonly notifications: NotificationsService,
    private readonly sockets: Sockets,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** To the open sockets of everybody concerned; those from whom it was taken hear that it is gone. */
  async announce(tx: Tx, reservationId: number, recipientIds: readonly number[] = []): Promise<void> {
    const [told, parties] = [
      await findTold(tx, reservationId),
      await findParties(tx, reservationId, recipientIds),
    ];
    if (!told) return;
    const status = statusOf(told, this.clock());
    for (const { userId, isParty, claimedBy } of parties) {
      const isShown = isParty || status === 'available';
      this.sockets.send(userRoom(userId), 'reservation:update', {
        id: wireId(reservationId),
        status: isShown ? status : 'cancelled',
        claimedBy: isShown ? claimedBy : null,
      });
    }
  }

  async shared(tx: Tx, eventId: string, event: EventPayload<'reservation.shared'>): Promise<void> {
    const told = await findTold(tx, event.reservationId);
    if (told?.status !== 'shared') return;
    const recipients = event.recipientIds.filter((id) => told.sharedWith.includes(id));
    await this.notifications.tell(
      tx,
      eventId,
      {
        type: 'reservation_shared',
        target: wireId(told.id),
        actorId: told.ownerId,
        restaurantId: told.restaurantId,
        message: `shares a table with you: ${placeOf(told)}`,
      },
      recipients,
    );
  }

  async claimed(tx: Tx, eventId: string, event: EventPayload<'reservation.claimed'>): Promise<void> {
    const told = await findTold(tx, event.reservationId);
    if (told?.claimedBy !== event.userId) return;
    await this.notifications.tell(
      tx,
      eventId,
      {
        type: 'reservation_claimed',
        target: wireId(told.id),
        actorId: event.userId,
        restaurantId: told.restaurantId,
        message: `takes your table: ${placeOf(told)}`,
      },
      [told.ownerId],
    );
  }

  async released(tx: Tx, eventId: string, event: EventPayload<'reservation.released'>): Promise<void> {
    const told = await findTold(tx, event.reservationId);
    if (!told || told.status === 'claimed') return;
    await this.notifications.tell(
      tx,
      eventId,
      {
        type: 'system',
        target: wireId(told.id),
        actorId: null,
        restaurantId: told.restaurantId,
        message: `Your table was given back: ${placeOf(told)}.`,
      },
      [told.ownerId],
    );
  }

  /** To the owner and who has claimed it, unless they came to it within these hours only. */
  async due(
    tx: Tx,
    eventId: string,
    { reservationId, hours }: EventPayload<'reservation.due'>,
  ): Promise<void> {
    const told = await findTold(tx, reservationId);
    if (!told || told.status === 'cancelled') return;
    const mark = told.startsAt.getTime() - hours * HOUR_MS;
    const people = [
      { id: told.ownerId, since: told.createdAt },
      { id: told.claimedBy, since: told.claimedAt },
    ];
    const recipients = people.flatMap(({ id, since }) =>
      id !== null && since !== null && since.getTime() <= mark ? [id] : [],
    );
    await this.notifications.tell(
      tx,
      eventId,
      {
        type: 'reservation_reminder',
        target: wireId(told.id),
        actorId: null,
        restaurantId: told.restaurantId,
        message: `In ${hours} hours: ${placeOf(told)}.`,
      },
      recipients,
    );
  }
}
