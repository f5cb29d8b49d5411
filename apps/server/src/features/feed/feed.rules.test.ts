import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { behind, instantOf, microsOf, stretches } from './feed.rules.js';

const micros = fc.integer({ min: 0, max: Date.UTC(2112, 0, 1) * 1000 });

describe('instants', () => {
  it('are microseconds and back', () => {
    expect(microsOf('2026-01-01T00:00:00.123456Z')).toBe(1_767_225_600_123_456);
    expect(instantOf(1_767_225_600_123_456)).toBe('2026-01-01T00:00:00.123456Z');
    fc.assert(fc.property(micros, (one) => microsOf(instantOf(one)) === one));
  });

  it('are in order as text as they are as numbers', () => {
    fc.assert(
      fc.property(micros, micros, (a, b) => Math.sign(a - b) === instantOf(a).localeCompare(instantOf(b))),
    );
  });

  it('have everything of theirs before what is behind them', () => {
    const { t, id } = behind(1_767_225_600_123_456);
    expect([t, id]).toEqual(['2026-01-01T00:00:00.123456Z', Number.MAX_SAFE_INTEGER]);
  });
});

it('a page looks at more each time, and at so much at most', () => {
  expect(stretches(20, false)).toEqual([30, 60, 120, 240, 480]);
  expect(stretches(100, false)).toEqual([110, 220, 440, 500, 500]);
  expect(stretches(20, true)).toEqual([500, 500]);
});
