import type { Badge, UserCard } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { publicListIsShown } from '../custom-lists/custom-lists.public.js';
import { accountIsThere, accountStands, userCardJson } from '../users/users.public.js';
import { mayPublish, postIsShown } from './post-visibility.sql.js';

/** A post without its content, with what it is to one viewer. */
export interface PostRow {
  readonly id: number;
  readonly author: UserCard;
  readonly badges: Badge[];
  readonly title: string;
  readonly subtitle: string | null;
  readonly coverImage: string | null;
  readonly excerpt: string;
  readonly tags: string[];
  readonly isFeatured: boolean;
  readonly restaurantIds: number[];
  readonly listIds: number[];
  readonly views: number;
  readonly likes: number;
  readonly bookmarks: number;
  readonly comments: number;
  readonly isLiked: boolean | null;
  readonly isBookmarked: boolean | null;
  readonly publishedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
  readonly externalId: string | null;
}

const marked = (table: string) =>
  `case when $2::bigint is not null then exists (select from ${table} m where m.post_id = p.id and m.user_id = $2::bigint) end`;

const COLUMNS = `p.id, ${userCardJson('u', '$2')} as author, coalesce(u.tastemaker_profile->'badges', '[]') as badges,
  p.title, p.subtitle, p.cover_image as "coverImage", p.excerpt, p.tags, p.is_featured as "isFeatured",
  array(select x.restaurant_id from post_restaurants x join restaurants r on r.id = x.restaurant_id and r.deleted_at is null
    where x.post_id = p.id order by x.position, x.restaurant_id) as "restaurantIds",
  array(select x.list_id from post_lists x join lists l on l.id = x.list_id join users lu on lu.id = l.user_id
    where x.post_id = p.id and ${publicListIsShown('l', 'lu', '$2')} order by x.position) as "listIds",
  p.views_count as views, p.likes_count as likes, p.bookmarks_count as bookmarks, p.comments_count as comments,
  ${marked('post_likes')} as "isLiked", ${marked('post_bookmarks')} as "isBookmarked",
  p.published_at as "publishedAt", p.created_at as "createdAt", p.updated_at as "updatedAt", p.version, p.external_id as "externalId"`;

const ROWS = `/* posts */ select ${COLUMNS}
from unnest($1::bigint[]) with ordinality as asked(id, number) join posts p on p.id = asked.id join users u on u.id = p.user_id
where ${postIsShown('p', 'u', '$2')} order by asked.number`;

/** Those that the viewer may see, in the order asked for, in one statement. */
export async function findPosts(db: Db, ids: readonly number[], viewerId: number | null): Promise<PostRow[]> {
  if (ids.length === 0) return [];
  return (await db.executeQuery<PostRow>(CompiledQuery.raw(ROWS, [ids, viewerId]))).rows;
}

const CONTENT = `/* post-content */ select content from posts where id = $1`;

export async function findContent(db: Db, id: number): Promise<string | undefined> {
  return (await db.executeQuery<{ content: string }>(CompiledQuery.raw(CONTENT, [id]))).rows[0]?.content;
}

// Pages of posts that are open to everybody --------------------------------------------------------------

export interface PostFilter {
  readonly authorId?: number | undefined;
  readonly restaurantId?: number | undefined;
  readonly tag?: string | undefined;
  readonly featured?: boolean | undefined;
}

const ORDERS = {
  recent: 'p.published_at desc, p.id desc',
  views: 'p.views_count desc, p.published_at desc, p.id desc',
} as const;

interface PageQuery extends PostFilter {
  readonly sort: keyof typeof ORDERS;
  readonly page: number;
  readonly pageSize: number;
}

