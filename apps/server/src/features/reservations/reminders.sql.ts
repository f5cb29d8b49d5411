import { CompiledQuery } from 'kysely';
import type { Tx } from '../../platform/database/database.js';

export type RemindedHours = 24 | 3;

// Whatever has come within the hours is marked, so that the index stays short; told of is what the next reminder,
// or the table itself, has not overtaken.
const mark = (name: string, column: string, hours: number, overtakenAt: number) => `/* ${name} */
with due as (
  select id from reservations where ${column} is null and status <> 'cancelled' and starts_at <= now() + interval '${hours} hours'
  order by starts_at limit $1 for update skip locked
), marked as (
  update reservations r set ${column} = now() from due where r.id = due.id returning r.id, r.starts_at
)
select id, starts_at > now() + interval '${overtakenAt} hours' as "isDue" from marked`;

const MARK: Record<RemindedHours, string> = {
  24: mark('reservations-remind-a-day', 'day_reminded_at', 24, 3),
  3: mark('reservations-remind-hours', 'hours_reminded_at', 3, 0),
};

/** Marks reservations whose reminder has come, at most so many; which of them people are to be told of. */
export async function takeDue(tx: Tx, hours: RemindedHours, limit: number): Promise<number[]> {
  const { rows } = await tx.executeQuery<{ id: number; isDue: boolean }>(
    CompiledQuery.raw(MARK[hours], [limit]),
  );
  return rows.flatMap(({ id, isDue }) => (isDue ? [id] : []));
}
