import type { DietarySlug, TimeSlot } from '@beli/contract';

export interface ReasonFacts {
  readonly groupSize: number;
  readonly wantedBy: number;
  readonly isAccommodated: boolean;
  readonly toAsk: readonly DietarySlug[];
  readonly miles: number | null;
  readonly averageScore: number | null;
  /** tags of the restaurant, and what it is good for */
  readonly tags: readonly string[];
  /** whether a table can be had on the day */
  readonly isOpenThen: boolean;
  readonly timeSlot: TimeSlot;
}

/**
 * Why a place fits, in a fixed order.
 * @param mayName restrictions that this viewer may hear named; the others are only said to exist
 */
export function matchReasons(facts: ReasonFacts, mayName: ReadonlySet<DietarySlug>): string[] {
  return [
    wantedReason(facts),
    facts.isAccommodated && "Suits the group's diets",
    facts.toAsk.length > 0 && `Check with the restaurant about ${nameDiets(facts.toAsk, mayName)}`,
    distanceReason(facts.miles),
    facts.averageScore !== null && facts.averageScore >= 8.5 && `Highly rated (${facts.averageScore})`,
    facts.groupSize >= 4 && facts.tags.some(isForOccasions) && 'Good for a special occasion',
    facts.isOpenThen && `Open for ${facts.timeSlot}`,
  ].filter((reason) => reason !== false && reason !== null);
}

function wantedReason({ wantedBy, groupSize }: ReasonFacts): string {
  if (groupSize === 1) return 'On your list';
  if (wantedBy === groupSize)
    return groupSize === 2 ? 'Both of you want to try it' : `All ${groupSize} want to try it`;
  if (wantedBy >= 3 || groupSize >= 3)
    return `${wantedBy} of ${groupSize} ${wantedBy === 1 ? 'wants' : 'want'} to try it`;
  return `${wantedBy} wants to try it`;
}

function nameDiets(toAsk: readonly DietarySlug[], mayName: ReadonlySet<DietarySlug>): string {
  const named = toAsk.filter((slug) => mayName.has(slug)).map((slug) => slug.replaceAll('-', ' '));
  const names =
    named.length < toAsk.length ? [...named, named.length > 0 ? 'other diets' : "the group's diets"] : named;
  return names.length === 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function distanceReason(miles: number | null): string | null {
  if (miles === null || miles >= 3) return null;
  return miles < 1 ? 'Close to everyone' : 'Conveniently located';
}

const isForOccasions = (tag: string) => /^special[ _-]occasions?$/i.test(tag);
