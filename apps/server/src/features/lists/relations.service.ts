import { isDeepStrictEqual } from 'node:util';
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
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Undo } from '../../platform/undo/undo.js';
import type { Actor } from '../../platform/viewer.js';
import { holdRestaurant, RestaurantsService } from '../restaurants/restaurants.public.js';
import { UsersService } from '../users/users.public.js';
import { countForKeeper, countForRestaurant, type KeeperChange } from './counters.sql.js';
import { isUnmerged } from './merged-relations.sql.js';
import { putBack, without } from './ranking/order.rules.js';
import { RankUndo } from './ranking/rank-undo.js';
import { Rankings, stoodIn, UNRANKED } from './ranking/rankings.js';
import { hideActivity } from './relation-activity.sql.js';
import { COUNTER, countedIn, RelationKeeper } from './relation-keeper.js';
import { deleteRelation, findRelations, type RelationRow } from './relations.sql.js';
import { presentRelation, presentVisit, STATUS_OF } from './relations.view.js';
import { type RemovedRelations, restoreRelations, snapshotRelations } from './removed-relations.sql.js';
import { VisitKeeper } from './visit-keeper.js';
import { findVisits } from './visits.sql.js';

const notKept = () => new AppError('RELATION_NOT_FOUND', 'The restaurant is not on this list.');

/** As many visits as one look at a restaurant shows. */
const VISITS_SHOWN = 100;

