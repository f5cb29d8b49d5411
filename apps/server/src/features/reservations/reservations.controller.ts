import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, IfMatch, Input, Self } from '../../platform/http/endpoint.js';
import type { Actor } from '../../platform/viewer.js';
import { ClaimsService } from './claims.service.js';
import { OffersService } from './offers.service.js';
import { ReservationsService } from './reservations.service.js';
import { StandingService } from './standing.service.js';

@Controller()
export class ReservationsController {
  constructor(
    private readonly reservations: ReservationsService,
    private readonly offers: OffersService,
    private readonly claims: ClaimsService,
    private readonly standing: StandingService,
  ) {}

  @Endpoint(ROUTES.listReservations)
  async list(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.listReservations>) {
    const { reservations, meta } = await this.reservations.page(actor, query);
    return new Answer(reservations, meta);
  }

  @Endpoint(ROUTES.listReservationReminders)
  async reminders(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.listReservationReminders>) {
    return new Answer(await this.reservations.soon(actor, query.days));
  }

  @Endpoint(ROUTES.getReservation)
  async get(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.getReservation>) {
    const reservation = await this.reservations.one(actor, params.id);
    return new Answer(reservation);
  }

  @Endpoint(ROUTES.createReservation)
  async create(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.createReservation>) {
    const reservation = await this.offers.offer(actor, body);
    return new Answer(reservation, undefined, { version: reservation.version });
  }

  @Endpoint(ROUTES.updateReservation)
  async update(
    @Self() actor: Actor,
    @Input() { params, body }: Parsed<typeof ROUTES.updateReservation>,
    @IfMatch() version: number | undefined,
  ) {
    const reservation = await this.offers.change(actor, params.id, body, version);
    return new Answer(reservation, undefined, { version: reservation.version });
  }

  @Endpoint(ROUTES.cancelReservation)
  async cancel(
    @Self() actor: Actor,
    @Input() { params }: Parsed<typeof ROUTES.cancelReservation>,
  ): Promise<void> {
    await this.offers.cancel(actor, params.id);
  }

  @Endpoint(ROUTES.claimReservation)
  async claim(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.claimReservation>) {
    return new Answer(await this.claims.claim(actor, params.id));
  }

  @Endpoint(ROUTES.releaseReservation)
  async release(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.releaseReservation>) {
    return new Answer(await this.claims.release(actor, params.id));
  }

  @Endpoint(ROUTES.shareReservation)
  async share(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.shareReservation>) {
    return new Answer(await this.offers.share(actor, params.id, body.recipientIds));
  }

  @Endpoint(ROUTES.endReservationShare)
  async endShare(
    @Self() actor: Actor,
    @Input() { params, query }: Parsed<typeof ROUTES.endReservationShare>,
  ) {
    return new Answer(await this.offers.endShare(actor, params.id, query.reopen));
  }

  @Endpoint(ROUTES.getReservationPriority)
  async priority(@Self() actor: Actor) {
    return new Answer(await this.standing.priority(actor));
  }
}
