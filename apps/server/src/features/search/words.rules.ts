/* How alike words are. Pure; all texts are comparable ones: lower case, no accents, words apart by one space. */

/** The trigrams of a text as pg_trgm makes them: each word with two spaces before it and one after. */
function trigramsOf(text: string): Set<string> {
  const trigrams = new Set<string>();
  for (const word of text.toLowerCase().split(/[^\p{L}\p{N}]+/u)) {
    if (word === '') continue;
    const padded = [...`  ${word} `];
    for (let at = 0; at + 3 <= padded.length; at++) trigrams.add(padded.slice(at, at + 3).join(''));
  }
  return trigrams;
}

/** Shared trigrams over all trigrams, 0 to 1 (rules §11): the twin of pg_trgm's similarity. */
export function trigramSimilarity(a: string, b: string): number {
  const [some, others] = [trigramsOf(a), trigramsOf(b)];
  const shared = [...some].filter((trigram) => others.has(trigram)).length;
  const all = some.size + others.size - shared;
  return all === 0 ? 0 : shared / all;
}

/**
 * Slips of the finger between two words: letters wrong, missing, too many, or swapped with the next (optimal
 * string alignment). Counts up to `most`; anything beyond is Infinity.
 */
export function slipsBetween(a: string, b: string, most: number): number {
  const [from, to] = [[...a], [...b]];
  if (Math.abs(from.length - to.length) > most) return Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      let least = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
      );
      const isSwap =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (isSwap) least = Math.min(least, at(beforeLast, column - 2) + 1);
      current.push(least);
    }
    if (Math.min(...current) > most) return Number.POSITIVE_INFINITY;
    [beforeLast, last] = [last, current];
  }
  const slips = at(last, to.length);
  return slips <= most ? slips : Number.POSITIVE_INFINITY;
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;

/** Slips that a word of this length may hold and still be recognised. */
export const slipsAllowed = (length: number): number => (length < 3 ? 0 : length < 6 ? 1 : 2);

const PREFIX = 0.9;

/** How well a typed word stands for another one, 0 to 1: the same, its beginning, or a slip away. */
export function wordLikeness(typed: string, word: string): number {
  if (typed === word) return 1;
  const length = [...typed].length;
  if (word.startsWith(typed)) return PREFIX + (1 - PREFIX) * (length / [...word].length);
  const slips = slipsBetween(typed, word, slipsAllowed(length));
  if (slips !== Number.POSITIVE_INFINITY) return Math.max(0, 1 - (1.2 * slips) / Math.max(length, 3));
  // The beginning of the word, mistyped: what people see while they go on typing.
  if (length < 4) return 0;
  const beginning = [...word].slice(0, length).join('');
  return slipsBetween(typed, beginning, 1) === 1 ? Math.max(0, 0.9 - 1.2 / length) : 0;
}
