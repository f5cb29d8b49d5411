import { type CursorMeta, mayDo, type UserCard } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { Database, type Db, type Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { cutPage, decodeCursor } from '../../platform/http/pages.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { Undo } from '../../platform/undo/undo.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import type { CommentRow, CommentThreadSql } from './comment-thread.sql.js';

/** A comment as every thread shows it. */
export interface CommentView {
  readonly id: string;
  readonly user: UserCard | null;
  readonly content: string;
  readonly createdAt: string;
  readonly canDelete: boolean;
}

/** Comments on one kind of thing: what is particular about them. */
export interface CommentThread {
  readonly sql: CommentThreadSql;
  readonly cursor: string;
  /** of the ids of its comments */
  readonly prefix: string;
  readonly undoKind: 'comment-removed' | 'review-comment-removed' | 'post-comment-removed';
  /** Whose it is that is commented on. @throws AppError where the viewer may not see it */
  ownerOf(db: Db, viewer: Viewer, id: number): Promise<number | null>;
  /** Records the new comment in its transaction. */
  written(tx: Tx, comment: { userId: number; id: number; commentId: number }): Promise<void>;
}

/** What it takes to bring a comment back. */
export interface RemovedComment {
  /** what was commented on */
  readonly id: number;
  readonly commentId: number;
  /** ISO instant of the removal */
  readonly at: string;
  readonly isByStaff: boolean;
}

const noSuchComment = () => new AppError('COMMENT_NOT_FOUND', 'There is no such comment.');

/** What can be done with comments, whatever they are on. */
@Injectable()
export class CommentThreads {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly undo: Undo,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(
    thread: CommentThread,
    viewer: Viewer,
    id: number,
    query: { cursor?: string | undefined; limit: number },
  ): Promise<{ comments: CommentView[]; meta: CursorMeta }> {
    const after = query.cursor === undefined ? undefined : decodeCursor(thread.cursor, query.cursor);
    const db = this.database.current;
    const ownerId = await thread.ownerOf(db, viewer, id);
    const page = { after, limit: query.limit + 1 };
    const found = await thread.sql.findPage(db, id, viewer?.id ?? null, page);
    const { rows, meta } = cutPage(thread.cursor, found, query.limit, ({ id: last, createdAt }) => ({
      id: last,
      t: createdAt,
    }));
    return { comments: rows.map((row) => presentComment(thread.prefix, row, ownerId, viewer)), meta };
  }

  async add(thread: CommentThread, actor: Actor, id: number, content: string): Promise<CommentView> {
    return this.database.transaction(async (tx) => {
      const ownerId = await thread.ownerOf(tx, actor, id);
      const commentId = await thread.sql.insert(tx, id, actor.id, content);
      await thread.written(tx, { userId: actor.id, id, commentId });
      const row = await thread.sql.findOne(tx, id, actor.id, commentId);
      if (!row) throw new AppError('UNAUTHORIZED', 'The account is gone.');
      return presentComment(thread.prefix, row, ownerId, actor);
    });
  }

  /** Authors and whoever is commented on delete as they like; who moderates is logged. */
  async remove(
    thread: CommentThread,
    actor: Actor,
    id: number,
    commentId: number,
  ): Promise<{ undoToken: string }> {
    return this.database.transaction(async (tx) => {
      const ownerId = await thread.ownerOf(tx, actor, id);
      const comment = await thread.sql.findOne(tx, id, actor.id, commentId);
      if (!comment) throw noSuchComment();
      if (!mayDelete(comment, ownerId, actor)) throw new AppError('FORBIDDEN', 'The comment is not yours.');
      const at = this.clock();
      if (!(await thread.sql.remove(tx, commentId, at))) throw noSuchComment();
      const isByStaff = comment.userId !== actor.id && ownerId !== actor.id;
      if (isByStaff) {
        await this.audit.record(tx, actor, {
          act: 'comment.delete',
          target: { type: 'comment', id: `${thread.prefix}${commentId}`, authorId: comment.userId },
          before: { on: id, content: comment.content },
        });
      }
      const removed: RemovedComment = { id, commentId, at: at.toISOString(), isByStaff };
      return { undoToken: await this.undo.offer(tx, actor, thread.undoKind, removed) };
    });
  }

  /** @throws AppError CONFLICT when what was commented on is no longer there, or the comment was removed again */
  async restore(
    thread: CommentThread,
    tx: Tx,
    actor: Actor,
    { id, commentId, at, isByStaff }: RemovedComment,
  ): Promise<CommentView> {
    const cannotReturn = () => new AppError('CONFLICT', 'The comment cannot come back any more.');
    const ownerId = await thread.ownerOf(tx, actor, id).catch((error: unknown) => {
      throw error instanceof AppError ? cannotReturn() : error;
    });
    if (!(await thread.sql.restore(tx, commentId, new Date(at)))) throw cannotReturn();
    const row = await thread.sql.findOne(tx, id, actor.id, commentId);
    if (!row) throw cannotReturn();
    if (isByStaff) {
      await this.audit.record(tx, actor, {
        act: 'comment.restore',
        target: { type: 'comment', id: `${thread.prefix}${commentId}`, authorId: row.userId },
      });
    }
    return presentComment(thread.prefix, row, ownerId, actor);
  }
}

const mayDelete = (comment: CommentRow, ownerId: number | null, viewer: Viewer): boolean =>
  viewer !== null && (comment.userId === viewer.id || ownerId === viewer.id || mayDo('moderate', viewer));

export const presentComment = (
  prefix: string,
  row: CommentRow,
  ownerId: number | null,
  viewer: Viewer,
): CommentView => ({
  id: `${prefix}${row.id}`,
  user: row.user,
  content: row.content,
  createdAt: new Date(row.createdAt).toISOString(),
  canDelete: mayDelete(row, ownerId, viewer),
});
