import { expect, it } from 'vitest';
import { byMonth, monthLabel, spanOf } from './challenge-months.rules.js';

it('labels months in English capitals', () => {
  expect([monthLabel('2025-10'), monthLabel('2024-02')]).toEqual(['OCTOBER 2025', 'FEBRUARY 2024']);
});

it('knows the days of a year and of its months', () => {
  expect(spanOf(2025, undefined)).toEqual({ from: '2025-01-01', until: '2025-12-31' });
  expect(spanOf(2024, '2024-02')).toEqual({ from: '2024-02-01', until: '2024-02-29' });
  expect(spanOf(2025, '2024-02')).toBeUndefined();
});

it('keeps the order in which items come', () => {
  const item = (id: string, timestamp: string) => ({ id, timestamp }) as never;
  const months = byMonth([item('a', '2025-10-03'), item('b', '2025-10-01'), item('c', '2025-09-30')]);
  expect(months.map(({ label, items }) => [label, items.map(({ id }) => id)])).toEqual([
    ['OCTOBER 2025', ['a', 'b']],
    ['SEPTEMBER 2025', ['c']],
  ]);
});
