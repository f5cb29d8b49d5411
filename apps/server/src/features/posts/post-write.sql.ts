import { CompiledQuery } from 'kysely';
import type { Tx } from '../../platform/database/database.js';
import { marks, type SetMark } from '../interactions/interactions.public.js';
import { accountStands } from '../users/users.public.js';
import { postIsShown } from './post-visibility.sql.js';
import type { PostValues } from './posts.rules.js';

export interface Writer {
  readonly isEmailVerified: boolean;
  readonly drafts: number;
  /** posts that followers were told of in the last day */
  readonly announcedLately: number;
}

const LOCK_WRITER = `/* post-writer-lock */
select email_verified_at is not null as "isEmailVerified" from users u where u.id = $1 and ${accountStands('u')} for no key update`;
const COUNT_WRITTEN = `/* posts-of-writer */
select count(*) filter (where published_at is null and deleted_at is null)::int as drafts,
  count(*) filter (where announced_at > now() - interval '1 day')::int as "announcedLately" from posts where user_id = $1`;

/** The author, whose posts nobody else adds to until the commit; undefined when the account is not there. */
export async function lockWriter(tx: Tx, userId: number): Promise<Writer | undefined> {
  // Two statements: one that waits counts what there was before it waited.
  const { rows } = await tx.executeQuery<{ isEmailVerified: boolean }>(
    CompiledQuery.raw(LOCK_WRITER, [userId]),
  );
  const [writer] = rows;
  if (!writer) return undefined;
  const counted = await tx.executeQuery<Omit<Writer, 'isEmailVerified'>>(
    CompiledQuery.raw(COUNT_WRITTEN, [userId]),
  );
  return { drafts: 0, announcedLately: 0, ...counted.rows[0], ...writer };
}

const VALUE_COLUMNS = 'title, subtitle, cover_image, content, excerpt, tags, is_featured';
const valuesOf = (values: PostValues) => [
  values.title,
  values.subtitle,
  values.coverImage,
  values.content,
  values.excerpt,
  values.tags,
  values.isFeatured,
];

const INSERT = `/* post-insert */ insert into posts (user_id, ${VALUE_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`;

/** A new draft. */
export async function insertPost(tx: Tx, userId: number, values: PostValues): Promise<number> {
  const { rows } = await tx.executeQuery<{ id: number }>(
    CompiledQuery.raw(INSERT, [userId, ...valuesOf(values)]),
  );
  const [row] = rows;
  if (!row) throw new Error('insert returned no row');
  return row.id;
}

export interface LockedPost extends PostValues {
  readonly id: number;
  readonly userId: number;
  readonly isPublished: boolean;
  readonly wasAnnounced: boolean;
  readonly version: number;
}

const LOCK = `/* post-lock */
select p.id, p.user_id as "userId", p.title, p.subtitle, p.cover_image as "coverImage", p.content, p.excerpt, p.tags,
  p.is_featured as "isFeatured", p.published_at is not null as "isPublished", p.announced_at is not null as "wasAnnounced", p.version
from posts p join users u on u.id = p.user_id where p.id = $1 and ${postIsShown('p', 'u', '$2')} for no key update of p`;

/** The post, locked, if the viewer may see it. */
export async function lockPost(tx: Tx, id: number, viewerId: number): Promise<LockedPost | undefined> {
  return (await tx.executeQuery<LockedPost>(CompiledQuery.raw(LOCK, [id, viewerId]))).rows[0];
}

const UPDATE = `/* post-update */
update posts set (${VALUE_COLUMNS}) = ($2, $3, $4, $5, $6, $7::text[], $8::boolean), version = version + 1, updated_at = now() where id = $1`;

export async function updatePost(tx: Tx, id: number, values: PostValues): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(UPDATE, [id, ...valuesOf(values)]));
}

const PUBLISH = `/* post-publish */ update posts set published_at = now(), announced_at = coalesce(announced_at, now()) where id = $1`;
const UNPUBLISH = `/* post-unpublish */ update posts set published_at = null where id = $1`;
const COUNT = `/* posts-of-person-count */ update users set posts_count = posts_count + $2 where id = $1`;

/** Changes whether a post is published; its row is locked. */
export async function setPublished(
  tx: Tx,
  post: { id: number; userId: number },
  isPublished: boolean,
): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(isPublished ? PUBLISH : UNPUBLISH, [post.id]));
  await countForAuthor(tx, post.userId, isPublished ? 1 : -1);
}

