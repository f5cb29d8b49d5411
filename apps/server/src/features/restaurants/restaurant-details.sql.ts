import type { MenuItem } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';

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
