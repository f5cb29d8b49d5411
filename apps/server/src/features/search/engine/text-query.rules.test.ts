import { expect, it } from 'vitest';
import { toTextQuery } from './text-query.rules.js';

it('looks for every word as typed, as a beginning, and as what it may have been meant to be', () => {
  expect(toTextQuery(['joes', 'piz'])).toBe("('joes':*) & ('piz':*)");
  expect(toTextQuery(['cabrone'], [['carbone', 'cabaret']])).toBe("('cabrone':* | 'carbone')");
});

it('looks for pairs of CJK characters', () => {
  expect(toTextQuery(['一風堂'])).toBe("('一風堂':* | ('#一風' & '#風堂'))");
});

it('lets nothing out of the quotes', () => {
  expect(toTextQuery(["a'b\\c"])).toBe("('abc':*)");
});
