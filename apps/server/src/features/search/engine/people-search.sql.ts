import { CompiledQuery } from 'kysely';
import type { Db } from '../../../platform/database/database.js';
import { accountIsThere } from '../../users/users.public.js';

export interface FoundPersonRow {
  readonly id: number;
  readonly score: number;
  readonly byUsername: boolean;
  readonly byName: boolean;
}

// Rules §11: prefix of the user name 3, prefix of a word of the name 2, else likeness up to 1; 1 more for whom the
// viewer follows, and a little for fame. Who does not want to be found is found by followers only.
// Scores are cut to whole ten-thousandths, so that a cursor can hold one.
const FIND = `/* search-people */
with typed as (select comparable_name($2) as text, lower($2) as raw),
fitting as (
  select u.id, u.followers_count, starts_with(lower(u.username::text), typed.raw) as is_username,
    list_words(u.display_name, null) @@ $3::text::tsquery as is_name,
    greatest(similarity(comparable_name(u.display_name), typed.text), similarity(lower(u.username::text), typed.raw)) as likeness,
    exists (select from follows f where f.follower_id = $1::bigint and f.followee_id = u.id and f.status = 'accepted') as is_followed,
    u.is_discoverable or u.id is not distinct from $1::bigint as is_discoverable
  from users u, typed
  where u.deleted_at is null and ${accountIsThere('u', '$1')} and (not $4 or u.is_tastemaker)
    and (person_words(u.username::text, u.display_name) @@ $3::text::tsquery
      or ($5 and (comparable_name(u.display_name) % typed.text or lower(u.username::text) % typed.raw)))
), scored as (
  select id, is_username as "byUsername", is_name as "byName", floor(10000 * (
    case when is_username then 3 when is_name then 2 else 0 end + likeness + case when is_followed then 1 else 0 end
    + 0.2 * log(1 + followers_count)))::int as score
  from fitting where is_discoverable or is_followed
)
select id, score / 10000.0::float8 as score, "byUsername", "byName" from scored
where $6::int is null or (score, -id) < ($6::int, -$7::bigint)
order by scored.score desc, id limit $8`;

/** People by name, best first. `textQuery` for prefixes; `byLikeness` also finds what is mistyped. */
export async function findPeople(
  db: Db,
  ask: {
    viewerId: number | null;
    text: string;
    textQuery: string;
    onlyTastemakers: boolean;
    byLikeness: boolean;
    after?: { score: number; id: number } | undefined;
    limit: number;
  },
): Promise<FoundPersonRow[]> {
  const { viewerId, text, textQuery, onlyTastemakers, byLikeness, after, limit } = ask;
  const parameters = [
    viewerId,
    text,
    textQuery,
    onlyTastemakers,
    byLikeness,
    after ? Math.round(after.score * 10_000) : null,
    after?.id ?? null,
    limit,
  ];
  return (await db.executeQuery<FoundPersonRow>(CompiledQuery.raw(FIND, parameters))).rows;
}
