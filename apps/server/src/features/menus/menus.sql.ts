import type { MenuItemInput } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';

const HOLD = `/* menu-hold */ select id from restaurants where id = $1 and deleted_at is null for update`;

/** Holds the restaurant, so that one menu is written at a time; false where it is not there. */
export async function holdForMenu(tx: Tx, restaurantId: number): Promise<boolean> {
  return (await tx.executeQuery(CompiledQuery.raw(HOLD, [restaurantId]))).rows.length > 0;
}

export interface FormerItem {
  readonly id: number;
  readonly name: string;
}

const CLEAR = `/* menu-clear */ delete from menu_items where restaurant_id = $1 returning id, name`;

/** Takes the whole menu away and says what stood on it. */
export async function clearMenu(tx: Tx, restaurantId: number): Promise<FormerItem[]> {
  return (await tx.executeQuery<FormerItem>(CompiledQuery.raw(CLEAR, [restaurantId]))).rows;
}

const INSERT = `/* menu-insert */
insert into menu_items (id, restaurant_id, name, category, description, price, portion, popularity_score, is_vegetarian, is_vegan,
  is_gluten_free, spice, meal_times, tags, image)
select coalesce(i.id, nextval(pg_get_serial_sequence('menu_items', 'id'))), $1, i.name, i.category, i.description, i.price, i.portion,
  i."popularityScore", i."isVegetarian" or i."isVegan", i."isVegan", i."isGlutenFree", i.spice, i."mealTime", i.tags, i.image
from jsonb_to_recordset($2::jsonb) as i(id bigint, name text, category text, description text, price numeric, portion text,
  "popularityScore" integer, "isVegetarian" boolean, "isVegan" boolean, "isGlutenFree" boolean, spice integer,
  "mealTime" text[], tags text[], image text)`;

/** Items with an id get that id: it must have been one of this menu. */
export async function insertMenu(
  tx: Tx,
  restaurantId: number,
  items: readonly MenuItemInput[],
): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(INSERT, [restaurantId, JSON.stringify(items)]));
}

const LOOKED_AT = `/* menus-looked-at */
select r.id from restaurants r
where r.deleted_at is null and exists (select from menu_items m where m.restaurant_id = r.id)
order by r.trend_score desc, r.id limit $1`;

/** The restaurants with a menu that people turn to most these days. */
export async function findMenusLookedAt(db: Db, limit: number): Promise<number[]> {
  const { rows } = await db.executeQuery<{ id: number }>(CompiledQuery.raw(LOOKED_AT, [limit]));
  return rows.map(({ id }) => id);
}
