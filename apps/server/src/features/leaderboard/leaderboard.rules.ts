import type { BoardMetric } from '@beli/contract';

/** What boards are made of, as others see it. */
export interface Counts {
  readonly been: number;
  /** days in a row that are not over */
  readonly streak: number;
  readonly reviews: number;
  readonly followers: number;
  readonly photos: number;
}

/** The number that each board is sorted by (rules §4). */
export const valuesOf = (counts: Counts): Record<BoardMetric, number> => ({
  score: 10 * counts.been + 5 * counts.streak + 3 * counts.reviews + counts.followers,
  been: counts.been,
  influence: counts.followers,
  notes: counts.reviews,
  photos: counts.photos,
  streak: counts.streak,
});

/*
 * A board is ordered by value, then by places been to, both highest first, then by age of the account and id. Value and
 * places share a score of a sorted set, a double: 36 bits and 17 of the 53 that it holds exactly. It is negated,
 * so that the first comes first and equal ones follow in the order of their members, which hold age and id.
 */

const PLACES_BITS = 17;
export const MOST_PLACES = 2 ** PLACES_BITS - 1;
export const MOST_VALUE = 2 ** (53 - PLACES_BITS) - 1;

/** Exact up to 131,071 places and a value of 68,719,476,735; what is beyond counts as that. */
export const packScore = (value: number, been: number): number =>
  -(Math.min(value, MOST_VALUE) * 2 ** PLACES_BITS + Math.min(been, MOST_PLACES));

export const unpackScore = (score: number): number => Math.floor(Math.abs(score) / 2 ** PLACES_BITS);

/** Of the same length for everybody: text compares like the numbers in it. */
export const memberOf = (createdMicros: number, id: number): string =>
  `${String(createdMicros).padStart(17, '0')}:${String(id).padStart(16, '0')}`;

/** Ranks that are worth telling of. */
const MILESTONES = [1, 3, 10, 25, 50, 100];

/** Whether somebody came among the first 1, 3, 10, 25, 50 or 100 and was not there before. */
export const hasClimbed = (rank: number | null, previousRank: number | null): rank is number =>
  rank !== null &&
  MILESTONES.some((milestone) => rank <= milestone && (previousRank ?? Infinity) > milestone);

/** How many of the others stand below, in percent; the first is at 100, the last at 0. */
export const rankPercentile = (rank: number, of: number): number =>
  of <= 1 ? 100 : Math.round((100 * (of - rank)) / (of - 1));
