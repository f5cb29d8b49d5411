import { type CursorMeta, mayDo, type Review, type ReviewComment } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { Database, type Db } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { cutPage, decodeCursor } from '../../platform/http/pages.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import {
  findReviewComment,
  findReviewComments,
  insertReviewComment,
  type ReviewCommentRow,
  removeReviewComment,
} from './review-comments.sql.js';
import { findReview } from './reviews.sql.js';

const CURSOR = 'review-comments';

@Injectable()
export class ReviewCommentsService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  async list(
    viewer: Viewer,
    reviewId: number,
    query: { cursor?: string | undefined; limit: number },
  ): Promise<{ comments: ReviewComment[]; meta: CursorMeta }> {
    const after = query.cursor === undefined ? undefined : decodeCursor(CURSOR, query.cursor);
    const db = this.database.current;
    const review = await this.review(db, viewer, reviewId);
    const found = await findReviewComments(db, reviewId, viewer?.id ?? null, {
      after,
      limit: query.limit + 1,
    });
    const { rows, meta } = cutPage(CURSOR, found, query.limit, ({ id, createdAt }) => ({ id, t: createdAt }));
    return { comments: rows.map((row) => present(row, review, viewer)), meta };
  }

  async add(actor: Actor, reviewId: number, content: string): Promise<ReviewComment> {
    return this.database.transaction(async (tx) => {
      const review = await this.review(tx, actor, reviewId);
      const id = await insertReviewComment(tx, reviewId, actor.id, content);
      await this.outbox.append(tx, 'review.commented', { userId: actor.id, reviewId, commentId: id });
      const row = await findReviewComment(tx, reviewId, actor.id, id);
      if (!row) throw new AppError('UNAUTHORIZED', 'The account is gone.');
      return present(row, review, actor);
    });
  }

  async remove(actor: Actor, reviewId: number, id: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const review = await this.review(tx, actor, reviewId);
      const comment = await findReviewComment(tx, reviewId, actor.id, id);
      if (!comment) throw new AppError('COMMENT_NOT_FOUND', 'There is no such comment.');
      if (!mayDelete(comment, review, actor)) throw new AppError('FORBIDDEN', 'The comment is not yours.');
      if (!(await removeReviewComment(tx, reviewId, id)))
        throw new AppError('COMMENT_NOT_FOUND', 'There is no such comment.');
      if (comment.userId === actor.id || review.userId === actor.id) return;
      await this.audit.record(tx, actor, {
        act: 'comment.delete',
        target: { type: 'comment', id: `review-comment-${id}`, authorId: comment.userId },
        before: { reviewId, content: comment.content },
      });
    });
  }

  private async review(db: Db, viewer: Viewer, id: number): Promise<Review> {
    const review = await findReview(db, id, viewer?.id ?? null);
    if (!review) throw new AppError('REVIEW_NOT_FOUND', 'There is no such review.');
    return review;
  }
}

const mayDelete = (comment: ReviewCommentRow, review: Review, viewer: Viewer): boolean =>
  viewer !== null &&
  (comment.userId === viewer.id || review.userId === viewer.id || mayDo('moderate', viewer));

const present = (row: ReviewCommentRow, review: Review, viewer: Viewer): ReviewComment => ({
  id: `review-comment-${row.id}`,
  reviewId: review.id,
  user: row.user,
  content: row.content,
  createdAt: new Date(row.createdAt).toISOString(),
  canDelete: mayDelete(row, review, viewer),
});
