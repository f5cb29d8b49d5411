import type { UserCard } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import type { Position } from '../../platform/http/pages.js';
import { accountIsThere, isShown, userCardJson } from '../users/users.public.js';

export interface ReviewCommentRow {
  readonly id: number;
  readonly userId: number | null;
  readonly user: UserCard | null;
  readonly content: string;
  /** ISO instant to the microsecond */
  readonly createdAt: string;
}

const select = (
  viewer: string,
) => `select c.id, c.user_id as "userId", case when u.id is not null then ${userCardJson('u', viewer)} end as user, c.content,
  to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt"
from review_comments c left join users u on u.id = c.user_id
where c.review_id = $1 and c.deleted_at is null and ${isShown('c', `${viewer}::bigint`)} and (u.id is null or ${accountIsThere('u', viewer)})`;

const PAGE = `/* review-comments */ ${select('$2')} and (c.created_at, c.id) > ($3::timestamptz, $4::bigint)
order by c.created_at, c.id limit $5`;
const ONE = `/* review-comment */ ${select('$2')} and c.id = $3`;

/** Oldest first, everything strictly after a position. */
export async function findReviewComments(
  db: Db,
  reviewId: number,
  viewerId: number | null,
  { after = { t: '-infinity', id: 0 }, limit }: { after?: Position | undefined; limit: number },
): Promise<ReviewCommentRow[]> {
  const parameters = [reviewId, viewerId, after.t, after.id, limit];
  return (await db.executeQuery<ReviewCommentRow>(CompiledQuery.raw(PAGE, parameters))).rows;
}

export async function findReviewComment(
  db: Db,
  reviewId: number,
  viewerId: number,
  id: number,
): Promise<ReviewCommentRow | undefined> {
  return (await db.executeQuery<ReviewCommentRow>(CompiledQuery.raw(ONE, [reviewId, viewerId, id]))).rows[0];
}

const INSERT = `/* review-comment-insert */ insert into review_comments (review_id, user_id, content) values ($1, $2, $3) returning id`;
const REMOVE = `/* review-comment-remove */ update review_comments set deleted_at = now() where id = $1 and deleted_at is null returning id`;
const COUNT = `/* review-comments-count */ update reviews set comments_count = comments_count + $2 where id = $1`;

export async function insertReviewComment(
  tx: Tx,
  reviewId: number,
  userId: number,
  content: string,
): Promise<number> {
  const { rows } = await tx.executeQuery<{ id: number }>(
    CompiledQuery.raw(INSERT, [reviewId, userId, content]),
  );
  const [row] = rows;
  if (!row) throw new Error('insert returned no row');
  await tx.executeQuery(CompiledQuery.raw(COUNT, [reviewId, 1]));
  return row.id;
}

/** False when it was gone already. */
export async function removeReviewComment(tx: Tx, reviewId: number, id: number): Promise<boolean> {
  const { rows } = await tx.executeQuery(CompiledQuery.raw(REMOVE, [id]));
  if (rows.length === 0) return false;
  await tx.executeQuery(CompiledQuery.raw(COUNT, [reviewId, -1]));
  return true;
}
