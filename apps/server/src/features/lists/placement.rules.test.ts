import { expect, it } from 'vitest';
import { countedRating, sentimentOf, standingOf } from './placement.rules.js';

it('a rating falls into its bucket', () => {
  expect([10, 6.7, 6.6, 3.4, 3.3, 0].map(sentimentOf)).toEqual([
    'liked',
    'liked',
    'fine',
    'fine',
    'disliked',
    'disliked',
  ]);
});

it('a rating wins over a sentiment', () => {
  expect(standingOf(3, 'liked')).toEqual({ rating: 3, sentiment: 'disliked', source: 'manual' });
  expect(standingOf(null, 'liked')).toEqual({ rating: null, sentiment: 'liked', source: null });
});

it('one rating a person counts: been before recommended', () => {
  expect(countedRating({ been: 0, recommended: 9 })).toBe(0);
  expect(countedRating({ been: null, recommended: 9 })).toBe(9);
  expect(countedRating({})).toBeNull();
});
