import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountIsOpen } from '../users/users.public.js';
import { LEAST_FANS, type Likeness, type Origin } from './similar.rules.js';

const HIGH = 8;
const MOST_FANS = 300;
const MOST_OF_A_FAN = 200;
const MOST_LIKED = 100;
const MOST_ALIKE = 200;
const NEARBY_METERS = 40_233.6;

export interface OriginRow extends Origin {
  readonly id: number;
}

const ORIGIN = `/* similar-origin */
select r.id, r.name, r.cuisines, r.price_range as price, r.rating_count as "ratingCount" from restaurants r
where r.id = coalesce((select a.restaurant_id from restaurant_aliases a where a.alias_id = $1), $1) and r.deleted_at is null`;

/** The restaurant, or the one that answers for it. */
export async function findOrigin(db: Db, id: number): Promise<OriginRow | undefined> {
  return (await db.executeQuery<OriginRow>(CompiledQuery.raw(ORIGIN, [id]))).rows[0];
}

const isOpen = (rel: string) => `${rel}.status = 'been' and not ${rel}.is_stealth`;

// What everybody may see alone: public accounts, nothing in stealth, and never fewer than three people. The answer is
// shared by all viewers.
const CANDIDATES = `/* similar-candidates */
with origin as materialized (select * from restaurants where id = $1),
fans as materialized (
  select rel.user_id from relations rel join users u on u.id = rel.user_id and ${accountIsOpen('u', 'null')}
  where rel.restaurant_id = $1 and ${isOpen('rel')} and rel.rating >= ${HIGH} limit ${MOST_FANS}
), liked as materialized (
  select kept.restaurant_id as id, count(*)::int as fans from fans
  cross join lateral (select rel.restaurant_id from relations rel
    where rel.user_id = fans.user_id and ${isOpen('rel')} and rel.rating >= ${HIGH} and rel.restaurant_id <> $1
    order by rel.created_at desc, rel.id desc limit ${MOST_OF_A_FAN}) kept
  group by kept.restaurant_id having count(*) >= ${LEAST_FANS} order by fans desc, id limit ${MOST_LIKED}
), alike as materialized (
  select r.id from origin, restaurants r
  where r.deleted_at is null and not r.is_closed and r.id <> origin.id and r.category = origin.category
    and (r.cuisines && origin.cuisines or origin.cuisines = '{}')
  order by r.location <-> origin.location limit ${MOST_ALIKE}
)
select r.id, r.cuisines, r.price_range as price, st_distance(r.location, origin.location, false) / 1609.344 as miles,
       coalesce(liked.fans, 0) as fans, r.rating_count as "ratingCount", r.sort_score as score
from (select id from liked union select id from alike) found
join restaurants r on r.id = found.id join origin on r.category = origin.category left join liked on liked.id = r.id
where r.deleted_at is null and not r.is_closed and (liked.id is not null or st_dwithin(r.location, origin.location, ${NEARBY_METERS}, false))`;

/** Places that people like who like this one, and the nearest that share a cuisine. */
export async function findAlike(db: Db, id: number): Promise<Likeness[]> {
  return (await db.executeQuery<Likeness>(CompiledQuery.raw(CANDIDATES, [id]))).rows;
}
