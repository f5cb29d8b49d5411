/** Ratings after which a score is personal (rules §5). */
export const LEAST_RATED = 5;

export const missingRatings = (rated: number): number => Math.max(0, LEAST_RATED - rated);

export const rateMore = (missing: number): string =>
  `Rate ${missing} more ${missing === 1 ? 'place' : 'places'} to get scores of your own.`;

export interface Grounds {
  /** names of people who speak for the place and whom the viewer may see, strongest first */
  readonly advocates: readonly { readonly name: string; readonly agrees: boolean }[];
  /** cuisines of the place that the viewer likes, strongest first */
  readonly cuisines: readonly string[];
}

/** `ramen` stays, `ice-cream` becomes `ice cream`. */
export const cuisineLabel = (slug: string): string => slug.replaceAll('-', ' ');

/** Why a place is for this viewer, in words, strongest first; nothing where only everybody's ratings speak for it. */
export function reasonsOf({ advocates, cuisines }: Grounds): string[] {
  const agreeing = advocates.filter(({ agrees }) => agrees).map(({ name }) => name);
  const followed = advocates.filter(({ agrees }) => !agrees).map(({ name }) => name);
  return [
    ...sentence(agreeing, 'who agrees with you', 'who agree with you'),
    ...sentence(followed, 'whom you follow', 'whom you follow'),
    ...(cuisines.length > 0 ? [`You like ${listed(cuisines.slice(0, 2).map(cuisineLabel))}.`] : []),
  ];
}

function sentence(names: readonly string[], one: string, many: string): string[] {
  if (names.length === 0) return [];
  const isOne = names.length === 1;
  return [`${listed(names)}, ${isOne ? one : many}, ${isOne ? 'rates' : 'rate'} it high.`];
}

const listed = (names: readonly string[]): string => names.join(' and ');
