import { expect, it } from 'vitest';
import { MessageBudget } from './message-budget.js';

const take = (budget: MessageBudget, now: number, times: number) =>
  Array.from({ length: times }, () => budget.take(now));

it('twenty at once and twenty a second', () => {
  const budget = new MessageBudget(0);
  expect(take(budget, 0, 21)).toEqual([...Array<string>(20).fill('taken'), 'refused']);
  expect(take(budget, 500, 11)).toEqual([...Array<string>(10).fill('taken'), 'refused']);
  expect(take(budget, 60_000, 21).filter((verdict) => verdict === 'taken')).toHaveLength(20);
});

it('a flood is told from a burst, and a pause forgives', () => {
  const budget = new MessageBudget(0);
  expect(take(budget, 0, 120)).not.toContain('flooded');
  expect(budget.take(0)).toBe('flooded');
  expect(budget.take(2_000)).toBe('taken');
  expect(take(budget, 2_000, 119)).not.toContain('flooded');
});