/** Been, want to try and recommended: what one person keeps about restaurants. */
@Injectable()
export class RelationsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly restaurants: RestaurantsService,
    private readonly keeper: RelationKeeper,
    private readonly rankings: Rankings,
    private readonly visits: VisitKeeper,
    private readonly outbox: Outbox,
    private readonly undo: Undo,
    private readonly rankUndo: RankUndo,
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
    return this.database.transaction(async (tx) => {
      const category = await holdRestaurant(tx, input.restaurantId);
      const opened = await this.keeper.open(tx, actor, input.restaurantId);
      if (!category) throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');
      await this.keeper.checkReferences(tx, actor, input);
      const status = STATUS_OF[scope];
      const { relation, added } = await this.keeper.create(tx, opened, { status, category, input });
      return { relation: presentRelation(relation, true), added };
    });
  }

  /** Puts a restaurant on want to try in the transaction of whoever asks; where it stands there, it stays. */
  async wantToTry(tx: Tx, actor: Actor, restaurantId: number): Promise<void> {
    const category = await holdRestaurant(tx, restaurantId);
    if (!category) return;
    const opened = await this.keeper.open(tx, actor, restaurantId);
    if (opened.kept.some(({ status }) => status === 'want_to_try')) return;
    await this.keeper.create(tx, opened, { status: 'want_to_try', category, input: {} });
  }

  async update(
    actor: Actor,
    scope: RelationScope,
    restaurantId: number,
    patch: RelationPatch,
    version?: number,
  ): Promise<{ relation: Relation; undoToken: string | null }> {
    return this.database.transaction(async (tx) => {
      const opened = await this.keeper.open(tx, actor, restaurantId);
      const before = pickRelation(opened.kept, scope, version);
      await this.keeper.checkReferences(tx, actor, patch);
      const { relation, carried } = await this.keeper.revise(tx, opened, before, patch);
      const isMoved = carried && !isDeepStrictEqual(carried.before, carried.after);
      return {
        relation: presentRelation(relation, true),
        undoToken: isMoved ? await this.rankUndo.offer(tx, actor, before, carried) : null,
      };
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
      const { kept } = await this.keeper.open(tx, actor, restaurantId);
      const leaving = scope === undefined ? kept : [pickRelation(kept, scope, version)];
      if (leaving.length === 0) throw notKept();
      const ranked = leaving.find(({ rankIndex }) => rankIndex !== null);
      const carried =
        ranked &&
        (await this.rankings.carry(tx, actor.id, restaurantId, { from: ranked.category, to: null }, (order) =>
          without(order, restaurantId),
        ));
      const stood = carried && stoodIn(restaurantId, carried.before);
      const rank =
        ranked && stood ? { category: ranked.category, stood, listVersion: carried.versionLeft } : null;
      const snapshot = { ...(await snapshotRelations(tx, leaving)), rank };
      const change: { -readonly [K in keyof KeeperChange]: KeeperChange[K] } = {};
      for (const relation of leaving) {
        await hideActivity(tx, relation.id);
        await deleteRelation(tx, relation.id);
        change[COUNTER[relation.status]] = -1;
      }
      const undoToken = await this.undo.offer(tx, actor, 'relations-removed', snapshot);
      await this.outbox.append(tx, 'relation.removed', { userId: actor.id, restaurantIds: [restaurantId] });
      if (change.been) await this.visits.removeAll(tx, actor.id, restaurantId);
      await countForKeeper(tx, actor.id, change);
      // As the locked order has it: a neighbour may have moved the score since it was read.
      const asCounted = kept.map((one) =>
        carried && one === ranked ? { ...one, rating: carried.before.rating } : one,
      );
      await countForRestaurant(tx, restaurantId, {
        ratingFrom: countedIn(asCounted),
        ratingTo: countedIn(kept.filter((one) => !leaving.includes(one))),
        wantToTry: change.wantToTry ?? 0,
      });
      return { undoToken };
    });
  }

  /** Puts removed relations back as they were: rank position, visits, activity and counters. */
  private async restore(tx: Tx, actor: Actor, snapshot: RemovedRelations): Promise<Relation[]> {
    const { restaurantId, rank } = snapshot;
    const { kept } = await this.keeper.open(tx, actor, restaurantId);
    if (!(await isUnmerged(tx, restaurantId)))
      throw new AppError('CONFLICT', 'The restaurant was made one with another meanwhile.');
    if (kept.some(({ status }) => snapshot.relations.some((removed) => removed.status === status)))
      throw new AppError('CONFLICT', 'The restaurant is on the list again: nothing is left to take back.');
    const carried =
      rank &&
      (await this.rankings.carry(
        tx,
        actor.id,
        restaurantId,
        { from: null, to: rank.category },
        (order, _before, version) =>
          putBack(without(order, restaurantId), rank.stood, version === rank.listVersion),
      ));
    const restored = await restoreRelations(tx, snapshot, carried?.after ?? UNRANKED);
    await this.outbox.append(tx, 'relation.changed', { userId: actor.id, restaurantId, isBack: true });
    const change: { -readonly [K in keyof KeeperChange]: KeeperChange[K] } = {};
    for (const { status } of restored) change[COUNTER[status]] = 1;
    if (change.been) await this.visits.recount(tx, actor.id);
    await countForKeeper(tx, actor.id, change);
    await countForRestaurant(tx, restaurantId, {
      ratingFrom: countedIn(kept),
      ratingTo: countedIn([...kept, ...restored]),
      wantToTry: change.wantToTry ?? 0,
    });
    return restored.map((relation) => presentRelation(relation, true));
  }

  /** Everything the caller keeps about one restaurant. */
  async ofRestaurant(actor: Actor, restaurantId: number): Promise<RelationsOfRestaurant> {
    const db = this.database.current;
    const [kept, visits, exists] = await Promise.all([
      findRelations(db, actor.id, restaurantId),
      findVisits(db, actor.id, restaurantId, { limit: VISITS_SHOWN, offset: 0 }),
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
}

/** @throws AppError RELATION_NOT_FOUND, or PRECONDITION_FAILED for another version */
export function pickRelation(
  kept: readonly RelationRow[],
  scope: RelationScope,
  version: number | undefined,
): RelationRow {
  const relation = kept.find(({ status }) => status === STATUS_OF[scope]);
  if (!relation) throw notKept();
  if (version !== undefined && version !== relation.version) {
    throw new AppError('PRECONDITION_FAILED', 'It was changed meanwhile: read it again.', {
      relation: presentRelation(relation, true),
    });
  }
  return relation;
}
