/*
 * Finding the place of one restaurant among those of its bucket by asking which of two was better. What is known
 * follows from the order and the answers alone, so that it can be found again on another device, after an undo,
 * and on an order that has changed meanwhile.
 */

/** `left`: the new place is better than the one it was compared with; `right`: that one is better. */
export type Choice = 'left' | 'right' | 'skip' | 'too_tough';

export interface Answer {
  /** the place that it was compared with */
  readonly restaurantId: number;
  readonly choice: Choice;
}

/** The places to compare with: `ids[start, end)` of an order without the new place. */
export interface Field {
  readonly ids: readonly number[];
  readonly start: number;
  readonly end: number;
}

export const MOST_SKIPS = 2;

export interface Progress {
  /** The new place belongs at an index from left to right, of the order without it. */
  readonly left: number;
  readonly right: number;
  /** indices that may still be asked about, ascending */
  readonly open: readonly number[];
  /** answers that said something */
  readonly comparisonsDone: number;
  readonly skipsUsed: number;
  /** the last answer was a skip: the next question is about the same window */
  readonly isAfterSkip: boolean;
  readonly isComplete: boolean;
  /** where the new place goes if nothing else is asked */
  readonly position: number;
  /** questions that will do, whatever the answers */
  readonly questionsLeft: number;
  /** the answers that count: those about places that still are in the field */
  readonly answers: readonly Answer[];
}

/** Answers that cannot all be true of this order. */
export const CONTRADICTION = 'contradiction';

export function replay(field: Field, answers: readonly Answer[]): Progress | typeof CONTRADICTION {
  const { ids, start, end } = field;
  let [left, right] = [start, end];
  let isGivenUp = false;
  let comparisonsDone = 0;
  const skipped = new Set<number>();
  const kept: Answer[] = [];
  for (const answer of answers) {
    const index = ids.indexOf(answer.restaurantId, start);
    if (answer.choice === 'too_tough') isGivenUp = true;
    // Of a place that has left the field the answer says nothing any more.
    else if (index < 0 || index >= end) continue;
    else if (answer.choice === 'skip') skipped.add(index);
    else {
      comparisonsDone++;
      if (answer.choice === 'left') right = Math.min(right, index);
      else left = Math.max(left, index + 1);
    }
    kept.push(answer);
  }
  if (left > right) return CONTRADICTION;
  const open = isGivenUp ? [] : between(left, right, skipped);
  return {
    left,
    right,
    open,
    comparisonsDone,
    skipsUsed: skipped.size,
    isAfterSkip: kept.at(-1)?.choice === 'skip',
    isComplete: open.length === 0,
    position: Math.floor((left + right) / 2),
    questionsLeft: questionsFor(open.length),
    answers: kept,
  };
}

/** ⌈log2(count + 1)⌉: the questions that a search among so many places may need. */
export const questionsFor = (count: number): number => Math.ceil(Math.log2(count + 1));

/**
 * The indices that the next question may be about, the middle one first, then by distance from it: within 15 %
 * of the window, and only where either answer leaves no more than the remaining questions can tell apart. After
 * a skip only the nearest.
 */
export function nextQuestions({ open, questionsLeft, isAfterSkip }: Progress): readonly number[] {
  const middle = Math.floor(open.length / 2);
  const most = 2 ** (questionsLeft - 1) - 1;
  const reach = isAfterSkip ? 0 : Math.min(MOST_CANDIDATES / 2, Math.floor(0.15 * open.length));
  const places = Array.from(
    { length: 2 * reach + 1 },
    (_, n) => middle + (n % 2 ? -1 : 1) * Math.ceil(n / 2),
  );
  return places.flatMap((place) => {
    const index = open[place];
    return index === undefined || Math.max(place, open.length - place - 1) > most ? [] : [index];
  });
}

/** So many places at most are looked at for one question. */
const MOST_CANDIDATES = 50;

/** What makes two places comparable. */
export interface Kind {
  readonly priceRange: string | null;
  readonly cuisines: readonly string[];
}

/**
 * The question to ask: like with like where that is possible. The first of `candidates` wins among equals.
 * @param kindOf what is known of the place at an index
 */
export function chooseQuestion(
  candidates: readonly number[],
  subject: Kind,
  kindOf: (index: number) => Kind | undefined,
): number | null {
  let chosen: number | null = null;
  let best = -1;
  for (const index of candidates) {
    const likeness = likenessOf(subject, kindOf(index));
    if (likeness <= best) continue;
    [chosen, best] = [index, likeness];
  }
  return chosen;
}

/** Kitchens that people weigh against each other. A cuisine of no family is one of its own. */
const FAMILIES: readonly (readonly string[])[] = [
  ['italian', 'pizza', 'mediterranean', 'greek', 'spanish', 'tapas'],
  ['french', 'bistro', 'european', 'german', 'british', 'irish', 'scandinavian', 'polish', 'russian'],
  ['japanese', 'sushi', 'ramen', 'izakaya', 'korean', 'korean-bbq'],
  ['chinese', 'cantonese', 'sichuan', 'dim-sum', 'taiwanese', 'noodles'],
  ['thai', 'vietnamese', 'filipino', 'malaysian', 'indonesian', 'asian'],
  ['indian', 'pakistani', 'bangladeshi', 'nepalese', 'sri-lankan'],
  ['mexican', 'tex-mex', 'tacos', 'latin-american', 'peruvian', 'brazilian', 'colombian', 'argentinian'],
  ['american', 'burgers', 'burger', 'barbecue', 'steakhouse', 'diner', 'southern', 'soul-food', 'chicken'],
  ['middle-eastern', 'lebanese', 'turkish', 'israeli', 'persian', 'afghan', 'kebab', 'falafel'],
  ['african', 'ethiopian', 'moroccan', 'senegalese', 'nigerian'],
  ['caribbean', 'jamaican', 'cuban', 'dominican', 'puerto-rican', 'haitian'],
  ['seafood', 'fish', 'poke', 'oysters'],
  ['coffee', 'espresso', 'cafe', 'tea', 'bubble-tea'],
  ['bakery', 'bagels', 'donuts', 'pastry', 'dessert', 'ice-cream'],
];
const FAMILY_OF = new Map(
  FAMILIES.flatMap((family) => family.map((cuisine) => [cuisine, family[0] ?? cuisine] as const)),
);
const familyOf = (cuisine: string) => FAMILY_OF.get(cuisine) ?? cuisine;

/** 0 to 2: one for the same price band, one for a kitchen of the same family. */
function likenessOf(subject: Kind, other: Kind | undefined): number {
  if (!other) return 0;
  const families = new Set(subject.cuisines.map(familyOf));
  const isSamePrice = subject.priceRange !== null && subject.priceRange === other.priceRange;
  return Number(isSamePrice) + Number(other.cuisines.some((cuisine) => families.has(familyOf(cuisine))));
}

function between(left: number, right: number, skipped: ReadonlySet<number>): number[] {
  const open: number[] = [];
  for (let index = left; index < right; index++) if (!skipped.has(index)) open.push(index);
  return open;
}
