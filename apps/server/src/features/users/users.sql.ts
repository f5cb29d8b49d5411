import type { TastemakerProfile, UserCard } from '@beli/contract';
import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { accountIsThere } from './visibility.sql.js';

export interface ProfileRow {
  readonly id: number;
  readonly username: string;
  readonly displayName: string;
  readonly avatar: string | null;
  readonly bio: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly dietaryRestrictions: string[];
  readonly dislikedCuisines: string[];
  readonly isPublic: boolean;
  readonly isTastemaker: boolean;
  readonly tastemakerProfile: TastemakerProfile | null;
  readonly showsWantToTry: boolean;
  readonly settings: { privacy?: { showDietary?: boolean; showCity?: boolean } };
  readonly timezone: string;
  readonly followersCount: number;
  readonly followingCount: number;
  readonly beenCount: number;
  readonly wantToTryCount: number;
  readonly recommendationsCount: number;
  readonly reviewsCount: number;
  readonly photosCount: number;
  readonly streakDays: number;
  readonly longestStreak: number;
  readonly lastVisitOn: string | null;
  readonly rank: number | null;
  readonly externalId: string | null;
  readonly createdAt: Date;
  /** how the viewer follows: null, requested or accepted */
  readonly viewerFollows: 'requested' | 'accepted' | null;
  readonly followsViewer: boolean;
  readonly isMuted: boolean;
  /** the counts as others see them, where stealth places make them other than the person's own; else null */
  readonly countsOfOthers: Pick<
    ProfileRow,
    'beenCount' | 'wantToTryCount' | 'recommendationsCount' | 'streakDays' | 'longestStreak' | 'lastVisitOn'
  > | null;
}

export const stealthCount = (alias: string, status: string): string =>
  `(select count(*)::int from relations s where s.user_id = ${alias}.id and s.status = '${status}' and s.is_stealth)`;

/**
 * Text of a JSON object with the counts of the account `alias` as others see them, null where they are the stored ones:
 * only who keeps something in stealth costs more than one look into an index.
 */
export const countsOfOthers = (
  alias: string,
): string => `case when exists (select from relations s where s.user_id = ${alias}.id and s.is_stealth) then (
  with days as (
    select distinct v.visit_date as day from visits v where v.user_id = ${alias}.id and not exists (
      select from relations s where s.user_id = ${alias}.id and s.restaurant_id = v.restaurant_id and s.status = 'been' and s.is_stealth)
  ), runs as (select count(*)::int as length, max(day) as until from (
    select day, day - row_number() over (order by day)::int as run from days) numbered group by run)
  select json_build_object('beenCount', ${alias}.been_count - ${stealthCount(alias, 'been')},
    'wantToTryCount', ${alias}.want_to_try_count - ${stealthCount(alias, 'want_to_try')},
    'recommendationsCount', ${alias}.recommendations_count - ${stealthCount(alias, 'recommended')},
    'streakDays', coalesce((select length from runs order by until desc limit 1), 0),
    'longestStreak', coalesce((select max(length) from runs), 0), 'lastVisitOn', (select max(until) from runs))) end`;

const PROFILE_COLUMNS = `u.id, u.username, u.display_name as "displayName", u.avatar, u.bio, u.city, u.state,
  u.dietary_restrictions as "dietaryRestrictions", u.disliked_cuisines as "dislikedCuisines",
  u.is_public as "isPublic", u.is_tastemaker as "isTastemaker", u.tastemaker_profile as "tastemakerProfile",
  u.shows_want_to_try as "showsWantToTry", u.settings, u.timezone, u.followers_count as "followersCount", u.following_count as "followingCount",
  u.been_count as "beenCount", u.want_to_try_count as "wantToTryCount",
  u.recommendations_count as "recommendationsCount", u.reviews_count as "reviewsCount",
  u.photos_count as "photosCount", u.streak_days as "streakDays", u.longest_streak as "longestStreak",
  u.last_visit_on as "lastVisitOn", u.rank, u.external_id as "externalId", u.created_at as "createdAt",
  (select f.status from follows f where f.follower_id = $2::bigint and f.followee_id = u.id) as "viewerFollows",
  exists (select from follows f where f.follower_id = u.id and f.followee_id = $2::bigint and f.status = 'accepted') as "followsViewer",
  exists (select from mutes m where m.muter_id = $2::bigint and m.muted_id = u.id) as "isMuted",
  case when u.id is distinct from $2::bigint then ${countsOfOthers('u')} end as "countsOfOthers"`;

const PROFILE_BY_ID = `/* profile-by-id */ select ${PROFILE_COLUMNS} from users u where u.id = $1 and ${accountIsThere('u', '$2')}`;
const OWN_PROFILE = `/* profile-own */ select ${PROFILE_COLUMNS} from users u where u.id = $1 and u.deleted_at is null and $2::bigint is not null`;
const PROFILE_BY_USERNAME = `/* profile-by-username */ select ${PROFILE_COLUMNS} from users u where u.username = $1::citext and ${accountIsThere('u', '$2')}`;

export async function findProfile(
  db: Db,
  id: number,
  viewerId: number | null,
): Promise<ProfileRow | undefined> {
  return (await db.executeQuery<ProfileRow>(CompiledQuery.raw(PROFILE_BY_ID, [id, viewerId]))).rows[0];
}

/** The person's own, whatever others may see of it. */
export async function findOwnProfile(db: Db, id: number): Promise<ProfileRow | undefined> {
  return (await db.executeQuery<ProfileRow>(CompiledQuery.raw(OWN_PROFILE, [id, id]))).rows[0];
}

