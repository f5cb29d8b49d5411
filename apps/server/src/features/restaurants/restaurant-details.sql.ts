import type { MenuItem, Review } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountIsOpen, isShown, userCardJson } from '../users/users.public.js';

const MENU = `/* restaurant-menu */
select json_build_object('id', m.id, 'name', m.name, 'category', m.category, 'description', m.description,
  'price', m.price, 'portion', m.portion,
  'popularity', case when m.popularity_score >= 80 then 'high' when m.popularity_score >= 50 then 'medium' else 'low' end,
  'popularityScore', m.popularity_score, 'isVegetarian', m.is_vegetarian, 'isVegan', m.is_vegan, 'isGlutenFree', m.is_gluten_free,
  'spiceLevel', case when m.spice >= 4 then 'hot' when m.spice = 3 then 'medium' when m.spice is not null then 'mild' end,
  'spice', m.spice, 'mealTime', m.meal_times, 'tags', m.tags, 'image', m.image) as item
from menu_items m where m.restaurant_id = $1
order by array_position(array['appetizer', 'entree', 'side', 'dessert', 'drink'], m.category), m.popularity_score desc, m.id
limit 200`;

/** The menu by course, most popular first. */
export async function findMenu(db: Db, restaurantId: number): Promise<MenuItem[]> {
  const { rows } = await db.executeQuery<{ item: MenuItem }>(CompiledQuery.raw(MENU, [restaurantId]));
  return rows.map(({ item }) => item);
}

const OPEN_REVIEWS = `/* restaurant-open-reviews */
select json_build_object('id', v.id, 'user', case when u.id is not null then ${userCardJson('u', '$2')} end, 'userId', u.id, 'restaurantId', v.restaurant_id,
  'rating', v.rating, 'title', v.title, 'content', v.content, 'photos', v.photos, 'tags', v.tags,
  'orderItems', v.order_items, 'companions', v.companion_ids, 'visitDate', v.visit_date,
  'isVerifiedVisit', v.is_verified_visit, 'helpfulCount', v.helpful_count, 'commentCount', v.comments_count,
  'createdAt', to_char(v.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'updatedAt', to_char(v.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as review
from reviews v left join users u on u.id = v.user_id
where v.restaurant_id = $1 and v.deleted_at is null and ${isShown('v', '$2::bigint')} and (v.user_id is null or (${accountIsOpen('u', '$2')}))
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
