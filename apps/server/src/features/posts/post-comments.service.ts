import type { CursorMeta, PostComment } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Undo } from '../../platform/undo/undo.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import {
  type CommentThread,
  CommentThreads,
  type CommentView,
  presentComment,
  type RemovedComment,
} from '../interactions/interactions.public.js';
import { POST_COMMENTS } from './post-comments.sql.js';
import { findPublished } from './post-visibility.sql.js';
import { postIdOf } from './posts.view.js';

const PREFIX = 'post-comment-';

const on = (postId: number, comment: CommentView): PostComment => ({ ...comment, postId: postIdOf(postId) });

@Injectable()
export class PostCommentsService {
  private readonly thread: CommentThread;

  constructor(
    private readonly threads: CommentThreads,
    outbox: Outbox,
    undo: Undo,
  ) {
    this.thread = {
      sql: POST_COMMENTS,
      cursor: 'post-comments',
      prefix: PREFIX,
      undoKind: 'post-comment-removed',
      async ownerOf(db, viewer, id) {
        const post = await findPublished(db, id, viewer?.id ?? null);
        if (!post) throw new AppError('POST_NOT_FOUND', 'There is no such post.');
        return post.userId;
      },
      written: async (tx, { userId, id, commentId }) =>
        void (await outbox.append(tx, 'post.commented', { userId, postId: id, commentId })),
    };
    undo.handle('post-comment-removed', async (tx, actor, removed: RemovedComment) => ({
      kind: 'post-comment-removed',
      comment: on(removed.id, await threads.restore(this.thread, tx, actor, removed)),
    }));
  }

  async list(
    viewer: Viewer,
    postId: number,
    query: { cursor?: string | undefined; limit: number },
  ): Promise<{ comments: PostComment[]; meta: CursorMeta }> {
    const { comments, meta } = await this.threads.list(this.thread, viewer, postId, query);
    return { comments: comments.map((comment) => on(postId, comment)), meta };
  }

  /** The first comments on a post that the viewer may see, oldest first. */
  async first(
    db: Db,
    viewer: Viewer,
    { postId, authorId }: { postId: number; authorId: number },
    limit: number,
  ): Promise<PostComment[]> {
    const rows = await POST_COMMENTS.findPage(db, postId, viewer?.id ?? null, { limit });
    return rows.map((row) => on(postId, presentComment(PREFIX, row, authorId, viewer)));
  }

  async add(actor: Actor, postId: number, content: string): Promise<PostComment> {
    return on(postId, await this.threads.add(this.thread, actor, postId, content));
  }

  remove(actor: Actor, postId: number, id: number): Promise<{ undoToken: string }> {
    return this.threads.remove(this.thread, actor, postId, id);
  }
}