export async function findProfileByUsername(
  db: Db,
  username: string,
  viewerId: number | null,
): Promise<ProfileRow | undefined> {
  return (await db.executeQuery<ProfileRow>(CompiledQuery.raw(PROFILE_BY_USERNAME, [username, viewerId])))
    .rows[0];
}

export interface PrivateRow {
  readonly emailEncrypted: string | null;
  readonly emailVerifiedAt: Date | null;
  readonly phoneEncrypted: string | null;
  readonly homeEncrypted: string | null;
  readonly role: 'user' | 'tastemaker' | 'moderator' | 'admin';
  readonly school: string | null;
  readonly company: string | null;
  readonly settingsVersion: number;
  readonly inviteCode: string;
}

const PRIVATE_PART = `/* profile-private */
select email_encrypted as "emailEncrypted", email_verified_at as "emailVerifiedAt", phone_encrypted as "phoneEncrypted",
       home_encrypted as "homeEncrypted", role, school, company, settings_version as "settingsVersion", invite_code as "inviteCode"
from users u where u.id = $1`;

export async function findPrivatePart(db: Db, id: number): Promise<PrivateRow | undefined> {
  return (await db.executeQuery<PrivateRow>(CompiledQuery.raw(PRIVATE_PART, [id]))).rows[0];
}

const HOME = `/* profile-home */ select home_encrypted as "homeEncrypted" from users where id = $1`;

export async function findHome(db: Db, id: number): Promise<string | null> {
  return (await db.executeQuery<PrivateRow>(CompiledQuery.raw(HOME, [id]))).rows[0]?.homeEncrypted ?? null;
}

/** Text of a JSON object of the shape UserCard for the account `alias` and the viewer in a parameter. */
export const userCardJson = (alias: string, viewerParameter: string): string => `json_build_object(
  'id', ${alias}.id, 'username', ${alias}.username, 'displayName', ${alias}.display_name, 'avatar', ${alias}.avatar,
  'followersCount', ${alias}.followers_count, 'beenCount', ${alias}.been_count - case when ${alias}.id is distinct from ${viewerParameter}::bigint then ${stealthCount(alias, 'been')} else 0 end,
  'isFollowing', case when ${viewerParameter}::bigint is not null then exists (
     select from follows cf where cf.follower_id = ${viewerParameter}::bigint and cf.followee_id = ${alias}.id and cf.status = 'accepted') end,
  'isTastemaker', ${alias}.is_tastemaker)`;

const CARDS = `/* user-cards */
select ${userCardJson('u', '$2')} as card from users u where u.id = any($1::bigint[]) and ${accountIsThere('u', '$2')}`;

/** Cards by id, in one statement; people who are not there are left out. */
export async function findUserCards(
  db: Db,
  ids: readonly number[],
  viewerId: number | null,
): Promise<Map<number, UserCard>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.executeQuery<{ card: UserCard }>(
    CompiledQuery.raw(CARDS, [[...new Set(ids)], viewerId]),
  );
  return new Map(rows.map(({ card }) => [card.id, card]));
}

export interface StatsRow {
  readonly weeklyStreak: number;
  readonly longestWeeklyStreak: number;
  readonly averageRating: number | null;
  readonly topCuisines: { cuisine: string; count: number }[];
}

// Weeks are ISO weeks with a first-time place; a run of weeks that ended last week is still alive.
const STATS = `/* user-stats */
with first_visits as (
  select date_trunc('week', min(v.visit_date))::date as week from visits v
  where v.user_id = $1 and ($3 or not exists (
    select from relations hidden where hidden.user_id = $1 and hidden.restaurant_id = v.restaurant_id and hidden.status = 'been' and hidden.is_stealth))
  group by v.restaurant_id
), weeks as (
  select distinct week, week - 7 * (dense_rank() over (order by week))::int as run from first_visits
), runs as (
  select count(*)::int as length, max(week) as until from weeks group by run
), cuisines as (
  select c.cuisine, count(*)::int as count
  from relations rel join restaurants r on r.id = rel.restaurant_id, unnest(r.cuisines) as c(cuisine)
  where rel.user_id = $1 and rel.status = 'been' and (not rel.is_stealth or $3)
  group by c.cuisine order by count(*) desc, c.cuisine limit 5
)
select coalesce((select length from runs where until >= date_trunc('week', $2::date)::date - 7 order by until desc limit 1), 0) as "weeklyStreak",
       coalesce((select max(length) from runs), 0) as "longestWeeklyStreak",
       (select round(avg(rating), 1) from relations where user_id = $1 and status = 'been' and (not is_stealth or $3)) as "averageRating",
       coalesce((select json_agg(json_build_object('cuisine', cuisine, 'count', count)) from cuisines), '[]') as "topCuisines"`;

/** @param withStealth whether stealth places count: only for the person */
export async function findStats(
  db: Db,
  userId: number,
  today: string,
  withStealth: boolean,
): Promise<StatsRow> {
  const { rows } = await db.executeQuery<StatsRow>(CompiledQuery.raw(STATS, [userId, today, withStealth]));
  const [row] = rows;
  if (!row) throw new Error('a query without from returned no row');
  return row;
}

export interface ProfileChange {
  readonly username?: string;
  readonly is_username_generated?: boolean;
  readonly display_name?: string;
  readonly bio?: string | null;
  readonly city?: string | null;
  readonly state?: string | null;
  readonly dietary_restrictions?: string[];
  readonly disliked_cuisines?: string[];
  readonly home_encrypted?: string | null;
  readonly phone_encrypted?: string | null;
  readonly timezone?: string;
  readonly school?: string | null;
  readonly company?: string | null;
}

export async function updateProfile(tx: Tx, id: number, change: ProfileChange): Promise<void> {
  await tx
    .updateTable('users')
    .set({ ...change, updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
}
