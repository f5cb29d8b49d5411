import type { Tastemaker, TastemakerProfile, TastemakerSort } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountIsThere, accountStands, stealthCount } from '../users/users.public.js';

/** The condition that the account `alias` is one of a tastemaker. */
const isTastemaker = (alias: string): string => `(${alias}.is_tastemaker or ${alias}.role = 'tastemaker')`;

export interface TastemakerRow extends Omit<Tastemaker, 'stats' | 'verifiedSince' | keyof TastemakerProfile> {
  readonly profile: TastemakerProfile | null;
  readonly followersCount: number;
  readonly postsCount: number;
  readonly restaurantsCount: number;
  readonly featuredListsCount: number;
  /** of their published posts */
  readonly views: number;
  readonly responses: number;
  readonly createdAt: Date;
}

const COLUMNS = `u.id, u.username, u.display_name as "displayName", u.avatar, u.bio, u.tastemaker_profile as profile,
  u.followers_count as "followersCount", u.posts_count as "postsCount", u.created_at as "createdAt",
  u.been_count - ${stealthCount('u', 'been')} as "restaurantsCount",
  (select count(*)::int from featured_lists f join lists l on l.id = f.list_id and l.deleted_at is null where f.curator_id = u.id) as "featuredListsCount",
  coalesce(written.views, 0)::int8 as views, coalesce(written.responses, 0)::int8 as responses,
  case when $2::bigint is not null then exists (
    select from follows f where f.follower_id = $2::bigint and f.followee_id = u.id and f.status = 'accepted') end as "isFollowing"`;
const WRITTEN = `left join lateral (
  select sum(p.views_count) as views, sum(p.likes_count + p.bookmarks_count + p.comments_count) as responses from posts p
  where p.user_id = u.id and p.deleted_at is null and p.hidden_at is null and p.published_at is not null) written on true`;

const BY_IDS = `/* tastemakers */ select ${COLUMNS}
from unnest($1::bigint[]) with ordinality as asked(id, number) join users u on u.id = asked.id ${WRITTEN}
where ${isTastemaker('u')} and ($3::boolean or u.is_discoverable) and ${accountIsThere('u', '$2')} order by asked.number`;
const BY_USERNAME = `/* tastemaker-by-username */ select ${COLUMNS} from users u ${WRITTEN}
where u.username = $1::citext and ${isTastemaker('u')} and ${accountIsThere('u', '$2')}`;

/**
 * Those whom the viewer may meet, in the order asked for, in one statement.
 * @param isAddressed whether they were asked for by name: then they need not be in the directory
 */
export async function findTastemakers(
  db: Db,
  ids: readonly number[],
  viewerId: number | null,
  isAddressed: boolean,
): Promise<TastemakerRow[]> {
  if (ids.length === 0) return [];
  const parameters = [ids, viewerId, isAddressed];
  return (await db.executeQuery<TastemakerRow>(CompiledQuery.raw(BY_IDS, parameters))).rows;
}

export async function findTastemakerByUsername(
  db: Db,
  username: string,
  viewerId: number | null,
): Promise<TastemakerRow | undefined> {
  return (await db.executeQuery<TastemakerRow>(CompiledQuery.raw(BY_USERNAME, [username, viewerId]))).rows[0];
}

const ORDERS: Record<TastemakerSort, string> = {
  followers: 'u.followers_count desc, u.id',
  posts: 'u.posts_count desc, u.followers_count desc, u.id',
  name: 'lower(u.display_name), u.id',
};

/** Ids of one page of the directory and how many there are, the same for every viewer. */
export async function findDirectoryPage(
  db: Db,
  query: { specialty?: string | undefined; sort: TastemakerSort; page: number; pageSize: number },
): Promise<{ ids: number[]; total: number }> {
  const from = `from users u where ${isTastemaker('u')} and u.is_discoverable and ${accountStands('u')}
    and ($1::text is null or strpos(lower(u.tastemaker_profile->>'specialty'), lower($1)) > 0)`;
  const page = `/* tastemakers-page-${query.sort} */ select u.id ${from} order by ${ORDERS[query.sort]} limit $2 offset $3`;
  const count = `/* tastemakers-count */ select count(*)::int as total ${from}`;
  const specialty = query.specialty ?? null;
  const [found, counted] = await Promise.all([
    db.executeQuery<{ id: number }>(
      CompiledQuery.raw(page, [specialty, query.pageSize, (query.page - 1) * query.pageSize]),
    ),
    db.executeQuery<{ total: number }>(CompiledQuery.raw(count, [specialty])),
  ]);
  return { ids: found.rows.map(({ id }) => id), total: counted.rows[0]?.total ?? 0 };
}
