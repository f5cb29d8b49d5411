import type { Category, RankChange, RelationAdded, RelationPatch, RelationStatus } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import type { Actor } from '../../platform/viewer.js';
import { currentStreak, dateIn } from '../users/users.public.js';
import { countForKeeper, countForRestaurant, findStreak, type KeeperChange } from './counters.sql.js';
import { countedRating } from './placement.rules.js';
import { placingOf } from './ranking/placing.rules.js';
import { type Carried, type Placing, Rankings, UNRANKED } from './ranking/rankings.js';
import { insertActivity, updateActivity } from './relation-activity.sql.js';
import { mergeInput, NEW_VALUES, type RelationValues } from './relation-values.rules.js';
import {
  deleteRelation,
  findMissingPeople,
  findRelations,
  insertRelation,
  type Keeper,
  lockPlace,
  type RelationRow,
  updateRelation,
} from './relations.sql.js';
import { presentRelation } from './relations.view.js';
import { VisitKeeper } from './visit-keeper.js';

export const COUNTER: Record<RelationStatus, keyof KeeperChange> = {
  been: 'been',
  want_to_try: 'wantToTry',
  recommended: 'recommended',
};

export const countedIn = (relations: readonly Pick<RelationRow, 'status' | 'rating'>[]) =>
  countedRating(Object.fromEntries(relations.map(({ status, rating }) => [status, rating])));

/** One place of one person, locked, with what is kept about it. */
export interface Opened {
  readonly keeper: Keeper;
  readonly restaurantId: number;
  readonly kept: readonly RelationRow[];
}

export interface Addition {
  readonly status: RelationStatus;
  /** of the restaurant, where the input names none */
  readonly category: Category;
  readonly input: RelationPatch & { keepWantToTry?: boolean; createActivity?: boolean };
  /** where it goes in the order; by default where its rating puts it */
  readonly placing?: Placing;
}

export interface Written {
  readonly relation: RelationRow;
  /** null where no order was looked at */
  readonly carried: Carried | null;
}

