import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import type { OpenMinutes } from './availability.rules.js';

export interface PlaceRow {
  /** as it was asked for, whatever restaurant answers for it */
  readonly askedId: number;
  readonly id: number;
  readonly timezone: string;
  readonly reservationLink: string | null;
  readonly isClosed: boolean;
  readonly openMinutes: OpenMinutes | null;
}

const PLACES = `/* availability-places */
select asked.id as "askedId", r.id, r.timezone, r.reservation_link as "reservationLink", r.is_closed as "isClosed",
  translate(r.open_minutes::text, '{})', '[]]')::json as "openMinutes"
from unnest($1::bigint[]) as asked(id)
left join restaurant_aliases a on a.alias_id = asked.id
join restaurants r on r.id = coalesce(a.restaurant_id, asked.id) and r.deleted_at is null`;

/** What decides whether restaurants have tables; removed ones are left out. */
export async function findPlaces(db: Db, ids: readonly number[]): Promise<PlaceRow[]> {
  if (ids.length === 0) return [];
  return (await db.executeQuery<PlaceRow>(CompiledQuery.raw(PLACES, [[...new Set(ids)]]))).rows;
}
