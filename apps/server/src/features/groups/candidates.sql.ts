import type { Category, Coordinates, DietarySlug } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountIsOpen, accountStands } from '../users/users.public.js';
import { decidedByMenu, type Menu, needsMenu } from './diet.rules.js';
import { type Candidate, type Group, MOST_MATCHES, visitWindow } from './match.rules.js';

export interface GroupPerson {
  readonly id: number;
  readonly timezone: string;
  readonly homeEncrypted: string | null;
  readonly dietaryRestrictions: DietarySlug[];
  readonly dislikedCuisines: string[];
  /** to whoever looks at the profile */
  readonly showsDietary: boolean;
}

const PEOPLE = `/* group-people */
select u.id, u.timezone, u.home_encrypted as "homeEncrypted", u.dietary_restrictions as "dietaryRestrictions", u.disliked_cuisines as "dislikedCuisines",
  coalesce((u.settings->'privacy'->>'showDietary')::boolean, false) as "showsDietary"
from users u where u.id = any($1::bigint[]) and (${accountIsOpen('u', '$2')} or (u.id = any($3::bigint[]) and ${accountStands('u')}))
  and not exists (select from blocks b where b.blocker_id = u.id and b.blocked_id = any($1::bigint[]))
order by u.id`;

/**
 * The people of a group, as far as the viewer may take them along and none of them has blocked another one.
 * @param joined who of them takes part of their own accord, whatever the viewer sees of them elsewhere
 */
export async function findGroupPeople(
  db: Db,
  ids: readonly number[],
  viewerId: number,
  joined: readonly number[] = [],
): Promise<GroupPerson[]> {
  return (await db.executeQuery<GroupPerson>(CompiledQuery.raw(PEOPLE, [ids, viewerId, joined]))).rows;
}

/** What of restaurants decides, for a group. */
export interface CandidateQuery extends Group {
  readonly people: readonly number[];
  readonly date: string;
  readonly category: Category | null;
  readonly positions: readonly Coordinates[];
}

interface CandidateRow extends Omit<Candidate, 'menu'> {
  readonly hasMenu: boolean;
  readonly menu: Menu;
}

/** Mean radius of the earth in miles, as in distance.rules.ts. */
const RADIUS = '3958.7613';

// The sum of rules, in the same order of adding, so that both round alike (match.rules.ts, scoreCandidate).
const scoreOf = (alias: string, diet: string) =>
  `least(100, greatest(0, floor(${alias}.wanted_points + ${diet} + ${alias}.near_points - case when ${alias}.is_disliked then 10 else 0 end + 0.5)))`;

// Whatever others may not see counts for nobody but a person alone: hidden wish lists, stealth places and visits.
// What is disliked and what is not are two classes: the rule takes one of them, never parts of both. Within a
// class the order is that of the rule. What even all 20 points for food would not lift among the first 20 of its
// class, whatever the menus of those, cannot be chosen: only of the rest the menus are read.
const CANDIDATES = `/* group-candidates */
with wanted as (
  select rel.restaurant_id, count(*)::int as count, array_agg(rel.user_id order by rel.user_id) as wanted_by
  from relations rel
  where rel.user_id = any($1::bigint[]) and rel.status = 'want_to_try' and ($2 or (not rel.is_stealth
    and rel.user_id = any(array(select u.id from users u where u.id = any($1::bigint[]) and u.shows_want_to_try))))
  group by rel.restaurant_id having count(*) >= $3
), visited as (
  select v.restaurant_id from visits v
  where v.user_id = any($1::bigint[]) and v.visit_date between $4::date and $5::date and ($2 or not exists (
    select from relations s where s.user_id = v.user_id and s.restaurant_id = v.restaurant_id and s.status = 'been' and s.is_stealth))
), places as (
  select r.id, w.wanted_by, r.cuisines, r.tags || r.good_for as tags, r.average_score, r.cuisines && $7::text[] as is_disliked,
    near.miles, 70::float8 * w.count / cardinality($1::bigint[]) as wanted_points, greatest(0, 10 - coalesce(near.miles, 5)) as near_points
  from wanted w join restaurants r on r.id = w.restaurant_id and r.deleted_at is null and not r.is_closed
    cross join lateral (
      select avg(2 * ${RADIUS} * asin(least(1, sqrt(
        sin(radians(p.lat - st_y(r.location::geometry)) / 2) ^ 2 + cos(radians(p.lat)) * cos(radians(st_y(r.location::geometry)))
          * sin(radians(p.lng - st_x(r.location::geometry)) / 2) ^ 2)))) as miles
      from unnest($8::float8[], $9::float8[]) as p(lat, lng)
    ) near
  where ($6::text is null or r.category = $6) and r.id not in (select restaurant_id from visited)
), measured as (
  select places.*, row_number() over (partition by is_disliked order by wanted_points + near_points desc) as place from places
), hopeful as (
  select m.* from measured m left join measured bar on bar.place = ${MOST_MATCHES} and bar.is_disliked = m.is_disliked
  where bar.id is null or ${scoreOf('m', '20')} >= ${scoreOf('bar', '0')}
), known as (
  select h.*, menu.* from hopeful h cross join lateral (
    select count(*) > 0 as has_menu, coalesce(bool_or(i.is_vegetarian), false) as vegetarian, coalesce(bool_or(i.is_vegan), false) as vegan,
      coalesce(bool_or(i.is_gluten_free), false) as gluten_free, coalesce(bool_or('pescatarian' = any(i.tags)), false) as pescatarian
    from menu_items i where $10 and i.restaurant_id = h.id
  ) menu
), judged as (
  select known.*, case when $11::text[] = '{}' then 20 when not has_menu then 10
    when ('vegetarian' <> all($11) or vegetarian) and ('vegan' <> all($11) or vegan) and ('gluten-free' <> all($11) or gluten_free)
      and ('pescatarian' <> all($11) or pescatarian or vegetarian) then 20 else 0 end as diet_points
  from known
), ranked as (
  select judged.*, row_number() over (partition by is_disliked
    order by ${scoreOf('judged', 'judged.diet_points')} desc, wanted_points desc, average_score desc nulls last, id) as rank
  from judged
)
select id as "restaurantId", wanted_by as "wantedBy", cuisines, tags, average_score as "averageScore", miles, has_menu as "hasMenu",
  json_build_object('vegetarian', vegetarian, 'vegan', vegan, 'glutenFree', gluten_free, 'pescatarian', pescatarian) as menu
from ranked where rank <= ${MOST_MATCHES} order by is_disliked, rank`;

/**
 * The candidates among which the rule's choice is, however many there are: of those that at least `least` of the
 * group want to try, the best 20 that the group likes and the best 20 that it does not.
 */
export async function findCandidates(db: Db, query: CandidateQuery, least: number): Promise<Candidate[]> {
  const { people, date, category, positions, restrictions, dislikedCuisines } = query;
  const { from, to } = visitWindow(date);
  const { rows } = await db.executeQuery<CandidateRow>(
    CompiledQuery.raw(CANDIDATES, [
      people,
      people.length === 1,
      least,
      from,
      to,
      category,
      [...dislikedCuisines],
      positions.map(({ latitude }) => latitude),
      positions.map(({ longitude }) => longitude),
      needsMenu(restrictions),
      decidedByMenu(restrictions),
    ]),
  );
  return rows.map(({ hasMenu, menu, ...candidate }) => ({ ...candidate, menu: hasMenu ? menu : null }));
}
