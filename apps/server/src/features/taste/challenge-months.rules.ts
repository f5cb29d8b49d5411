import { type ChallengeActivity, type ChallengeMonth, MONTH_NAMES } from '@beli/contract';

/** `2025-10` -> `OCTOBER 2025` */
export function monthLabel(month: string): string {
  const [year, number] = month.split('-');
  return `${MONTH_NAMES[Number(number) - 1]} ${year}`;
}

/** Puts items that follow each other in time under their months, in the order in which they come. */
export function byMonth(items: readonly ChallengeActivity[]): ChallengeMonth[] {
  const months = new Map<string, ChallengeActivity[]>();
  for (const item of items) {
    const month = item.timestamp.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), item]);
  }
  return [...months].map(([month, of]) => ({ month, label: monthLabel(month), items: of }));
}

/** First and last day of a year, or of one of its months; undefined where the month is of another year. */
export function spanOf(year: number, month: string | undefined): { from: string; until: string } | undefined {
  if (month === undefined) return { from: `${year}-01-01`, until: `${year}-12-31` };
  if (!month.startsWith(`${year}-`)) return undefined;
  const last = new Date(Date.UTC(year, Number(month.slice(5)), 0)).getUTCDate();
  return { from: `${month}-01`, until: `${month}-${last}` };
}
