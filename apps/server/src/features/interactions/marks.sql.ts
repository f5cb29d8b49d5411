import { CompiledQuery } from 'kysely';
import type { Tx } from '../../platform/database/database.js';

/** Sets or takes back a person's mark; the number of marks from now on, undefined where nothing changed. */
export type SetMark = (tx: Tx, id: number, userId: number, isSet: boolean) => Promise<number | undefined>;

/**
 * What a person puts on something once and may take back: a like, a bookmark, a helpful mark. The key of the
 * table decides who of several at once has set it, and only that one moves the counter.
 * @param reference the column of `table` that names what is marked, a row of `counted`
 * @param counter the column of `counted` that holds the number of marks
 */
export function marks(table: string, reference: string, counted: string, counter: string): SetMark {
  const count = (step: '+' | '-') => `update ${counted} c set ${counter} = c.${counter} ${step} 1
from changed where c.id = changed.id returning c.${counter} as count`;
  const SET = `/* ${table}-set */
with changed as (insert into ${table} (${reference}, user_id) values ($1, $2) on conflict do nothing returning ${reference} as id)
${count('+')}`;
  const UNSET = `/* ${table}-unset */
with changed as (delete from ${table} where ${reference} = $1 and user_id = $2 returning ${reference} as id)
${count('-')}`;
  return async (tx, id, userId, isSet) => {
    const statement = CompiledQuery.raw(isSet ? SET : UNSET, [id, userId]);
    return (await tx.executeQuery<{ count: number }>(statement)).rows[0]?.count;
  };
}
