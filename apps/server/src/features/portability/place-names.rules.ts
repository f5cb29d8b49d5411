/*
 * How alike two names of a place are, whoever wrote them: without accents, case and signs, without words that come
 * and go ("Restaurant", "& Sons", "NYC", the suburb), and with room for a slip of the pen.
 */

// Letters that do not come apart into a base and an accent.
const LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** Words that say nothing about which place it is. */
const WEIGHTLESS = new Set(
  'the and y et und e i a la le el il los las les de du del of at in restaurant restaurants ristorante restaurante restoran son sons co company inc llc corp ltd usa nyc ny'.split(
    ' ',
  ),
);

/** The words of a name: lower case, no accents and no signs. Kana keep their marks, other scripts their letters. */
export function wordsOf(name: string): string[] {
  return (
    name
      .normalize('NFKD')
      .replaceAll(/[\u0300-\u036f]/g, '')
      .normalize('NFC')
      .toLowerCase()
      .replaceAll(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter] ?? letter)
      // An apostrophe or a full stop joins: "Wendy's" is "wendys", "P.J." is "pj".
      .replaceAll(/['’‘`´ʼ.]/g, '')
      .split(/[^\p{L}\p{N}\p{M}]+/u)
      .filter((word) => word !== '')
  );
}

export interface ComparableName {
  /** every word */
  readonly all: readonly string[];
  /** the words that tell places apart */
  readonly words: readonly string[];
  /** these run together */
  readonly core: string;
}

/** @param local names of the area: they may stand in the name or not */
export function comparableName(name: string, local: ReadonlySet<string> = new Set()): ComparableName {
  const all = wordsOf(name);
  const telling = all.filter((word) => !WEIGHTLESS.has(word) && !local.has(word));
  const words = telling.length > 0 ? telling : all;
  return { all, words, core: words.join('') };
}

/** What the other words are worth: next to nothing, but of two places of one name they choose. */
const OTHER_WORDS = 0.04;
/** What a word with a slip is worth of itself. */
const SLIP = 0.8;

/** 0 to 1: the better of how many words they share and how many pairs of letters. */
export function nameSimilarity(a: ComparableName, b: ComparableName): number {
  if (a.core === '' || b.core === '') return 0;
  const core = a.core === b.core ? 1 : Math.max(sharedWords(a.words, b.words), sharedPairs(a.core, b.core));
  return core * (1 - OTHER_WORDS) + OTHER_WORDS * sharedWords(a.all, b.all);
}

/** A name without what is added behind a dash or in brackets, such as a suburb: what to search by. */
export function searchableName(name: string): string {
  const bare = name.replace(/\s+[-–—(（].*$/u, '');
  return comparableName(bare === '' ? name : bare).words.join(' ');
}

/** Words of one in the other, each once, by their length: "Joe's Pizza" and "Pizza" share less than half. */
function sharedWords(a: readonly string[], b: readonly string[]): number {
  const left = [...b];
  let shared = 0;
  for (const word of a) {
    const same = left.indexOf(word);
    const index = same >= 0 ? same : left.findIndex((other) => isSlip(word, other));
    if (index < 0) continue;
    shared += word.length * (same >= 0 ? 1 : SLIP);
    left.splice(index, 1);
  }
  const length = (words: readonly string[]) => words.reduce((sum, word) => sum + word.length, 0);
  return shared / Math.max(1, length(a), length(b));
}

/** A plural, or one letter wrong in a long word. */
function isSlip(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 5 || Math.abs(a.length - b.length) > 1) return false;
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  let at = 0;
  while (at < shorter.length && shorter[at] === longer[at]) at++;
  const rest = shorter.length === longer.length ? shorter.slice(at + 1) : shorter.slice(at);
  return rest === longer.slice(at + 1);
}

/** Sørensen–Dice over pairs of letters. */
function sharedPairs(a: string, b: string): number {
  if (a.length < 2 || b.length < 2) return 0;
  const pairs = new Map<string, number>();
  for (let at = 0; at < a.length - 1; at++) {
    const pair = a.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  let shared = 0;
  for (let at = 0; at < b.length - 1; at++) {
    const pair = b.slice(at, at + 2);
    const left = pairs.get(pair) ?? 0;
    if (left === 0) continue;
    pairs.set(pair, left - 1);
    shared++;
  }
  return (2 * shared) / (a.length + b.length - 2);
}
