/** A place that may be recommended. */
export interface Candidate {
  readonly id: number;
  readonly cuisines: readonly string[];
  /** damped mean rating of everybody, tenths */
  readonly score: number;
}

/** In the first so many, at most so many of one cuisine. */
export const VARIETY = { first: 12, most: 3 } as const;

/**
 * Best for the person first (`ratingOf`, finer than the shown tenths), then best for everybody. Among the first twelve
 * a cuisine comes at most three times: what is too much steps back behind the twelfth, in its order.
 * @param ratingOf undefined where nothing personal is known
 */
export function arrange<C extends Candidate>(
  candidates: readonly C[],
  ratingOf: (id: number) => number | undefined,
): C[] {
  const order = candidates.toSorted(
    (a, b) => (ratingOf(b.id) ?? 0) - (ratingOf(a.id) ?? 0) || b.score - a.score || a.id - b.id,
  );
  const taken = new Map<string, number>();
  const first: C[] = [];
  const rest: C[] = [];
  for (const candidate of order) {
    const isTooMuch = candidate.cuisines.some((cuisine) => (taken.get(cuisine) ?? 0) >= VARIETY.most);
    if (first.length >= VARIETY.first || isTooMuch) rest.push(candidate);
    else {
      first.push(candidate);
      for (const cuisine of candidate.cuisines) taken.set(cuisine, (taken.get(cuisine) ?? 0) + 1);
    }
  }
  return [...first, ...rest];
}

/** A place that followed people recommend. */
export interface FriendsPick {
  readonly id: number;
  /** mean rating of followed people, tenths; null where none of them gave one */
  readonly friendScore: number | null;
  readonly recommenders: number;
  /** damped mean rating of everybody, tenths */
  readonly score: number;
}

/**
 * By friendScore·ln(1 + k) with k recommenders (rules §6), ties by everybody's rating. A place that is recommended
 * without any rating counts as one that just deserves it.
 */
export function arrangePicks<P extends FriendsPick>(picks: readonly P[], leastTenths: number): P[] {
  const keyOf = (pick: P) => (pick.friendScore ?? leastTenths) * Math.log(1 + pick.recommenders);
  return picks.toSorted((a, b) => keyOf(b) - keyOf(a) || b.score - a.score || a.id - b.id);
}
