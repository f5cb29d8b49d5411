import type { Category, Relation, RelationStatus, Sentiment } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { dateIn } from '../users/users.public.js';
import { countForKeeper, countForRestaurant } from './counters.sql.js';
import { countedRating } from './placement.rules.js';
import { NEW_VALUES, type RelationValues } from './relation-values.rules.js';
import {
  deleteRelation,
  findMissingPeople,
  insertRelation,
  lockKeeper,
  type RelationRow,
} from './relations.sql.js';
import {
  backdateRelations,
  findRelationsOf,
  insertVisits,
  lockRestaurants,
  openRankBehind,
  type RestoredVisit,
} from './restoration.sql.js';
import { recountStreak } from './visits.sql.js';

export interface RestoredRelation {
  readonly status: RelationStatus;
  /** null: that of the restaurant */
  readonly category: Category | null;
  readonly rating: number | null;
  readonly ratingSource: Relation['ratingSource'];
  readonly sentiment: Sentiment | null;
  /** whether it stood in the order of its category: it comes behind `behindId`, and behind what is rated as high */
  readonly isRanked: boolean;
  readonly notes: string | null;
  readonly notesPrivate: boolean;
  readonly tags: readonly string[];
  readonly goodFor: readonly string[];
  readonly favoriteDishes: readonly string[];
  readonly companions: readonly number[];
  /** null: as the person's settings say */
  readonly isStealth: boolean | null;
  readonly addedAt: string | null;
}

/** One restaurant as its person kept it elsewhere or before. */
export interface RestoredPlace {
  readonly restaurantId: number;
  readonly relations: readonly RestoredRelation[];
  readonly visits: readonly Omit<RestoredVisit, 'restaurantId'>[];
}

export type RestorationOutcome = { readonly outcome: 'added' | 'present' } | { readonly reason: string };

/** Ranked places of one category, in order, come one behind the other: the last one so far by category. */
export type LastRanked = Map<Category, number>;

/**
 * Puts back what a person kept, many places in one transaction: with counters, order, visits and streak, but without
 * activities, for nothing of it is news. What is on a list already stays as it is. Been without a visit stays so:
 * when it was nobody knows.
 */
