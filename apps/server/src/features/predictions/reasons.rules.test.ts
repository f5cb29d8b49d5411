import { expect, it } from 'vitest';
import { missingRatings, rateMore, reasonsOf } from './reasons.rules.js';

it('names who agrees before whom one only follows, then the taste', () => {
  expect(
    reasonsOf({
      advocates: [
        { name: 'Ana', agrees: true },
        { name: 'Ben', agrees: true },
      ],
      cuisines: ['ramen'],
    }),
  ).toEqual(['Ana and Ben, who agree with you, rate it high.', 'You like ramen.']);
  expect(
    reasonsOf({
      advocates: [
        { name: 'Ben', agrees: false },
        { name: 'Ana', agrees: true },
      ],
      cuisines: ['ice-cream', 'thai', 'pizza'],
    }),
  ).toEqual([
    'Ana, who agrees with you, rates it high.',
    'Ben, whom you follow, rates it high.',
    'You like ice cream and thai.',
  ]);
  expect(reasonsOf({ advocates: [], cuisines: [] })).toEqual([]);
});

it('counts the ratings that are missing', () => {
  expect([0, 4, 5, 90].map(missingRatings)).toEqual([5, 1, 0, 0]);
  expect([rateMore(1), rateMore(3)]).toEqual([
    'Rate 1 more place to get scores of your own.',
    'Rate 3 more places to get scores of your own.',
  ]);
});
