import type { Category, CollaboratorRole } from '@beli/contract';
import { CompiledQuery, sql } from 'kysely';
import type { Tx } from '../../platform/database/database.js';
import { marks } from '../interactions/interactions.public.js';

const LOCK_OWNER = `/* lists-owner-lock */
select id from users where id = $1 and deleted_at is null and deactivated_at is null for no key update`;
const COUNT_OWN = `/* lists-of-owner */ select count(*)::int as count from lists where user_id = $1 and deleted_at is null`;

/** How many lists a person has, counted while nobody else can add one; undefined for nobody. */
export async function lockListCount(tx: Tx, ownerId: number): Promise<number | undefined> {
  // Two statements: one that waits counts what there was before it waited.
  const owner = await tx.executeQuery(CompiledQuery.raw(LOCK_OWNER, [ownerId]));
  if (owner.rows.length === 0) return undefined;
  return (await tx.executeQuery<{ count: number }>(CompiledQuery.raw(COUNT_OWN, [ownerId]))).rows[0]?.count;
}

export interface ListValues {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly category?: Category | undefined;
  readonly isPublic?: boolean | undefined;
  readonly isRanked?: boolean | undefined;
}

const toColumns = (values: ListValues) => ({
  ...(values.name !== undefined && { name: values.name }),
  ...(values.description !== undefined && { description: values.description || null }),
  ...(values.category !== undefined && { category: values.category }),
  ...(values.isPublic !== undefined && { is_public: values.isPublic }),
  ...(values.isRanked !== undefined && { is_ranked: values.isRanked }),
});

export async function insertList(
  tx: Tx,
  ownerId: number,
  values: ListValues & { name: string },
): Promise<number> {
  const { id } = await tx
    .insertInto('lists')
    .values({ user_id: ownerId, ...toColumns(values), name: values.name })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Counts the version up, whatever else changes. */
export async function updateList(
  tx: Tx,
  id: number,
  values: ListValues & { restaurantCount?: number },
): Promise<void> {
  await tx
    .updateTable('lists')
    .set({
      ...toColumns(values),
      ...(values.restaurantCount !== undefined && { restaurant_count: values.restaurantCount }),
      version: sql<number>`version + 1`,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .execute();
}

const REMOVE = `/* list-remove */ update lists set deleted_at = $2, version = version + 1 where id = $1 and deleted_at is null`;
const RESTORE = `/* list-restore */
update lists set deleted_at = null, version = version + 1 where id = $1 and user_id = $2 and deleted_at = $3 returning id`;

export async function removeList(tx: Tx, id: number, at: Date): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(REMOVE, [id, at]));
}

/** False unless it was removed at that very instant. */
export async function restoreList(tx: Tx, id: number, ownerId: number, at: Date): Promise<boolean> {
  return (await tx.executeQuery(CompiledQuery.raw(RESTORE, [id, ownerId, at]))).rows.length > 0;
}

// What stands on a list. Positions are 0-based and gapless; the caller holds the list's row. ----------------

const HOLD = `/* list-restaurants-hold */
select id from restaurants where id = any($1::bigint[]) and deleted_at is null order by id for key share`;

/** Which of these restaurants are not there; the others are until the commit. */
export async function findMissingRestaurants(tx: Tx, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const { rows } = await tx.executeQuery<{ id: number }>(CompiledQuery.raw(HOLD, [ids]));
  const found = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !found.has(id));
}

const CLEAR = `/* list-items-clear */ delete from list_items where list_id = $1 and restaurant_id <> all($2::bigint[])`;
const PLACE = `/* list-items-place */
insert into list_items (list_id, restaurant_id, position)
select $1, placed.id, placed.number - 1 from unnest($2::bigint[]) with ordinality as placed(id, number)
on conflict (list_id, restaurant_id) do update set position = excluded.position`;

/** Leaves exactly these restaurants on the list, in this order; notes of those that stay are kept. */
export async function replaceItems(tx: Tx, listId: number, ids: readonly number[]): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(CLEAR, [listId, ids]));
  if (ids.length > 0) await tx.executeQuery(CompiledQuery.raw(PLACE, [listId, ids]));
}

const OPEN = `/* list-items-open */ update list_items set position = position + 1 where list_id = $1 and position >= $2`;
const INSERT = `/* list-item-insert */ insert into list_items (list_id, restaurant_id, position, note) values ($1, $2, $3, $4)`;

export async function insertItem(
  tx: Tx,
  listId: number,
  item: { restaurantId: number; position: number; note: string | null },
): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(OPEN, [listId, item.position]));
  await tx.executeQuery(CompiledQuery.raw(INSERT, [listId, item.restaurantId, item.position, item.note]));
}

const DELETE = `/* list-item-delete */ delete from list_items where list_id = $1 and restaurant_id = $2 returning position`;
const CLOSE = `/* list-items-close */ update list_items set position = position - 1 where list_id = $1 and position > $2`;

/** False when it was not there. */
export async function deleteItem(tx: Tx, listId: number, restaurantId: number): Promise<boolean> {
  const { rows } = await tx.executeQuery<{ position: number }>(
    CompiledQuery.raw(DELETE, [listId, restaurantId]),
  );
  const [row] = rows;
  if (!row) return false;
  await tx.executeQuery(CompiledQuery.raw(CLOSE, [listId, row.position]));
  return true;
}

// Who else has to do with it -----------------------------------------------------------------------------

export const setBookmark = marks('list_bookmarks', 'list_id', 'lists', 'bookmarks_count');

const COLLABORATE = `/* collaborator-set */
insert into list_collaborators (list_id, user_id, role) values ($1, $2, $3)
on conflict (list_id, user_id) do update set role = excluded.role returning created_at as "addedAt"`;
const COLLABORATORS = `/* collaborators-count */ select count(*)::int as count from list_collaborators where list_id = $1 and user_id <> $2`;

/** How many people work on a list besides one. */
export async function countCollaborators(tx: Tx, listId: number, besides: number): Promise<number> {
  const { rows } = await tx.executeQuery<{ count: number }>(
    CompiledQuery.raw(COLLABORATORS, [listId, besides]),
  );
  return rows[0]?.count ?? 0;
}

export async function setCollaborator(
  tx: Tx,
  listId: number,
  userId: number,
  role: CollaboratorRole,
): Promise<Date> {
  const { rows } = await tx.executeQuery<{ addedAt: Date }>(
    CompiledQuery.raw(COLLABORATE, [listId, userId, role]),
  );
  const [row] = rows;
  if (!row) throw new Error('insert returned no row');
  return row.addedAt;
}

export async function deleteCollaborator(tx: Tx, listId: number, userId: number): Promise<void> {
  await tx
    .deleteFrom('list_collaborators')
    .where('list_id', '=', listId)
    .where('user_id', '=', userId)
    .execute();
}
