import { expect, it } from 'vitest';
import { toCopyLine } from './copy-text.rules.js';

it('writes what COPY reads back: nulls, escapes, arrays', () => {
  expect(toCopyLine([1, null, true, 'a\tb\\c\nd', ['x', 'say "hi"', 'back\\slash']])).toBe(
    '1\t\\N\ttrue\ta\\tb\\\\c\\nd\t{"x","say \\\\"hi\\\\"","back\\\\\\\\slash"}\n',
  );
});
