import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isPermutation, mayChangeList, progressOf } from './custom-lists.rules.js';

it('lets owners do all, editors arrange, staff withdraw', () => {
  const may = (
    act: 'arrange' | 'change' | 'withdraw',
    id: number,
    role: 'editor' | 'viewer' | null,
    moderates = false,
  ) => mayChangeList(act, { ownerId: 1, role }, { id, moderates });
  expect(['arrange', 'change', 'withdraw'].map((act) => may(act as never, 1, null))).toEqual([
    true,
    true,
    true,
  ]);
  expect(['arrange', 'change', 'withdraw'].map((act) => may(act as never, 2, 'editor'))).toEqual([
    true,
    false,
    false,
  ]);
  expect(['arrange', 'change', 'withdraw'].map((act) => may(act as never, 2, 'viewer'))).toEqual([
    false,
    false,
    false,
  ]);
  expect(['arrange', 'change', 'withdraw'].map((act) => may(act as never, 2, null, true))).toEqual([
    false,
    false,
    true,
  ]);
});

it('knows a permutation from a list with one too many, too few or twice', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer(), { minLength: 1 }), (ids) => {
      expect(isPermutation(ids, [...ids].reverse())).toBe(true);
      expect(isPermutation(ids, ids.slice(1))).toBe(false);
      expect(isPermutation(ids, [...ids, ids[0] as number])).toBe(false);
    }),
  );
  expect(isPermutation([1, 2], [1, 1])).toBe(false);
});

it('rounds progress half up', () => {
  expect([progressOf(0, 0), progressOf(1, 8), progressOf(1, 3), progressOf(2, 3), progressOf(3, 3)]).toEqual([
    0, 13, 33, 67, 100,
  ]);
});
