import { sumOf } from './quality.rules.js';

/** Somebody else with ratings of places that the person rated or asks about. */
export interface Neighbour {
  readonly id: number;
  /** the person follows them */
  readonly isFollowed: boolean;
  /** one rating per place */
  readonly ratings: readonly { readonly placeId: number; readonly rating: number }[];
}

/** A neighbour as far as they count: how much, and what they think of places beyond what everybody does. */
export interface Kin {
  readonly id: number;
  readonly weight: number;
  /** agreement was found; else only followed */
  readonly agrees: boolean;
  readonly rests: ReadonlyMap<number, number>;
}

export const KIN = {
  /** places that both have rated before agreement is looked at (rules say 3, where it is chance) */
  leastShared: 5,
  /** a correlation over so many shared places counts for half */
  damping: 15,
  /** of followed people agreement counts more, and without any evidence they count a little (§5.2) */
  followedFactor: 1.5,
  followedWeight: 0.05,
  /** strongest that are heard on one place */
  most: 50,
  /** silence, as the weight of a neighbour that has no opinion */
  silence: 1,
  levelDamping: 1.5,
  advocates: 2,
} as const;

/**
 * Who agrees with a person, by the damped correlation of what quality and level leave unexplained of both. A
 * neighbour's level is taken from the shared places alone, so nobody's whole list is needed.
 */
export function kinOf(
  left: readonly { readonly placeId: number; readonly rest: number }[],
  neighbours: readonly Neighbour[],
  quality: (placeId: number) => number,
  variance: number,
): Kin[] {
  const mine = new Map(left.map(({ placeId, rest }) => [placeId, rest]));
  return neighbours
    .toSorted((a, b) => a.id - b.id)
    .flatMap((neighbour) => {
      const above = neighbour.ratings
        .map(({ placeId, rating }) => ({ placeId, above: rating - quality(placeId) }))
        .sort((a, b) => a.placeId - b.placeId);
      const shared = above.filter(({ placeId }) => mine.has(placeId));
      const level = sumOf(shared.map((one) => one.above)) / (shared.length + KIN.levelDamping);
      const pairs = shared.map((one) => ({ mine: mine.get(one.placeId) ?? 0, theirs: one.above - level }));
      const weight = weightOf(pairs, neighbour.isFollowed, variance);
      if (weight <= 0) return [];
      const rests = new Map(above.map((one) => [one.placeId, one.above - level]));
      return [{ id: neighbour.id, weight, agrees: shared.length >= KIN.leastShared, rests }];
    });
}

/** Weight of a neighbour by what both think of the places that they share; more agreement never weighs less. */
export function weightOf(
  pairs: readonly { readonly mine: number; readonly theirs: number }[],
  isFollowed: boolean,
  variance: number,
): number {
  if (pairs.length < KIN.leastShared) return isFollowed ? KIN.followedWeight : 0;
  const damping = KIN.damping * variance;
  const mine = sumOf(pairs.map((pair) => pair.mine ** 2)) + damping;
  const theirs = sumOf(pairs.map((pair) => pair.theirs ** 2)) + damping;
  const both = sumOf(pairs.map((pair) => pair.mine * pair.theirs));
  if (both <= 0 || mine * theirs <= 0) return 0;
  return (both / Math.sqrt(mine * theirs)) * (isFollowed ? KIN.followedFactor : 1);
}

/** What the kin who have been to a place add to its rating. */
export function pullOf(
  kin: readonly Kin[],
  placeId: number,
): { pull: number; sampleSize: number; advocates: { id: number; agrees: boolean }[] } {
  const heard = kin
    .flatMap(({ id, weight, agrees, rests }) => {
      const rest = rests.get(placeId);
      return rest === undefined ? [] : [{ id, weight, agrees, push: weight * rest }];
    })
    .sort((a, b) => b.weight - a.weight || a.id - b.id)
    .slice(0, KIN.most);
  const weights = sumOf(heard.map(({ weight }) => weight));
  const advocates = heard
    .filter(({ push }) => push > 0)
    .sort((a, b) => b.push - a.push || a.id - b.id)
    .slice(0, KIN.advocates)
    .map(({ id, agrees }) => ({ id, agrees }));
  return {
    pull: sumOf(heard.map(({ push }) => push)) / (weights + KIN.silence),
    sampleSize: heard.length,
    advocates,
  };
}
