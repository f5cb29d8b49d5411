import type { Category } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Tx } from '../../platform/database/database.js';

const ORDER = `/* featured-order-lock */ select pg_advisory_xact_lock(hashtextextended('featured lists', 0))`;
const ALL = `/* featured-slugs */
select f.slug from featured_lists f join lists l on l.id = f.list_id and l.deleted_at is null order by f.position, f.list_id`;

/** Every slug in the order of the house, which nobody else changes until the commit. */
export async function lockOrder(tx: Tx): Promise<string[]> {
  await tx.executeQuery(CompiledQuery.raw(ORDER, []));
  return (await tx.executeQuery<{ slug: string }>(CompiledQuery.raw(ALL, []))).rows.map(({ slug }) => slug);
}

const ARRANGE = `/* featured-arrange */
update featured_lists f set position = placed.number - 1
from unnest($1::text[]) with ordinality as placed(slug, number) where f.slug = placed.slug`;

export async function arrange(tx: Tx, slugs: readonly string[]): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(ARRANGE, [slugs]));
}

export interface FeaturedValues {
  readonly name: string;
  readonly description: string | null;
  readonly category: Category;
  readonly thumbnailImage: string | null;
  readonly city: string | null;
  readonly tags: readonly string[];
  readonly curatorId: number | null;
}

const INSERT_LIST = `/* featured-list-insert */
insert into lists (user_id, name, description, category, thumbnail_image, is_public, is_ranked) values (null, $1, $2, $3, $4, true, false) returning id`;
const INSERT = `/* featured-insert */
insert into featured_lists (list_id, slug, curator_id, city, tags, position)
select $1, slug, $3, $4, $5, (select coalesce(max(position) + 1, 0) from featured_lists)
from unnest($2::text[]) with ordinality as wanted(slug, number)
where not exists (select from featured_lists taken where taken.slug = wanted.slug) order by number limit 1
on conflict (slug) do nothing returning slug`;

export async function insertFeaturedList(tx: Tx, values: FeaturedValues): Promise<number> {
  const parameters = [values.name, values.description, values.category, values.thumbnailImage];
  const { rows } = await tx.executeQuery<{ id: number }>(CompiledQuery.raw(INSERT_LIST, parameters));
  const [row] = rows;
  if (!row) throw new Error('insert returned no row');
  return row.id;
}

/** Features a list behind the others, under the first of these slugs that is free. Returns it; undefined where none is. */
export async function feature(
  tx: Tx,
  listId: number,
  slugs: readonly string[],
  { curatorId, city, tags }: FeaturedValues,
): Promise<string | undefined> {
  const { rows } = await tx.executeQuery<{ slug: string }>(
    CompiledQuery.raw(INSERT, [listId, slugs, curatorId, city, tags]),
  );
  return rows[0]?.slug;
}

export interface LockedFeatured extends FeaturedValues {
  readonly id: number;
  readonly version: number;
}

const LOCK = `/* featured-lock */
select l.id, l.name, l.description, l.category, l.thumbnail_image as "thumbnailImage", l.version, f.city, f.tags, f.curator_id as "curatorId"
from featured_lists f join lists l on l.id = f.list_id and l.deleted_at is null where f.slug = $1 for no key update of l`;

/** Writers of one list follow one after another. */
export async function lockFeatured(tx: Tx, slug: string): Promise<LockedFeatured | undefined> {
  return (await tx.executeQuery<LockedFeatured>(CompiledQuery.raw(LOCK, [slug]))).rows[0];
}

const UPDATE_LIST = `/* featured-list-update */
update lists set name = $2, description = $3, category = $4, thumbnail_image = $5, restaurant_count = coalesce($6, restaurant_count),
  version = version + 1, updated_at = now() where id = $1`;
const UPDATE = `/* featured-update */ update featured_lists set curator_id = $2, city = $3, tags = $4 where list_id = $1`;

export async function updateFeatured(
  tx: Tx,
  id: number,
  values: FeaturedValues,
  restaurantCount: number | null,
): Promise<void> {
  const { name, description, category, thumbnailImage, curatorId, city, tags } = values;
  const parameters = [id, name, description, category, thumbnailImage, restaurantCount];
  await tx.executeQuery(CompiledQuery.raw(UPDATE_LIST, parameters));
  await tx.executeQuery(CompiledQuery.raw(UPDATE, [id, curatorId, city, tags]));
}

const REMOVE = `/* featured-remove */ update lists set deleted_at = $2, version = version + 1 where id = $1`;
const RESTORE = `/* featured-restore */
update lists set deleted_at = null, version = version + 1 where id = $1 and deleted_at = $2 returning id`;

export async function removeFeatured(tx: Tx, id: number, at: Date): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(REMOVE, [id, at]));
}

/** False unless it was removed at that very instant. */
export async function restoreFeatured(tx: Tx, id: number, at: Date): Promise<boolean> {
  return (await tx.executeQuery(CompiledQuery.raw(RESTORE, [id, at]))).rows.length > 0;
}
