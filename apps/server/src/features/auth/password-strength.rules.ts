/** Why a password is too easy to guess, or null. */
export type Weakness = 'too_common' | 'contains_name';

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
  if (common.has(folded) || common.has(bare)) return 'too_common';
  const names = [person.username, person.email?.split('@')[0] ?? ''].map((name) => name.toLowerCase());
  return names.some((name) => name.length >= SHORTEST_NAME && folded.includes(name)) ? 'contains_name' : null;
}

/** Shorter ones are in half of all words. */
const SHORTEST_NAME = 3;
