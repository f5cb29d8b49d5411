import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';

/* Counters of the person and of the restaurant, moved in the transaction that changes what they count. */

export interface KeeperChange {
  readonly been?: number;
  readonly wantToTry?: number;
  readonly recommended?: number;
}

export interface Streak {
  /** length of the run that ends on lastVisitOn */
  readonly days: number;
  readonly longest: number;
  readonly lastVisitOn: string | null;
}

const STREAK = `select streak_days as days, longest_streak as longest, last_visit_on as "lastVisitOn" from users where id = $1`;
const FIND_STREAK = `/* streak-find */ ${STREAK}`;
const LOCK_STREAK = `/* streak-lock */ ${STREAK} for no key update`;

export const findStreak = (db: Db, userId: number): Promise<Streak> => readStreak(db, FIND_STREAK, userId);

/** The streak as it stands, locked: counted from visits only by one writer at a time. */
export const lockStreak = (tx: Tx, userId: number): Promise<Streak> => readStreak(tx, LOCK_STREAK, userId);

async function readStreak(db: Db, statement: string, userId: number): Promise<Streak> {
  const { rows } = await db.executeQuery<Streak>(CompiledQuery.raw(statement, [userId]));
  return rows[0] ?? { days: 0, longest: 0, lastVisitOn: null };
}

const COUNT_KEEPER = `/* keeper-count */
update users set been_count = been_count + $2, want_to_try_count = want_to_try_count + $3,
  recommendations_count = recommendations_count + $4, streak_days = coalesce($5, streak_days),
  longest_streak = coalesce($6, longest_streak), last_visit_on = coalesce($7::date, last_visit_on)
where id = $1`;

/** @param streak as it is from now on, where a newer day was added */
export async function countForKeeper(
  tx: Tx,
  userId: number,
  change: KeeperChange,
  streak?: Streak,
): Promise<void> {
  await tx.executeQuery(
    CompiledQuery.raw(COUNT_KEEPER, [
      userId,
      change.been ?? 0,
      change.wantToTry ?? 0,
      change.recommended ?? 0,
      streak?.days ?? null,
      streak?.longest ?? null,
      streak?.lastVisitOn ?? null,
    ]),
  );
}

// What moved scores still owe to this restaurant is paid along: a rating that leaves takes with it what it owed. Two
// statements, because the second must see what others have paid while the first waited for them.
const TAKE_OWED = `/* restaurant-owed */
with taken as (delete from rating_changes where restaurant_id = $1 returning from_tenths, to_tenths)
select coalesce(sum(to_tenths - from_tenths), 0)::int as tenths, count_scores(array_agg(to_tenths::int)) as entered,
  count_scores(array_agg(from_tenths::int)) as gone from taken`;

interface Owed {
  readonly tenths: number;
  /** by bucket of the score distribution */
  readonly entered: number[];
  readonly gone: number[];
}

const NOTHING_OWED: Owed = { tenths: 0, entered: Array(20).fill(0), gone: Array(20).fill(0) };

const COUNT_RESTAURANT = `/* restaurant-count */
update restaurants r set rating_sum = r.rating_sum + $2, rating_count = r.rating_count + $3,
  want_to_try_count = r.want_to_try_count + $4,
  sort_score = (10 * m.mean + r.rating_sum + $2) / (10 + r.rating_count + $3),
  score_counts = add_scores(add_scores(move_score(r.score_counts, $5, $6), $7::int[]), $8::int[], -1)
from category_means m where r.id = $1 and m.category = r.category`;

/**
 * Moves a restaurant's rating from one person's old rating to the new one, and its want-to-try count. The last
 * statement but the outbox: everybody who rates a popular place waits for this row.
 */
export async function countForRestaurant(
  tx: Tx,
  restaurantId: number,
  change: { ratingFrom: number | null; ratingTo: number | null; wantToTry?: number },
): Promise<void> {
  const tenths = (rating: number | null) => (rating === null ? null : Math.round(rating * 10));
  const [from, to] = [tenths(change.ratingFrom), tenths(change.ratingTo)];
  const sum = (to ?? 0) - (from ?? 0);
  const count = Number(change.ratingTo !== null) - Number(change.ratingFrom !== null);
  const wantToTry = change.wantToTry ?? 0;
  if (sum === 0 && count === 0 && wantToTry === 0) return;
  const owed = await tx.executeQuery<Owed>(CompiledQuery.raw(TAKE_OWED, [restaurantId]));
  const { tenths: due, entered, gone } = owed.rows[0] ?? NOTHING_OWED;
  const parameters = [restaurantId, sum + due, count, wantToTry, from, to, entered, gone];
  await tx.executeQuery(CompiledQuery.raw(COUNT_RESTAURANT, parameters));
}
