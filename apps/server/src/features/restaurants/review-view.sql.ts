import type { Review } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountIsOpen, accountIsThere, isShown, userCardJson } from '../users/users.public.js';

/* Reviews as they are shown, wherever they are: the row is `v`, its author `u`, who may have left. */

export const REVIEWS = 'reviews v left join users u on u.id = v.user_id';

/** The condition that the viewer in a parameter may see the review. */
export const reviewIsShown = (viewer: string): string =>
  `v.deleted_at is null and ${isShown('v', `${viewer}::bigint`)} and (v.user_id is null or (${accountIsOpen('u', viewer)}))`;

const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Text of a JSON object of the shape Review, without its restaurant. */
export const reviewJson = (viewer: string): string => `json_build_object(
  'id', v.id, 'user', case when u.id is not null then ${userCardJson('u', viewer)} end, 'userId', u.id, 'restaurantId', v.restaurant_id,
  'rating', v.rating, 'title', v.title, 'content', v.content, 'photos', v.photos, 'tags', v.tags, 'orderItems', v.order_items,
  'companions', array(select c.id from unnest(v.companion_ids) with ordinality as named(id, place)
    join users c on c.id = named.id and ${accountIsThere('c', viewer)} order by named.place),
  'visitDate', v.visit_date,
  'isVerifiedVisit', case when v.user_id is null then v.is_verified_visit
    else exists (select from visits made where made.restaurant_id = v.restaurant_id and made.user_id = v.user_id)
      and (v.user_id is not distinct from ${viewer}::bigint or not exists (select from relations s
        where s.restaurant_id = v.restaurant_id and s.status = 'been' and s.user_id = v.user_id and s.is_stealth)) end,
  'helpfulCount', v.helpful_count,
  'isHelpful', case when ${viewer}::bigint is not null then exists (
     select from review_helpful h where h.review_id = v.id and h.user_id = ${viewer}::bigint) end,
  'commentCount', v.comments_count, 'createdAt', ${instant('v.created_at')}, 'updatedAt', ${instant('v.updated_at')})`;

const OPEN_REVIEWS = `/* restaurant-open-reviews */
select ${reviewJson('$2')} as review from ${REVIEWS} where v.restaurant_id = $1 and ${reviewIsShown('$2')}
order by v.created_at desc, v.id desc limit 20`;

/** The newest twenty reviews that the viewer may see. */
export async function findOpenReviews(
  db: Db,
  restaurantId: number,
  viewerId: number | null,
): Promise<Review[]> {
  const { rows } = await db.executeQuery<{ review: Review }>(
    CompiledQuery.raw(OPEN_REVIEWS, [restaurantId, viewerId]),
  );
  return rows.map(({ review }) => review);
}
