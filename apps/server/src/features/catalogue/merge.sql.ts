import { CompiledQuery } from 'kysely';
import type { Tx } from '../../platform/database/database.js';

/* Making one restaurant of two: first the catalogue, in a transaction that nobody waits for long; then what
   people keep, some people at a time. */

export interface Standing {
  readonly id: number;
  readonly name: string;
  readonly isGone: boolean;
  /** what answers for it */
  readonly aliasOf: number | null;
}

const LOCK = `/* merge-lock */ select id from restaurants where id = any($1::bigint[]) order by id for update`;
const STANDING = `/* merge-standing */
select r.id, r.name, r.deleted_at is not null as "isGone", a.restaurant_id as "aliasOf"
from restaurants r left join restaurant_aliases a on a.alias_id = r.id where r.id = any($1::bigint[])`;

/**
 * Both restaurants, once nobody is about to keep anything of them any more. Whoever does holds its row
 * (`holdRestaurant`), and looks again once the lock is given up.
 */
export async function lockForMerge(tx: Tx, ids: readonly number[]): Promise<Map<number, Standing>> {
  await tx.executeQuery(CompiledQuery.raw(LOCK, [ids]));
  const { rows } = await tx.executeQuery<Standing>(CompiledQuery.raw(STANDING, [ids]));
  return new Map(rows.map((row) => [row.id, row]));
}

const RETIRE = `/* merge-retire */ update restaurants set deleted_at = coalesce(deleted_at, now()), version = version + 1, updated_at = now() where id = $1`;
const TAKE_ALONG = `/* merge-aliases */ update restaurant_aliases set restaurant_id = $2 where restaurant_id = $1`;
const ALIAS = `/* merge-alias */ insert into restaurant_aliases (alias_id, restaurant_id) values ($1, $2)`;

/** From now on `into` answers for `from`, and for whatever `from` answered for. */
export async function makeAlias(tx: Tx, from: number, into: number): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(RETIRE, [from]));
  await tx.executeQuery(CompiledQuery.raw(TAKE_ALONG, [from, into]));
  await tx.executeQuery(CompiledQuery.raw(ALIAS, [from, into]));
}

const TARGET = `/* merge-target */ select restaurant_id as id from restaurant_aliases where alias_id = $1 for share`;

/** What answers for a restaurant, until the commit. */
export async function holdTarget(tx: Tx, aliasId: number): Promise<number | undefined> {
  return (await tx.executeQuery<{ id: number }>(CompiledQuery.raw(TARGET, [aliasId]))).rows[0]?.id;
}

const PEOPLE = `/* merge-people */
select user_id as id from relations where restaurant_id = $1
union select user_id from visits where restaurant_id = $1
union select user_id from reviews where restaurant_id = $1 and user_id is not null
union select user_id from activities where restaurant_id = $1
order by id limit $2`;
const LOCK_PEOPLE = `/* merge-lock-people */ select id from users where id = any($1::bigint[]) order by id for no key update`;

/** Some of the people who have to do with a restaurant, in order of id. */
export async function findPeople(tx: Tx, restaurantId: number, limit: number): Promise<number[]> {
  const { rows } = await tx.executeQuery<{ id: number }>(CompiledQuery.raw(PEOPLE, [restaurantId, limit]));
  return rows.map(({ id }) => id);
}

/** Holds the rows of these people, in order of id. */
export async function lockPeople(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(LOCK_PEOPLE, [ids]));
}

// One live review per person and restaurant: the one that was written or changed last stays.
const SETTLE_REVIEWS = `/* merge-settle-reviews */
with pairs as (
  select f.user_id, case when f.updated_at > i.updated_at then i.id else f.id end as goes
  from reviews f join reviews i on i.user_id = f.user_id and i.restaurant_id = $2 and i.deleted_at is null
  where f.restaurant_id = $1 and f.user_id = any($3::bigint[]) and f.deleted_at is null
), gone as (
  update reviews v set deleted_at = now() from pairs p where v.id = p.goes returning v.id, v.user_id
), silent as (
  update activities a set deleted_at = now() from gone where a.review_id = gone.id and a.deleted_at is null
)
update users u set reviews_count = u.reviews_count - 1 from gone where u.id = gone.user_id`;
const MOVE_REVIEWS = `/* merge-move-reviews */ update reviews set restaurant_id = $2 where restaurant_id = $1 and user_id = any($3::bigint[])`;
const MOVE_ACTIVITIES = `/* merge-move-activities */ update activities set restaurant_id = $2 where restaurant_id = $1 and user_id = any($3::bigint[])`;

