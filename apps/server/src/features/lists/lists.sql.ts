import type { Category, Coordinates, ListPageQuery, RelationStatus } from '@beli/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { filterConditions } from '../restaurants/restaurants.public.js';
import { isShownTo } from '../users/users.public.js';
import { shownRanks } from './ranking/ranked-places.sql.js';
import { type RelationRow, relationColumns } from './relations.sql.js';

const all = (conditions: RawBuilder<unknown>[]) => sql.join(conditions, sql` and `);

/** How a viewer stands to the person whose lists are read: the rule is `showsKept`. */
export interface Sight {
  readonly isOwn: boolean;
  readonly showsWantToTry: boolean;
}

/** Relations of a person that a viewer may see. Twin of `showsKept`, for an account that is open. */
function visibleRelations(
  userId: number,
  { isOwn, showsWantToTry }: Sight,
  { status, category }: { status?: RelationStatus | undefined; category?: Category | undefined },
): RawBuilder<unknown>[] {
  return [
    sql`rel.user_id = ${userId}`,
    ...(isOwn ? [] : [sql`not rel.is_stealth`]),
    ...(isOwn || showsWantToTry ? [] : [sql`rel.status <> 'want_to_try'`]),
    ...(status === undefined ? [] : [sql`rel.status = ${status}`]),
    ...(category === undefined ? [] : [sql`rel.category = ${category}`]),
  ];
}

/** Joins the rank index of been places, as the viewer counts them. */
const rankedBeside = (userId: number, { isOwn }: Sight): RawBuilder<unknown> => sql`
  left join (${shownRanks(userId, isOwn)}) ranked
    on rel.status = 'been' and ranked.category = rel.category and ranked.restaurant_id = rel.restaurant_id`;
const NOTHING_RANKED = sql`cross join (select null::int as rank_index) ranked`;