export async function countForAuthor(tx: Tx, userId: number, step: 1 | -1): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(COUNT, [userId, step]));
}

const REMOVE = `/* post-remove */ update posts set deleted_at = $2, version = version + 1 where id = $1 and deleted_at is null`;
const RESTORE = `/* post-restore */
update posts set deleted_at = null, version = version + 1 where id = $1 and user_id = $2 and deleted_at = $3
returning published_at is not null as "isPublished"`;

/** The post's row is locked. */
export async function removePost(tx: Tx, id: number, at: Date): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(REMOVE, [id, at]));
}

/** Whether what came back is published; undefined unless it was removed at that very instant. */
export async function restorePost(
  tx: Tx,
  id: number,
  userId: number,
  at: Date,
): Promise<boolean | undefined> {
  const { rows } = await tx.executeQuery<{ isPublished: boolean }>(
    CompiledQuery.raw(RESTORE, [id, userId, at]),
  );
  return rows[0]?.isPublished;
}

// What it is about ---------------------------------------------------------------------------------------

const ATTACHED = {
  restaurants: `select restaurant_id as id from post_restaurants where post_id = $1`,
  lists: `select list_id as id from post_lists where post_id = $1`,
} as const;

export type Attachment = keyof typeof ATTACHED;

export async function findAttached(tx: Tx, kind: Attachment, postId: number): Promise<number[]> {
  const text = `/* post-${kind} */ ${ATTACHED[kind]}`;
  return (await tx.executeQuery<{ id: number }>(CompiledQuery.raw(text, [postId]))).rows.map(({ id }) => id);
}

const replacement = (table: string, column: string) => `/* ${table}-replace */
with gone as (delete from ${table} where post_id = $1 and ${column} <> all($2::bigint[]))
insert into ${table} (post_id, ${column}, position)
select $1, placed.id, placed.number - 1 from unnest($2::bigint[]) with ordinality as placed(id, number)
on conflict (post_id, ${column}) do update set position = excluded.position`;
const REPLACE: Record<Attachment, string> = {
  restaurants: replacement('post_restaurants', 'restaurant_id'),
  lists: replacement('post_lists', 'list_id'),
};

/** Leaves exactly these attached to the post, in this order. */
export async function replaceAttached(
  tx: Tx,
  kind: Attachment,
  postId: number,
  ids: readonly number[],
): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(REPLACE[kind], [postId, ids]));
}

// What others do with it ---------------------------------------------------------------------------------

export type Mark = 'likes' | 'bookmarks';

export const SET_MARK: Readonly<Record<Mark, SetMark>> = {
  likes: marks('post_likes', 'post_id', 'posts', 'likes_count'),
  bookmarks: marks('post_bookmarks', 'post_id', 'posts', 'bookmarks_count'),
};

// One statement: of many at once for one viewer, one finds nobody counted in the last hour.
const VIEW = `/* post-view */
with seen as (
  insert into post_views as v (post_id, viewer_id, address_hash) values ($1, $2, $3)
  on conflict (post_id, viewer_id, address_hash) do update set seen_at = now() where v.seen_at <= now() - interval '1 hour'
  returning v.post_id
)
update posts p set views_count = p.views_count + 1 from seen where p.id = seen.post_id returning p.views_count as views`;

/** The number of views from now on; undefined where the viewer was counted within the last hour. */
export async function countView(
  tx: Tx,
  postId: number,
  viewer: { readonly id: number } | { readonly addressHash: Buffer },
): Promise<number | undefined> {
  const parameters = 'id' in viewer ? [postId, viewer.id, null] : [postId, null, viewer.addressHash];
  return (await tx.executeQuery<{ views: number }>(CompiledQuery.raw(VIEW, parameters))).rows[0]?.views;
}

const MOST_VIEWS_AT_ONCE = 10_000;
const FORGET_VIEWS = `/* post-views-expired */ delete from post_views where ctid = any(array(
  select ctid from post_views where seen_at <= now() - interval '1 hour' limit $1 for update skip locked))`;

/** Forgets who was counted more than an hour ago. */
export async function deleteExpiredViews(tx: Tx): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(FORGET_VIEWS, [MOST_VIEWS_AT_ONCE]));
}
