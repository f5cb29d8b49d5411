import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import type { Position } from '../../platform/http/pages.js';
import { firstVisits } from '../users/users.public.js';

export interface FirstVisitRow {
  readonly id: number;
  readonly restaurantId: number;
  readonly rating: number | null;
  readonly notes: string | null;
  readonly notesPrivate: boolean;
  readonly photos: string[];
  /** YYYY-MM-DD */
  readonly day: string;
}

const PAGE = `/* challenge-activities */
select id, restaurant_id as "restaurantId", rating, notes, notes_private as "notesPrivate", photos, day
from (${firstVisits('$2')}) firsts where day between $3::date and $4::date
  and ($5::date is null or (day, id) < ($5::date, $6::bigint))
order by day desc, id desc limit $7`;

/** First visits of a person within a span of days, newest first, everything strictly before a position. */
export async function findFirstVisits(
  db: Db,
  userId: number,
  withStealth: boolean,
  { from, until }: { from: string; until: string },
  { after, limit }: { after?: Position | undefined; limit: number },
): Promise<FirstVisitRow[]> {
  const parameters = [
    userId,
    withStealth,
    from,
    until,
    after?.t.slice(0, 10) ?? null,
    after?.id ?? null,
    limit,
  ];
  return (await db.executeQuery<FirstVisitRow>(CompiledQuery.raw(PAGE, parameters))).rows;
}
