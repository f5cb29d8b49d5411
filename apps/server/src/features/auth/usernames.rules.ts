const LONGEST = 20;
const DIGITS = 4;

/**
 * Usernames like a name: letters, digits and underscores of it, each followed by one of the numbers.
 * @param numbers whole numbers below 10,000
 */
export function usernamesLike(name: string, numbers: readonly number[]): string[] {
  const base = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9_]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, LONGEST - DIGITS - 1)
    .toLowerCase();
  const stem = base.length < 2 ? 'eater' : base;
  return numbers.map((number) => `${stem}_${String(number).padStart(DIGITS, '0')}`);
}