/** Writes relations with everything that depends on them, in the transaction of whoever asks. */
@Injectable()
export class RelationKeeper {
  constructor(
    private readonly rankings: Rankings,
    private readonly visits: VisitKeeper,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Locks what the person keeps about a restaurant. */
  async open(tx: Tx, actor: Actor, restaurantId: number): Promise<Opened> {
    const keeper = await lockPlace(tx, actor.id, restaurantId);
    if (!keeper) throw new AppError('UNAUTHORIZED', 'The account is gone.');
    return { keeper, restaurantId, kept: await findRelations(tx, actor.id, restaurantId) };
  }

  /** A new relation with its visit, activity, streak and counters; been takes the place off want to try. */
  async create(
    tx: Tx,
    { keeper, restaurantId, kept }: Opened,
    { status, category, input, placing }: Addition,
  ): Promise<Written & { added: RelationAdded }> {
    const existing = kept.find((one) => one.status === status);
    if (existing) {
      throw new AppError('RELATION_EXISTS', 'The restaurant is on this list already.', {
        relation: presentRelation(existing, true),
      });
    }
    const isBeen = status === 'been';
    const visitDate = isBeen ? this.visits.dateOf(keeper, input.visitDate) : null;
    const base = { ...NEW_VALUES, category, visitDate, visitCount: visitDate ? 1 : 0 };
    const values = mergeInput({ ...base, isStealth: keeper.isStealthByDefault }, input);
    const isRanked = isBeen && (placing !== undefined || values.rating !== null);
    const carried = isRanked
      ? await this.rankings.carry(
          tx,
          keeper.id,
          restaurantId,
          { from: null, to: values.category },
          placing ?? placingOf(restaurantId, null, input, values.category),
        )
      : null;
    const { rankIndex } = carried?.after ?? UNRANKED;
    const key = { userId: keeper.id, restaurantId, status };
    const relation = await insertRelation(tx, key, standingIn(values, carried), rankIndex);
    const moved =
      isBeen && !input.keepWantToTry ? kept.find((one) => one.status === 'want_to_try') : undefined;
    if (moved) await deleteRelation(tx, moved.id);
    const activityId = input.createActivity === false ? null : await insertActivity(tx, relation);
    const streak = await this.visits.addFirst(tx, relation);
    await countForKeeper(
      tx,
      keeper.id,
      { [COUNTER[status]]: 1, ...(moved ? { wantToTry: -1 } : {}) },
      streak.changed,
    );
    await this.outbox.append(tx, 'relation.added', {
      userId: keeper.id,
      restaurantId,
      relationId: relation.id,
      status,
      category: relation.category,
      activityId,
      streakReached: streak.reached,
      isStealth: relation.isStealth,
    });
    await countForRestaurant(tx, restaurantId, {
      ratingFrom: countedIn(kept),
      ratingTo: countedIn([...kept, relation]),
      wantToTry: Number(status === 'want_to_try') - Number(moved !== undefined),
    });
    const today = dateIn(keeper.timezone, this.clock());
    const added = {
      streak: currentStreak(streak.days, streak.lastVisitOn, today),
      removedFrom: moved ? (['want_to_try'] as const).slice() : [],
      activityId: activityId === null ? null : `feed-${activityId}`,
    };
    return { relation, carried, added };
  }

  /**
   * A changed relation; with `placing`, or a new rating, sentiment or category, also its place in the order.
   * @param visitDate whether a date corrects the visit that is shown or tells of one more
   */
  async revise(
    tx: Tx,
    { keeper, restaurantId, kept }: Opened,
    before: RelationRow,
    patch: RelationPatch,
    { placing, visitDate = 'corrects' }: { placing?: Placing; visitDate?: 'corrects' | 'adds' } = {},
  ): Promise<Written> {
    const isBeen = before.status === 'been';
    const note = visitDate === 'adds' ? this.visits.addIfNew : this.visits.correct;
    const visits = isBeen ? await note.call(this.visits, tx, keeper, before, patch.visitDate) : {};
    const values = mergeInput({ ...before, ...visits }, patch);
    const isInvolved = isBeen && (placing ?? before.rankIndex ?? patch.rating ?? null) !== null;
    const carried = isInvolved
      ? await this.rankings.carry(
          tx,
          keeper.id,
          restaurantId,
          { from: before.category, to: values.category },
          placing ?? placingOf(restaurantId, before.category, patch, values.category),
        )
      : null;
    const { rankIndex } = carried?.after ?? UNRANKED;
    const after = await updateRelation(tx, before.id, standingIn(values, carried), rankIndex);
    await updateActivity(tx, after);
    await this.outbox.append(tx, 'relation.changed', { userId: keeper.id, restaurantId });
    if (visits.visitCount !== undefined) await this.visits.recount(tx, keeper.id);
    // A neighbour may have moved the score since it was read: what the locked order says counts.
    const asCounted = carried ? { ...before, rating: carried.before.rating } : before;
    const others = kept.filter(({ id }) => id !== before.id);
    await countForRestaurant(tx, restaurantId, {
      ratingFrom: countedIn([...others, asCounted]),
      ratingTo: countedIn([...others, after]),
    });
    return { relation: after, carried };
  }

  /** Days in a row with a visit, as of today. */
  async streakOf(tx: Tx, keeper: Keeper): Promise<number> {
    const { days, lastVisitOn } = await findStreak(tx, keeper.id);
    return currentStreak(days, lastVisitOn, dateIn(keeper.timezone, this.clock()));
  }

  async checkReferences(
    tx: Tx,
    actor: Actor,
    { photos, companions }: Pick<RelationPatch, 'photos' | 'companions'>,
  ): Promise<void> {
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
}

export const changesOf = (carried: Carried | null): RankChange[] => carried?.changes ?? [];

/** What the order says of a been place is what its relation keeps; an unranked one keeps the sentiment only. */
function standingIn(values: RelationValues, carried: Carried | null): RelationValues {
  if (!carried) return values;
  const { after } = carried;
  const { rating, ratingSource } = after;
  return { ...values, rating, ratingSource, sentiment: after.sentiment ?? values.sentiment };
}
