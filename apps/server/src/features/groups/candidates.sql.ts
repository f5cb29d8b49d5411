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

/** Twice the mean radius of the earth in miles (distance.rules.ts). */
const DIAMETER = '(2 * 3958.7613)';

// The sum of rules, in the same order of adding, so that both round alike (match.rules.ts, scoreCandidate).
const scoreOf = (alias: string, diet: string) =>
  `least(100, greatest(0, floor(${alias}.wanted_points + ${diet} + ${alias}.near_points - case when ${alias}.is_disliked then 10 else 0 end + 0.5)))`;

/** Whose menus are read first: enough for 20 good ones, as a rule. */
const FIRST = 2 * MOST_MATCHES;

/** The menu of the place `alias`, and the points for it; the twin of judgeDiet. */
const menuOf = (alias: string) => `cross join lateral (
    select count(*) > 0 as has_menu, coalesce(bool_or(i.is_vegetarian), false) as vegetarian, coalesce(bool_or(i.is_vegan), false) as vegan,
      coalesce(bool_or(i.is_gluten_free), false) as gluten_free, coalesce(bool_or('pescatarian' = any(i.tags)), false) as pescatarian
    from menu_items i where $11 and i.restaurant_id = ${alias}.id
  ) menu cross join lateral (
    select case when $12::text[] = '{}' then 20 when not menu.has_menu then 10
      when ('vegetarian' <> all($12) or menu.vegetarian) and ('vegan' <> all($12) or menu.vegan) and ('gluten-free' <> all($12) or menu.gluten_free)
        and ('pescatarian' <> all($12) or menu.pescatarian or menu.vegetarian) then 20 else 0 end as diet_points
  ) diet`;
const JUDGED = `m.*, menu.*, diet.diet_points, ${scoreOf('m', 'diet.diet_points')} as score`;

// Whatever others may not see counts for nobody but a person alone: hidden wish lists, stealth places and visits.
//
// What is disliked and what is not are two classes: the rule takes one of them, never parts of both, and within a
// class the order is that of the rule. So the rule's choice is in the first 20 of each class. To find these, the
// menus of those are read that are best without them; 20 of them are as good as the last one of these, so that
// whatever would not reach that even with all the points for food cannot be chosen, and its menu is not read.
const CANDIDATES = `/* group-candidates */
with wanted as (
  select rel.restaurant_id, count(*)::int as count, array_agg(rel.user_id order by rel.user_id) as wanted_by
  from relations rel
  where rel.user_id = any(array(select u.id from users u where u.id = any($1::bigint[]) and ($2 or u.shows_want_to_try)))
    and rel.status = 'want_to_try' and ($2 or not rel.is_stealth)
  group by rel.restaurant_id having count(*) >= $3
), visited as (
  select v.restaurant_id from unnest($1::bigint[]) as person(id) cross join lateral (
    select v.restaurant_id from visits v where v.user_id = person.id and v.visit_date between $4::date and $5::date and ($2 or not exists (
      select from relations s where s.user_id = v.user_id and s.restaurant_id = v.restaurant_id and s.status = 'been' and s.is_stealth))
    offset 0
  ) v
), places as materialized (
  select r.id, w.wanted_by, w.count, r.average_score, r.is_disliked, r.location
  from wanted w cross join lateral (
    select r.id, r.average_score, r.cuisines && $7::text[] as is_disliked, r.location::geometry as location from restaurants r
    where r.id = w.restaurant_id and r.deleted_at is null and not r.is_closed and ($6::text is null or r.category = $6) offset 0
  ) r where w.restaurant_id not in (select restaurant_id from visited)
), turned as materialized (
  select places.*, radians(st_y(location)) as lat, radians(st_x(location)) as lng from places
), pointed as materialized (
  select turned.*, cos(lat) * cos(lng) as x, cos(lat) * sin(lng) as y, sin(lat) as z from turned
), measured as materialized (
  select id, wanted_by, average_score, is_disliked, miles, wanted_points, near_points,
    row_number() over (partition by is_disliked order by wanted_points + near_points desc) as place
  from pointed at cross join lateral (
    select avg(${DIAMETER} * asin(least(1, sqrt((at.x - p.x) * (at.x - p.x) + (at.y - p.y) * (at.y - p.y) + (at.z - p.z) * (at.z - p.z)) / 2))) as miles
    from unnest($8::float8[], $9::float8[], $10::float8[]) as p(x, y, z)
  ) near cross join lateral (
    select 70::float8 * at.count / cardinality($1::bigint[]) as wanted_points, greatest(0, 10 - coalesce(near.miles, 5)) as near_points
  ) points
), first as materialized (
  select ${JUDGED} from measured m ${menuOf('m')} where m.place <= ${FIRST}
), bar as (
  select is_disliked, score from (
    select is_disliked, score, row_number() over (partition by is_disliked order by score desc) as place from first
  ) scored where place = ${MOST_MATCHES}
), judged as (
  select * from first union all
  select ${JUDGED} from measured m join bar on bar.is_disliked = m.is_disliked ${menuOf('m')}
  where m.place > ${FIRST} and ${scoreOf('m', '20')} >= bar.score
), ranked as (
  select judged.*, row_number() over (partition by is_disliked order by score desc, wanted_points desc, average_score desc nulls last, id) as rank
  from judged
)
select r.id as "restaurantId", best.wanted_by as "wantedBy", r.cuisines, r.tags || r.good_for as tags, best.average_score as "averageScore",
  best.miles, best.has_menu as "hasMenu", json_build_object('vegetarian', best.vegetarian, 'vegan', best.vegan,
    'glutenFree', best.gluten_free, 'pescatarian', best.pescatarian) as menu
from ranked best join restaurants r on r.id = best.id where best.rank <= ${MOST_MATCHES}`;

/** A position as a point on the sphere of radius 1. */
function onSphere({ latitude, longitude }: Coordinates): readonly [x: number, y: number, z: number] {
  const [lat, lng] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  return [Math.cos(lat) * Math.cos(lng), Math.cos(lat) * Math.sin(lng), Math.sin(lat)];
}

/**
 * The candidates among which the rule's choice is, however many there are: of those that at least `least` of the
 * group want to try, the best 20 that the group likes and the best 20 that it does not.
 */
export async function findCandidates(db: Db, query: CandidateQuery, least: number): Promise<Candidate[]> {
  const { people, date, category, positions, restrictions, dislikedCuisines } = query;
  const { from, to } = visitWindow(date);
  const points = positions.map(onSphere);
  const { rows } = await db.executeQuery<CandidateRow>(
    CompiledQuery.raw(CANDIDATES, [
      people,
      people.length === 1,
      least,
      from,
      to,
      category,
      [...dislikedCuisines],
      points.map(([x]) => x),
      points.map(([, y]) => y),
      points.map(([, , z]) => z),
      needsMenu(restrictions),
      decidedByMenu(restrictions),
    ]),
  );
  return rows.map(({ hasMenu, menu, ...candidate }) => ({ ...candidate, menu: hasMenu ? menu : null }));
}
