import type { BoardMetric, BoardScope, Category, UserCard } from '@beli/contract';
import { CompiledQuery, type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountIsOpen, userCardJson } from '../users/users.public.js';
import { countsOf, isRanked } from './standings.sql.js';

/** A board as PostgreSQL counts it: the twin of what Redis keeps, and the only one for circles and categories. */
export interface BoardQuery {
  readonly metric: BoardMetric;
  /** as it is compared; everywhere without */
  readonly city: string | undefined;
  readonly scope: BoardScope;
  readonly category?: Category | undefined;
  readonly viewerId: number;
  readonly now: Date;
}

const VALUES: Readonly<Record<BoardMetric, (been: string, reviews: string) => string>> = {
  score: (been, reviews) => `10 * ${been} + 5 * counts.streak + 3 * ${reviews} + counts.followers`,
  been: (been) => been,
  influence: () => 'counts.followers',
  notes: (_been, reviews) => reviews,
  photos: () => 'counts.photos',
  streak: () => 'counts.streak',
};

const NOW = '\u0000now';

/** `countsOf` with the time as a parameter of a composed statement. */
const countsAt = (now: Date): RawBuilder<unknown> =>
  sql.join(
    countsOf('u', NOW)
      .split(NOW)
      .map((text) => sql.raw(text)),
    sql`${now}`,
  );

const inScope = (scope: BoardScope, viewerId: number): RawBuilder<unknown> => {
  if (scope === 'all') return sql``;
  const back =
    scope === 'friends'
      ? sql`and exists (select from follows back where back.follower_id = f.followee_id and back.followee_id = ${viewerId} and back.status = 'accepted')`
      : sql``;
  return sql`and u.id in (select ${viewerId}::bigint union all
    select f.followee_id from follows f where f.follower_id = ${viewerId} and f.status = 'accepted' ${back})`;
};

/** What people have of a category; who has been to nothing of it is not there. */
const keptOf = (category: Category): RawBuilder<unknown> => sql`
  join (select user_id, count(*)::int as been from relations
        where status = 'been' and not is_stealth and category = ${category} group by user_id) kept on kept.user_id = u.id
  left join (select v.user_id, count(*)::int as reviews from reviews v join restaurants r on r.id = v.restaurant_id
        where v.deleted_at is null and r.category = ${category} group by v.user_id) written on written.user_id = u.id`;

export interface BoardRows {
  readonly total: number;
  readonly rows: readonly { readonly id: number; readonly value: number }[];
  readonly own: { readonly index: number; readonly value: number } | null;
}

interface Answer {
  readonly total: number;
  readonly rows: [number, number][] | null;
  readonly own: [number, number] | null;
}

/** A stretch of a board from index `from` to before `until`, and where the viewer stands. */
export async function findBoard(
  db: Db,
  { metric, city, scope, category, viewerId, now }: BoardQuery,
  { from, until }: { from: number; until: number },
): Promise<BoardRows> {
  const [been, reviews] = category
    ? ['kept.been', 'coalesce(written.reviews, 0)']
    : ['counts.been', 'counts.reviews'];
  const { rows } = await sql<Answer>`
    with board as materialized (
      select id, value, row_number() over (order by value desc, been desc, created_at, id)::int - 1 as index from (
        select u.id, ${sql.raw(VALUES[metric](been, reviews))} as value, ${sql.raw(been)} as been, u.created_at
        from users u ${countsAt(now)} ${category ? keptOf(category) : sql``}
        where ${sql.raw(isRanked('u'))} ${city === undefined ? sql`` : sql`and u.shown_city = ${city}`} ${inScope(scope, viewerId)}
      ) valued
    )
    select (select count(*)::int from board) as total,
      (select json_agg(json_build_array(id, value) order by index) from board where index >= ${from} and index < ${until}) as rows,
      (select json_build_array(index, value) from board where id = ${viewerId}) as own`.execute(db);
  const found = rows[0] ?? { total: 0, rows: null, own: null };
  return {
    total: found.total,
    rows: (found.rows ?? []).map(([id, value]) => ({ id, value })),
    own: found.own && { index: found.own[0], value: found.own[1] },
  };
}

export interface ShownRow {
  readonly card: UserCard;
  readonly city: string | null;
  readonly state: string | null;
  readonly showsCity: boolean;
  readonly beenCount: number;
  readonly currentStreak: number;
  readonly averageRating: number | null;
  readonly followersCount: number;
  readonly totalReviews: number;
}

const SHOWN = `/* board-people */
select ${userCardJson('u', '$3')} as card, u.city, u.state, coalesce(u.settings #>> '{privacy,showCity}', 'true') <> 'false' as "showsCity",
  counts.been as "beenCount", counts.streak as "currentStreak", counts.followers as "followersCount", counts.reviews as "totalReviews",
  (select round(avg(rel.rating), 1) from relations rel where rel.user_id = u.id and rel.status = 'been' and not rel.is_stealth) as "averageRating"
from users u ${countsOf('u', '$1')}
where u.id = any($2::bigint[]) and ${accountIsOpen('u', '$3')} and ${isRanked('u')} and ($4::text is null or u.shown_city = $4)`;

/**
 * What a board shows of people, in one statement. Left out are those whom the viewer may not see, and those who have
 * taken themselves off a board that is remembered.
 */
export async function findShown(
  db: Db,
  { viewerId, city, now }: Pick<BoardQuery, 'viewerId' | 'city' | 'now'>,
  ids: readonly number[],
): Promise<Map<number, ShownRow>> {
  if (ids.length === 0) return new Map();
  const parameters = [now, ids, viewerId, city ?? null];
  const { rows } = await db.executeQuery<ShownRow>(CompiledQuery.raw(SHOWN, parameters));
  return new Map(rows.map((row) => [row.card.id, row]));
}
