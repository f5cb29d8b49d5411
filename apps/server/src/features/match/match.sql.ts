import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountIsOpen } from '../users/users.public.js';
import { FAVOURITE_CUISINES, type Tasted } from './match.rules.js';

export interface TastedRow extends Tasted {
  readonly id: number;
  /** places that the viewer has been to as well */
  readonly shared: number;
}

// Places are first counted by person and kind of place, of which there are few: only these are opened into cuisines.
// Stealth places count here, for everybody alike. Who is open to the viewer is decided beside it: told the people
// themselves, the planner knows how many places they have.
const BATCH = `/* match-batch */
with asked as materialized (
  select u.id from users u where u.id = any($2::bigint[]) and ${accountIsOpen('u', '$1')}
), own as materialized (
  select restaurant_id from relations where user_id = $1 and status = 'been'
), kinds as materialized (
  select rel.user_id, r.cuisines, count(*) as places, count(own.restaurant_id) as shared
  from relations rel join restaurants r on r.id = rel.restaurant_id left join own on own.restaurant_id = rel.restaurant_id
  where rel.user_id = any($3::bigint[]) and rel.status = 'been' group by rel.user_id, r.cuisines
), sizes as (
  select user_id, sum(places)::int as places, sum(shared)::int as shared from kinds group by user_id
), favourites as (
  select user_id, array_agg(cuisine) as cuisines from (
    select user_id, c.cuisine, row_number() over (partition by user_id order by sum(places) desc, c.cuisine) as place
    from kinds, unnest(cuisines) as c(cuisine) group by user_id, c.cuisine
  ) counted where place <= ${FAVOURITE_CUISINES} group by user_id
)
select person.id, coalesce(s.places, 0) as places, coalesce(s.shared, 0) as shared, coalesce(f.cuisines, '{}') as cuisines
from (select id from asked union select $1::bigint) person
left join sizes s on s.user_id = person.id left join favourites f on f.user_id = person.id`;

/**
 * Those of the people whose account is open to the viewer, and the viewer, in one statement.
 * @param counted whose places are looked at: for the others there are zeros
 */
export async function findTasted(
  db: Db,
  viewerId: number,
  ids: readonly number[],
  counted: readonly number[],
): Promise<Map<number, TastedRow>> {
  const people = counted.length === 0 ? [] : [viewerId, ...counted];
  const { rows } = await db.executeQuery<TastedRow>(CompiledQuery.raw(BATCH, [viewerId, ids, people]));
  return new Map(rows.map((row) => [row.id, row]));
}

export interface SharedTasteRow {
  readonly places: number;
  readonly theirPlaces: number;
  readonly shared: number;
  readonly cuisines: string[];
  readonly theirCuisines: string[];
  readonly sharedCuisines: string[];
}

const favouritesOf = (
  condition: string,
  most: number,
) => `coalesce((select array_agg(cuisine order by places desc, cuisine) from (
  select c.cuisine, count(*) as places from kept, unnest(kept.cuisines) as c(cuisine) where ${condition}
  group by c.cuisine order by 2 desc, 1 limit ${most}) top), '{}')`;

const TOP_SHARED = 3;

// What the other person keeps in stealth is left out: this is what the viewer is shown.
const SHARED = `/* match-shared */
with kept as materialized (
  select rel.restaurant_id, bool_or(rel.user_id = $1) as mine, bool_or(rel.user_id = $2) as theirs, min(r.cuisines) as cuisines
  from relations rel join restaurants r on r.id = rel.restaurant_id
  where rel.user_id in ($1::bigint, $2::bigint) and rel.status = 'been' and (not rel.is_stealth or rel.user_id = $1)
  group by rel.restaurant_id
)
select (count(*) filter (where mine))::int as places, (count(*) filter (where theirs))::int as "theirPlaces",
  (count(*) filter (where mine and theirs))::int as shared,
  ${favouritesOf('mine', FAVOURITE_CUISINES)} as cuisines, ${favouritesOf('theirs', FAVOURITE_CUISINES)} as "theirCuisines",
  ${favouritesOf('mine and theirs', TOP_SHARED)} as "sharedCuisines"
from kept`;

/** What two people have in common, as far as the viewer may see it. */
export async function findSharedTaste(db: Db, viewerId: number, otherId: number): Promise<SharedTasteRow> {
  const { rows } = await db.executeQuery<SharedTasteRow>(CompiledQuery.raw(SHARED, [viewerId, otherId]));
  const [row] = rows;
  if (!row) throw new Error('an aggregate returned no row');
  return row;
}
