import { MOST_PLACES } from '@beli/contract';
import { sql } from 'kysely';
import type { Tx } from '../../platform/database/database.js';
import { isThereTo } from '../users/users.public.js';
import type { PortableList, PortableReview } from './kept-places.js';

/* Reviews and lists of a person's own as they come back from a file: no news, so no activity and nobody is told. */

/** One live review per person and place: what is there stays. Returns those written, by restaurant. */
export async function restoreReviews(
  tx: Tx,
  userId: number,
  reviews: readonly { readonly restaurantId: number; readonly review: PortableReview }[],
): Promise<Map<number, number>> {
  if (reviews.length === 0) return new Map();
  const told = reviews.map(({ restaurantId, review }) => ({ ...review, restaurantId }));
  const { rows } = await sql<{ restaurantId: number; id: number }>`/* reviews-restore */
    with restored as (
      insert into reviews (user_id, restaurant_id, rating, title, content, tags, order_items, companion_ids, visit_date, is_verified_visit, created_at)
      select ${userId}, t."restaurantId", t.rating, t.title, t.content, t.tags, t."orderItems",
        array(select u.id from users u where u.id = any(t.companions) and u.id <> ${userId} and ${isThereTo('u', userId)} order by array_position(t.companions, u.id)),
        t."visitDate",
        exists (select from visits v where v.user_id = ${userId} and v.restaurant_id = t."restaurantId"),
        least(coalesce(t."createdAt", now()), now())
      from jsonb_to_recordset(${JSON.stringify(told)}::jsonb)
        as t("restaurantId" bigint, rating numeric, title text, content text, tags text[], "orderItems" text[], companions bigint[], "visitDate" date, "createdAt" timestamptz)
      join restaurants r on r.id = t."restaurantId" and r.deleted_at is null
      on conflict (user_id, restaurant_id) where deleted_at is null do nothing
      returning restaurant_id, id
    ), counted as (
      update users set reviews_count = reviews_count + (select count(*) from restored) where id = ${userId}
    )
    select restaurant_id as "restaurantId", id from restored`.execute(tx);
  return new Map(rows.map(({ restaurantId, id }) => [restaurantId, id]));
}

/** Counted while nobody else can add one for the person. */
export async function lockListCount(tx: Tx, userId: number): Promise<number> {
  await sql`select id from users where id = ${userId} for no key update`.execute(tx);
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from lists where user_id = ${userId} and deleted_at is null`.execute(tx);
  return rows[0]?.count ?? 0;
}

/**
 * Makes lists as they were. Restaurants that did not come along are left out; the others keep their order.
 * @param restaurantIds which restaurant each id of the file became
 */
export async function restoreLists(
  tx: Tx,
  userId: number,
  lists: readonly PortableList[],
  restaurantIds: ReadonlyMap<number, number>,
): Promise<void> {
  if (lists.length === 0) return;
  const told = lists.map(({ items, ...list }, number) => ({
    ...list,
    number,
    items: knownItems(items, restaurantIds),
  }));
  await sql`/* lists-restore */
    with told as materialized (
      select t.*, nextval(pg_get_serial_sequence('lists', 'id')) as id
      from jsonb_to_recordset(${JSON.stringify(told)}::jsonb)
        as t(number int, name text, description text, category text, "isPublic" boolean, "isRanked" boolean, "createdAt" timestamptz, items jsonb)
    ), restored as (
      insert into lists (id, user_id, name, description, category, is_public, is_ranked, restaurant_count, created_at)
      select id, ${userId}, name, description, category, "isPublic", "isRanked", jsonb_array_length(items), least(coalesce("createdAt", now()), now())
      from told
    )
    insert into list_items (list_id, restaurant_id, position, note, added_at)
    select told.id, i."restaurantId", i.position, i.note, least(coalesce(i."addedAt", now()), now())
    from told, jsonb_to_recordset(told.items) as i("restaurantId" bigint, position int, note text, "addedAt" timestamptz)`.execute(
    tx,
  );
}

/** The items whose restaurants came along, each restaurant once, as many as a list may have. */
function knownItems(items: PortableList['items'], restaurantIds: ReadonlyMap<number, number>) {
  const seen = new Set<number>();
  return items
    .flatMap(({ restaurantId, ...item }) => {
      const id = restaurantIds.get(restaurantId);
      if (id === undefined || seen.has(id)) return [];
      seen.add(id);
      return [{ ...item, restaurantId: id }];
    })
    .slice(0, MOST_PLACES)
    .map((item, position) => ({ ...item, position }));
}