@Injectable()
export class Restoration {
  constructor(
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws AppError UNAUTHORIZED when the account is gone */
  async restore(
    tx: Tx,
    userId: number,
    places: readonly RestoredPlace[],
    lastRanked: LastRanked,
  ): Promise<RestorationOutcome[]> {
    const keeper = await lockKeeper(tx, userId);
    if (!keeper) throw new AppError('UNAUTHORIZED', 'The account is gone.');
    const ids = [...new Set(places.map(({ restaurantId }) => restaurantId))];
    const categories = await lockRestaurants(tx, ids);
    const kept = Map.groupBy(await findRelationsOf(tx, userId, ids), ({ restaurantId }) => restaurantId);
    const gone = new Set(await findMissingPeople(tx, userId, companionsOf(places)));
    const isKnown = (id: number) => id !== userId && !gone.has(id);
    const outcomes: RestorationOutcome[] = [];
    const visits: RestoredVisit[] = [];
    const times: { id: number; addedAt: string }[] = [];
    for (const place of places) {
      const category = categories.get(place.restaurantId);
      const fault = category ? this.faultOf(place) : 'The restaurant is gone.';
      if (!category || fault) {
        outcomes.push({ reason: fault ?? '' });
        continue;
      }
      const before = kept.get(place.restaurantId) ?? [];
      const missing = place.relations.filter(({ status }) => before.every((one) => one.status !== status));
      const added: RelationRow[] = [];
      for (const relation of missing) {
        const told = {
          ...relation,
          category: relation.category ?? category,
          isStealth: relation.isStealth ?? keeper.isStealthByDefault,
        };
        const row = await this.insert(tx, userId, place, told, isKnown, lastRanked);
        if (relation.addedAt !== null) times.push({ id: row.id, addedAt: relation.addedAt });
        added.push(row);
      }
      if (added.some(({ status }) => status === 'been')) {
        visits.push(
          ...place.visits.map((visit) => ({
            ...visit,
            companionIds: visit.companionIds.filter(isKnown),
            restaurantId: place.restaurantId,
          })),
        );
      }
      kept.set(place.restaurantId, await this.settle(tx, userId, place, before, added));
      outcomes.push({ outcome: added.length > 0 ? 'added' : 'present' });
    }
    await insertVisits(tx, userId, visits);
    await backdateRelations(tx, times);
    if (visits.length > 0) await recountStreak(tx, userId);
    return outcomes;
  }

  /** Why a place cannot be restored; undefined where it can. */
  private faultOf({ visits }: RestoredPlace): string | undefined {
    const latest = dateIn('Etc/GMT-14', this.clock());
    const future = visits.find(({ visitDate }) => visitDate > latest);
    return future && invalidField('visitDate', `${future.visitDate} is in the future`).message;
  }

  private async insert(
    tx: Tx,
    userId: number,
    { restaurantId, visits }: RestoredPlace,
    {
      status,
      category,
      isRanked,
      companions,
      ...relation
    }: RestoredRelation & { category: Category; isStealth: boolean },
    isKnown: (id: number) => boolean,
    lastRanked: LastRanked,
  ): Promise<RelationRow> {
    const isBeen = status === 'been';
    const { rating, ratingSource } = relation;
    const isPlaced = isBeen && rating !== null && ratingSource !== null;
    const values: RelationValues = {
      ...NEW_VALUES,
      category,
      rating: ratingSource === null ? null : rating,
      ratingSource: rating === null ? null : ratingSource,
      sentiment: relation.sentiment,
      rankIndex: isPlaced
        ? await openRankBehind(tx, { userId, category, rating, behindId: lastRanked.get(category) ?? null })
        : null,
      notes: relation.notes,
      notesPrivate: relation.notesPrivate,
      tags: [...relation.tags],
      goodFor: [...relation.goodFor],
      favoriteDishes: [...relation.favoriteDishes],
      companionIds: [...new Set(companions.filter(isKnown))],
      isStealth: relation.isStealth,
      visitDate: isBeen ? latestOf(visits) : null,
      visitCount: isBeen ? visits.length : 0,
    };
    if (isPlaced && isRanked) lastRanked.set(category, restaurantId);
    return insertRelation(tx, { userId, restaurantId, status }, values);
  }

  /** Counters and the event; been takes the place off want to try, unless both came. Returns what is kept now. */
  private async settle(
    tx: Tx,
    userId: number,
    { restaurantId, relations }: RestoredPlace,
    before: readonly RelationRow[],
    added: readonly RelationRow[],
  ): Promise<RelationRow[]> {
    if (added.length === 0) return [...before];
    const has = (status: RelationStatus) => added.some((one) => one.status === status);
    const moved =
      has('been') && !relations.some(({ status }) => status === 'want_to_try')
        ? before.find(({ status }) => status === 'want_to_try')
        : undefined;
    if (moved) await deleteRelation(tx, moved.id);
    const after = [...before.filter((one) => one !== moved), ...added];
    const wantToTry = Number(has('want_to_try')) - Number(moved !== undefined);
    await countForKeeper(tx, userId, {
      been: Number(has('been')),
      recommended: Number(has('recommended')),
      wantToTry,
    });
    await countForRestaurant(tx, restaurantId, {
      ratingFrom: countedIn(before),
      ratingTo: countedIn(after),
      wantToTry,
    });
    for (const { id, status, category, isStealth } of added) {
      await this.outbox.append(tx, 'relation.added', {
        userId,
        restaurantId,
        relationId: id,
        status,
        category,
        activityId: null,
        streakReached: null,
        isStealth,
      });
    }
    return after;
  }
}

const companionsOf = (places: readonly RestoredPlace[]): number[] => [
  ...new Set(
    places.flatMap(({ relations, visits }) => [
      ...relations.flatMap(({ companions }) => companions),
      ...visits.flatMap(({ companionIds }) => companionIds),
    ]),
  ),
];

const latestOf = (visits: readonly { visitDate: string }[]): string | null =>
  visits.reduce<string | null>(
    (latest, { visitDate }) => (latest === null || visitDate > latest ? visitDate : latest),
    null,
  );

const countedIn = (relations: readonly RelationRow[]) =>
  countedRating(Object.fromEntries(relations.map(({ status, rating }) => [status, rating])));
