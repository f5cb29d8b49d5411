/** An activity's place in time, as the positions of pages are: the instant to the microsecond, then the id. */
interface Position {
  readonly id: number;
  readonly t: string;
}

/** Where a read begins that has no cursor, and where one ends that goes as far back as there is. */
export const NEWEST: Position = { t: 'infinity', id: Number.MAX_SAFE_INTEGER };
export const OLDEST: Position = { t: '-infinity', id: 0 };

/** Microseconds since 1970 of an ISO instant with six decimals: exact until the year 2112. */
export const microsOf = (t: string): number =>
  Date.parse(`${t.slice(0, 23)}Z`) * 1000 + Number(t.slice(23, 26));

export const instantOf = (micros: number): string => {
  const milliseconds = Math.floor(micros / 1000);
  const rest = String(micros - milliseconds * 1000).padStart(3, '0');
  return `${new Date(milliseconds).toISOString().slice(0, 23)}${rest}Z`;
};

/** Behind everything of that instant and later. */
export const behind = (micros: number): Position => ({ t: instantOf(micros), id: Number.MAX_SAFE_INTEGER });

/** More than a page, because some of what was done is no longer, or not to be, seen. */
const SPARE = 10;
const LONGEST_STRETCH = 500;
const MOST_ROUNDS = 5;

/**
 * How many activities to look at in the rounds that one page may take: each looks at more than the one before. A
 * page that is not full after the last ends short, with a cursor. A filter passes over much, so it looks far at once.
 */
export function stretches(limit: number, isFiltered: boolean): number[] {
  if (isFiltered) return [LONGEST_STRETCH, LONGEST_STRETCH];
  return Array.from({ length: MOST_ROUNDS }, (_, round) =>
    Math.min(LONGEST_STRETCH, (limit + SPARE) * 2 ** round),
  );
}
