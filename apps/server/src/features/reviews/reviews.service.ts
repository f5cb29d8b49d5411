import {
  type HelpfulState,
  mayDo,
  type PageMeta,
  type Review,
  type ReviewInput,
  type ReviewPatch,
  type ReviewSort,
  type UserRef,
} from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { Database, type Db, type Tx } from '../../platform/database/database.js';
import { isUniqueViolation } from '../../platform/database/errors.js';
import { AppError, invalidField } from '../../platform/errors.js';
import { pageMeta } from '../../platform/http/pages.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { Undo } from '../../platform/undo/undo.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { holdRestaurant, moderatedReviews, RestaurantsService } from '../restaurants/restaurants.public.js';
import { latestVisitDate, UsersService } from '../users/users.public.js';
import {
  countForReviewer,
  findReviewer,
  hideReviewActivity,
  insertReview,
  insertReviewActivity,
  lockOwnReview,
  removeReview,
  restoreReview,
  setHelpful,
  showReviewActivity,
  updateReview,
  updateReviewActivity,
} from './review-write.sql.js';
import { mergeReview, newReview } from './reviews.rules.js';
import { countReviews, findReview, findReviewPage, type ReviewFilter } from './reviews.sql.js';

const notThere = () => new AppError('REVIEW_NOT_FOUND', 'There is no such review.');

interface ReviewPage {
  readonly page: number;
  readonly pageSize: number;
  readonly sort: ReviewSort;
}

/** What it takes to bring a review back. */
interface RemovedReview {
  readonly reviewId: number;
  /** ISO instant of the removal */
  readonly at: string;
  readonly isByStaff: boolean;
}

