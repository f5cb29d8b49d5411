import type { UserCard } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import type { Position } from '../../platform/http/pages.js';
import { accountIsThere, isShown, userCardJson } from '../users/users.public.js';

export interface CommentRow {
  readonly id: number;
  readonly userId: number | null;
  readonly user: UserCard | null;
  readonly content: string;
  /** ISO instant to the microsecond */
  readonly createdAt: string;
}

/** The comments on one kind of thing. */
export interface CommentThreadSql {
  /** Text that selects the comments which the viewer in a parameter may see, as `c`; the caller says of what. */
  readonly select: (viewer: string) => string;
  /** Oldest first, everything strictly after a position. */
  findPage(db: Db, id: number, viewerId: number | null, page: CommentPage): Promise<CommentRow[]>;
  findOne(db: Db, id: number, viewerId: number, commentId: number): Promise<CommentRow | undefined>;
  /** Returns the id of the new comment. */
  insert(tx: Tx, id: number, userId: number, content: string): Promise<number>;
  /** False when it was gone already. */
  remove(tx: Tx, commentId: number, at: Date): Promise<boolean>;
  /** Takes back what was removed at that instant; false when it cannot come back. */
  restore(tx: Tx, commentId: number, at: Date): Promise<boolean>;
}

export interface CommentPage {
  readonly after?: Position | undefined;
  readonly limit: number;
}

const START: Position = { t: '-infinity', id: 0 };

/**
 * @param reference the column of `table` that names what is commented on, a row of `counted`, whose
 *   `comments_count` follows
 */
export function commentThread(table: string, reference: string, counted: string): CommentThreadSql {
  const select = (
    viewer: string,
  ) => `select c.id, c.user_id as "userId", case when u.id is not null then ${userCardJson('u', viewer)} end as user, c.content,
  to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt"
from ${table} c left join users u on u.id = c.user_id
where c.deleted_at is null and ${isShown('c', `${viewer}::bigint`)} and (u.id is null or ${accountIsThere('u', viewer)})`;
  const count = (step: '+' | '-') => `update ${counted} t set comments_count = t.comments_count ${step} 1
from changed where t.id = changed.of returning changed.id`;
  const PAGE = `/* ${table}-page */ ${select('$2')} and c.${reference} = $1 and (c.created_at, c.id) > ($3::timestamptz, $4::bigint)
order by c.created_at, c.id limit $5`;
  const ONE = `/* ${table}-one */ ${select('$2')} and c.${reference} = $1 and c.id = $3`;
  const INSERT = `/* ${table}-insert */
with changed as (insert into ${table} (${reference}, user_id, content) values ($1, $2, $3) returning id, ${reference} as of)
${count('+')}`;
  const REMOVE = `/* ${table}-delete */
with changed as (update ${table} set deleted_at = $2 where id = $1 and deleted_at is null returning id, ${reference} as of)
${count('-')}`;
  const RESTORE = `/* ${table}-undelete */
with changed as (update ${table} set deleted_at = null where id = $1 and deleted_at = $2 returning id, ${reference} as of)
${count('+')}`;
  const run = async (tx: Tx, text: string, parameters: readonly unknown[]) =>
    (await tx.executeQuery<{ id: number }>(CompiledQuery.raw(text, [...parameters]))).rows[0];
  return {
    select,
    async findPage(db, id, viewerId, { after = START, limit }) {
      const parameters = [id, viewerId, after.t, after.id, limit];
      return (await db.executeQuery<CommentRow>(CompiledQuery.raw(PAGE, parameters))).rows;
    },
    async findOne(db, id, viewerId, commentId) {
      return (await db.executeQuery<CommentRow>(CompiledQuery.raw(ONE, [id, viewerId, commentId]))).rows[0];
    },
    async insert(tx, id, userId, content) {
      const row = await run(tx, INSERT, [id, userId, content]);
      if (!row) throw new Error('insert returned no row');
      return row.id;
    },
    remove: async (tx, commentId, at) => (await run(tx, REMOVE, [commentId, at])) !== undefined,
    restore: async (tx, commentId, at) => (await run(tx, RESTORE, [commentId, at])) !== undefined,
  };
}
