/** What one person has been to, as far as a match looks at it. */
export interface Tasted {
  /** how many places */
  readonly places: number;
  /** the most frequent cuisines */
  readonly cuisines: readonly string[];
}

export const FAVOURITE_CUISINES = 5;
const LOWEST = 20;
const HIGHEST = 99;
/** Tastes are told from so many places on that both have ranked. */
const FEWEST_CO_RATED = 3;

export interface Overlap {
  readonly shared: number;
  readonly total: number;
}

export const placeOverlap = (one: Tasted, other: Tasted, shared: number): Overlap => ({
  shared,
  total: one.places + other.places - shared,
});

export function cuisineOverlap(one: Tasted, other: Tasted): Overlap {
  const shared = one.cuisines.filter((cuisine) => other.cuisines.includes(cuisine)).length;
  return { shared, total: one.cuisines.length + other.cuisines.length - shared };
}

/** Of nothing at all nothing is shared. */
export const jaccard = ({ shared, total }: Overlap): number => (total === 0 ? 0 : shared / total);

/**
 * 70 % places and 30 % favourite cuisines, in percent, rounded half up and kept within 20 and 99. Reckoned in whole
 * numbers: both people must see the same, whoever asks.
 */
export function matchPercentage(places: Overlap, cuisines: Overlap): number {
  const [ofPlaces, ofCuisines] = [Math.max(1, places.total), Math.max(1, cuisines.total)];
  const weighted = 70 * places.shared * ofCuisines + 30 * cuisines.shared * ofPlaces;
  const percent = Math.floor((2 * weighted + ofPlaces * ofCuisines) / (2 * ofPlaces * ofCuisines));
  return Math.min(HIGHEST, Math.max(LOWEST, percent));
}

/** A place that both have ranked: where it stands in each one's list, 1 at the very top, 0 at the bottom. */
export interface CoRated {
  readonly restaurantId: number;
  readonly own: number;
  readonly theirs: number;
}

/** The percentile of the 0-based index in a list. */
export const percentileOf = (rankIndex: number, total: number): number => 1 - (rankIndex + 0.5) / total;

const distance = ({ own, theirs }: CoRated): number => Math.abs(own - theirs);

/** 0 to 100 with one decimal: 100 where both rank all alike. */
export function tasteAgreement(coRated: readonly CoRated[]): number | null {
  if (coRated.length < FEWEST_CO_RATED) return null;
  const sum = coRated.reduce((total, one) => total + distance(one), 0);
  return Math.round(1000 * (1 - sum / coRated.length)) / 10;
}

/** Percentiles that far apart are still the same opinion, and from so far apart on another one. */
const ALIKE = 0.2;
const APART = 0.4;

/** Where two people agree, best loved first, and where they disagree, widest apart first. */
export function compareTastes(
  coRated: readonly CoRated[],
  most: number,
): { agree: CoRated[]; disagree: CoRated[] } {
  const loved = ({ own, theirs }: CoRated) => own + theirs;
  const by = (weight: (one: CoRated) => number) => (a: CoRated, b: CoRated) =>
    weight(b) - weight(a) || a.restaurantId - b.restaurantId;
  return {
    agree: coRated
      .filter((one) => distance(one) <= ALIKE)
      .sort(by(loved))
      .slice(0, most),
    disagree: coRated
      .filter((one) => distance(one) >= APART)
      .sort(by(distance))
      .slice(0, most),
  };
}
