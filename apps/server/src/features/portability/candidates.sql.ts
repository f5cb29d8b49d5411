import { sql } from 'kysely';
import type { Tx } from '../../platform/database/database.js';
import type { PossiblePlace } from './matching.rules.js';

/** What is looked for, by the number of its row. */
export interface Sought {
  readonly number: number;
  /** the words of the name that tell places apart */
  readonly key: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly restaurantId: number | null;
  readonly externalId: string | null;
}

const NEAREST = 25;
const ALIKE_METERS = 400;
const ALIKE_NEARBY = 15;
const ALIKE_ANYWHERE = 25;
/** Trigrams that two names must share to be looked at, where only the name is known. */
const LEAST_SIMILARITY = 0.4;
/** The same for a name that stands inside a longer one. */
const LEAST_WORD_SIMILARITY = 0.9;

/**
 * Restaurants that each row might be, in one statement: the nearest few and those around with a name like it; without
 * a position, those anywhere with a name like it; and what its ids name. The rule decides between them.
 */
export async function findPossiblePlaces(
  tx: Tx,
  sought: readonly Sought[],
): Promise<Map<number, PossiblePlace[]>> {
  await sql`select set_config('pg_trgm.similarity_threshold', ${String(LEAST_SIMILARITY)}, true),
    set_config('pg_trgm.word_similarity_threshold', ${String(LEAST_WORD_SIMILARITY)}, true)`.execute(tx);
  const { rows } = await sql<PossiblePlace & { number: number }>`/* import-candidates */
    select row.number, r.id as "restaurantId", r.name, r.external_id as "externalId", r.address, r.neighborhood, r.city,
      st_y(r.location::geometry) as latitude, st_x(r.location::geometry) as longitude,
      st_distance(r.location, row.position, false) as "distanceMeters"
    from (
      select s.*, st_setsrid(st_makepoint(s.longitude, s.latitude), 4326)::geography as position
      from jsonb_to_recordset(${JSON.stringify(sought)}::jsonb)
        as s(number int, key text, latitude float8, longitude float8, "restaurantId" bigint, "externalId" text)
    ) row
    cross join lateral (
      (select near.id from restaurants near where row.position is not null and near.deleted_at is null
       order by near.location <-> row.position limit ${NEAREST})
      union
      (select around.id from restaurants around where row.position is not null and around.deleted_at is null
         and st_dwithin(around.location, row.position, ${ALIKE_METERS}, false)
       order by similarity(around.comparable_name, row.key) desc limit ${ALIKE_NEARBY})
      union
      (select alike.id from restaurants alike where row.position is null and alike.deleted_at is null
         and (alike.comparable_name % row.key or row.key <% alike.comparable_name)
       order by similarity(alike.comparable_name, row.key) + word_similarity(row.key, alike.comparable_name) desc, alike.id limit ${ALIKE_ANYWHERE})
      union
      (select named.id from restaurants named where named.id = row."restaurantId" and named.deleted_at is null)
      union
      (select known.id from restaurants known where known.external_id = row."externalId" and known.deleted_at is null)
    ) found
    join restaurants r on r.id = found.id`.execute(tx);
  return Map.groupBy(rows, ({ number }) => number);
}

/** The town that the person says they are from. */
export async function findHomeCity(tx: Tx, userId: number): Promise<string | null> {
  const { rows } = await sql<{ city: string | null }>`select city from users where id = ${userId}`.execute(
    tx,
  );
  return rows[0]?.city ?? null;
}
