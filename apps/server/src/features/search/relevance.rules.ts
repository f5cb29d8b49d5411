import type { MatchedOn } from '@beli/contract';
import { trigramSimilarity, wordLikeness } from './words.rules.js';

/** What was typed, as a comparable text and its words. */
export interface Typed {
  readonly text: string;
  readonly words: readonly string[];
}

/** A restaurant that may be meant; all texts comparable. */
export interface Candidate {
  readonly name: string;
  /** trigram similarity of what was typed and the name */
  readonly similarity: number;
  /** the name begins with what was typed, letter by letter and sign by sign */
  readonly beginsSo: boolean;
  readonly cuisines: readonly string[];
  readonly neighborhood: string;
  readonly city: string;
  readonly tags: readonly string[];
  readonly dishes: readonly string[];
  /** on any list of the viewer */
  readonly isKept: boolean;
  readonly isClosed: boolean;
  /** miles from the viewer, where a position is known */
  readonly miles: number | null;
}

export interface Relevance {
  readonly score: number;
  /** share of what was typed that was found anywhere, 0 to 1 */
  readonly found: number;
  readonly matchedOn: readonly MatchedOn[];
}

/** Where a word may be found besides the name, and what it is worth there. */
const PLACES: readonly { on: MatchedOn; weight: number; textsOf: (of: Candidate) => readonly string[] }[] = [
  { on: 'neighborhood', weight: 0.9, textsOf: ({ neighborhood }) => [neighborhood] },
  { on: 'city', weight: 0.9, textsOf: ({ city }) => [city] },
  { on: 'cuisine', weight: 0.8, textsOf: ({ cuisines }) => cuisines },
  { on: 'tag', weight: 0.6, textsOf: ({ tags }) => tags },
  { on: 'dish', weight: 0.6, textsOf: ({ dishes }) => dishes },
];

/** Similarity above which a name answers by itself (rules §11). */
const ALIKE = 0.3;
/** Share of what was typed that has to be found somewhere. */
const ENOUGH_FOUND = 0.6;
const IN_LISTS = 0.5;
const NAME_PREFIX = 0.5;
const LITERAL_PREFIX = 0.25;
const NEAR = 0.1;
const NEAR_MILES = 5;
const CLOSED = 0.2;

/**
 * How well a restaurant answers (rules §11): `2 · name + sim(cuisines) + 0.5 on a list of the viewer + 0.5 where
 * the name begins so (0.75 where letter by letter) + 0.1 · max(0, 1 − miles/5)`, less for a place that has closed. Instead of the similarity of
 * the whole name alone, `name` is the better of it and of how well the typed words are found one by one, so that
 * a beginning, a slip in a short word or a neighbourhood behind the name cost little.
 * @returns null where it does not answer at all
 */
export function relevanceOf(typed: Typed, candidate: Candidate): Relevance | null {
  const matched = new Set<MatchedOn>();
  const byWords = likenessByWords(typed, candidate, matched);
  const isAlike = candidate.similarity > ALIKE;
  if (isAlike) matched.add('name');
  if (!isAlike && byWords.found < ENOUGH_FOUND) return null;
  const isPrefix = candidate.name.startsWith(typed.text);
  const near = candidate.miles === null ? 0 : NEAR * Math.max(0, 1 - candidate.miles / NEAR_MILES);
  const score =
    2 * Math.max(candidate.similarity, byWords.likeness) +
    trigramSimilarity(typed.text, candidate.cuisines.join(' ')) +
    (candidate.isKept ? IN_LISTS : 0) +
    (isPrefix ? NAME_PREFIX : 0) +
    (candidate.beginsSo ? LITERAL_PREFIX : 0) +
    near -
    (candidate.isClosed ? CLOSED : 0);
  return { score, found: byWords.found, matchedOn: [...matched] };
}

/**
 * `found`: the share of what was typed that is found anywhere. `likeness`: the same for what stands in the name,
 * less where the name holds more than was typed.
 */
function likenessByWords(
  typed: Typed,
  candidate: Candidate,
  matched: Set<MatchedOn>,
): { found: number; likeness: number } {
  const left = new Set(candidate.name.split(' '));
  const nameLength = candidate.name.replaceAll(' ', '').length;
  let length = 0;
  let found = 0;
  let named = 0;
  let covered = 0;
  for (const word of typed.words) {
    length += word.length;
    const inName = bestOf(word, left);
    const elsewhere = PLACES.map(({ on, weight, textsOf }) => ({
      on,
      likeness:
        weight * bestOf(word, new Set(textsOf(candidate).flatMap((text) => text.split(' ')))).likeness,
    })).reduce((a, b) => (b.likeness > a.likeness ? b : a));
    const best = Math.max(inName.likeness, elsewhere.likeness);
    found += best * word.length;
    if (best === 0) continue;
    if (inName.likeness >= elsewhere.likeness) {
      matched.add('name');
      left.delete(inName.word);
      named += word.length;
      covered += Math.min(word.length, inName.word.length);
    } else matched.add(elsewhere.on);
  }
  if (length === 0 || nameLength === 0) return { found: 0, likeness: 0 };
  const share = found / length;
  return { found: share, likeness: named === 0 ? 0.2 * share : share * (0.8 + 0.2 * (covered / nameLength)) };
}

/** The word that a typed one stands for best; a typed word without spaces may be part of a CJK name. */
function bestOf(typed: string, words: ReadonlySet<string>): { word: string; likeness: number } {
  let best = { word: '', likeness: 0 };
  for (const word of words) {
    const likeness = Math.max(wordLikeness(typed, word), isPartOf(typed, word) ? 0.85 : 0);
    if (likeness > best.likeness) best = { word, likeness };
  }
  return best;
}

const CJK_PAIR = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]{2}/;
const isPartOf = (typed: string, word: string): boolean => CJK_PAIR.test(typed) && word.includes(typed);