export interface ScopeSummary {
  readonly status: RelationStatus;
  readonly count: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export async function summariseScopes(
  db: Db,
  userId: number,
  sight: Sight,
  category?: Category,
): Promise<ScopeSummary[]> {
  const { rows } = await sql<ScopeSummary>`
    select status, count(*)::int as count, min(created_at) as "createdAt", max(updated_at) as "updatedAt"
    from relations rel where ${all(visibleRelations(userId, sight, { category }))} group by status`.execute(
    db,
  );
  return rows;
}

/** All restaurant ids by status, in the order of the list: ranked first, then newest. */
export async function findScopeIds(
  db: Db,
  userId: number,
  sight: Sight,
  category?: Category,
): Promise<Map<RelationStatus, number[]>> {
  const { rows } = await sql<{ status: RelationStatus; ids: number[] }>`
    select rel.status, array_agg(rel.restaurant_id order by ranked.rank_index nulls last, rel.created_at desc, rel.id desc) as ids
    from relations rel ${rankedBeside(userId, sight)} where ${all(visibleRelations(userId, sight, { category }))} group by status`.execute(
    db,
  );
  return new Map(rows.map(({ status, ids }) => [status, ids]));
}

export interface CustomListRow {
  readonly id: number;
  readonly name: string;
  readonly description: string | null;
  readonly category: Category;
  readonly restaurantCount: number;
  readonly isPublic: boolean;
  readonly thumbnailImage: string | null;
  readonly bookmarksCount: number;
  /** by the viewer; null for nobody */
  readonly isBookmarked: boolean | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly restaurantIds: number[] | null;
}

const MOST_LISTS = 500;

/** A person's own lists, newest first; private ones only for the person. */
export async function findCustomLists(
  db: Db,
  userId: number,
  {
    isOwn,
    viewerId,
    category,
    withIds,
  }: { isOwn: boolean; viewerId: number | null; category?: Category | undefined; withIds: boolean },
): Promise<CustomListRow[]> {
  const ids = sql`(select coalesce(array_agg(i.restaurant_id order by i.position), '{}') from list_items i where i.list_id = l.id)`;
  const { rows } = await sql<CustomListRow>`
    select l.id, l.name, l.description, l.category, l.restaurant_count as "restaurantCount", l.is_public as "isPublic",
      l.thumbnail_image as "thumbnailImage", l.bookmarks_count as "bookmarksCount", l.version,
      case when ${viewerId}::bigint is not null then exists (
        select from list_bookmarks b where b.list_id = l.id and b.user_id = ${viewerId}::bigint) end as "isBookmarked",
      l.created_at as "createdAt", l.updated_at as "updatedAt", ${withIds ? ids : sql`null`} as "restaurantIds"
    from lists l where l.user_id = ${userId} and l.deleted_at is null
      ${isOwn ? sql`` : sql`and l.is_public`} and ${isShownTo('l', isOwn ? userId : null)} ${category === undefined ? sql`` : sql`and l.category = ${category}`}
    order by l.created_at desc, l.id desc limit ${MOST_LISTS}`.execute(db);
  return rows;
}

export async function countCustomLists(
  db: Db,
  userId: number,
  isOwn: boolean,
  category?: Category,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from lists l where l.user_id = ${userId} and l.deleted_at is null
      ${isOwn ? sql`` : sql`and l.is_public`} and ${isShownTo('l', isOwn ? userId : null)} ${category === undefined ? sql`` : sql`and l.category = ${category}`}`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

const ORDERS = {
  rank: { natural: 'asc', by: sql`ranked.rank_index` },
  rating: { natural: 'desc', by: sql`rel.rating` },
  name: { natural: 'asc', by: sql`lower(r.name)` },
  date_added: { natural: 'desc', by: sql`rel.created_at` },
} as const;

export interface ListOfPerson {
  readonly userId: number;
  readonly sight: Sight;
  readonly status: RelationStatus;
  readonly query: ListPageQuery;
  readonly position: Coordinates | null;
  readonly viewerId: number | null;
}

function entriesFrom({
  userId,
  sight,
  status,
  query,
  position,
  viewerId,
}: ListOfPerson): RawBuilder<unknown> {
  const { category, ...filters } = query;
  const conditions = [
    ...visibleRelations(userId, sight, { status, category }),
    ...filterConditions(filters, position, viewerId),
  ];
  return sql`from relations rel join restaurants r on r.id = rel.restaurant_id
    ${status === 'been' ? rankedBeside(userId, sight) : NOTHING_RANKED} where ${all(conditions)}`;
}

/** One page of a virtual list. What is unranked or unrated comes last in either direction. */
export async function findEntries(db: Db, list: ListOfPerson): Promise<RelationRow[]> {
  const { query, status } = list;
  const { natural, by } = ORDERS[query.sort ?? (status === 'been' ? 'rank' : 'date_added')];
  const { rows } = await sql<RelationRow>`
    select ${sql.raw(relationColumns('rel'))}, ranked.rank_index as "rankIndex" ${entriesFrom(list)}
    order by ${by} ${sql.raw(query.order ?? natural)} nulls last, rel.created_at desc, rel.id desc
    limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`.execute(db);
  return rows;
}

export async function countEntries(db: Db, list: ListOfPerson): Promise<number> {
  const { rows } = await sql<{ total: number }>`select count(*)::int as total ${entriesFrom(list)}`.execute(
    db,
  );
  return rows[0]?.total ?? 0;
}

/** One page of everything that a person keeps, newest first. */
export async function findRelationPage(
  db: Db,
  userId: number,
  sight: Sight,
  query: {
    status?: RelationStatus | undefined;
    category?: Category | undefined;
    page: number;
    pageSize: number;
  },
): Promise<{ rows: RelationRow[]; total: number }> {
  const where = all(visibleRelations(userId, sight, query));
  const [{ rows }, counted] = await Promise.all([
    sql<RelationRow>`select ${sql.raw(relationColumns('rel'))}, ranked.rank_index as "rankIndex"
      from relations rel ${rankedBeside(userId, sight)} where ${where}
      order by rel.created_at desc, rel.id desc limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`.execute(
      db,
    ),
    sql<{ total: number }>`select count(*)::int as total from relations rel where ${where}`.execute(db),
  ]);
  return { rows, total: counted.rows[0]?.total ?? 0 };
}

/** Every restaurant that a person keeps, whatever for. */
export async function findKeptRestaurantIds(db: Db, userId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`/* kept-restaurants */
    select distinct restaurant_id as id from relations where user_id = ${userId}`.execute(db);
  return rows.map(({ id }) => id);
}
