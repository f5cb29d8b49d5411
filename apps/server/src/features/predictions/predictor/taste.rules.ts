import type { Place } from './quality.rules.js';

/** Sums over a person's places of what quality and level leave unexplained. */
interface Leaning {
  readonly rest: number;
  /** how much evidence that is, in places */
  readonly weight: number;
}

/** How a person leans towards cuisines, prices and areas. */
export interface Taste {
  readonly cuisines: ReadonlyMap<string, Leaning>;
  readonly prices: ReadonlyMap<string, Leaning>;
  readonly areas: ReadonlyMap<string, Leaning>;
}

/** Weights of what two places may share (rules §5.4). */
const SHARED = { cuisine: 0.7, price: 0.2, area: 0.1 } as const;
/** So many like places say half of what there is to say; one or two say nearly nothing. */
const DAMPING = 15;
const NOTHING: Leaning = { rest: 0, weight: 0 };
/** From so many places of a cuisine on, a leaning is worth telling, if it is above so many standard deviations. */
const TELLING = { places: 3, leaning: 0.1 } as const;

export function tasteOf(
  left: readonly { readonly placeId: number; readonly rest: number }[],
  places: ReadonlyMap<number, Place>,
): Taste {
  const cuisines = new Map<string, Leaning>();
  const prices = new Map<string, Leaning>();
  const areas = new Map<string, Leaning>();
  const add = (leanings: Map<string, Leaning>, key: string, rest: number, weight: number) => {
    const before = leanings.get(key) ?? NOTHING;
    leanings.set(key, { rest: before.rest + weight * rest, weight: before.weight + weight });
  };
  for (const { placeId, rest } of left) {
    const place = places.get(placeId);
    if (!place) continue;
    for (const cuisine of place.cuisines) add(cuisines, cuisine, rest, share(place));
    if (place.price !== null) add(prices, place.price, rest, 1);
    if (place.area !== null) add(areas, place.area, rest, 1);
  }
  return { cuisines, prices, areas };
}

/** Places share cuisines by the cosine: each of four cuisines counts for half of one that stands alone. */
const share = (place: Place): number => 1 / Math.sqrt(place.cuisines.length);

/** Mean of what like places left unexplained, each by its likeness, damped by the square of the evidence. */
export function tasteFor(taste: Taste, place: Place): number {
  let rest = 0;
  let weight = 0;
  const add = (leaning: Leaning | undefined, by: number) => {
    rest += by * (leaning?.rest ?? 0);
    weight += by * (leaning?.weight ?? 0);
  };
  for (const cuisine of place.cuisines) add(taste.cuisines.get(cuisine), SHARED.cuisine * share(place));
  if (place.price !== null) add(taste.prices.get(place.price), SHARED.price);
  if (place.area !== null) add(taste.areas.get(place.area), SHARED.area);
  return damped({ rest, weight });
}

const damped = ({ rest, weight }: Leaning): number => (rest * weight) / (weight * weight + DAMPING * DAMPING);

/** Cuisines of the place that the person rates above what everything else explains, strongest first. */
export function likedCuisines(taste: Taste, place: Place, variance: number): string[] {
  return place.cuisines
    .map((cuisine) => ({ cuisine, leaning: taste.cuisines.get(cuisine) ?? NOTHING }))
    .filter(
      ({ leaning }) =>
        leaning.weight >= TELLING.places &&
        leaning.rest / leaning.weight > TELLING.leaning * Math.sqrt(variance),
    )
    .sort((a, b) => damped(b.leaning) - damped(a.leaning) || (a.cuisine < b.cuisine ? -1 : 1))
    .map(({ cuisine }) => cuisine);
}
