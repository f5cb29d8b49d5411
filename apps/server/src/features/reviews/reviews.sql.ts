import type { Review, ReviewSort } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { REVIEWS, reviewIsShown, reviewJson } from '../restaurants/restaurants.public.js';
import { isNotMuted } from '../users/users.public.js';

const ORDERS: Record<ReviewSort, string> = {
  recent: 'v.created_at desc, v.id desc',
  rating: 'v.rating desc, v.created_at desc, v.id desc',
  helpful: 'v.helpful_count desc, v.created_at desc, v.id desc',
};

const BY_FRIENDS = `exists (select from follows f where f.follower_id = $2::bigint and f.followee_id = v.user_id and f.status = 'accepted')
  and ${isNotMuted('u', '$2')}`;

/** Whose reviews, or of what. */
export interface ReviewFilter {
  readonly column: 'restaurant_id' | 'user_id';
  readonly id: number;
  readonly friendsOnly: boolean;
}

/** Statements are prepared by name: each of these has its own. */
const nameOf = ({ column, friendsOnly }: ReviewFilter) =>
  `${column.replace('_id', '')}${friendsOnly ? '-friends' : ''}`;

const condition = ({ column, friendsOnly }: ReviewFilter) =>
  `v.${column} = $1 and ${reviewIsShown('$2')}${friendsOnly ? ` and ${BY_FRIENDS}` : ''}`;

/** One page of the reviews that the viewer may see. The page is found first, then shown. */
export async function findReviewPage(
  db: Db,
  filter: ReviewFilter,
  viewerId: number | null,
  { sort, page, pageSize }: { sort: ReviewSort; page: number; pageSize: number },
): Promise<Review[]> {
  const text = `/* reviews-of-${nameOf(filter)}-${sort} */
with page as (select v.id from ${REVIEWS} where ${condition(filter)} order by ${ORDERS[sort]} limit $3 offset $4)
select ${reviewJson('$2')} as review from page join reviews v on v.id = page.id left join users u on u.id = v.user_id
order by ${ORDERS[sort]}`;
  const parameters = [filter.id, viewerId, pageSize, (page - 1) * pageSize];
  const { rows } = await db.executeQuery<{ review: Review }>(CompiledQuery.raw(text, parameters));
  return rows.map(({ review }) => review);
}

export async function countReviews(db: Db, filter: ReviewFilter, viewerId: number | null): Promise<number> {
  const text = `/* reviews-count-${nameOf(filter)} */ select count(*)::int as total from ${REVIEWS} where ${condition(filter)}`;
  const { rows } = await db.executeQuery<{ total: number }>(CompiledQuery.raw(text, [filter.id, viewerId]));
  return rows[0]?.total ?? 0;
}

const REVIEW = `/* review */ select ${reviewJson('$2')} as review from ${REVIEWS} where v.id = $1 and ${reviewIsShown('$2')}`;

/** The review, if the viewer may see it. */
export async function findReview(db: Db, id: number, viewerId: number | null): Promise<Review | undefined> {
  const { rows } = await db.executeQuery<{ review: Review }>(CompiledQuery.raw(REVIEW, [id, viewerId]));
  return rows[0]?.review;
}
