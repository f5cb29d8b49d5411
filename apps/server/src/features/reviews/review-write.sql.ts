import { CompiledQuery } from 'kysely';
import type { Tx } from '../../platform/database/database.js';
import { marks } from '../interactions/interactions.public.js';
import type { ReviewValues } from './reviews.rules.js';

export interface Reviewer {
  readonly timezone: string;
  /** of the restaurant on the been list */
  readonly rating: number | null;
}

const REVIEWER = `/* reviewer */
select u.timezone, rel.rating from users u
left join relations rel on rel.user_id = u.id and rel.restaurant_id = $2 and rel.status = 'been'
where u.id = $1 and u.deleted_at is null and u.deactivated_at is null`;

export async function findReviewer(
  tx: Tx,
  userId: number,
  restaurantId: number,
): Promise<Reviewer | undefined> {
  return (await tx.executeQuery<Reviewer>(CompiledQuery.raw(REVIEWER, [userId, restaurantId]))).rows[0];
}

const VALUE_COLUMNS = 'rating, title, content, photos, tags, order_items, companion_ids, visit_date';
const valuesOf = (values: ReviewValues) => [
  values.rating,
  values.title,
  values.content,
  values.photos,
  values.tags,
  values.orderItems,
  values.companionIds,
  values.visitDate,
];

const INSERT = `/* review-insert */
insert into reviews (user_id, restaurant_id, ${VALUE_COLUMNS}, is_verified_visit)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, exists (select from visits where restaurant_id = $2 and user_id = $1))
on conflict (user_id, restaurant_id) where deleted_at is null do nothing returning id`;

/** The new review's id; undefined when the person has reviewed the restaurant already. */
export async function insertReview(
  tx: Tx,
  userId: number,
  restaurantId: number,
  values: ReviewValues,
): Promise<number | undefined> {
  const parameters = [userId, restaurantId, ...valuesOf(values)];
  return (await tx.executeQuery<{ id: number }>(CompiledQuery.raw(INSERT, parameters))).rows[0]?.id;
}

export interface OwnReview extends ReviewValues {
  readonly restaurantId: number;
  readonly timezone: string;
}

const LOCK = `/* review-lock */
select v.restaurant_id as "restaurantId", v.rating, v.title, v.content, v.photos, v.tags, v.order_items as "orderItems",
  v.companion_ids as "companionIds", v.visit_date as "visitDate", u.timezone
from reviews v join users u on u.id = v.user_id where v.id = $1 and v.user_id = $2 and v.deleted_at is null for no key update of v`;

/** The author's own review, locked. */
export async function lockOwnReview(tx: Tx, id: number, userId: number): Promise<OwnReview | undefined> {
  return (await tx.executeQuery<OwnReview>(CompiledQuery.raw(LOCK, [id, userId]))).rows[0];
}

const UPDATE = `/* review-update */
update reviews set (${VALUE_COLUMNS}) = ($2, $3, $4, $5, $6, $7, $8, $9::date), updated_at = now() where id = $1`;

export async function updateReview(tx: Tx, id: number, values: ReviewValues): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(UPDATE, [id, ...valuesOf(values)]));
}

const COUNT = `/* reviews-of-person-count */ update users set reviews_count = reviews_count + $2 where id = $1`;

/** Before the review's own row is written: whoever moves many of them locks the people first. */
export async function countForReviewer(tx: Tx, userId: number, step: 1 | -1): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(COUNT, [userId, step]));
}

const REMOVE = `/* review-remove */ update reviews set deleted_at = $3 where id = $1 and user_id = $2 and deleted_at is null returning id`;
const RESTORE = `/* review-restore */ update reviews set deleted_at = null where id = $1 and user_id = $2 and deleted_at = $3 returning id`;

/** False when it was gone already. */
export async function removeReview(tx: Tx, id: number, userId: number, at: Date): Promise<boolean> {
  return (await tx.executeQuery(CompiledQuery.raw(REMOVE, [id, userId, at]))).rows.length > 0;
}

/** False unless it was removed at that very instant. */
export async function restoreReview(tx: Tx, id: number, userId: number, at: Date): Promise<boolean> {
  return (await tx.executeQuery(CompiledQuery.raw(RESTORE, [id, userId, at]))).rows.length > 0;
}

// The activity that tells followers of a review -----------------------------------------------------------

const TELL = `/* review-activity */
insert into activities (type, user_id, restaurant_id, review_id, rating, comment, photos, tags, companion_ids)
select 'review', v.user_id, v.restaurant_id, v.id, v.rating, v.content, v.photos, v.tags, v.companion_ids
from reviews v where v.id = $1 returning id`;

export async function insertReviewActivity(tx: Tx, reviewId: number): Promise<number> {
  const { rows } = await tx.executeQuery<{ id: number }>(CompiledQuery.raw(TELL, [reviewId]));
  const [row] = rows;
  if (!row) throw new Error('insert returned no row');
  return row.id;
}

const RETELL = `/* review-activity-update */
update activities a set rating = v.rating, comment = v.content, photos = v.photos, tags = v.tags, companion_ids = v.companion_ids
from reviews v where v.id = $1 and a.review_id = v.id and a.deleted_at is null`;
const HIDE = `/* review-activity-hide */ update activities set deleted_at = $2 where review_id = $1 and deleted_at is null`;
const SHOW = `/* review-activity-show */ update activities set deleted_at = null where review_id = $1 and deleted_at = $2`;

export async function updateReviewActivity(tx: Tx, reviewId: number): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(RETELL, [reviewId]));
}

export async function hideReviewActivity(tx: Tx, reviewId: number, at: Date): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(HIDE, [reviewId, at]));
}

export async function showReviewActivity(tx: Tx, reviewId: number, at: Date): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(SHOW, [reviewId, at]));
}

// Helpful marks ------------------------------------------------------------------------------------------

export const setHelpful = marks('review_helpful', 'review_id', 'reviews', 'helpful_count');
