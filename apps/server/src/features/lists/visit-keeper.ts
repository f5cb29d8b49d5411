import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database.js';
import { invalidField } from '../../platform/errors.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { dateIn, dayBefore } from '../users/users.public.js';
import { countForKeeper, lockStreak, type Streak } from './counters.sql.js';
import type { Keeper, RelationRow } from './relations.sql.js';
import {
  deleteVisits,
  hasVisitOn,
  insertVisit,
  moveVisit,
  type NewVisit,
  recountStreak,
  summariseVisits,
  type VisitRow,
} from './visits.sql.js';

/** What a new visit did to the streak. */
export interface StreakAfter extends Pick<Streak, 'days' | 'lastVisitOn'> {
  /** days in a row, when the visit made the run longer */
  readonly reached: number | null;
  /** to be stored, where it was worked out from the newest day alone */
  readonly changed?: Streak;
}

/** Visits and the streak that they make. The streak is locked as late as possible: it is the person's own row. */
@Injectable()
export class VisitKeeper {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** Today where no date was given; a day of slack where the person's time zone is not known. */
  dateOf(keeper: Keeper, given: string | null | undefined): string {
    const now = this.clock();
    const today = dateIn(keeper.timezone, now);
    const latest = keeper.timezone === 'UTC' ? dateIn('Etc/GMT-14', now) : today;
    if (given == null) return today;
    if (given > latest) throw invalidField('visitDate', 'must not be in the future');
    return given;
  }

  /** The visit of a new been relation; other relations only read the streak. */
  async addFirst(tx: Tx, relation: RelationRow): Promise<StreakAfter> {
    const { userId, restaurantId, visitDate, companionIds } = relation;
    if (relation.status !== 'been' || visitDate === null)
      return { ...(await lockStreak(tx, userId)), reached: null };
    await insertVisit(tx, { userId, restaurantId, visitDate, companionIds, notes: null, photos: [] });
    return this.extend(tx, userId, visitDate);
  }

  /** One more visit to a been place. */
  async addAgain(tx: Tx, visit: NewVisit): Promise<{ row: VisitRow; streak: StreakAfter }> {
    const row = await insertVisit(tx, visit);
    const streak = await this.extend(tx, visit.userId, visit.visitDate);
    if (streak.changed) await countForKeeper(tx, visit.userId, {}, streak.changed);
    return { row, streak };
  }

  /** The visit that ranking a place anew tells of, where it is a new one. */
  async addIfNew(
    tx: Tx,
    keeper: Keeper,
    relation: RelationRow,
    date: string | null | undefined,
  ): Promise<{ visitDate?: string | null; visitCount?: number }> {
    if (date == null) return {};
    const visitDate = this.dateOf(keeper, date);
    const { userId, restaurantId, companionIds } = relation;
    if (await hasVisitOn(tx, userId, restaurantId, visitDate)) return {};
    await insertVisit(tx, { userId, restaurantId, visitDate, companionIds, notes: null, photos: [] });
    return this.summary(tx, userId, restaurantId);
  }

  /** A changed visit date corrects the visit that the relation showed. */
  async correct(
    tx: Tx,
    keeper: Keeper,
    relation: RelationRow,
    date: string | null | undefined,
  ): Promise<{ visitDate?: string | null; visitCount?: number }> {
    if (date == null || date === relation.visitDate) return {};
    const to = this.dateOf(keeper, date);
    const { userId, restaurantId, visitDate, companionIds } = relation;
    const isMoved = visitDate !== null && (await moveVisit(tx, userId, restaurantId, visitDate, to));
    if (!isMoved)
      await insertVisit(tx, { userId, restaurantId, visitDate: to, companionIds, notes: null, photos: [] });
    return this.summary(tx, userId, restaurantId);
  }

  async summary(
    tx: Tx,
    userId: number,
    restaurantId: number,
  ): Promise<{ visitDate: string | null; visitCount: number }> {
    const { latest, count } = await summariseVisits(tx, userId, restaurantId);
    return { visitDate: latest, visitCount: count };
  }

  async removeAll(tx: Tx, userId: number, restaurantId: number): Promise<void> {
    await deleteVisits(tx, userId, restaurantId);
    await this.recount(tx, userId);
  }

  /** Counts the streak from all visits: after a removal, a correction or a return. */
  async recount(tx: Tx, userId: number): Promise<Streak> {
    await lockStreak(tx, userId);
    return recountStreak(tx, userId);
  }

  private async extend(tx: Tx, userId: number, visitDate: string): Promise<StreakAfter> {
    const before = await lockStreak(tx, userId);
    const last = before.lastVisitOn;
    // A day before the newest one may join two runs: only the visits themselves know.
    if (last !== null && visitDate < last) {
      const counted = await recountStreak(tx, userId);
      return { ...counted, reached: counted.days > before.days ? counted.days : null };
    }
    if (visitDate === last) return { ...before, reached: null };
    const days = last === dayBefore(visitDate) ? before.days + 1 : 1;
    const changed = { days, longest: Math.max(days, before.longest), lastVisitOn: visitDate };
    return { days, lastVisitOn: visitDate, reached: days > 1 ? days : null, changed };
  }
}
