import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountStands } from '../users/users.public.js';
import type { ActivityRow, TastedPlace } from './taste-profile.rules.js';

export interface TastedRow extends TastedPlace {
  readonly isStealth: boolean;
  /** visits within the last year: whoever has any is active */
  readonly visitsInYear: number;
}

const YEAR_DAYS = 365;

const PLACES = `/* taste-places */
select rel.restaurant_id as "restaurantId", rel.rating, rel.is_stealth as "isStealth", r.cuisines, r.city, r.state, r.country,
  st_y(r.location::geometry) as latitude, st_x(r.location::geometry) as longitude,
  coalesce(made.lately, 0) as visits, coalesce(made.in_year, 0) as "visitsInYear"
from relations rel join restaurants r on r.id = rel.restaurant_id
left join (
  select restaurant_id, count(*)::int as in_year, (count(*) filter (where visit_date > $2::date - $3::int))::int as lately
  from visits where user_id = $1 and visit_date > $2::date - ${YEAR_DAYS} and visit_date <= $2::date group by restaurant_id
) made on made.restaurant_id = rel.restaurant_id
where rel.user_id = $1 and rel.status = 'been'`;

/** Everything that a person has been to, with the visits of the last `days` days. */
export async function findTasted(db: Db, userId: number, today: string, days: number): Promise<TastedRow[]> {
  return (await db.executeQuery<TastedRow>(CompiledQuery.raw(PLACES, [userId, today, days]))).rows;
}

const ACTIVITY = `/* taste-activity */
select places, count(*)::int as people from (
  select v.user_id, (count(distinct v.restaurant_id) filter (where v.visit_date > $1::date - $2::int))::int as places
  from visits v where v.visit_date > $1::date - ${YEAR_DAYS} and v.visit_date <= $1::date group by v.user_id
) active join users u on u.id = active.user_id and ${accountStands('u')} group by places order by places`;

/** How many active people went to how many places in the last `days` days. */
export async function findActivity(db: Db, today: string, days: number): Promise<ActivityRow[]> {
  return (await db.executeQuery<ActivityRow>(CompiledQuery.raw(ACTIVITY, [today, days]))).rows;
}
