import type {
  Relation,
  RelationAdded,
  RelationInput,
  RelationPatch,
  RelationScope,
  RelationStatus,
  RelationsOfRestaurant,
  UserRef,
} from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { Undo } from '../../platform/undo/undo.js';
import type { Actor } from '../../platform/viewer.js';
import { holdRestaurant, RestaurantsService } from '../restaurants/restaurants.public.js';
import { currentStreak, dateIn, dayBefore, UsersService } from '../users/users.public.js';
import { countForKeeper, countForRestaurant, type KeeperChange } from './counters.sql.js';
import { isUnmerged } from './merged-relations.sql.js';
import { countedRating } from './placement.rules.js';
import { closeRank, openRank, reopenRank } from './rank.sql.js';
import { hideActivity, insertActivity, updateActivity } from './relation-activity.sql.js';
import { mergeInput, NEW_VALUES, type RelationValues } from './relation-values.rules.js';
import {
  deleteRelation,
  findMissingPeople,
  findRelations,
  insertRelation,
  type Keeper,
  lockKeeper,
  type RelationRow,
  updateRelation,
} from './relations.sql.js';
import { presentRelation, presentVisit, STATUS_OF } from './relations.view.js';
import { type RemovedRelations, restoreRelations, snapshotRelations } from './removed-relations.sql.js';
import {
  deleteVisits,
  findVisits,
  insertVisit,
  moveVisit,
  recountStreak,
  summariseVisits,
} from './visits.sql.js';

const notKept = () => new AppError('RELATION_NOT_FOUND', 'The restaurant is not on this list.');

const COUNTER: Record<RelationStatus, 'been' | 'wantToTry' | 'recommended'> = {
  been: 'been',
  want_to_try: 'wantToTry',
  recommended: 'recommended',
};

const countedIn = (relations: readonly Pick<RelationRow, 'status' | 'rating'>[]) =>
  countedRating(Object.fromEntries(relations.map(({ status, rating }) => [status, rating])));

