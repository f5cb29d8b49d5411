import type { CursorMeta, ReviewComment } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Undo } from '../../platform/undo/undo.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import {
  type CommentThread,
  CommentThreads,
  type CommentView,
  type RemovedComment,
} from '../interactions/interactions.public.js';
import { REVIEW_COMMENTS } from './review-comments.sql.js';
import { findReview } from './reviews.sql.js';

const on = (reviewId: number, comment: CommentView): ReviewComment => ({ ...comment, reviewId });

@Injectable()
export class ReviewCommentsService {
  private readonly thread: CommentThread;

  constructor(
    private readonly threads: CommentThreads,
    outbox: Outbox,
    undo: Undo,
  ) {
    this.thread = {
      sql: REVIEW_COMMENTS,
      cursor: 'review-comments',
      prefix: 'review-comment-',
      undoKind: 'review-comment-removed',
      async ownerOf(db, viewer, id) {
        const review = await findReview(db, id, viewer?.id ?? null);
        if (!review) throw new AppError('REVIEW_NOT_FOUND', 'There is no such review.');
        return review.userId;
      },
      written: async (tx, { userId, id, commentId }) =>
        void (await outbox.append(tx, 'review.commented', { userId, reviewId: id, commentId })),
    };
    undo.handle('review-comment-removed', async (tx, actor, removed: RemovedComment) => ({
      kind: 'review-comment-removed',
      comment: on(removed.id, await threads.restore(this.thread, tx, actor, removed)),
    }));
  }

  async list(
    viewer: Viewer,
    reviewId: number,
    query: { cursor?: string | undefined; limit: number },
  ): Promise<{ comments: ReviewComment[]; meta: CursorMeta }> {
    const { comments, meta } = await this.threads.list(this.thread, viewer, reviewId, query);
    return { comments: comments.map((comment) => on(reviewId, comment)), meta };
  }

  async add(actor: Actor, reviewId: number, content: string): Promise<ReviewComment> {
    return on(reviewId, await this.threads.add(this.thread, actor, reviewId, content));
  }

  remove(actor: Actor, reviewId: number, id: number): Promise<{ undoToken: string }> {
    return this.threads.remove(this.thread, actor, reviewId, id);
  }
}
