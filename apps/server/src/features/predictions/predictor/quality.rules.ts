/** What everybody knows of a place. Ratings are on any one scale; the product's are tenths, 0 to 100. */
export interface Place {
  readonly id: number;
  readonly category: string;
  readonly cuisines: readonly string[];
  readonly price: string | null;
  readonly area: string | null;
  readonly ratingSum: number;
  readonly ratingCount: number;
}

export interface Ratings {
  readonly sum: number;
  readonly count: number;
}

export type GroupKind = 'category' | 'cuisine' | 'price';

/** Sums of ratings of many places at once. */
export interface Community {
  /** mean of all ratings, for a category that has none */
  readonly mean: number;
  /** variance of all ratings */
  readonly variance: number;
  readonly groups: ReadonlyMap<string, Ratings>;
}

export const groupKey = (category: string, kind: GroupKind, value: string): string =>
  `${category}\n${kind}\n${value}`;

/**
 * Dampings: so many ratings must there be before what they say counts for half. Chosen on seeds that no table
 * shows; neighbouring values do as well (ARCHITECTURE, "What will I think").
 */
const DAMPING = { place: 25, group: 20 } as const;

/** Mean rating of a category. */
export function categoryMean(community: Community, category: string): number {
  const all = community.groups.get(groupKey(category, 'category', ''));
  return all && all.count > 0 ? all.sum / all.count : community.mean;
}

/** What the kind of a place lets expect of it: half from its cuisines, half from its price, above the category's mean. */
function kindOf(community: Community, place: Place, mean: number): number {
  const above = (kind: GroupKind, value: string) => {
    const group = community.groups.get(groupKey(place.category, kind, value));
    return group ? (group.sum - group.count * mean) / (group.count + DAMPING.group) : 0;
  };
  const cuisines = place.cuisines.map((cuisine) => above('cuisine', cuisine));
  const byCuisine = cuisines.length === 0 ? 0 : sumOf(cuisines) / cuisines.length;
  const byPrice = place.price === null ? 0 : above('price', place.price);
  return (byCuisine + byPrice) / 2;
}

/** What everybody together would rate a place: its mean, damped towards what its kind lets expect. */
export function qualityOf(community: Community, place: Place): number {
  const mean = categoryMean(community, place.category);
  const expected = mean + kindOf(community, place, mean);
  return expected + (place.ratingSum - place.ratingCount * expected) / (place.ratingCount + DAMPING.place);
}

export const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
