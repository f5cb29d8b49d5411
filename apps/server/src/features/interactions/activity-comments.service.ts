import type { Comment, CursorMeta } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Undo } from '../../platform/undo/undo.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import {
  type CommentThread,
  CommentThreads,
  type CommentView,
  type RemovedComment,
} from './comment-threads.js';
import { activityFor, activityIdOf, COMMENT_PREFIX } from './interactions.service.js';
import { ACTIVITY_COMMENTS } from './interactions.sql.js';

const on = (id: number, comment: CommentView): Comment => ({ ...comment, activityId: activityIdOf(id) });

@Injectable()
export class ActivityCommentsService {
  private readonly thread: CommentThread;

  constructor(
    private readonly threads: CommentThreads,
    outbox: Outbox,
    undo: Undo,
  ) {
    this.thread = {
      sql: ACTIVITY_COMMENTS,
      cursor: 'activity-comments',
      prefix: COMMENT_PREFIX,
      undoKind: 'comment-removed',
      ownerOf: async (db, viewer, id) => (await activityFor(db, viewer, id)).ownerId,
      written: async (tx, { userId, id, commentId }) =>
        void (await outbox.append(tx, 'activity.commented', { userId, activityId: id, commentId })),
    };
    undo.handle('comment-removed', async (tx, actor, removed: RemovedComment) => ({
      kind: 'comment-removed',
      comment: on(removed.id, await threads.restore(this.thread, tx, actor, removed)),
    }));
  }

  async list(
    viewer: Viewer,
    id: number,
    query: { cursor?: string | undefined; limit: number },
  ): Promise<{ comments: Comment[]; meta: CursorMeta }> {
    const { comments, meta } = await this.threads.list(this.thread, viewer, id, query);
    return { comments: comments.map((comment) => on(id, comment)), meta };
  }

  async add(actor: Actor, id: number, content: string): Promise<Comment> {
    return on(id, await this.threads.add(this.thread, actor, id, content));
  }

  remove(actor: Actor, id: number, commentId: number): Promise<{ undoToken: string }> {
    return this.threads.remove(this.thread, actor, id, commentId);
  }
}
