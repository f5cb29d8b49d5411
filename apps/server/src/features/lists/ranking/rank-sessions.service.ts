import { randomUUID } from 'node:crypto';
import type {
  RankAnswer,
  RankCommitInput,
  RankCommitted,
  RankSession,
  RankSessionInput,
  RelationAdded,
} from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database/database.js';
import { AppError } from '../../../platform/errors.js';
import { CLOCK, type Clock } from '../../../platform/platform.js';
import type { Actor } from '../../../platform/viewer.js';
import { holdRestaurant, RestaurantsService } from '../../restaurants/restaurants.public.js';
import { changesOf, RelationKeeper } from '../relation-keeper.js';
import { findRelations } from '../relations.sql.js';
import { presentRelation } from '../relations.view.js';
import { bucketBounds, insertRanked, type Order, percentileOf, scoresOf, without } from './order.rules.js';
import {
  deleteSession,
  findKinds,
  lockSession,
  type SessionRow,
  saveSession,
  startSession,
} from './rank-sessions.sql.js';
import { standingOf } from './rankings.js';
import { findRanking } from './rankings.sql.js';
import {
  type Answer,
  CONTRADICTION,
  chooseQuestion,
  type Field,
  MOST_SKIPS,
  nextQuestions,
  type Progress,
  replay,
} from './session.rules.js';

const LIFE_MS = 3_600_000;

/** A session on the list as it stands. */
interface Rebased {
  readonly session: SessionRow;
  /** the list without the place itself */
  readonly order: Order;
  readonly version: number;
  readonly progress: Progress;
}

