import type { PageMeta, Visit, VisitAdded, VisitInput } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { pageMeta } from '../../platform/http/pages.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import type { Actor } from '../../platform/viewer.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import { currentStreak, dateIn } from '../users/users.public.js';
import { RelationKeeper } from './relation-keeper.js';
import { pickRelation } from './relations.service.js';
import { presentVisit } from './relations.view.js';
import { VisitKeeper } from './visit-keeper.js';
import { countVisits, deleteVisit, findVisits, showVisits } from './visits.sql.js';

/** Repeat visits to places on been. */
@Injectable()
export class VisitsService {
  constructor(
    private readonly database: Database,
    private readonly restaurants: RestaurantsService,
    private readonly keeper: RelationKeeper,
    private readonly visits: VisitKeeper,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async add(actor: Actor, restaurantId: number, input: VisitInput): Promise<VisitAdded> {
    return this.database.transaction(async (tx) => {
      const { keeper, kept } = await this.keeper.open(tx, actor, restaurantId);
      pickRelation(kept, 'been', undefined);
      await this.keeper.checkReferences(tx, actor, input);
      const { row, streak } = await this.visits.addAgain(tx, {
        userId: actor.id,
        restaurantId,
        visitDate: this.visits.dateOf(keeper, input.visitDate),
        companionIds: [...new Set(input.companions ?? [])],
        notes: input.notes ?? null,
        photos: input.photos ?? [],
      });
      await showVisits(tx, actor.id, restaurantId);
      const event = { userId: actor.id, restaurantId, streakReached: streak.reached };
      await this.outbox.append(tx, 'visit.added', event);
      const today = dateIn(keeper.timezone, this.clock());
      return { ...presentVisit(row), streak: currentStreak(streak.days, streak.lastVisitOn, today) };
    });
  }

  async page(
    actor: Actor,
    restaurantId: number,
    query: { page: number; pageSize: number },
  ): Promise<{ visits: Visit[]; meta: PageMeta }> {
    const db = this.database.current;
    const offset = (query.page - 1) * query.pageSize;
    const [rows, total, exists] = await Promise.all([
      findVisits(db, actor.id, restaurantId, { limit: query.pageSize, offset }),
      countVisits(db, actor.id, restaurantId),
      this.restaurants.exists(restaurantId),
    ]);
    if (!exists && total === 0) throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');
    return { visits: rows.map(presentVisit), meta: pageMeta(query, total) };
  }

  async remove(actor: Actor, restaurantId: number, id: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.keeper.open(tx, actor, restaurantId);
      if (!(await deleteVisit(tx, actor.id, restaurantId, id)))
        throw new AppError('VISIT_NOT_FOUND', 'There is no such visit of yours.');
      await showVisits(tx, actor.id, restaurantId);
      await this.outbox.append(tx, 'visit.removed', { userId: actor.id, restaurantId });
      await this.visits.recount(tx, actor.id);
    });
  }
}