function conditionOf(filter: PostFilter, isOpen: boolean): { text: string; name: string; values: unknown[] } {
  const values: unknown[] = [];
  const parts: { name: string; text: string }[] = [];
  const add = (name: string, value: unknown, text: (parameter: string) => string) => {
    if (value === undefined) return;
    values.push(value);
    parts.push({ name, text: text(`$${values.length}`) });
  };
  add('author', filter.authorId, (at) => `p.user_id = ${at}::bigint`);
  add(
    'restaurant',
    filter.restaurantId,
    (at) =>
      `exists (select from post_restaurants x where x.post_id = p.id and x.restaurant_id = coalesce(
        (select a.restaurant_id from restaurant_aliases a where a.alias_id = ${at}::bigint), ${at}::bigint))`,
  );
  add(
    'tag',
    filter.tag,
    (at) => `exists (select from unnest(p.tags) as t(tag) where lower(t.tag) = lower(${at}))`,
  );
  if (filter.featured !== undefined)
    parts.push({
      name: filter.featured ? 'featured' : 'plain',
      text: `${filter.featured ? '' : 'not '}p.is_featured`,
    });
  if (isOpen) parts.push({ name: 'open', text: 'u.is_public' });
  return {
    name: parts.map(({ name }) => name).join('-'),
    values,
    text: [
      `p.deleted_at is null and p.hidden_at is null and p.published_at is not null and ${mayPublish('u')} and ${accountStands('u')}`,
      ...parts.map(({ text }) => text),
    ].join(' and '),
  };
}

/**
 * Ids of one page and how many there are, the same for every viewer: `findPosts` leaves out what one may not see.
 * @param isOpen whether posts of private accounts are left out
 */
export async function findPostPage(
  db: Db,
  query: PageQuery,
  isOpen: boolean,
): Promise<{ ids: number[]; total: number }> {
  const { text, name, values } = conditionOf(query, isOpen);
  const from = `from posts p join users u on u.id = p.user_id where ${text}`;
  const next = values.length;
  const page = `/* posts-page-${query.sort}-${name} */ select p.id ${from} order by ${ORDERS[query.sort]} limit $${next + 1} offset $${next + 2}`;
  const count = `/* posts-count-${name} */ select count(*)::int as total ${from}`;
  const [found, counted] = await Promise.all([
    db.executeQuery<{ id: number }>(
      CompiledQuery.raw(page, [...values, query.pageSize, (query.page - 1) * query.pageSize]),
    ),
    db.executeQuery<{ total: number }>(CompiledQuery.raw(count, values)),
  ]);
  return { ids: found.rows.map(({ id }) => id), total: counted.rows[0]?.total ?? 0 };
}

const DRAFTS = `/* posts-drafts */ select id, count(*) over ()::int as total from posts
where user_id = $1 and deleted_at is null and published_at is null order by updated_at desc, id desc limit $2 offset $3`;

/** A person's own drafts, the last changed first; the total is 0 past the last page. */
export async function findDraftPage(
  db: Db,
  userId: number,
  { page, pageSize }: { page: number; pageSize: number },
): Promise<{ ids: number[]; total: number }> {
  const { rows } = await db.executeQuery<{ id: number; total: number }>(
    CompiledQuery.raw(DRAFTS, [userId, pageSize, (page - 1) * pageSize]),
  );
  return { ids: rows.map(({ id }) => id), total: rows[0]?.total ?? 0 };
}

const AUTHOR = `/* post-author */ select u.is_public as "isPublic" from users u
where u.id = $1 and ${mayPublish('u')} and ${accountIsThere('u', '$2')}`;

/** Whether an author's posts are open to everybody; undefined where the viewer finds no such author. */
export async function findAuthor(
  db: Db,
  id: number,
  viewerId: number | null,
): Promise<{ isPublic: boolean } | undefined> {
  return (await db.executeQuery<{ isPublic: boolean }>(CompiledQuery.raw(AUTHOR, [id, viewerId]))).rows[0];
}

// Who liked and bookmarked it ----------------------------------------------------------------------------

const PEOPLE = (table: string) => `/* ${table}-people */
select m.user_id as id from ${table} m join users u on u.id = m.user_id and ${accountIsThere('u', '$2')}
where m.post_id = $1 order by m.user_id is distinct from $2::bigint, m.created_at desc, m.user_id limit $3`;
const LIKERS = PEOPLE('post_likes');
const BOOKMARKERS = PEOPLE('post_bookmarks');

/** People whom the viewer may meet, the viewer first, then the latest. */
export async function findPeople(
  db: Db,
  kind: 'likes' | 'bookmarks',
  postId: number,
  viewerId: number | null,
  limit: number,
): Promise<number[]> {
  const text = kind === 'likes' ? LIKERS : BOOKMARKERS;
  const { rows } = await db.executeQuery<{ id: number }>(CompiledQuery.raw(text, [postId, viewerId, limit]));
  return rows.map(({ id }) => id);
}