@Injectable()
export class ReviewsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly restaurants: RestaurantsService,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly undo: Undo,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    undo.handle('review-removed', async (tx, actor, removed: RemovedReview) => ({
      kind: 'review-removed',
      review: await this.restore(tx, actor, removed),
    }));
  }

  async ofRestaurant(
    viewer: Viewer,
    restaurantId: number,
    query: ReviewPage & { friendsOnly: boolean },
  ): Promise<{ reviews: Review[]; meta: PageMeta }> {
    if (query.friendsOnly && !viewer)
      throw new AppError('UNAUTHORIZED', 'Sign in to see what friends write.');
    if (!(await this.restaurants.exists(restaurantId)))
      throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');
    return this.page(
      viewer,
      { column: 'restaurant_id', id: restaurantId, friendsOnly: query.friendsOnly },
      query,
    );
  }

  async ofPerson(
    viewer: Viewer,
    ref: UserRef,
    query: ReviewPage,
  ): Promise<{ reviews: Review[]; meta: PageMeta }> {
    const account = await this.users.openAccount(viewer, ref);
    const filter: ReviewFilter = { column: 'user_id', id: account.id, friendsOnly: false };
    const { reviews, meta } = await this.page(viewer, filter, query);
    return { reviews: await this.withRestaurants(viewer, reviews), meta };
  }

  async get(viewer: Viewer, id: number): Promise<Review> {
    return this.shown(this.database.current, viewer, id);
  }

  /** One live review per person and restaurant: the database decides who of several at once has written it. */
  async create(actor: Actor, restaurantId: number, input: ReviewInput): Promise<Review> {
    return this.database.transaction(async (tx) => {
      if (!(await holdRestaurant(tx, restaurantId)))
        throw new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');
      const reviewer = await findReviewer(tx, actor.id, restaurantId);
      if (!reviewer) throw new AppError('UNAUTHORIZED', 'The account is gone.');
      const rating = input.rating ?? reviewer.rating;
      if (rating === null) throw invalidField('rating', 'is needed where the been list has none');
      await this.check(tx, actor, input, reviewer.timezone);
      await countForReviewer(tx, actor.id, 1);
      const values = mergeReview(newReview(rating, input.content), input);
      const id = await insertReview(tx, actor.id, restaurantId, values);
      if (id === undefined)
        throw new AppError('REVIEW_EXISTS', 'You have reviewed this restaurant: change that review.');
      const activityId = await insertReviewActivity(tx, id);
      await this.outbox.append(tx, 'review.written', {
        userId: actor.id,
        restaurantId,
        reviewId: id,
        activityId,
      });
      return this.shown(tx, actor, id);
    });
  }

  async update(actor: Actor, id: number, patch: ReviewPatch): Promise<Review> {
    return this.database.transaction(async (tx) => {
      const before = await lockOwnReview(tx, id, actor.id);
      if (!before) throw (await findReview(tx, id, actor.id)) ? notYours() : notThere();
      await this.check(tx, actor, patch, before.timezone);
      await updateReview(tx, id, mergeReview(before, patch));
      await updateReviewActivity(tx, id);
      await this.outbox.append(tx, 'review.changed', { restaurantId: before.restaurantId, reviewId: id });
      return this.shown(tx, actor, id);
    });
  }

  /** Authors take their own away; who moderates, those of others, which is logged and hides them for good. */
  async remove(actor: Actor, id: number): Promise<{ undoToken: string }> {
    return this.database.transaction(async (tx) => {
      const review = await findReview(tx, id, actor.id);
      if (!review) throw notThere();
      const at = this.clock();
      const isByStaff = review.userId !== actor.id;
      if (isByStaff) {
        if (!mayDo('moderate', actor)) throw notYours();
        await moderatedReviews.remove(tx, id, at);
        await this.audit.record(tx, actor, {
          act: 'review.delete',
          target: { type: 'review', id, authorId: review.userId },
          before: { restaurantId: review.restaurantId, rating: review.rating, content: review.content },
        });
      } else {
        await countForReviewer(tx, actor.id, -1);
        if (!(await removeReview(tx, id, actor.id, at))) throw notThere();
        await hideReviewActivity(tx, id, at);
      }
      await this.outbox.append(tx, 'review.removed', { restaurantId: review.restaurantId, reviewId: id });
      const removed: RemovedReview = { reviewId: id, at: at.toISOString(), isByStaff };
      return { undoToken: await this.undo.offer(tx, actor, 'review-removed', removed) };
    });
  }

  /** @throws AppError FORBIDDEN for the author: nobody finds the own review helpful */
  async setHelpful(actor: Actor, id: number, isHelpful: boolean): Promise<HelpfulState> {
    return this.database.transaction(async (tx) => {
      const review = await findReview(tx, id, actor.id);
      if (!review) throw notThere();
      if (review.userId === actor.id) throw new AppError('FORBIDDEN', 'The review is your own.');
      const count = await setHelpful(tx, id, actor.id, isHelpful);
      return { reviewId: id, helpfulCount: count ?? review.helpfulCount, isHelpful };
    });
  }

  private async restore(tx: Tx, actor: Actor, { reviewId, at, isByStaff }: RemovedReview): Promise<Review> {
    const instant = new Date(at);
    if (isByStaff) {
      await moderatedReviews.restore(tx, reviewId, instant);
      await this.audit.record(tx, actor, {
        act: 'review.restore',
        target: { type: 'review', id: reviewId },
      });
    } else {
      await countForReviewer(tx, actor.id, 1);
      await this.bringBack(tx, actor, reviewId, instant);
    }
    const review = await this.shown(tx, actor, reviewId);
    await this.outbox.append(tx, 'review.changed', { restaurantId: review.restaurantId, reviewId });
    return review;
  }

  private async bringBack(tx: Tx, actor: Actor, id: number, at: Date): Promise<void> {
    try {
      if (!(await restoreReview(tx, id, actor.id, at)))
        throw new AppError('CONFLICT', 'The review cannot come back any more.');
    } catch (error) {
      if (!isUniqueViolation(error, 'reviews_one_live')) throw error;
      throw new AppError('CONFLICT', 'You have reviewed the restaurant again meanwhile.');
    }
    await showReviewActivity(tx, id, at);
  }

  private async page(
    viewer: Viewer,
    filter: ReviewFilter,
    query: ReviewPage,
  ): Promise<{ reviews: Review[]; meta: PageMeta }> {
    const db = this.database.current;
    const viewerId = viewer?.id ?? null;
    const [reviews, total] = await Promise.all([
      findReviewPage(db, filter, viewerId, query),
      countReviews(db, filter, viewerId),
    ]);
    return { reviews, meta: pageMeta(query, total) };
  }

  private async shown(db: Db, viewer: Viewer, id: number): Promise<Review> {
    const review = await findReview(db, id, viewer?.id ?? null);
    const [shown] = await this.withRestaurants(viewer, review ? [review] : [], db);
    if (!shown) throw notThere();
    return shown;
  }

  private async withRestaurants(viewer: Viewer, reviews: readonly Review[], db?: Db): Promise<Review[]> {
    const ids = reviews.map(({ restaurantId }) => restaurantId);
    const cards = await this.restaurants.cards(viewer, ids, null, db);
    return reviews.map((review) => {
      const restaurant = cards.get(review.restaurantId);
      return { ...review, ...(restaurant && { restaurant }) };
    });
  }

  private async check(
    tx: Tx,
    actor: Actor,
    { photos, companions, visitDate }: ReviewPatch,
    timezone: string,
  ): Promise<void> {
    // No image has been uploaded yet by anybody.
    const [photo] = photos ?? [];
    if (photo !== undefined)
      throw new AppError('IMAGE_NOT_FOUND', 'There is no such image of yours.', { imageId: photo });
    if (visitDate != null && visitDate > latestVisitDate(timezone, this.clock()))
      throw invalidField('visitDate', 'must not be in the future');
    if (!companions) return;
    if (companions.includes(actor.id)) throw invalidField('companions', 'name the others, not yourself');
    const cards = await this.users.cards(actor, companions, tx);
    const missing = companions.filter((id) => !cards.has(id));
    if (missing.length > 0)
      throw new AppError('USER_NOT_FOUND', 'There is no such person.', { userIds: missing });
  }
}

const notYours = () => new AppError('FORBIDDEN', 'The review is not yours.');
