import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { accountStands, countsOfOthers } from '../users/users.public.js';
import type { Counts } from './leaderboard.rules.js';

/* What boards know of people: always as others see it, so that a board tells nothing of stealth places. */

/** The condition that the account `alias` is on boards at all. */
export const isRanked = (alias: string): string => `${accountStands(alias)} and ${alias}.is_discoverable`;

/**
 * Joins `counts` to the account `alias`: been, streak, reviews, followers, photos, and the instant at which the streak
 * ends by itself. A run of days is alive until the end of the day after its last one, where the person is.
 * @param now text of a parameter with the time
 */
export const countsOf = (alias: string, now: string): string => `
  cross join lateral (select ${countsOfOthers(alias)} as json) others
  cross join lateral (
    select coalesce((others.json->>'beenCount')::int, ${alias}.been_count) as been,
      case when others.json is null then ${alias}.streak_days else (others.json->>'streakDays')::int end as run,
      case when others.json is null then ${alias}.last_visit_on else (others.json->>'lastVisitOn')::date end as run_until
  ) seen
  cross join lateral (
    select seen.been, ${alias}.reviews_count as reviews, ${alias}.followers_count as followers, ${alias}.photos_count as photos,
      case when seen.run_until >= (${now}::timestamptz at time zone ${alias}.timezone)::date - 1 then seen.run else 0 end as streak,
      (seen.run_until + 2)::timestamp at time zone ${alias}.timezone as run_ends_at
  ) counts`;

export interface StandingRow extends Counts {
  readonly id: number;
  readonly isRanked: boolean;
  readonly city: string | null;
  readonly createdMicros: number;
  /** epoch milliseconds of when the counts or the standing change by themselves */
  readonly dueAt: number | null;
}

const STANDING = `u.id, ${isRanked('u')} as "isRanked", u.shown_city as city,
  (extract(epoch from u.created_at) * 1000000)::bigint as "createdMicros",
  counts.been, counts.streak, counts.reviews, counts.followers, counts.photos,
  ceil(extract(epoch from least(case when counts.streak > 0 then counts.run_ends_at end,
    case when u.suspended_until > now() then u.suspended_until end)) * 1000)::bigint as "dueAt"
  from users u ${countsOf('u', '$1')}`;

const EVERYBODY = `/* standings */ select ${STANDING} where u.id > $2 and u.deleted_at is null order by u.id limit $3`;

/** Everybody, in stretches in the order of ids. */
export async function findStandings(
  db: Db,
  { after, limit, now }: { after: number; limit: number; now: Date },
): Promise<StandingRow[]> {
  return (await db.executeQuery<StandingRow>(CompiledQuery.raw(EVERYBODY, [now, after, limit]))).rows;
}

// The number is taken when all locks are.
const LOCK = `/* standings-lock */
select nextval('board_versions') as version, count(pg_advisory_xact_lock(hashtextextended('standing ' || id, 17))) from (
  select id from unnest($1::bigint[]) as asked(id) order by hashtextextended('standing ' || id, 17)) ordered`;
const OF_SOME = `/* standings-of */ select ${STANDING} where u.id = any($2::bigint[])`;

/**
 * How people stand now, with a version: whoever asks later, for one of them, gets a higher one. The others wait until
 * this transaction ends, so what is written somewhere before is in the order of versions too.
 */
export async function lockStandings(
  tx: Tx,
  ids: readonly number[],
  now: Date,
): Promise<{ rows: StandingRow[]; version: number }> {
  const locked = await tx.executeQuery<{ version: number }>(CompiledQuery.raw(LOCK, [ids]));
  const { rows } = await tx.executeQuery<StandingRow>(CompiledQuery.raw(OF_SOME, [now, ids]));
  return { rows, version: locked.rows[0]?.version ?? 0 };
}

/** The rank that profiles show goes at once with a person who leaves the boards. */
export async function dropRanks(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`/* ranks-drop */ update users set rank = null where id in (
    select id from users where id = any(${ids}::bigint[]) and rank is not null order by id for no key update)`.execute(
    tx,
  );
}

const AUTHORS = `/* standings-authors */ select user_id as id from reviews where id = $1 and user_id is not null`;

export async function findReviewAuthor(db: Db, reviewId: number): Promise<number | undefined> {
  return (await db.executeQuery<{ id: number }>(CompiledQuery.raw(AUTHORS, [reviewId]))).rows[0]?.id;
}
