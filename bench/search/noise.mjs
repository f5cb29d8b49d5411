import { draw, seededChance } from '../imports/noise.mjs';

/*
 * Known-item queries: what somebody types who wants one certain restaurant. Everything follows from the seed and
 * from the names; nothing here knows how the search works.
 */

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const LETTER = /\p{Script=Latin}|\p{Nd}/u;
const CJK = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|ー/u;
const CJK_RUN = /(?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|ー)+/gu;
const MARKS = /\p{M}/gu;
const LEAST_PREFIX = 4;
const MOST_SHARING = 5;
/** Of fewer letters a typo leaves nothing to go by. */
const LEAST_LETTERS = 4;

const characters = (text) => [...text];
const letterCount = (name) => characters(name).filter((one) => LETTER.test(one)).length;
const words = (name) => name.split(/\s+/u).filter(Boolean);
const withoutAccents = (name) => name.normalize('NFD').replace(MARKS, '').normalize('NFC');
const isLatin = (name) => !CJK.test(name) && letterCount(name) >= LEAST_LETTERS;

/** One slip of the finger: a letter wrong, missing, doubled with another, or swapped with the next. */
function slip(text, chance) {
  const all = characters(text);
  const places = all.flatMap((one, index) => (LETTER.test(one) ? [index] : []));
  const at = places[Math.floor(chance() * places.length)];
  const letter = LETTERS[Math.floor(chance() * LETTERS.length)];
  const kind = Math.floor(chance() * 4);
  const isSwappable = at + 1 < all.length && LETTER.test(all[at + 1]) && all[at] !== all[at + 1];
  if (kind === 0) all[at] = letter === all[at].toLowerCase() ? 'q' : letter;
  else if (kind === 1) all.splice(at, 1);
  else if (kind === 2 || !isSwappable) all.splice(at + 1, 0, letter);
  else [all[at], all[at + 1]] = [all[at + 1], all[at]];
  return all.join('');
}

/** The other words in another order than before. */
function swapWords(name, chance) {
  const [...all] = words(name);
  const turn = 1 + Math.floor(chance() * (all.length - 1));
  return [...all.slice(turn), ...all.slice(0, turn)].join(' ');
}

/** The shortest beginning of at least four letters that at most five names share; undefined where there is none. */
function shortestPrefix(name, sorted) {
  const lower = name.toLowerCase();
  const all = characters(lower);
  for (let length = LEAST_PREFIX; length < all.length; length++) {
    const prefix = all.slice(0, length).join('');
    if (/\s$/u.test(prefix) || letterCount(prefix) < LEAST_PREFIX) continue;
    if (sharing(prefix, sorted) <= MOST_SHARING) return prefix;
  }
  return undefined;
}

/** How many of the sorted names begin so, counted up to one more than is asked about. */
function sharing(prefix, sorted) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < prefix) low = middle + 1;
    else high = middle;
  }
  let count = 0;
  while (count <= MOST_SHARING && sorted[low + count]?.startsWith(prefix)) count++;
  return count;
}

/** At least two characters and half of the longest run of CJK characters in a name, from anywhere within it. */
function cjkPart(name, chance) {
  const run = (name.match(CJK_RUN) ?? []).map(characters).reduce((a, b) => (b.length > a.length ? b : a), []);
  const length = Math.max(2, Math.ceil(run.length / 2));
  const start = Math.floor(chance() * (run.length - length + 1));
  return run.slice(start, start + length).join('');
}

const cjkLength = (name) => Math.max(0, ...(name.match(CJK_RUN) ?? []).map((run) => characters(run).length));

/** What can be asked, of which restaurants, and how. A name counts as unique whatever its case and accents. */
const KINDS = [
  {
    kind: 'one typo',
    isUnique: true,
    fits: ({ name }) => isLatin(name),
    ask: ({ name }, { chance }) => slip(name, chance),
  },
  {
    kind: 'two typos',
    isUnique: true,
    fits: ({ name }) => isLatin(name) && letterCount(name) >= 2 * LEAST_LETTERS,
    ask: ({ name }, { chance }) => slip(slip(name, chance), chance),
  },
  {
    kind: 'missing accent',
    isUnique: true,
    fits: ({ name }) => isLatin(name) && withoutAccents(name) !== name,
    ask: ({ name }) => withoutAccents(name),
  },
  {
    kind: 'prefix',
    isUnique: true,
    fits: ({ name }, { sorted }) => isLatin(name) && shortestPrefix(name, sorted) !== undefined,
    ask: ({ name }, { sorted }) => shortestPrefix(name, sorted),
  },
  {
    kind: 'swapped words',
    isUnique: true,
    fits: ({ name }) => isLatin(name) && new Set(words(name)).size > 1,
    ask: ({ name }, { chance }) => swapWords(name, chance),
  },
  {
    kind: 'part of a CJK name',
    isUnique: true,
    fits: ({ name }) => cjkLength(name) >= 3,
    ask: ({ name }, { chance }) => cjkPart(name, chance),
  },
  {
    kind: 'name and neighbourhood',
    isUnique: false,
    fits: ({ name, neighborhood }) => isLatin(name) && Boolean(neighborhood),
    ask: ({ name, neighborhood }) => `${name} ${neighborhood}`,
  },
];

const plain = (name) => withoutAccents(name).toLowerCase().trim();

/**
 * `count` queries of each kind about restaurants drawn by the seed.
 * @returns {{ kind: string, queries: { text: string, restaurant: object }[] }[]}
 */
export function makeQueries(restaurants, { seed, count }) {
  const sorted = restaurants.map(({ name }) => name.toLowerCase()).sort();
  const bearers = new Map();
  for (const { name } of restaurants) bearers.set(plain(name), (bearers.get(plain(name)) ?? 0) + 1);
  return KINDS.map(({ kind, isUnique, fits, ask }, index) => {
    const chance = seededChance(seed * 1_000 + index);
    const fitting = restaurants.filter(
      (one) => (!isUnique || bearers.get(plain(one.name)) === 1) && fits(one, { sorted }),
    );
    return {
      kind,
      queries: draw(fitting, count, chance).map((restaurant) => ({
        text: ask(restaurant, { chance, sorted }).slice(0, 100),
        restaurant,
      })),
    };
  });
}
