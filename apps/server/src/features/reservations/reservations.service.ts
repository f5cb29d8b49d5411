import type { PageMeta, PriorityLevel, Reservation, ReservationQuery } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Database, type Db } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { pageMeta } from '../../platform/http/pages.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import type { Actor } from '../../platform/viewer.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import { UsersService } from '../users/users.public.js';
import { rankOf } from './priority.rules.js';
import { findOpenTables, findPage, findShown, findSoon } from './reservations.sql.js';
import { peopleIn, presentReservation, wireId } from './reservations.view.js';
import { StandingService } from './standing.service.js';

const DAY_MS = 86_400_000;

export const reservationNotThere = () =>
  new AppError('RESERVATION_NOT_FOUND', 'There is no such reservation.');

/** A table that somebody offers and the asking person could claim right now. */
export interface ClaimableTable {
  readonly reservationId: string;
  readonly time: string;
  readonly partySize: number;
}

/** Reads reservations as each person sees them. */
@Injectable()
export class ReservationsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly restaurants: RestaurantsService,
    private readonly standing: StandingService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async page(
    actor: Actor,
    query: ReservationQuery,
  ): Promise<{ reservations: Reservation[]; meta: PageMeta }> {
    const db = this.database.current;
    const level = await this.standing.claimLevel(actor.id);
    const filter = { ...query, viewerId: actor.id, rank: rankOf(level), now: this.clock() };
    const { ids, total } = await findPage(db, filter, query);
    return { reservations: await this.show(actor, ids, db, level), meta: pageMeta(query, total) };
  }

  /** What the person offered or claimed for the next days, at most a hundred. */
  async soon(actor: Actor, days: number): Promise<Reservation[]> {
    const now = this.clock();
    const until = new Date(now.getTime() + days * DAY_MS);
    return this.show(actor, await findSoon(this.database.current, actor.id, now, until));
  }

  /** @throws AppError RESERVATION_NOT_FOUND also for what the person may not see */
  async one(actor: Actor, id: number, db: Db = this.database.current): Promise<Reservation> {
    const [reservation] = await this.show(actor, [id], db);
    if (!reservation) throw reservationNotThere();
    return reservation;
  }

  /**
   * Tables for so many people or more that the person could claim right now, by restaurant, the smallest first:
   * of those open to everybody and those shared with the person.
   */
  async claimableAt(
    actor: Actor,
    wanted: { restaurantIds: readonly number[]; date: string; partySize: number },
  ): Promise<Map<number, ClaimableTable[]>> {
    if (wanted.restaurantIds.length === 0) return new Map();
    const rank = rankOf(await this.standing.claimLevel(actor.id));
    const viewing = { viewerId: actor.id, rank, now: this.clock() };
    const tables = await findOpenTables(this.database.current, viewing, wanted);
    return Map.groupBy(
      tables.map(({ id, ...table }) => ({ reservationId: wireId(id), ...table })),
      ({ restaurantId }) => restaurantId,
    );
  }

  /** In the order of the ids; what the person may not see is left out. */
  private async show(
    actor: Actor,
    ids: readonly number[],
    db: Db = this.database.current,
    known?: PriorityLevel,
  ): Promise<Reservation[]> {
    const rows = await findShown(db, ids, actor.id);
    if (rows.size === 0) return [];
    const [level, restaurants, people] = await Promise.all([
      known ?? this.standing.claimLevel(actor.id),
      this.restaurants.cards(
        actor,
        [...rows.values()].map(({ restaurantId }) => restaurantId),
        null,
        db,
      ),
      this.users.cards(actor, peopleIn(rows.values()), db),
    ]);
    const looking = { viewerId: actor.id, level, now: this.clock(), restaurants, people };
    return ids.flatMap((id) => {
      const row = rows.get(id);
      return (row && presentReservation(row, looking)) ?? [];
    });
  }
}
