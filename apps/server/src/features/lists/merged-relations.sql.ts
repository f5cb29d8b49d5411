import { CompiledQuery } from 'kysely';
import type { Tx } from '../../platform/database/database.js';
import { lockRankingsHolding, moveScoresOf, saveOrders } from './ranking/merged-rankings.sql.js';
import { mergePlaces, scoreMoves } from './ranking/order.rules.js';
import { rankIndexOf } from './ranking/rankings.sql.js';

/* What people keep of a restaurant that was made one with another. The caller holds the rows of these people. */

const HOLD = `/* restaurant-hold-any */ select id from restaurants where id = $1 for key share`;
const ALIAS = `/* restaurant-alias */ select from restaurant_aliases where alias_id = $1`;

/** Whether the restaurant stands for itself, and will until the commit. */
export async function isUnmerged(tx: Tx, restaurantId: number): Promise<boolean> {
  // The lock may wait for a merge: only a statement after it sees what that did.
  await tx.executeQuery(CompiledQuery.raw(HOLD, [restaurantId]));
  return (await tx.executeQuery(CompiledQuery.raw(ALIAS, [restaurantId]))).rows.length === 0;
}

interface Gone {
  readonly userId: number;
  readonly status: string;
  /** the relation that leaves, and the restaurant that it was of */
  readonly goes: number;
  readonly goesAt: number;
}

const SUMS = `/* kept-sums */
select asked.id, coalesce(sum(rated.tenths), 0)::int as sum, count(rated.tenths)::int as count, count_scores(array_remove(array_agg(rated.tenths), null)) as scores,
  (select count(*)::int from relations w where w.restaurant_id = asked.id and w.status = 'want_to_try' and w.user_id = any($2::bigint[])) as wanting
from unnest($1::bigint[]) as asked(id) left join (
  select distinct on (restaurant_id, user_id) restaurant_id, round(rating * 10)::int as tenths from relations
  where restaurant_id = any($1::bigint[]) and user_id = any($2::bigint[]) and rating is not null and status in ('been', 'recommended')
  order by restaurant_id, user_id, status
) rated on rated.restaurant_id = asked.id group by asked.id order by asked.id`;

interface Sums {
  readonly id: number;
  readonly sum: number;
  readonly count: number;
  readonly scores: number[];
  readonly wanting: number;
}

async function sumKept(tx: Tx, ids: readonly number[], people: readonly number[]): Promise<Sums[]> {
  return (await tx.executeQuery<Sums>(CompiledQuery.raw(SUMS, [ids, people]))).rows;
}

// Of two relations of a person the better ranked one stays, then the rated one, then the one that was there; it
// takes over what only the other says.
const SETTLE_PAIRS = `/* kept-settle-pairs */
with pairs as (
  select f.user_id, f.status, f.id as from_id, i.id as into_id,
    fr.rank_index < ir.rank_index or (fr.rank_index is not null and ir.rank_index is null)
      or (fr.rank_index is null and ir.rank_index is null and f.rating is not null and i.rating is null) as is_better
  from relations f cross join lateral (select ${rankIndexOf('f')} as rank_index) fr join relations i on i.user_id = f.user_id and i.status = f.status and i.restaurant_id = $2
    cross join lateral (select ${rankIndexOf('i')} as rank_index) ir
  where f.restaurant_id = $1 and f.user_id = any($3::bigint[])
), settled as (
  select user_id, status, case when coalesce(is_better, false) then from_id else into_id end as stays,
    case when coalesce(is_better, false) then into_id else from_id end as goes from pairs
), kept as (
  update relations w set notes = coalesce(w.notes, l.notes), notes_private = w.notes_private or l.notes_private,
    is_stealth = w.is_stealth or l.is_stealth, created_at = least(w.created_at, l.created_at),
    tags = case when w.tags = '{}' then l.tags else w.tags end, good_for = case when w.good_for = '{}' then l.good_for else w.good_for end,
    favorite_dishes = case when w.favorite_dishes = '{}' then l.favorite_dishes else w.favorite_dishes end,
    photos = case when w.photos = '{}' then l.photos else w.photos end,
    companion_ids = case when w.companion_ids = '{}' then l.companion_ids else w.companion_ids end
  from settled s join relations l on l.id = s.goes where w.id = s.stays returning w.id, w.is_stealth
), told as (
  update activities a set relation_id = s.stays, is_stealth = a.is_stealth or k.is_stealth
  from settled s join kept k on k.id = s.stays where a.relation_id in (s.goes, s.stays)
)
select settled.user_id as "userId", settled.status, goes, (select l.restaurant_id from relations l where l.id = goes) as "goesAt" from settled`;

