/** Why a password is too easy to guess, or null. */
export type Weakness = 'too_common' | 'contains_name';

/** Words that the product puts into everybody's head; a password that is one of them with digits is guessed first. */
const PRODUCT_WORDS: ReadonlySet<string> = new Set(
  'beli beliapp belieats mybeli ilovebeli restaurant restaurants foodie tastemaker tastemakers wanttotry recommended'.split(
    ' ',
  ),
);

/**
 * @param common the most common passwords, in lower case
 * @param person what everybody can know of its owner
 */
export function weaknessOf(
  password: string,
  common: ReadonlySet<string>,
  person: { username: string; email: string | null },
): Weakness | null {
  const folded = password.toLowerCase();
  // "Password1!" is "password1".
  const bare = folded.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  const letters = folded.replace(/\P{L}+/gu, '');
  if (common.has(folded) || common.has(bare) || PRODUCT_WORDS.has(letters)) return 'too_common';
  const names = [person.username, person.email?.split('@')[0] ?? ''].map((name) => name.toLowerCase());
  return names.some((name) => name.length >= SHORTEST_NAME && folded.includes(name)) ? 'contains_name' : null;
}

/** Shorter ones are in half of all words. */
const SHORTEST_NAME = 3;
