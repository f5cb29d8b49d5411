import type { Category, UserCard } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountIsThere, userCardJson } from '../users/users.public.js';

/** A featured list with what it is to one viewer. */
export interface FeaturedRow {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly category: Category;
  readonly city: string | null;
  readonly tags: string[];
  readonly curator: UserCard | null;
  readonly restaurantIds: number[];
  readonly thumbnailImage: string | null;
  readonly bookmarkCount: number;
  readonly isBookmarked: boolean | null;
  /** of its restaurants, where the viewer has been; null when nobody is signed in */
  readonly visitedCount: number | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

// What is not there any more does not stand on a list of the house.
const LIVE = `list_items i join restaurants r on r.id = i.restaurant_id and r.deleted_at is null`;

const SELECT = `select l.id, f.slug, l.name, l.description, l.category, f.city, f.tags,
  case when u.id is not null then ${userCardJson('u', '$2')} end as curator,
  array(select i.restaurant_id from ${LIVE} where i.list_id = l.id order by i.position) as "restaurantIds",
  l.thumbnail_image as "thumbnailImage", l.bookmarks_count as "bookmarkCount",
  case when $2::bigint is not null then exists (
    select from list_bookmarks b where b.list_id = l.id and b.user_id = $2::bigint) end as "isBookmarked",
  case when $2::bigint is not null then (select count(*)::int from ${LIVE}
    join relations rel on rel.restaurant_id = r.id and rel.user_id = $2::bigint and rel.status = 'been' where i.list_id = l.id) end as "visitedCount",
  l.created_at as "createdAt", l.updated_at as "updatedAt", l.version
from featured_lists f join lists l on l.id = f.list_id and l.deleted_at is null
left join users u on u.id = f.curator_id and ${accountIsThere('u', '$2')}`;

const BY_IDS = `/* featured-lists */ ${SELECT}
join unnest($1::bigint[]) with ordinality as asked(id, number) on asked.id = l.id order by asked.number`;
const BY_SLUG = `/* featured-list */ ${SELECT} where f.slug = $1`;

/** In the order asked for, in one statement. */
export async function findFeatured(
  db: Db,
  ids: readonly number[],
  viewerId: number | null,
): Promise<FeaturedRow[]> {
  if (ids.length === 0) return [];
  return (await db.executeQuery<FeaturedRow>(CompiledQuery.raw(BY_IDS, [ids, viewerId]))).rows;
}

export async function findFeaturedBySlug(
  db: Db,
  slug: string,
  viewerId: number | null,
): Promise<FeaturedRow | undefined> {
  return (await db.executeQuery<FeaturedRow>(CompiledQuery.raw(BY_SLUG, [slug, viewerId]))).rows[0];
}

const FROM = `from featured_lists f join lists l on l.id = f.list_id and l.deleted_at is null
where ($1::text is null or lower(f.city) = lower($1)) and ($2::text is null or l.category = $2)
  and ($3::text is null or exists (select from unnest(f.tags) as t(tag) where lower(t.tag) = lower($3)))`;
const PAGE = `/* featured-lists-page */ select l.id ${FROM} order by f.position, f.list_id limit $4 offset $5`;
const COUNT = `/* featured-lists-count */ select count(*)::int as total ${FROM}`;

export interface FeaturedFilter {
  readonly city?: string | undefined;
  readonly category?: Category | undefined;
  readonly tag?: string | undefined;
}

/** Ids of one page in the order of the house, and how many there are. */
export async function findFeaturedPage(
  db: Db,
  { city, category, tag, page, pageSize }: FeaturedFilter & { page: number; pageSize: number },
): Promise<{ ids: number[]; total: number }> {
  const filter = [city ?? null, category ?? null, tag ?? null];
  const [found, counted] = await Promise.all([
    db.executeQuery<{ id: number }>(CompiledQuery.raw(PAGE, [...filter, pageSize, (page - 1) * pageSize])),
    db.executeQuery<{ total: number }>(CompiledQuery.raw(COUNT, filter)),
  ]);
  return { ids: found.rows.map(({ id }) => id), total: counted.rows[0]?.total ?? 0 };
}

export interface FeaturedEntry {
  readonly restaurantId: number;
  readonly note: string | null;
  readonly addedAt: Date;
}

const ENTRIES = `/* featured-list-entries */
select i.restaurant_id as "restaurantId", i.note, i.added_at as "addedAt" from ${LIVE}
where i.list_id = $1 order by i.position limit $2 offset $3`;

/** One page of what stands on a list and is still there. */
export async function findFeaturedEntries(
  db: Db,
  listId: number,
  { page, pageSize }: { page: number; pageSize: number },
): Promise<FeaturedEntry[]> {
  const parameters = [listId, pageSize, (page - 1) * pageSize];
  return (await db.executeQuery<FeaturedEntry>(CompiledQuery.raw(ENTRIES, parameters))).rows;
}