const DROP = `/* kept-drop */ delete from relations where id = any($1::bigint[])`;
const MOVE = `/* kept-move */
update relations set restaurant_id = $2, version = version + 1, updated_at = now() where restaurant_id = $1 and user_id = any($3::bigint[])`;
const MOVE_VISITS = `/* kept-move-visits */ update visits set restaurant_id = $2 where restaurant_id = $1 and user_id = any($3::bigint[])`;
const RECOUNT_VISITS = `/* kept-recount-visits */
update relations rel set visit_count = made.count, visit_date = made.latest from (
  select user_id, count(*)::int as count, max(visit_date) as latest from visits
  where restaurant_id = $1 and user_id = any($2::bigint[]) group by user_id
) made where rel.user_id = made.user_id and rel.restaurant_id = $1 and rel.status = 'been'
  and (rel.visit_count, rel.visit_date) is distinct from (made.count, made.latest)`;
const COUNT_PEOPLE = `/* kept-count-people */
update users u set been_count = u.been_count - gone.been, want_to_try_count = u.want_to_try_count - gone.wanted,
  recommendations_count = u.recommendations_count - gone.recommended
from (select id, count(*) filter (where status = 'been') as been, count(*) filter (where status = 'want_to_try') as wanted,
        count(*) filter (where status = 'recommended') as recommended
      from unnest($1::bigint[], $2::text[]) as gone(id, status) group by id) gone where u.id = gone.id`;
const COUNT_RESTAURANT = `/* kept-count-restaurant */
update restaurants r set rating_sum = r.rating_sum + $2, rating_count = r.rating_count + $3,
  sort_score = (10 * m.mean + r.rating_sum + $2) / (10 + r.rating_count + $3), want_to_try_count = r.want_to_try_count + $4,
  score_counts = array(select counted + shift from unnest(r.score_counts, $5::int[]) with ordinality as bucket(counted, shift, number) order by number)
from category_means m where r.id = $1 and m.category = r.category`;

/** Moves relations and visits of some people from one restaurant to another, with every counter of both. */
export async function moveRelations(
  tx: Tx,
  from: number,
  into: number,
  people: readonly number[],
): Promise<void> {
  const run = (text: string, ...parameters: unknown[]) =>
    tx.executeQuery(CompiledQuery.raw(text, parameters));
  const both = [from, into];
  const before = await sumKept(tx, both, people);
  const { rows: gone } = await tx.executeQuery<Gone>(CompiledQuery.raw(SETTLE_PAIRS, [from, into, people]));
  if (gone.length > 0) {
    const losers = gone.map(({ userId }) => userId);
    await run(
      DROP,
      gone.map(({ goes }) => goes),
    );
    await run(
      COUNT_PEOPLE,
      losers,
      gone.map(({ status }) => status),
    );
  }
  await run(MOVE, from, into, people);
  await mergeRankings(tx, from, into, people, gone);
  await run(MOVE_VISITS, from, into, people);
  await run(RECOUNT_VISITS, into, people);
  const after = await sumKept(tx, both, people);
  for (const [index, was] of before.entries()) {
    const is = after[index];
    if (!is) throw new Error('sums of other restaurants');
    await run(
      COUNT_RESTAURANT,
      was.id,
      is.sum - was.sum,
      is.count - was.count,
      is.wanting - was.wanting,
      is.scores.map((count, bucket) => count - (was.scores[bucket] ?? 0)),
    );
  }
}

/** Lets the place that stays take its name in every order, and the scores follow. */
async function mergeRankings(
  tx: Tx,
  from: number,
  into: number,
  people: readonly number[],
  gone: readonly Gone[],
): Promise<void> {
  const leaves = new Map(
    gone.filter(({ status }) => status === 'been').map(({ userId, goesAt }) => [userId, goesAt]),
  );
  const changed = (await lockRankingsHolding(tx, people, [from, into])).map((ranking) => {
    const order = mergePlaces(ranking.order, from, into, leaves.get(ranking.userId) ?? null);
    // Under one name, so that the place that stays is the same before and after.
    const before = mergePlaces(ranking.order, from, into, null);
    return { ranking, order, moves: leaves.has(ranking.userId) ? scoreMoves(before, order) : [] };
  });
  if (changed.length === 0) return;
  await saveOrders(tx, changed);
  const moves = changed.flatMap(({ ranking: { userId }, moves: own }) =>
    own.map((move) => ({ ...move, userId })),
  );
  if (moves.length > 0) await moveScoresOf(tx, moves, into);
}

const LOCK_PLACES = `/* kept-lock-places */
select pg_advisory_xact_lock(hashtextextended('place ' || user_id || ' ' || place, 0)) from (
  select user_id, place from unnest($1::bigint[]) as user_id, unnest($2::bigint[]) as place order by user_id, place
) locked`;

/** Holds what these people keep of two restaurants, as every writer of a relation does (`lockPlace`). */
export async function lockPlaces(
  tx: Tx,
  people: readonly number[],
  places: readonly number[],
): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(LOCK_PLACES, [people, places]));
}
