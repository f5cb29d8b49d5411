import { CompiledQuery } from 'kysely';
import type { Tx } from '../../platform/database/database.js';

/* Counters of the person and of the restaurant, moved in the transaction that changes what they count. */

export interface KeeperChange {
  readonly been?: number;
  readonly wantToTry?: number;
  readonly recommended?: number;
  /** the streak as it is from now on, where a newer day was added */
  readonly streak?: { days: number; longest: number; lastVisitOn: string };
}

const COUNT_KEEPER = `/* keeper-count */
update users set been_count = been_count + $2, want_to_try_count = want_to_try_count + $3,
  recommendations_count = recommendations_count + $4, streak_days = coalesce($5, streak_days),
  longest_streak = coalesce($6, longest_streak), last_visit_on = coalesce($7::date, last_visit_on)
where id = $1`;

export async function countForKeeper(tx: Tx, userId: number, change: KeeperChange): Promise<void> {
  const { streak } = change;
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

const COUNT_RESTAURANT = `/* restaurant-count */
update restaurants r set rating_sum = r.rating_sum + $2, rating_count = r.rating_count + $3,
  want_to_try_count = r.want_to_try_count + $4,
  sort_score = (10 * m.mean + r.rating_sum + $2) / (10 + r.rating_count + $3),
  score_counts = move_score(r.score_counts, $5, $6)
from category_means m where r.id = $1 and m.category = r.category`;

/** Moves a restaurant's rating from one person's old rating to the new one, and its want-to-try count. */
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
  await tx.executeQuery(CompiledQuery.raw(COUNT_RESTAURANT, [restaurantId, sum, count, wantToTry, from, to]));
}
