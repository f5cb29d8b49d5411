import { CompiledQuery } from 'kysely';
import type { Tx } from '../../platform/database/database.js';

/* What sessions hold of a restaurant that was made one with another. */

const LOCK = `/* group-merge-lock */
select s.id, s.ended_at is null and s.expires_at > now() as "isOpen" from match_sessions s where s.id in (
  select session_id from match_places where restaurant_id = $1 union select session_id from match_votes where restaurant_id = $1
  union select id from match_sessions where consensus_id = $1 or selected_id = $1 order by 1 limit $2
) order by s.id for no key update`;
// Where both are matches the better one stays, under the name that stays.
const SETTLE_PLACES = `/* group-merge-places */
delete from match_places d using match_places o where d.session_id = any($3::uuid[]) and o.session_id = d.session_id
  and d.restaurant_id in ($1, $2) and o.restaurant_id in ($1, $2) and (d.position, d.restaurant_id) > (o.position, o.restaurant_id)`;
const MOVE_PLACES = `/* group-merge-move-places */ update match_places set restaurant_id = $2 where restaurant_id = $1 and session_id = any($3::uuid[])`;
// Of two votes of a person the later one counts.
const SETTLE_VOTES = `/* group-merge-votes */
delete from match_votes d using match_votes o where d.session_id = any($3::uuid[]) and o.session_id = d.session_id and o.user_id = d.user_id
  and d.restaurant_id in ($1, $2) and o.restaurant_id in ($1, $2) and (d.voted_at, d.restaurant_id) < (o.voted_at, o.restaurant_id)`;
const MOVE_VOTES = `/* group-merge-move-votes */ update match_votes set restaurant_id = $2 where restaurant_id = $1 and session_id = any($3::uuid[])`;
const MOVE_CHOICES = `/* group-merge-choices */
update match_sessions set version = version + 1, consensus_id = case when consensus_id = $1 then $2 else consensus_id end,
  selected_id = case when selected_id = $1 then $2 else selected_id end where id = any($3::uuid[])`;

export interface MovedSessions {
  readonly count: number;
  readonly openIds: string[];
}

/** Lets some of the sessions that know `from` know `into` instead. */
export async function moveMatches(tx: Tx, from: number, into: number, limit: number): Promise<MovedSessions> {
  const { rows } = await tx.executeQuery<{ id: string; isOpen: boolean }>(
    CompiledQuery.raw(LOCK, [from, limit]),
  );
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0)
    for (const text of [SETTLE_PLACES, MOVE_PLACES, SETTLE_VOTES, MOVE_VOTES, MOVE_CHOICES])
      await tx.executeQuery(CompiledQuery.raw(text, [from, into, ids]));
  return { count: ids.length, openIds: rows.flatMap(({ id, isOpen }) => (isOpen ? id : [])) };
}
