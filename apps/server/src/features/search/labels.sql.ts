import type { Completion } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';

const LABELS = `/* suggestion-labels */
select 'restaurant' as type, r.id, r.name as label, nullif(concat_ws(', ', r.neighborhood, nullif(r.city, r.neighborhood)), '') as sublabel
from unnest($1::bigint[]) with ordinality as asked(id, place) join restaurants r on r.id = asked.id and r.deleted_at is null
order by asked.place`;

/** Restaurants as suggestions, in the order of their ids. */
export async function findLabels(db: Db, ids: readonly number[]): Promise<Completion[]> {
  if (ids.length === 0) return [];
  return (await db.executeQuery<Completion>(CompiledQuery.raw(LABELS, [ids]))).rows;
}