/** What these people wrote and did there; their rows are locked. */
export async function moveWritten(
  tx: Tx,
  from: number,
  into: number,
  people: readonly number[],
): Promise<void> {
  for (const text of [SETTLE_REVIEWS, MOVE_REVIEWS, MOVE_ACTIVITIES])
    await tx.executeQuery(CompiledQuery.raw(text, [from, into, people]));
}

const LISTS = `/* merge-lists */
select l.id from lists l where l.id in (select i.list_id from list_items i where i.restaurant_id = $1 order by i.list_id limit $2)
order by l.id for no key update`;
// Where both stand on a list, the one further up stays.
const SETTLE_ITEMS = `/* merge-settle-items */
delete from list_items d using list_items o where d.list_id = any($3::bigint[]) and o.list_id = d.list_id
  and d.restaurant_id in ($1, $2) and o.restaurant_id in ($1, $2) and d.position > o.position`;
const MOVE_ITEMS = `/* merge-move-items */ update list_items set restaurant_id = $2 where restaurant_id = $1 and list_id = any($3::bigint[])`;
const CLOSE_ITEMS = `/* merge-close-items */
update list_items i set position = dense.position from (
  select list_id, restaurant_id, row_number() over (partition by list_id order by position)::int - 1 as position
  from list_items where list_id = any($1::bigint[])
) dense where dense.list_id = i.list_id and dense.restaurant_id = i.restaurant_id and dense.position <> i.position`;
const COUNT_ITEMS = `/* merge-count-items */
update lists l set restaurant_count = (select count(*) from list_items i where i.list_id = l.id), version = l.version + 1
where l.id = any($1::bigint[])`;

/** Some of the lists on which the restaurant stands; how many. */
export async function moveListItems(tx: Tx, from: number, into: number, limit: number): Promise<number> {
  const { rows } = await tx.executeQuery<{ id: number }>(CompiledQuery.raw(LISTS, [from, limit]));
  const lists = rows.map(({ id }) => id);
  if (lists.length === 0) return 0;
  for (const text of [SETTLE_ITEMS, MOVE_ITEMS])
    await tx.executeQuery(CompiledQuery.raw(text, [from, into, lists]));
  for (const text of [CLOSE_ITEMS, COUNT_ITEMS]) await tx.executeQuery(CompiledQuery.raw(text, [lists]));
  return lists.length;
}

const POSTS = `/* merge-posts */
select p.id from posts p where p.id in (select x.post_id from post_restaurants x where x.restaurant_id = $1 order by x.post_id limit $2)
order by p.id for no key update`;
// Where both stand in a post, the one further up stays.
const SETTLE_POSTS = `/* merge-settle-posts */
delete from post_restaurants d using post_restaurants o where d.post_id = any($3::bigint[]) and o.post_id = d.post_id
  and d.restaurant_id in ($1, $2) and o.restaurant_id in ($1, $2)
  and (d.position, d.restaurant_id) > (o.position, o.restaurant_id)`;
const MOVE_POSTS = `/* merge-move-posts */ update post_restaurants set restaurant_id = $2 where restaurant_id = $1 and post_id = any($3::bigint[])`;

/** Some of the posts that are about the restaurant; how many. */
export async function movePosts(tx: Tx, from: number, into: number, limit: number): Promise<number> {
  const { rows } = await tx.executeQuery<{ id: number }>(CompiledQuery.raw(POSTS, [from, limit]));
  const posts = rows.map(({ id }) => id);
  if (posts.length === 0) return 0;
  for (const text of [SETTLE_POSTS, MOVE_POSTS])
    await tx.executeQuery(CompiledQuery.raw(text, [from, into, posts]));
  return posts.length;
}

const REST = [
  `/* merge-move-nameless-reviews */ update reviews set restaurant_id = $2 where restaurant_id = $1 and user_id is null`,
  `/* merge-move-notifications */ update notifications set restaurant_id = $2 where restaurant_id = $1`,
  `/* merge-move-reservations */ update reservations set restaurant_id = $2 where restaurant_id = $1`,
  `/* merge-move-requests */ update restaurant_requests set restaurant_id = $2 where restaurant_id = $1`,
];
const MOVE_MENU = `/* merge-move-menu */ update menu_items set restaurant_id = $2 where restaurant_id = $1 and not exists (select from menu_items where restaurant_id = $2)`;

/** What belongs to nobody; whether the other restaurant got a menu by it. */
export async function moveRest(tx: Tx, from: number, into: number): Promise<boolean> {
  for (const text of REST) await tx.executeQuery(CompiledQuery.raw(text, [from, into]));
  const { numAffectedRows = 0n } = await tx.executeQuery(CompiledQuery.raw(MOVE_MENU, [from, into]));
  return numAffectedRows > 0n;
}
