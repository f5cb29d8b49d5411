import type { AdminStats } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';

// Counting millions of rows reads them all: from 100,000 on what the planner knows will do.
const counted = (table: string, condition: string) => `(
  select case when c.reltuples >= 100000 then c.reltuples::int
              else (select count(*)::int from ${table} where ${condition}) end
  from pg_class c where c.oid = '${table}'::regclass)`;

const STATS = `/* admin-stats */
select ${counted('users', 'deleted_at is null')} as people,
  ${counted('restaurants', 'deleted_at is null')} as restaurants,
  ${counted('relations', 'true')} as relations,
  (select count(*)::int from report_cases where status = 'open') as "openReports",
  (select count(*)::int from report_cases where status = 'appealed') as appeals,
  (select count(*)::int from outbox where dead_at is not null) as "deadLetters"`;

export async function findStats(db: Db): Promise<AdminStats> {
  const { rows } = await db.executeQuery<AdminStats>(CompiledQuery.raw(STATS, []));
  const [row] = rows;
  if (!row) throw new Error('a query without from returned no row');
  return row;
}
