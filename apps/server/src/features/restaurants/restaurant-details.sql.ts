import type { MenuItem } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';

const ITEM = `json_build_object('id', m.id, 'name', m.name, 'category', m.category, 'description', m.description,
  'price', m.price, 'portion', m.portion,
  'popularity', case when m.popularity_score >= 80 then 'high' when m.popularity_score >= 50 then 'medium' else 'low' end,
  'popularityScore', m.popularity_score, 'isVegetarian', m.is_vegetarian, 'isVegan', m.is_vegan, 'isGlutenFree', m.is_gluten_free,
  'spiceLevel', case when m.spice >= 4 then 'hot' when m.spice = 3 then 'medium' when m.spice is not null then 'mild' end,
  'spice', m.spice, 'mealTime', m.meal_times, 'tags', m.tags, 'image', m.image)`;
const ORDER = `array_position(array['appetizer', 'entree', 'side', 'dessert', 'drink'], m.category), m.popularity_score desc, m.id`;

const MENU = `/* restaurant-menu */
select ${ITEM} as item from menu_items m where m.restaurant_id = $1 order by ${ORDER} limit 200`;

/** The menu by course, most popular first. */
export async function findMenu(db: Db, restaurantId: number): Promise<MenuItem[]> {
  const { rows } = await db.executeQuery<{ item: MenuItem }>(CompiledQuery.raw(MENU, [restaurantId]));
  return rows.map(({ item }) => item);
}

const MENUS = `/* restaurant-menus */
select m.restaurant_id as id, json_agg(${ITEM} order by ${ORDER}) as items
from menu_items m join restaurants r on r.id = m.restaurant_id and r.deleted_at is null
where m.restaurant_id = any($1::bigint[]) group by m.restaurant_id`;

/** The menus of many restaurants; those without one are left out. */
export async function findMenus(db: Db, ids: readonly number[]): Promise<Map<number, MenuItem[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.executeQuery<{ id: number; items: MenuItem[] }>(CompiledQuery.raw(MENUS, [ids]));
  return new Map(rows.map(({ id, items }) => [id, items]));
}
