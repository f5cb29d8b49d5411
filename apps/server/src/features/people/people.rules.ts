import type { SuggestionReason } from '@beli/contract';

export interface Candidate {
  readonly id: number;
  /** how many of those whom the viewer follows follow this person */
  readonly mutualCount: number;
  readonly followsViewer: boolean;
  /** places of the viewer that this person has been to as well, of the ones that were looked at */
  readonly sharedPlaces: number;
  readonly followersCount: number;
}

/** Fewer shared places than this are chance. */
const TELLING_PLACES = 2;

/** What each reason adds: the first friend in common says most, a hundredth little. */
function partsOf({ mutualCount, followsViewer, sharedPlaces }: Candidate): Record<SuggestionReason, number> {
  return {
    mutual_follows: 1.5 * Math.log1p(mutualCount),
    follows_you: followsViewer ? 2 : 0,
    similar_taste: sharedPlaces >= TELLING_PLACES ? Math.log1p(sharedPlaces) : 0,
    popular: 0,
  };
}

const strengthOf = (candidate: Candidate): number =>
  Object.values(partsOf(candidate)).reduce((sum, part) => sum + part, 0);

/** The strongest reason there is. */
export function reasonFor(candidate: Candidate): SuggestionReason {
  const parts = Object.entries(partsOf(candidate)) as [SuggestionReason, number][];
  const [reason, strength] = parts.reduce((best, part) => (part[1] > best[1] ? part : best));
  return strength > 0 ? reason : 'popular';
}

/** The best first; those whom nothing ties to the viewer by how many follow them. */
export function rankCandidates(candidates: readonly Candidate[], most: number): Candidate[] {
  return candidates
    .toSorted((a, b) => strengthOf(b) - strengthOf(a) || b.followersCount - a.followersCount || a.id - b.id)
    .slice(0, most);
}

export interface DinedWith {
  readonly id: number;
  readonly times: number;
  /** calendar date */
  readonly lastOn: string;
}

const HALF_LIFE_DAYS = 90;
const DAY_MS = 86_400_000;

/** By times × recency, whose half-life is 90 days (rules §6). */
export function rankCompanions(companions: readonly DinedWith[], today: string): DinedWith[] {
  const closeness = ({ times, lastOn }: DinedWith) => {
    const age = Math.max(0, (Date.parse(today) - Date.parse(lastOn)) / DAY_MS);
    return times * 0.5 ** (age / HALF_LIFE_DAYS);
  };
  return companions.toSorted(
    (a, b) => closeness(b) - closeness(a) || b.lastOn.localeCompare(a.lastOn) || a.id - b.id,
  );
}
