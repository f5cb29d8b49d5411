import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import { countsOf, isRanked } from './standings.sql.js';

export interface RankChange {
  readonly id: number;
  readonly rank: number | null;
  /** in the profile until now */
  readonly previousRank: number | null;
}

const CHANGES = `/* ranks-changed */
with ranked as materialized (
  select u.id, row_number() over (order by 10 * counts.been + 5 * counts.streak + 3 * counts.reviews + counts.followers desc,
    counts.been desc, u.created_at, u.id)::int as rank
  from users u ${countsOf('u', '$1')} where ${isRanked('u')}
), best as (select id, rank from ranked where rank <= $2)
select u.id, best.rank, u.rank as "previousRank" from users u left join best on best.id = u.id where u.rank is distinct from best.rank order by u.id`;

/** Whose rank is another than the one in the profile. The best have one, everybody else none. */
export async function findRankChanges(db: Db, most: number, now: Date): Promise<RankChange[]> {
  return (await db.executeQuery<RankChange>(CompiledQuery.raw(CHANGES, [now, most]))).rows;
}

const WRITE = `/* ranks-write */
update users u set rank = changed.rank from unnest($1::bigint[], $2::int[]) as changed(id, rank)
where u.id = changed.id and u.rank is distinct from changed.rank`;
const LOCK = `/* ranks-lock */ select id from users where id = any($1::bigint[]) order by id for no key update`;

/** Rows are locked in order of id, as by everybody who counts people. */
export async function writeRanks(tx: Tx, changes: readonly RankChange[]): Promise<void> {
  const ids = changes.map(({ id }) => id);
  await tx.executeQuery(CompiledQuery.raw(LOCK, [ids]));
  await tx.executeQuery(CompiledQuery.raw(WRITE, [ids, changes.map(({ rank }) => rank)]));
}