/** Been, want to try and recommended: what one person keeps about restaurants. */
@Injectable()
export class RelationsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly restaurants: RestaurantsService,
    private readonly outbox: Outbox,
    private readonly undo: Undo,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    undo.handle('relations-removed', async (tx, actor, snapshot: RemovedRelations) => ({
      kind: 'relations-removed',
      relations: await this.restore(tx, actor, snapshot),
    }));
  }

  /**
   * Adds a restaurant to a list: relation, visit, counters, activity, streak and the move off want to try in
   * one transaction with the event; everything else follows from the outbox.
   */
  async add(
    actor: Actor,
    ref: UserRef,
    scope: RelationScope,
    input: RelationInput,
  ): Promise<{ relation: Relation; added: RelationAdded }> {
    if (this.users.resolve(actor, ref) !== actor.id)
      throw new AppError('FORBIDDEN', 'These lists are not yours.');
    const status = STATUS_OF[scope];
    return this.database.transaction(async (tx) => {
      const keeper = await this.lock(tx, actor);
      const category = await holdRestaurant(tx, input.restaurantId);
      if (!category) throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');
      await this.checkReferences(tx, actor, input);
      const kept = await findRelations(tx, actor.id, input.restaurantId);
      const existing = kept.find((one) => one.status === status);
      if (existing) {
        throw new AppError('RELATION_EXISTS', 'The restaurant is on this list already.', {
          relation: presentRelation(existing, true),
        });
      }
      const visitDate = status === 'been' ? this.visitDate(keeper, input.visitDate) : null;
      const relation = await insertRelation(
        tx,
        { userId: actor.id, restaurantId: input.restaurantId, status },
        await this.rank(
          tx,
          actor.id,
          status,
          mergeInput(
            {
              ...NEW_VALUES,
              category,
              visitDate,
              visitCount: visitDate ? 1 : 0,
              isStealth: keeper.isStealthByDefault,
            },
            input,
          ),
        ),
      );
      const moved =
        status === 'been' && !input.keepWantToTry
          ? kept.find((one) => one.status === 'want_to_try')
          : undefined;
      if (moved) await deleteRelation(tx, moved.id);
      const streak = visitDate
        ? await this.addVisit(tx, keeper, relation, visitDate)
        : { days: keeper.streakDays, isLonger: false };
      await countForKeeper(tx, actor.id, {
        [COUNTER[status]]: 1,
        ...(moved ? { wantToTry: -1 } : {}),
        ...(streak.change ? { streak: streak.change } : {}),
      });
      await countForRestaurant(tx, input.restaurantId, {
        ratingFrom: countedIn(kept),
        ratingTo: countedIn([...kept, relation]),
        wantToTry: Number(status === 'want_to_try') - Number(moved !== undefined),
      });
      const activityId = input.createActivity ? await insertActivity(tx, relation) : null;
      await this.outbox.append(tx, 'relation.added', {
        userId: actor.id,
        restaurantId: input.restaurantId,
        relationId: relation.id,
        status,
        category: relation.category,
        activityId,
        streakReached: streak.isLonger ? streak.days : null,
        isStealth: relation.isStealth,
      });
      const today = dateIn(keeper.timezone, this.clock());
      return {
        relation: presentRelation(relation, true),
        added: {
          streak: currentStreak(streak.days, streak.change?.lastVisitOn ?? keeper.lastVisitOn, today),
          removedFrom: moved ? ['want_to_try'] : [],
          activityId: activityId === null ? null : `feed-${activityId}`,
        },
      };
    });
  }

  async update(
    actor: Actor,
    scope: RelationScope,
    restaurantId: number,
    patch: RelationPatch,
    version?: number,
  ): Promise<Relation> {
    return this.database.transaction(async (tx) => {
      const keeper = await this.lock(tx, actor);
      const kept = await findRelations(tx, actor.id, restaurantId);
      const before = this.pick(kept, scope, version);
      await this.checkReferences(tx, actor, patch);
      const visits = await this.correctVisit(tx, keeper, before, patch.visitDate);
      const values = await this.rank(
        tx,
        actor.id,
        before.status,
        mergeInput({ ...before, ...visits }, patch),
        before,
      );
      const after = await updateRelation(tx, before.id, values);
      await countForRestaurant(tx, restaurantId, {
        ratingFrom: countedIn(kept),
        ratingTo: countedIn([...kept.filter(({ id }) => id !== before.id), after]),
      });
      await updateActivity(tx, after);
      await this.outbox.append(tx, 'relation.changed', { userId: actor.id, restaurantId });
      return presentRelation(after, true);
    });
  }

  /** Takes a restaurant off one list, or off all of them; with been go its visits. */
  async remove(
    actor: Actor,
    restaurantId: number,
    scope?: RelationScope,
    version?: number,
  ): Promise<{ undoToken: string }> {
    return this.database.transaction(async (tx) => {
      await this.lock(tx, actor);
      const kept = await findRelations(tx, actor.id, restaurantId);
      const leaving = scope === undefined ? kept : [this.pick(kept, scope, version)];
      if (leaving.length === 0) throw notKept();
      const snapshot = await snapshotRelations(tx, leaving);
      const change: { -readonly [K in keyof KeeperChange]: KeeperChange[K] } = {};
      for (const relation of leaving) {
        await closeRank(tx, relation);
        await hideActivity(tx, relation.id);
        await deleteRelation(tx, relation.id);
        change[COUNTER[relation.status]] = -1;
      }
      await countForKeeper(tx, actor.id, change);
      if (change.been) {
        await deleteVisits(tx, actor.id, restaurantId);
        await recountStreak(tx, actor.id);
      }
      await countForRestaurant(tx, restaurantId, {
        ratingFrom: countedIn(kept),
        ratingTo: countedIn(kept.filter((one) => !leaving.includes(one))),
        wantToTry: change.wantToTry ?? 0,
      });
      await this.outbox.append(tx, 'relation.removed', { userId: actor.id, restaurantIds: [restaurantId] });
      return { undoToken: await this.undo.offer(tx, actor, 'relations-removed', snapshot) };
    });
  }

  /** Puts removed relations back as they were: rank position, visits, activity and counters. */
  private async restore(tx: Tx, actor: Actor, snapshot: RemovedRelations): Promise<Relation[]> {
    await this.lock(tx, actor);
    const { restaurantId } = snapshot;
    if (!(await isUnmerged(tx, restaurantId)))
      throw new AppError('CONFLICT', 'The restaurant was made one with another meanwhile.');
    const kept = await findRelations(tx, actor.id, restaurantId);
    if (kept.some(({ status }) => snapshot.relations.some((removed) => removed.status === status)))
      throw new AppError('CONFLICT', 'The restaurant is on the list again: nothing is left to take back.');
    for (const { category, rank_index } of snapshot.relations) {
      if (rank_index !== null) await reopenRank(tx, actor.id, category, rank_index);
    }
    const restored = await restoreRelations(tx, snapshot);
    const change: { -readonly [K in keyof KeeperChange]: KeeperChange[K] } = {};
    for (const { status } of restored) change[COUNTER[status]] = 1;
    await countForKeeper(tx, actor.id, change);
    if (change.been) await recountStreak(tx, actor.id);
    await countForRestaurant(tx, restaurantId, {
      ratingFrom: countedIn(kept),
      ratingTo: countedIn([...kept, ...restored]),
      wantToTry: change.wantToTry ?? 0,
    });
    await this.outbox.append(tx, 'relation.changed', { userId: actor.id, restaurantId });
    return restored.map((relation) => presentRelation(relation, true));
  }

  /** Everything the caller keeps about one restaurant. */
  async ofRestaurant(actor: Actor, restaurantId: number): Promise<RelationsOfRestaurant> {
    const db = this.database.current;
    const [kept, visits, exists] = await Promise.all([
      findRelations(db, actor.id, restaurantId),
      findVisits(db, actor.id, restaurantId),
      this.restaurants.exists(restaurantId),
    ]);
    if (!exists && kept.length === 0)
      throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');
    const present = (status: RelationStatus) => {
      const row = kept.find((one) => one.status === status);
      return row ? presentRelation(row, true) : null;
    };
    return {
      been: present('been'),
      wantToTry: present('want_to_try'),
      recommended: present('recommended'),
      visits: visits.map(presentVisit),
    };
  }

  private async lock(tx: Tx, actor: Actor): Promise<Keeper> {
    const keeper = await lockKeeper(tx, actor.id);
    if (!keeper) throw new AppError('UNAUTHORIZED', 'The account is gone.');
    return keeper;
  }

  private pick(kept: readonly RelationRow[], scope: RelationScope, version: number | undefined): RelationRow {
    const relation = kept.find(({ status }) => status === STATUS_OF[scope]);
    if (!relation) throw notKept();
    if (version !== undefined && version !== relation.version) {
      throw new AppError('PRECONDITION_FAILED', 'It was changed meanwhile: read it again.', {
        relation: presentRelation(relation, true),
      });
    }
    return relation;
  }

  private async checkReferences(tx: Tx, actor: Actor, { photos, companions }: RelationPatch): Promise<void> {
    // No image has been uploaded yet by anybody.
    const [photo] = photos ?? [];
    if (photo !== undefined)
      throw new AppError('IMAGE_NOT_FOUND', 'There is no such image of yours.', { imageId: photo });
    if (!companions) return;
    if (companions.includes(actor.id)) throw invalidField('companions', 'name the others, not yourself');
    const missing = await findMissingPeople(tx, actor.id, companions);
    if (missing.length > 0)
      throw new AppError('USER_NOT_FOUND', 'There is no such person.', { userIds: missing });
  }

  /** Today where none was given; a day of slack where the person's time zone is not known. */
  private visitDate(keeper: Keeper, given: string | null | undefined): string {
    const now = this.clock();
    const today = dateIn(keeper.timezone, now);
    const latest = keeper.timezone === 'UTC' ? dateIn('Etc/GMT-14', now) : today;
    if (given == null) return today;
    if (given > latest) throw invalidField('visitDate', 'must not be in the future');
    return given;
  }

  /**
   * Gives a place whose rating or category is new a rank index behind its equals; any other change leaves the
   * order alone.
   */
  private async rank(
    tx: Tx,
    userId: number,
    status: RelationStatus,
    values: RelationValues,
    before?: RelationRow,
  ): Promise<RelationValues> {
    if (before && before.rating === values.rating && before.category === values.category) return values;
    if (before) await closeRank(tx, before);
    const isRanked = status === 'been' && values.rating !== null;
    return {
      ...values,
      rankIndex: isRanked ? await openRank(tx, userId, values.category, values.rating ?? 0) : null,
    };
  }

  /** The visit of a new been place and what it does to the streak. */
  private async addVisit(
    tx: Tx,
    keeper: Keeper,
    relation: RelationRow,
    visitDate: string,
  ): Promise<{ days: number; isLonger: boolean; change?: NonNullable<KeeperChange['streak']> }> {
    await insertVisit(tx, {
      userId: keeper.id,
      restaurantId: relation.restaurantId,
      visitDate,
      companionIds: relation.companionIds,
    });
    const last = keeper.lastVisitOn;
    // A day before the newest one may join two runs: only the visits themselves know.
    if (last !== null && visitDate < last) {
      const days = await recountStreak(tx, keeper.id);
      return { days, isLonger: days > keeper.streakDays };
    }
    if (visitDate === last) return { days: keeper.streakDays, isLonger: false };
    const days = last === dayBefore(visitDate) ? keeper.streakDays + 1 : 1;
    const longest = Math.max(days, keeper.longestStreak);
    return { days, isLonger: days > 1, change: { days, longest, lastVisitOn: visitDate } };
  }

  /** A changed visit date corrects the visit that the relation showed. */
  private async correctVisit(
    tx: Tx,
    keeper: Keeper,
    relation: RelationRow,
    date: string | null | undefined,
  ): Promise<{ visitDate: string | null; visitCount: number }> {
    const unchanged = { visitDate: relation.visitDate, visitCount: relation.visitCount };
    if (date == null || relation.status !== 'been' || date === relation.visitDate) return unchanged;
    const to = this.visitDate(keeper, date);
    const { userId, restaurantId, visitDate } = relation;
    const isMoved = visitDate !== null && (await moveVisit(tx, userId, restaurantId, visitDate, to));
    if (!isMoved)
      await insertVisit(tx, { userId, restaurantId, visitDate: to, companionIds: relation.companionIds });
    await recountStreak(tx, userId);
    const { latest, count } = await summariseVisits(tx, userId, restaurantId);
    return { visitDate: latest, visitCount: count };
  }
}
