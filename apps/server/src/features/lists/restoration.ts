import type { Category, Relation, RelationStatus, Sentiment } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { dateIn } from '../users/users.public.js';
import { countForKeeper, countForRestaurant, type KeeperChange } from './counters.sql.js';
import { scoreMoves } from './ranking/order.rules.js';
import { type Standing, standingOf, UNRANKED } from './ranking/rankings.js';
import { lockRanking, moveScores, saveOrder } from './ranking/rankings.sql.js';
import { placeBehind } from './ranking/restoring.rules.js';
import { COUNTER, countedIn } from './relation-keeper.js';
import { NEW_VALUES, type RelationValues } from './relation-values.rules.js';
import { deleteRelation, findMissingPeople, insertRelation, type RelationRow } from './relations.sql.js';
import {
  backdateRelations,
  findRelationsOf,
  holdRestaurants,
  insertVisits,
  lockPlacesOf,
  type RestoredVisit,
} from './restoration.sql.js';
import { VisitKeeper } from './visit-keeper.js';

export interface RestoredRelation {
  readonly status: RelationStatus;
  /** null: that of the restaurant */
  readonly category: Category | null;
  readonly rating: number | null;
  readonly ratingSource: Relation['ratingSource'];
  readonly sentiment: Sentiment | null;
  /** whether it stood in the order of its category, behind the ranked places before it */
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

/** What a person keeps about one restaurant, before and after. */
interface Settling {
  readonly place: RestoredPlace;
  readonly before: readonly RelationRow[];
  readonly added: RelationRow[];
}

type Told = RestoredRelation & { readonly category: Category; readonly isStealth: boolean };

/**
 * Puts back what a person kept, many places in one transaction: with counters, order, visits and streak, but without
 * activities, for nothing of it is news. What is on a list already stays as it is. Been without a visit stays so:
 * when it was nobody knows. Locks are taken as everywhere: places, categories by name, and counters at the end.
 */
@Injectable()
export class Restoration {
  constructor(
    private readonly visits: VisitKeeper,
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
    const ids = [...new Set(places.map(({ restaurantId }) => restaurantId))];
    const keeper = await lockPlacesOf(tx, userId, ids);
    if (!keeper) throw new AppError('UNAUTHORIZED', 'The account is gone.');
    const categories = await holdRestaurants(tx, ids);
    const kept = Map.groupBy(await findRelationsOf(tx, userId, ids), ({ restaurantId }) => restaurantId);
    const gone = new Set(await findMissingPeople(tx, userId, companionsOf(places)));
    const isKnown = (id: number) => id !== userId && !gone.has(id);
    const seen = new Set<string>();
    const planned = places.map((place) => {
      const category = categories.get(place.restaurantId);
      const reason = category ? this.faultOf(place) : 'The restaurant is gone.';
      const before = kept.get(place.restaurantId) ?? [];
      const missing: Told[] = [];
      for (const relation of category && !reason ? place.relations : []) {
        const key = `${place.restaurantId} ${relation.status}`;
        if (seen.has(key) || before.some(({ status }) => status === relation.status)) continue;
        seen.add(key);
        missing.push({
          ...relation,
          category: relation.category ?? category ?? 'other',
          isStealth: relation.isStealth ?? keeper.isStealthByDefault,
        });
      }
      return { place, before, missing, reason };
    });
    const standings = await this.rank(tx, userId, planned, lastRanked);
    const settlings: Settling[] = [];
    const times: { id: number; addedAt: string }[] = [];
    for (const { place, before, missing } of planned) {
      const added: RelationRow[] = [];
      for (const told of missing) {
        const standing = told.status === 'been' ? standings.get(place.restaurantId) : undefined;
        const row = await insertRelation(
          tx,
          { userId, restaurantId: place.restaurantId, status: told.status },
          valuesOf(told, place, standing, isKnown),
          standing?.rankIndex ?? null,
        );
        if (told.addedAt !== null) times.push({ id: row.id, addedAt: told.addedAt });
        added.push(row);
      }
      if (added.length > 0) settlings.push({ place, before, added });
    }
    await backdateRelations(tx, times);
    const visits = settlings.flatMap(({ place: { restaurantId, visits }, added }) =>
      added.some(({ status }) => status === 'been')
        ? visits.map((visit) => ({
            ...visit,
            companionIds: visit.companionIds.filter(isKnown),
            restaurantId,
          }))
        : [],
    );
    await insertVisits(tx, userId, visits);
    await this.settle(tx, userId, settlings, visits.length > 0);
    return planned.map(({ missing, reason }) =>
      reason === undefined ? { outcome: missing.length > 0 ? 'added' : 'present' } : { reason },
    );
  }

