import type { DietarySlug } from '@beli/contract';
import { judgeDiet, type Menu } from './diet.rules.js';

/* Where a group should eat: 70 points for who wants to go, 20 for what can be eaten, 10 for how near it is. */

const WANTED_POINTS = 70;
const NEAR_POINTS = 10;
/** Miles that count where nobody's position is known. */
const UNKNOWN_MILES = 5;
const DEMOTION = 10;
const VISIT_DAYS = 30;
export const MOST_MATCHES = 20;

export interface Group {
  readonly size: number;
  /** of the request and of everybody, each once */
  readonly restrictions: readonly DietarySlug[];
  /** cuisines that at least half of the group dislike */
  readonly dislikedCuisines: ReadonlySet<string>;
}

/** A restaurant that somebody wants to try and nobody has been to lately. */
export interface Candidate {
  readonly restaurantId: number;
  /** ascending */
  readonly wantedBy: readonly number[];
  readonly cuisines: readonly string[];
  readonly tags: readonly string[];
  /** null where there is none */
  readonly menu: Menu | null;
  /** mean great-circle distance to the positions that are known; null where none is */
  readonly miles: number | null;
  readonly averageScore: number | null;
}

export interface Match {
  readonly restaurantId: number;
  readonly wantedBy: readonly number[];
  /** 0 to 100 */
  readonly score: number;
  readonly parts: { readonly wantToTry: number; readonly dietary: number; readonly location: number };
  readonly isAccommodated: boolean;
  readonly toAsk: readonly DietarySlug[];
  readonly miles: number | null;
}

export interface Decision {
  readonly matches: readonly Match[];
  /** whether places that only one of several wants had to do */
  readonly isRelaxed: boolean;
}

/** Whoever was there on one of these days (both included) has no wish to go again on the date. */
export function visitWindow(date: string): { from: string; to: string } {
  const first = Date.parse(`${date}T00:00:00Z`) - VISIT_DAYS * 86_400_000;
  return { from: new Date(first).toISOString().slice(0, 10), to: date };
}

/** Cuisines that at least half of a group dislike. */
export function dislikedByHalf(dislikes: readonly (readonly string[])[]): string[] {
  const counts = new Map<string, number>();
  for (const cuisine of dislikes.flatMap((one) => [...new Set(one)]))
    counts.set(cuisine, (counts.get(cuisine) ?? 0) + 1);
  return [...counts].flatMap(([cuisine, count]) => (2 * count >= dislikes.length ? [cuisine] : [])).sort();
}

/** How many must want a place for it to be a candidate, before it is relaxed. */
export const leastWanted = (groupSize: number): number => (groupSize === 1 ? 1 : 2);

/** Orders candidates and takes the best. Its bounds in SQL are in candidates.sql.ts. */
export function decideMatches(group: Group, candidates: readonly Candidate[]): Decision {
  const shared = candidates.filter(({ wantedBy }) => wantedBy.length >= leastWanted(group.size));
  const eligible = shared.length > 0 ? shared : candidates;
  const liked = eligible.filter(({ cuisines }) => !cuisines.some((one) => group.dislikedCuisines.has(one)));
  const isDemoted = liked.length === 0;
  const matches = (isDemoted ? eligible : liked)
    .map((candidate) => ({ candidate, match: scoreCandidate(group, candidate, isDemoted) }))
    .sort(
      (a, b) =>
        b.match.score - a.match.score ||
        b.candidate.wantedBy.length - a.candidate.wantedBy.length ||
        (b.candidate.averageScore ?? -1) - (a.candidate.averageScore ?? -1) ||
        a.candidate.restaurantId - b.candidate.restaurantId,
    )
    .slice(0, MOST_MATCHES)
    .map(({ match }) => match);
  return { matches, isRelaxed: shared.length === 0 && matches.length > 0 };
}

/** The score of one place, rounded half up. `isDemoted`: it is only there because all others are disliked too. */
export function scoreCandidate(group: Group, candidate: Candidate, isDemoted = false): Match {
  const { restaurantId, wantedBy, menu, tags, miles } = candidate;
  const diet = judgeDiet(group.restrictions, menu, tags);
  const wanted = (WANTED_POINTS * wantedBy.length) / group.size;
  const near = Math.max(0, NEAR_POINTS - (miles ?? UNKNOWN_MILES));
  const sum = wanted + diet.points + near - (isDemoted ? DEMOTION : 0);
  return {
    restaurantId,
    wantedBy,
    score: Math.min(100, Math.max(0, Math.floor(sum + 0.5))),
    parts: { wantToTry: toTenth(wanted), dietary: diet.points, location: toTenth(near) },
    isAccommodated: diet.isAccommodated,
    toAsk: diet.toAsk,
    miles,
  };
}

const toTenth = (points: number) => Math.floor(points * 10 + 0.5) / 10;