/** Ranking by comparing: sessions live in PostgreSQL, so that any device goes on where another stopped. */
@Injectable()
export class RankSessionsService {
  constructor(
    private readonly database: Database,
    private readonly restaurants: RestaurantsService,
    private readonly keeper: RelationKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async start(actor: Actor, input: RankSessionInput): Promise<RankSession> {
    return this.database.transaction(async (tx) => {
      const own = await holdRestaurant(tx, input.restaurantId);
      if (!own) throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');
      const been = (await findRelations(tx, actor.id, input.restaurantId)).find(
        ({ status }) => status === 'been',
      );
      const category = input.category ?? been?.category ?? own;
      const session = await startSession(tx, {
        id: randomUUID(),
        userId: actor.id,
        restaurantId: input.restaurantId,
        category,
        sentiment: input.sentiment,
        listVersion: 0,
        expiresAt: new Date(this.clock().getTime() + LIFE_MS),
      });
      return this.goOn(tx, actor, await this.rebase(tx, session));
    });
  }

  async get(actor: Actor, id: string): Promise<RankSession> {
    return this.database.transaction(async (tx) =>
      this.goOn(tx, actor, await this.rebase(tx, await this.lock(tx, actor, id))),
    );
  }

  async answer(actor: Actor, id: string, { choice, comparedWith }: RankAnswer): Promise<RankSession> {
    return this.database.transaction(async (tx) => {
      const session = await this.lock(tx, actor, id);
      const rebased = await this.rebase(tx, session);
      if (comparedWith !== undefined && comparedWith !== session.askedId)
        throw new AppError('CONFLICT', 'Another place is being compared by now: read the session again.');
      const { askedId } = session;
      if (rebased.progress.isComplete && (askedId === null || !isOpen(rebased, askedId)))
        throw new AppError('CONFLICT', 'Nothing is left to compare: commit the session, or undo.');
      // What is said of a place that has left the list meanwhile says nothing: the next question comes.
      if (askedId === null || !isOpen(rebased, askedId)) return this.goOn(tx, actor, rebased);
      const isSpent = choice === 'skip' && rebased.progress.skipsUsed >= MOST_SKIPS;
      const answer: Answer = { restaurantId: askedId, choice: isSpent ? 'too_tough' : choice };
      return this.goOn(tx, actor, await this.rebase(tx, session, [...rebased.progress.answers, answer]));
    });
  }

  async undo(actor: Actor, id: string): Promise<RankSession> {
    return this.database.transaction(async (tx) => {
      const session = await this.lock(tx, actor, id);
      if (session.answers.length === 0) throw new AppError('CONFLICT', 'There is no answer to take back.');
      // Also the way out of answers that contradict the list: the last one goes, whether it still counts or not.
      const { answers } = await this.counted(tx, session);
      return this.goOn(tx, actor, await this.rebase(tx, session, answers.slice(0, -1)));
    });
  }

  async end(actor: Actor, id: string): Promise<void> {
    const isEnded = await this.database.transaction((tx) => deleteSession(tx, id, actor.id));
    if (!isEnded) throw noSession();
  }

  /**
   * Puts the place where the answers lead to on the list as it is now: replayed under the lock of the category.
   * @throws AppError RANKING_STALE when the list has changed so that the answers decide nothing, or contradict
   */
  async commit(
    actor: Actor,
    id: string,
    { createActivity, keepWantToTry, ...details }: RankCommitInput,
  ): Promise<{ committed: RankCommitted; added: RelationAdded; version: number }> {
    return this.database.transaction(async (tx) => {
      const session = await this.lock(tx, actor, id);
      const { restaurantId, category, sentiment } = session;
      const opened = await this.keeper.open(tx, actor, restaurantId);
      const been = opened.kept.find(({ status }) => status === 'been');
      const own = await holdRestaurant(tx, restaurantId);
      if (!own && !been) throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');
      await this.keeper.checkReferences(tx, actor, details);
      let comparisonsCount = 0;
      const placing = (order: Order) => {
        const progress = replayOn(session, session.answers, without(order, restaurantId));
        if (!progress.isComplete)
          throw stale(progress, 'Other places have come in between: go on comparing.');
        comparisonsCount = progress.comparisonsDone;
        return insertRanked(order, restaurantId, sentiment, progress.position);
      };
      const input = { ...details, category };
      const written = been
        ? await this.keeper.revise(tx, opened, been, input, { placing, visitDate: 'adds' })
        : await this.keeper.create(tx, opened, {
            status: 'been',
            category,
            input: { ...input, createActivity, keepWantToTry },
            placing,
          });
      await deleteSession(tx, id, actor.id);
      const { relation, carried } = written;
      const finalPosition = relation.rankIndex ?? 0;
      const total = carried?.total ?? 1;
      const added =
        'added' in written
          ? (written.added as RelationAdded)
          : { streak: await this.keeper.streakOf(tx, opened.keeper), removedFrom: [], activityId: null };
      return {
        added,
        version: relation.version,
        committed: {
          ...presentRelation(relation, true),
          changes: changesOf(carried),
          result: {
            finalPosition,
            totalRestaurants: total,
            rating: relation.rating ?? 0,
            percentile: percentileOf(finalPosition, total),
            comparisonsCount,
          },
        },
      };
    });
  }

  private async lock(tx: Tx, actor: Actor, id: string): Promise<SessionRow> {
    const session = await lockSession(tx, id, actor.id, this.clock());
    if (!session) throw noSession();
    return session;
  }

  /** @throws AppError RANKING_STALE when the answers contradict the list as it is now */
  private async rebase(tx: Tx, session: SessionRow, answers = session.answers): Promise<Rebased> {
    const { version, order: whole } = await findRanking(tx, session.userId, session.category);
    const order = without(whole, session.restaurantId);
    return { session, order, version, progress: replayOn(session, answers, order) };
  }

  /** The answers that still count, or all of them where they contradict the list. */
  private async counted(tx: Tx, session: SessionRow): Promise<Pick<Progress, 'answers'>> {
    const { order } = await findRanking(tx, session.userId, session.category);
    const progress = replay(fieldOf(session, without(order, session.restaurantId)), session.answers);
    return progress === CONTRADICTION ? session : progress;
  }

  /** Asks the next question, keeps what has changed, and shows it. */
  private async goOn(tx: Tx, actor: Actor, rebased: Rebased): Promise<RankSession> {
    const { session, order, version, progress } = rebased;
    const isSameQuestion =
      progress.answers.length === session.answers.length &&
      session.askedId !== null &&
      isOpen(rebased, session.askedId);
    const askedId = isSameQuestion ? session.askedId : await this.ask(tx, rebased);
    await saveSession(tx, session.id, { answers: progress.answers, askedId, listVersion: version });
    const cards = await this.restaurants.cards(actor, askedId === null ? [] : [askedId], null, tx);
    const restaurant = askedId === null ? undefined : cards.get(askedId);
    const rankIndex = order.findIndex((place) => place.restaurantId === askedId);
    const { restaurantId, category, sentiment } = session;
    const preview = standingOf(insertRanked(order, restaurantId, sentiment, progress.position), restaurantId);
    const position = preview.rankIndex ?? 0;
    return {
      id: `rank-${session.id}`,
      restaurantId,
      category,
      sentiment,
      comparison: restaurant
        ? { restaurant, rankIndex, rating: (scoresOf(order)[rankIndex] ?? 0) / 10 }
        : null,
      left: progress.left,
      right: progress.right,
      comparisonsDone: progress.comparisonsDone,
      estimatedTotal: progress.comparisonsDone + progress.questionsLeft,
      skipsRemaining: Math.max(0, MOST_SKIPS - progress.skipsUsed),
      canUndo: progress.answers.length > 0,
      isComplete: progress.isComplete,
      preview: {
        position,
        rank: position + 1,
        rating: preview.rating ?? 0,
        percentile: percentileOf(position, order.length + 1),
      },
      listVersion: version,
      expiresAt: session.expiresAt.toISOString(),
    };
  }

  private async ask(tx: Tx, { session, order, progress }: Rebased): Promise<number | null> {
    const candidates = nextQuestions(progress);
    if (candidates.length === 0) return null;
    const idOf = (index: number) => order[index]?.restaurantId ?? 0;
    const kinds = await findKinds(tx, [session.restaurantId, ...candidates.map(idOf)]);
    const subject = kinds.get(session.restaurantId) ?? { priceRange: null, cuisines: [] };
    const index = chooseQuestion(candidates, subject, (candidate) => kinds.get(idOf(candidate)));
    return index === null ? null : idOf(index);
  }
}

const noSession = () => new AppError('SESSION_NOT_FOUND', 'There is no such ranking session.');

const stale = ({ left, right }: { left: number; right: number }, message: string) =>
  new AppError('RANKING_STALE', message, { left, right });

const fieldOf = ({ sentiment }: SessionRow, order: Order): Field => ({
  ids: order.map(({ restaurantId }) => restaurantId),
  ...bucketBounds(order, sentiment),
});

function replayOn(session: SessionRow, answers: readonly Answer[], order: Order): Progress {
  const field = fieldOf(session, order);
  const progress = replay(field, answers);
  if (progress !== CONTRADICTION) return progress;
  const bounds = { left: field.start, right: field.end };
  throw stale(bounds, 'The list has changed and contradicts what was answered: undo, or begin again.');
}

const isOpen = ({ order, progress }: Rebased, restaurantId: number): boolean =>
  progress.open.includes(order.findIndex((place) => place.restaurantId === restaurantId));
