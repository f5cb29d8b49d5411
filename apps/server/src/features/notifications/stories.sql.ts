import { CompiledQuery } from 'kysely';
import type { Tx } from '../../platform/database/database.js';
import type { RespondedActivity } from './stories.rules.js';

/* The facts of what people are told, as they stand when they are told: what was taken back, removed, hidden or is
   in stealth meanwhile is not found. */

interface OwnedActivity extends RespondedActivity {
  readonly ownerId: number;
}

const ACTIVITY = `a.id as "activityId", a.user_id as "ownerId", a.type, r.id as "restaurantId", r.name as "restaurantName"`;
const IS_TOLD_OF = 'a.deleted_at is null and a.hidden_at is null and not a.is_stealth';

const LIKED = `/* told-like */
select ${ACTIVITY} from activity_likes l join activities a on a.id = l.activity_id
left join restaurants r on r.id = a.restaurant_id
where l.activity_id = $1 and l.user_id = $2 and ${IS_TOLD_OF}`;

export async function findLikedActivity(
  tx: Tx,
  activityId: number,
  likerId: number,
): Promise<OwnedActivity | undefined> {
  return (await tx.executeQuery<OwnedActivity>(CompiledQuery.raw(LIKED, [activityId, likerId]))).rows[0];
}

const COMMENTED = `/* told-comment */
select ${ACTIVITY} from activity_comments c join activities a on a.id = c.activity_id
left join restaurants r on r.id = a.restaurant_id
where c.id = $1 and c.user_id is not null and c.deleted_at is null and c.hidden_at is null and ${IS_TOLD_OF}`;

export async function findCommentedActivity(tx: Tx, commentId: number): Promise<OwnedActivity | undefined> {
  return (await tx.executeQuery<OwnedActivity>(CompiledQuery.raw(COMMENTED, [commentId]))).rows[0];
}

export interface CommentedReview {
  readonly reviewId: number;
  readonly ownerId: number;
  readonly restaurantId: number;
  readonly restaurantName: string;
}

const REVIEW_COMMENTED = `/* told-review-comment */
select v.id as "reviewId", v.user_id as "ownerId", r.id as "restaurantId", r.name as "restaurantName"
from review_comments c join reviews v on v.id = c.review_id join restaurants r on r.id = v.restaurant_id
where c.id = $1 and c.user_id is not null and c.deleted_at is null and c.hidden_at is null
  and v.user_id is not null and v.deleted_at is null and v.hidden_at is null`;

export async function findCommentedReview(tx: Tx, commentId: number): Promise<CommentedReview | undefined> {
  return (await tx.executeQuery<CommentedReview>(CompiledQuery.raw(REVIEW_COMMENTED, [commentId]))).rows[0];
}

export interface BookmarkedList {
  readonly listId: number;
  readonly ownerId: number;
  readonly name: string;
}

const BOOKMARKED = `/* told-list-bookmark */
select l.id as "listId", l.user_id as "ownerId", l.name from list_bookmarks b join lists l on l.id = b.list_id
where b.list_id = $1 and b.user_id = $2 and l.deleted_at is null and l.hidden_at is null`;

export async function findBookmarkedList(
  tx: Tx,
  listId: number,
  userId: number,
): Promise<BookmarkedList | undefined> {
  return (await tx.executeQuery<BookmarkedList>(CompiledQuery.raw(BOOKMARKED, [listId, userId]))).rows[0];
}

const FOLLOWS = `/* told-follow */
select exists (select from follows where follower_id = $1 and followee_id = $2 and status = $3) as found`;

/** Whether the follow, or the request, still stands. */
export async function stillFollows(
  tx: Tx,
  followerId: number,
  followeeId: number,
  status: 'accepted' | 'requested',
): Promise<boolean> {
  const { rows } = await tx.executeQuery<{ found: boolean }>(
    CompiledQuery.raw(FOLLOWS, [followerId, followeeId, status]),
  );
  return rows[0]?.found === true;
}

export interface CommentedPost {
  readonly postId: number;
  readonly ownerId: number;
  readonly title: string;
}

const POST_COMMENTED = `/* told-post-comment */
select p.id as "postId", p.user_id as "ownerId", p.title from post_comments c join posts p on p.id = c.post_id
where c.id = $1 and c.user_id is not null and c.deleted_at is null and c.hidden_at is null
  and p.deleted_at is null and p.hidden_at is null`;

export async function findCommentedPost(tx: Tx, commentId: number): Promise<CommentedPost | undefined> {
  return (await tx.executeQuery<CommentedPost>(CompiledQuery.raw(POST_COMMENTED, [commentId]))).rows[0];
}

const INVITED = `/* told-group-invite */
select p.user_id as id from match_participants p join match_sessions s on s.id = p.session_id
where s.id = $1 and p.user_id = any($2::bigint[]) and p.status <> 'left' and s.ended_at is null and s.expires_at > now() order by p.user_id`;

/** Those of the people whom a group still waits for or has. */
export async function findInvited(tx: Tx, sessionId: string, userIds: readonly number[]): Promise<number[]> {
  const { rows } = await tx.executeQuery<{ id: number }>(CompiledQuery.raw(INVITED, [sessionId, userIds]));
  return rows.map(({ id }) => id);
}

export interface AgreedGroup {
  readonly restaurantId: number;
  readonly restaurantName: string;
  /** who is there */
  readonly userIds: number[];
}

const AGREED = `/* told-group-matched */
select r.id as "restaurantId", r.name as "restaurantName",
  array(select p.user_id from match_participants p where p.session_id = s.id and p.status <> 'left' order by p.user_id) as "userIds"
from match_sessions s join restaurants r on r.id = $2 where s.id = $1 and s.ended_at is null`;

/** A group and what it agreed on; undefined where the session is gone. */
export async function findAgreedGroup(
  tx: Tx,
  sessionId: string,
  restaurantId: number,
): Promise<AgreedGroup | undefined> {
  return (await tx.executeQuery<AgreedGroup>(CompiledQuery.raw(AGREED, [sessionId, restaurantId]))).rows[0];
}
