import { type CursorMeta, mayDo, type PostComment } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { Database, type Db } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { cutPage, decodeCursor } from '../../platform/http/pages.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import {
  findNewestComments,
  findPostComment,
  findPostComments,
  insertPostComment,
  type PostCommentRow,
  removePostComment,
} from './post-comments.sql.js';
import { findPublished, type PublishedPost } from './post-visibility.sql.js';
import { postIdOf } from './posts.view.js';

const CURSOR = 'post-comments';

@Injectable()
export class PostCommentsService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  async list(
    viewer: Viewer,
    postId: number,
    query: { cursor?: string | undefined; limit: number },
  ): Promise<{ comments: PostComment[]; meta: CursorMeta }> {
    const after = query.cursor === undefined ? undefined : decodeCursor(CURSOR, query.cursor);
    const db = this.database.current;
    const post = await this.post(db, viewer, postId);
    const found = await findPostComments(db, postId, viewer?.id ?? null, { after, limit: query.limit + 1 });
    const { rows, meta } = cutPage(CURSOR, found, query.limit, ({ id, createdAt }) => ({ id, t: createdAt }));
    return { comments: rows.map((row) => present(row, post, viewer)), meta };
  }

  /** The viewer's own first, then the newest, of a post that the viewer may see. */
  async newest(
    db: Db,
    viewer: Viewer,
    post: { id: number; author: { id: number } },
    limit: number,
  ): Promise<PostComment[]> {
    const rows = await findNewestComments(db, post.id, viewer?.id ?? null, limit);
    return rows.map((row) => present(row, { id: post.id, userId: post.author.id }, viewer));
  }

  async add(actor: Actor, postId: number, content: string): Promise<PostComment> {
    return this.database.transaction(async (tx) => {
      const post = await this.post(tx, actor, postId);
      const id = await insertPostComment(tx, postId, actor.id, content);
      await this.outbox.append(tx, 'post.commented', { userId: actor.id, postId, commentId: id });
      const row = await findPostComment(tx, postId, actor.id, id);
      if (!row) throw new AppError('UNAUTHORIZED', 'The account is gone.');
      return present(row, post, actor);
    });
  }

  async remove(actor: Actor, postId: number, id: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const post = await this.post(tx, actor, postId);
      const comment = await findPostComment(tx, postId, actor.id, id);
      if (!comment) throw new AppError('COMMENT_NOT_FOUND', 'There is no such comment.');
      if (!mayDelete(comment, post, actor)) throw new AppError('FORBIDDEN', 'The comment is not yours.');
      if (!(await removePostComment(tx, postId, id)))
        throw new AppError('COMMENT_NOT_FOUND', 'There is no such comment.');
      if (comment.userId === actor.id || post.userId === actor.id) return;
      await this.audit.record(tx, actor, {
        act: 'comment.delete',
        target: { type: 'comment', id: `post-comment-${id}`, authorId: comment.userId },
        before: { postId, content: comment.content },
      });
    });
  }

  private async post(db: Db, viewer: Viewer, id: number): Promise<PublishedPost> {
    const post = await findPublished(db, id, viewer?.id ?? null);
    if (!post) throw new AppError('POST_NOT_FOUND', 'There is no such post.');
    return post;
  }
}

const mayDelete = (comment: PostCommentRow, post: { userId: number }, viewer: Viewer): boolean =>
  viewer !== null && (comment.userId === viewer.id || post.userId === viewer.id || mayDo('moderate', viewer));

const present = (row: PostCommentRow, post: { id: number; userId: number }, viewer: Viewer): PostComment => ({
  id: `post-comment-${row.id}`,
  postId: postIdOf(post.id),
  user: row.user,
  content: row.content,
  createdAt: new Date(row.createdAt).toISOString(),
  canDelete: mayDelete(row, post, viewer),
});
