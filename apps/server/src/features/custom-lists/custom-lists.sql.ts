import type { Category, Collaborator, CollaboratorRole, OpenListQuery, UserCard } from '@beli/contract';
import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { accountIsOpen, accountIsThere, isShown, userCardJson } from '../users/users.public.js';

/** A list with what it is to one viewer. */
export interface ListRow {
  readonly id: number;
  readonly ownerId: number;
  readonly owner: UserCard;
  readonly name: string;
  readonly description: string | null;
  readonly category: Category;
  readonly restaurantCount: number;
  readonly isPublic: boolean;
  readonly isRanked: boolean;
  readonly thumbnailImage: string | null;
  readonly bookmarksCount: number;
  readonly isBookmarked: boolean | null;
  /** what the viewer was asked to do with it */
  readonly role: CollaboratorRole | null;
  /** whether the viewer may see what the owner keeps besides */
  readonly isOwnerOpen: boolean;
  readonly collaborators: Collaborator[];
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const ROLE = `(select role from list_collaborators asked where asked.list_id = l.id and asked.user_id = $2::bigint)`;

/** The condition that the list `list` of the account `owner` is public and open to the viewer. */
export const publicListIsShown = (list: string, owner: string, viewer: string): string =>
  `${list}.deleted_at is null and ${list}.is_public and ${isShown(list, `${viewer}::bigint`)} and ${accountIsOpen(owner, viewer)}`;

// Public ones of accounts that are open; private ones for those who were asked to join, whom no block may part
// from the owner.
const IS_SHOWN = `l.deleted_at is null and (l.user_id = $2::bigint or (${isShown('l', '$2::bigint')}
  and ((l.is_public and (${accountIsOpen('u', '$2')})) or (${ROLE} is not null and ${accountIsThere('u', '$2')}))))`;

const LIST_COLUMNS = `l.id, l.user_id as "ownerId", ${userCardJson('u', '$2')} as owner, l.name, l.description, l.category,
  l.restaurant_count as "restaurantCount", l.is_public as "isPublic", l.is_ranked as "isRanked",
  l.thumbnail_image as "thumbnailImage", l.bookmarks_count as "bookmarksCount",
  case when $2::bigint is not null then exists (
    select from list_bookmarks b where b.list_id = l.id and b.user_id = $2::bigint) end as "isBookmarked",
  ${ROLE} as role, (${accountIsOpen('u', '$2')}) as "isOwnerOpen",
  coalesce((select json_agg(json_build_object('user', ${userCardJson('m', '$2')}, 'role', c.role,
      'addedAt', to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by c.created_at, c.user_id)
    from list_collaborators c join users m on m.id = c.user_id and ${accountIsThere('m', '$2')} where c.list_id = l.id), '[]') as collaborators,
  l.version, l.created_at as "createdAt", l.updated_at as "updatedAt"`;

const LIST = `/* list */ select ${LIST_COLUMNS} from lists l join users u on u.id = l.user_id where l.id = $1 and ${IS_SHOWN}`;
const LISTS = `/* lists-by-ids */ select ${LIST_COLUMNS} from lists l join users u on u.id = l.user_id
where l.id = any($1::bigint[]) and ${IS_SHOWN}`;
const PUBLIC_LISTS = `/* public-lists-by-ids */ select ${LIST_COLUMNS} from lists l join users u on u.id = l.user_id
join unnest($1::bigint[]) with ordinality as asked(id, number) on asked.id = l.id where ${publicListIsShown('l', 'u', '$2')} order by asked.number`;

/** The list, if the viewer may see it. */
export async function findList(db: Db, id: number, viewerId: number | null): Promise<ListRow | undefined> {
  return (await db.executeQuery<ListRow>(CompiledQuery.raw(LIST, [id, viewerId]))).rows[0];
}

/** Those of the lists that the viewer may see, in no particular order. */
export async function findLists(db: Db, ids: readonly number[], viewerId: number | null): Promise<ListRow[]> {
  if (ids.length === 0) return [];
  return (await db.executeQuery<ListRow>(CompiledQuery.raw(LISTS, [ids, viewerId]))).rows;
}

/** Those that are public and of accounts open to the viewer, in the order asked for. */
export async function findPublicLists(
  db: Db,
  ids: readonly number[],
  viewerId: number | null,
): Promise<ListRow[]> {
  if (ids.length === 0) return [];
  return (await db.executeQuery<ListRow>(CompiledQuery.raw(PUBLIC_LISTS, [ids, viewerId]))).rows;
}

const FEATURED = `/* featured-list-id */
select f.list_id as id from featured_lists f join lists l on l.id = f.list_id and l.deleted_at is null where f.slug = $1`;

/** The list of the house with this slug. */
export async function findFeaturedId(db: Db, slug: string): Promise<number | undefined> {
  return (await db.executeQuery<{ id: number }>(CompiledQuery.raw(FEATURED, [slug]))).rows[0]?.id;
}

const LIVE_IDS = `/* list-live-ids */
select i.restaurant_id as id from list_items i join restaurants r on r.id = i.restaurant_id and r.deleted_at is null
where i.list_id = $1 order by i.position`;

/** The restaurants on a list that are still there. */
export async function findLiveIds(db: Db, listId: number): Promise<number[]> {
  return (await db.executeQuery<{ id: number }>(CompiledQuery.raw(LIVE_IDS, [listId]))).rows.map(
    ({ id }) => id,
  );
}

/** What decides whether somebody may change a list. */
export interface LockedList {
  readonly id: number;
  readonly ownerId: number;
  readonly name: string;
  readonly isPublic: boolean;
  readonly role: CollaboratorRole | null;
  readonly version: number;
}

const LOCK = `/* list-lock */
select l.id, l.user_id as "ownerId", l.name, l.is_public as "isPublic", ${ROLE} as role, l.version
from lists l join users u on u.id = l.user_id where l.id = $1 and ${IS_SHOWN} for no key update of l`;

/** The list, locked, if the viewer may see it. Writers of one list follow one after another. */
export async function lockList(tx: Tx, id: number, viewerId: number): Promise<LockedList | undefined> {
  return (await tx.executeQuery<LockedList>(CompiledQuery.raw(LOCK, [id, viewerId]))).rows[0];
}

// Entries ------------------------------------------------------------------------------------------------

export interface EntryRow {
  readonly restaurantId: number;
  readonly position: number;
  readonly note: string | null;
  readonly addedAt: Date;
  /** of the list's owner, where the viewer may know */
  readonly rating: number | null;
  readonly visitDate: string | null;
}

const ORDERS = {
  rank: { natural: 'asc', by: sql`i.position` },
  rating: { natural: 'desc', by: sql`kept.rating` },
  name: { natural: 'asc', by: sql`lower(r.name)` },
  date_added: { natural: 'desc', by: sql`i.added_at` },
} as const;

/** One page of a list; what is unrated comes last in either direction. */
export async function findListEntries(
  db: Db,
  list: { id: number; ownerId: number },
  sight: { showsKept: boolean; isOwn: boolean },
  query: OpenListQuery,
): Promise<EntryRow[]> {
  const { natural, by } = ORDERS[query.sort ?? 'rank'];
  const { rows } = await sql<EntryRow>`
    select i.restaurant_id as "restaurantId", i.position, i.note, i.added_at as "addedAt", kept.rating, kept.visit_date as "visitDate"
    from list_items i join restaurants r on r.id = i.restaurant_id
    left join relations kept on kept.user_id = ${list.ownerId} and kept.restaurant_id = i.restaurant_id and kept.status = 'been'
      and ${sight.showsKept} and (${sight.isOwn} or not kept.is_stealth)
    where i.list_id = ${list.id}
    order by ${by} ${sql.raw(query.order ?? natural)} nulls last, i.position
    limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`.execute(db);
  return rows;
}

const IDS = `/* list-ids */ select restaurant_id as id from list_items where list_id = $1 order by position`;

export async function findListIds(db: Db, listId: number): Promise<number[]> {
  return (await db.executeQuery<{ id: number }>(CompiledQuery.raw(IDS, [listId]))).rows.map(({ id }) => id);
}

const VISITED = `/* list-visited */
select asked.id from unnest($2::bigint[]) with ordinality as asked(id, number)
join relations rel on rel.user_id = $1 and rel.restaurant_id = asked.id and rel.status = 'been' and ($3 or not rel.is_stealth)
order by asked.number`;

/** Which of these restaurants a person has been to, in the order given. */
export async function findVisited(
  db: Db,
  userId: number,
  ids: readonly number[],
  withStealth: boolean,
): Promise<number[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.executeQuery<{ id: number }>(
    CompiledQuery.raw(VISITED, [userId, ids, withStealth]),
  );
  return rows.map(({ id }) => id);
}
