/** A place that may be like another one, with what both have in common. */
export interface Likeness {
  readonly id: number;
  readonly cuisines: readonly string[];
  readonly price: string | null;
  readonly miles: number;
  /** people who rate both high and whose lists are open to everybody */
  readonly fans: number;
  /** people with a rating of it */
  readonly ratingCount: number;
  /** damped mean rating, tenths */
  readonly score: number;
}

export interface Origin {
  readonly name: string;
  readonly cuisines: readonly string[];
  readonly price: string | null;
  readonly ratingCount: number;
}

export interface Similar {
  readonly id: number;
  readonly reason: string;
}

/** Fewer people in common are chance, and would tell who they are. */
export const LEAST_FANS = 3;
/** Distance at which nearness counts for a third of what it does next door. */
const NEAR_MILES = 3;
const WEIGHTS = { cuisines: 0.45, fans: 0.3, price: 0.1, near: 0.15 } as const;

/** The most alike first; ties by rating, then id. */
export function rankSimilar(origin: Origin, places: readonly Likeness[]): Similar[] {
  return places
    .map((place) => ({ place, likeness: likenessOf(origin, place) }))
    .sort((a, b) => b.likeness - a.likeness || b.place.score - a.place.score || a.place.id - b.place.id)
    .map(({ place }) => ({ id: place.id, reason: reasonOf(origin, place) }));
}

/** 0 to 1: shared cuisines and shared fans by the cosine, the same price, nearness. */
export function likenessOf(origin: Origin, place: Likeness): number {
  const shared = sharedCuisines(origin, place).length;
  const cuisines = shared / Math.sqrt(Math.max(1, origin.cuisines.length * place.cuisines.length));
  const people = Math.sqrt(Math.max(1, origin.ratingCount) * Math.max(1, place.ratingCount));
  const fans = place.fans < LEAST_FANS ? 0 : Math.min(1, place.fans / people);
  const price = origin.price !== null && origin.price === place.price ? 1 : 0;
  return (
    WEIGHTS.cuisines * cuisines +
    WEIGHTS.fans * fans +
    WEIGHTS.price * price +
    WEIGHTS.near * Math.exp(-place.miles / NEAR_MILES)
  );
}

function reasonOf(origin: Origin, place: Likeness): string {
  if (place.fans >= LEAST_FANS) return `${place.fans} people who rate ${origin.name} high rate it high too.`;
  const [shared] = sharedCuisines(origin, place);
  const like = shared === undefined ? 'Of the same kind' : `Also ${shared.replaceAll('-', ' ')}`;
  return place.miles < NEAR_MILES ? `${like}, ${awayBy(place.miles)}.` : `${like}.`;
}

const awayBy = (miles: number): string =>
  miles < 0.1 ? 'next door' : `${(Math.floor(miles * 10 + 0.5) / 10).toFixed(1)} miles away`;

const sharedCuisines = (origin: Origin, place: Likeness): string[] =>
  origin.cuisines.filter((cuisine) => place.cuisines.includes(cuisine));
