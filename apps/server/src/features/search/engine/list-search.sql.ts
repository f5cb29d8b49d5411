import { CompiledQuery } from 'kysely';
import type { Db } from '../../../platform/database/database.js';
import { accountIsOpen, isShown } from '../../users/users.public.js';

export interface FoundListRow {
  readonly id: number;
  readonly score: number;
  readonly isNamed: boolean;
}

const FIND = `/* search-lists */
with typed as (select comparable_name($2) as text)
select l.id, list_words(l.name, null) @@ $3::text::tsquery or similarity(comparable_name(l.name), typed.text) > 0.3 as "isNamed",
  2 * similarity(comparable_name(l.name), typed.text) + case when list_words(l.name, null) @@ $3::text::tsquery then 1 else 0 end
    + 0.2 * log(1 + l.bookmarks_count) + case when l.user_id = $1::bigint then 0.5 else 0 end as score
from typed, lists l join users u on u.id = l.user_id and ${accountIsOpen('u', '$1')}
where l.deleted_at is null and l.is_public and ${isShown('l', '$1::bigint')}
  and (list_words(l.name, l.description) @@ $3::text::tsquery or comparable_name(l.name) % typed.text)
order by score desc, l.id limit $4`;

/** Public lists by name and description, best first. */
export async function findLists(
  db: Db,
  {
    viewerId,
    text,
    textQuery,
    limit,
  }: { viewerId: number | null; text: string; textQuery: string; limit: number },
): Promise<FoundListRow[]> {
  return (await db.executeQuery<FoundListRow>(CompiledQuery.raw(FIND, [viewerId, text, textQuery, limit])))
    .rows;
}
