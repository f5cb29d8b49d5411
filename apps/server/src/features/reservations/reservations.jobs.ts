import { Injectable } from '@nestjs/common';
import { ReactionRegistry } from '../../platform/queues/reaction-registry.js';
import { ClaimsService } from './claims.service.js';
import { ReservationNews } from './reservation-news.service.js';

@Injectable()
export class ReservationsJobs {
  constructor(registry: ReactionRegistry, news: ReservationNews, claims: ClaimsService) {
    for (const event of ['reservation.shared', 'reservation.claimed', 'reservation.released'] as const)
      registry.handle(event, 'announce', (tx, { payload }) => news.announce(tx, payload.reservationId));
    registry.handle('reservation.changed', 'announce', (tx, { payload }) =>
      news.announce(tx, payload.reservationId, payload.recipientIds),
    );
    registry.handle('reservation.shared', 'notify', (tx, { id, payload }) => news.shared(tx, id, payload));
    registry.handle('reservation.claimed', 'notify', (tx, { id, payload }) => news.claimed(tx, id, payload));
    registry.handle('reservation.released', 'notify', (tx, { id, payload }) =>
      news.released(tx, id, payload),
    );
    registry.handle('reservation.due', 'notify', (tx, { id, payload }) => news.due(tx, id, payload));
    registry.handle('person.blocked', 'part-reservations', (tx, { payload }) =>
      claims.part(tx, payload.blockerId, payload.blockedId),
    );
  }
}