  /** Why a place cannot be restored; undefined where it can. */
  private faultOf({ visits }: RestoredPlace): string | undefined {
    const latest = dateIn('Etc/GMT-14', this.clock());
    const future = visits.find(({ visitDate }) => visitDate > latest);
    return future && `visitDate: ${future.visitDate} is in the future`;
  }

  /** Brings rated been places into the orders of their categories; how each stands from now on. */
  private async rank(
    tx: Tx,
    userId: number,
    planned: readonly { readonly place: RestoredPlace; readonly missing: readonly Told[] }[],
    lastRanked: LastRanked,
  ): Promise<Map<number, Standing>> {
    const rated = planned.flatMap(({ place: { restaurantId }, missing }) =>
      missing.flatMap((told) =>
        told.status === 'been' && told.rating !== null && told.ratingSource !== null
          ? [{ ...told, restaurantId, tenths: Math.round(told.rating * 10) }]
          : [],
      ),
    );
    const standings = new Map<number, Standing>();
    const byCategory = Map.groupBy(rated, ({ category }) => category);
    for (const category of [...byCategory.keys()].sort()) {
      const ranking = await lockRanking(tx, userId, category);
      let { order } = ranking;
      for (const { restaurantId, tenths, ratingSource, sentiment, isRanked } of byCategory.get(category) ??
        []) {
        const stood = { restaurantId, tenths, isFixed: ratingSource === 'manual', sentiment };
        order = placeBehind(order, stood, isRanked ? (lastRanked.get(category) ?? null) : null);
        if (isRanked) lastRanked.set(category, restaurantId);
      }
      await saveOrder(tx, ranking, order);
      const moves = scoreMoves(ranking.order, order);
      if (moves.length > 0) {
        await moveScores(tx, userId, moves);
        await this.outbox.append(tx, 'scores.moved', { userId });
      }
      for (const { restaurantId } of byCategory.get(category) ?? [])
        standings.set(restaurantId, standingOf(order, restaurantId));
    }
    return standings;
  }

  /** Events and counters; been takes a place off want to try, unless both came. */
  private async settle(
    tx: Tx,
    userId: number,
    settlings: readonly Settling[],
    hasVisits: boolean,
  ): Promise<void> {
    const change = { been: 0, wantToTry: 0, recommended: 0 } satisfies KeeperChange;
    const counted: { restaurantId: number; change: Parameters<typeof countForRestaurant>[2] }[] = [];
    for (const { place, before, added } of settlings) {
      const { restaurantId } = place;
      const has = (status: RelationStatus) => added.some((one) => one.status === status);
      const staysWanted = place.relations.some(({ status }) => status === 'want_to_try');
      const moved =
        has('been') && !staysWanted ? before.find(({ status }) => status === 'want_to_try') : undefined;
      if (moved) await deleteRelation(tx, moved.id);
      for (const relation of added) {
        change[COUNTER[relation.status]]++;
        await this.outbox.append(tx, 'relation.added', {
          userId,
          restaurantId,
          relationId: relation.id,
          status: relation.status,
          category: relation.category,
          activityId: null,
          streakReached: null,
          isStealth: relation.isStealth,
        });
      }
      if (moved) change.wantToTry--;
      counted.push({
        restaurantId,
        change: {
          ratingFrom: countedIn(before),
          ratingTo: countedIn([...before.filter((one) => one !== moved), ...added]),
          wantToTry: Number(has('want_to_try')) - Number(moved !== undefined),
        },
      });
    }
    if (settlings.length === 0) return;
    if (hasVisits) await this.visits.recount(tx, userId);
    await countForKeeper(tx, userId, change);
    // In the order of their ids: whoever changes many restaurants locks them so.
    for (const one of counted.sort((a, b) => a.restaurantId - b.restaurantId))
      await countForRestaurant(tx, one.restaurantId, one.change);
  }
}

function valuesOf(
  told: Told,
  { visits }: RestoredPlace,
  standing: Standing | undefined,
  isKnown: (id: number) => boolean,
): RelationValues {
  const isBeen = told.status === 'been';
  const isRated = told.rating !== null && told.ratingSource !== null;
  const { rating, ratingSource, sentiment } =
    standing ?? (isRated && !isBeen ? told : { ...UNRANKED, sentiment: null });
  return {
    ...NEW_VALUES,
    category: told.category,
    rating,
    ratingSource,
    sentiment: sentiment ?? told.sentiment,
    notes: told.notes,
    notesPrivate: told.notesPrivate,
    tags: [...told.tags],
    goodFor: [...told.goodFor],
    favoriteDishes: [...told.favoriteDishes],
    companionIds: [...new Set(told.companions.filter(isKnown))],
    isStealth: told.isStealth,
    visitDate: isBeen ? latestOf(visits) : null,
    visitCount: isBeen ? visits.length : 0,
  };
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
