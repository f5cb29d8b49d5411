import type { Coordinates } from '@beli/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../../platform/database/database.js';
import { filterConditions } from '../../restaurants/restaurants.public.js';
import type { RestaurantFilter } from './search-engine.js';

export interface CandidateRow {
  readonly id: number;
  readonly name: string;
  readonly similarity: number;
  readonly beginsSo: boolean;
  readonly cuisines: string[];
  readonly neighborhood: string;
  readonly city: string;
  readonly tags: string[];
  readonly dishes: string[];
  readonly averageScore: number | null;
  readonly isKept: boolean;
  readonly isClosed: boolean;
  readonly latitude: number;
  readonly longitude: number;
}

/** Candidates that are looked at closely. */
const MOST_CANDIDATES = 200;

const comparableAll = (column: string): RawBuilder<string[]> =>
  sql.raw(`array(select comparable_name(one) from unnest(${column}) as one)`);

/** By the words of restaurants, or by the likeness of the whole name. */
export type CandidateSource = { readonly textQuery: string } | 'likeness';

/**
 * Restaurants that may be meant, at most 200. Where more fit, those whose name begins so come first, then those
 * whose name is most alike, then the nearer or better one.
 * @param ask.raw as it was typed
 * @param ask.text the same as names are compared
 */
export async function findCandidates(
  db: Db,
  {
    raw,
    text,
    by,
    filter,
    position,
    viewerId,
  }: {
    raw: string;
    text: string;
    by: CandidateSource;
    filter: RestaurantFilter;
    position: Coordinates | null;
    viewerId: number | null;
  },
): Promise<CandidateRow[]> {
  const fits =
    by === 'likeness'
      ? sql`r.comparable_name % ${text}`
      : sql`r.search_words @@ ${by.textQuery}::text::tsquery`;
  const filters = filterConditions(
    { ...filter, cuisines: [...(filter.cuisines ?? [])], priceRange: [...(filter.priceRange ?? [])] },
    position,
    viewerId,
  );
  const tie = position
    ? sql`r.location <-> st_setsrid(st_makepoint(${position.longitude}, ${position.latitude}), 4326)::geography`
    : sql`-r.sort_score`;
  const { rows } = await sql<CandidateRow>`
    with fitting as (
      select r.id, similarity(r.comparable_name, ${text}) as similarity, starts_with(r.comparable_name, ${text}) as begins, ${tie} as tie
      from restaurants r where ${sql.join([sql`r.deleted_at is null`, fits, ...filters], sql` and `)}
      order by begins desc, similarity desc, tie, id limit ${MOST_CANDIDATES}
    )
    select r.id, r.comparable_name as name, fitting.similarity, starts_with(lower(r.name), lower(${raw})) as "beginsSo", ${comparableAll('r.cuisines')} as cuisines,
      coalesce(comparable_name(r.neighborhood), '') as neighborhood, coalesce(comparable_name(r.city), '') as city,
      ${comparableAll('r.tags')} as tags, ${comparableAll('r.popular_dishes')} as dishes, r.average_score as "averageScore",
      ${viewerId === null ? sql`false` : sql`exists (select from relations k where k.user_id = ${viewerId} and k.restaurant_id = r.id)`} as "isKept",
      r.is_closed as "isClosed", st_y(r.location::geometry) as latitude, st_x(r.location::geometry) as longitude
    from fitting join restaurants r on r.id = fitting.id`.execute(db);
  return rows;
}
