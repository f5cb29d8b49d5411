import type { UserCard } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import type { Position } from '../../platform/http/pages.js';
import { accountIsThere, isShown, userCardJson } from '../users/users.public.js';

export interface PostCommentRow {
  readonly id: number;
  readonly userId: number | null;
  readonly user: UserCard | null;
  readonly content: string;
  /** ISO instant to the microsecond */
  readonly createdAt: string;
}

const SELECT = `select c.id, c.user_id as "userId", case when u.id is not null then ${userCardJson('u', '$2')} end as user, c.content,
  to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt"
from post_comments c left join users u on u.id = c.user_id
where c.post_id = $1 and c.deleted_at is null and ${isShown('c', '$2::bigint')} and (u.id is null or ${accountIsThere('u', '$2')})`;

const PAGE = `/* post-comments */ ${SELECT} and (c.created_at, c.id) > ($3::timestamptz, $4::bigint)
order by c.created_at, c.id limit $5`;
const NEWEST = `/* post-comments-newest */ ${SELECT}
order by c.user_id is distinct from $2::bigint, c.created_at desc, c.id desc limit $3`;
const ONE = `/* post-comment */ ${SELECT} and c.id = $3`;

/** Oldest first, everything strictly after a position. */
export async function findPostComments(
  db: Db,
  postId: number,
  viewerId: number | null,
  { after = { t: '-infinity', id: 0 }, limit }: { after?: Position | undefined; limit: number },
): Promise<PostCommentRow[]> {
  const parameters = [postId, viewerId, after.t, after.id, limit];
  return (await db.executeQuery<PostCommentRow>(CompiledQuery.raw(PAGE, parameters))).rows;
}

/** The viewer's own first, then the newest. */
export async function findNewestComments(
  db: Db,
  postId: number,
  viewerId: number | null,
  limit: number,
): Promise<PostCommentRow[]> {
  return (await db.executeQuery<PostCommentRow>(CompiledQuery.raw(NEWEST, [postId, viewerId, limit]))).rows;
}

export async function findPostComment(
  db: Db,
  postId: number,
  viewerId: number,
  id: number,
): Promise<PostCommentRow | undefined> {
  return (await db.executeQuery<PostCommentRow>(CompiledQuery.raw(ONE, [postId, viewerId, id]))).rows[0];
}

const INSERT = `/* post-comment-insert */ insert into post_comments (post_id, user_id, content) values ($1, $2, $3) returning id`;
const REMOVE = `/* post-comment-remove */ update post_comments set deleted_at = now() where id = $1 and deleted_at is null returning id`;
const COUNT = `/* post-comments-count */ update posts set comments_count = comments_count + $2 where id = $1`;

export async function insertPostComment(
  tx: Tx,
  postId: number,
  userId: number,
  content: string,
): Promise<number> {
  const { rows } = await tx.executeQuery<{ id: number }>(
    CompiledQuery.raw(INSERT, [postId, userId, content]),
  );
  const [row] = rows;
  if (!row) throw new Error('insert returned no row');
  await tx.executeQuery(CompiledQuery.raw(COUNT, [postId, 1]));
  return row.id;
}

/** False when it was gone already. */
export async function removePostComment(tx: Tx, postId: number, id: number): Promise<boolean> {
  const { rows } = await tx.executeQuery(CompiledQuery.raw(REMOVE, [id]));
  if (rows.length === 0) return false;
  await tx.executeQuery(CompiledQuery.raw(COUNT, [postId, -1]));
  return true;
}
