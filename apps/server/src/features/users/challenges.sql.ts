import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';

/**
 * Text of a query for the places that the person `$1` has been to, each with the day of the first visit, or with
 * the day on which it was added where there is none.
 * @param withStealth text of a condition: whether stealth places count
 */
export const firstVisits = (withStealth: string): string => `
  select rel.id, rel.restaurant_id, rel.rating, rel.notes, rel.notes_private, rel.photos,
    coalesce(made.day, (rel.created_at at time zone 'UTC')::date) as day
  from relations rel
  left join (select restaurant_id, min(visit_date) as day from visits where user_id = $1 group by restaurant_id) made
    on made.restaurant_id = rel.restaurant_id
  where rel.user_id = $1 and rel.status = 'been' and (${withStealth} or not rel.is_stealth)`;

export interface YearRow {
  readonly year: number;
  readonly count: number;
  /** null where the person has set none */
  readonly goal: number | null;
}

const YEARS = `/* challenge-years */
with counted as (
  select extract(year from day)::int as year, count(*)::int as count from (${firstVisits('$2')}) firsts group by 1
)
select coalesce(c.year, g.year) as year, coalesce(c.count, 0) as count, g.goal_count as goal
from counted c full join (select year, goal_count from challenges where user_id = $1) g on g.year = c.year`;

/** New places and goals by year, where there is either. */
export async function findYears(db: Db, userId: number, withStealth: boolean): Promise<YearRow[]> {
  return (await db.executeQuery<YearRow>(CompiledQuery.raw(YEARS, [userId, withStealth]))).rows;
}

const SET = `/* challenge-set */
insert into challenges (user_id, year, goal_count) values ($1, $2, $3)
on conflict (user_id, year) do update set goal_count = excluded.goal_count, updated_at = now()`;

export async function setGoal(tx: Tx, userId: number, year: number, goal: number): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(SET, [userId, year, goal]));
}
