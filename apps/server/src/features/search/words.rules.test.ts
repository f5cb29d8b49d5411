import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slipsBetween, trigramSimilarity, wordLikeness } from './words.rules.js';

describe('trigram similarity', () => {
  it.each([
    ["Joe's Pizza", 'pizza', 0.5],
    ['Carbone', 'carbon', 0.667],
    ['italian', 'itlaian', 0.333],
    ['寿司', '寿司', 1],
    ['', 'pizza', 0],
    ['%', '_', 0],
  ])('of "%s" and "%s" is %f', (a, b, expected) => {
    expect(trigramSimilarity(a, b)).toBeCloseTo(expected, 3);
  });

  it('goes both ways, from 0 to 1, and is 1 for a text and itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        const similarity = trigramSimilarity(a, b);
        expect(similarity).toBe(trigramSimilarity(b, a));
        expect(similarity).toBeGreaterThanOrEqual(0);
        expect(similarity).toBeLessThanOrEqual(1);
        if (/[a-z]/.test(a)) expect(trigramSimilarity(a, a)).toBe(1);
      }),
    );
  });
});

describe('slips', () => {
  it.each([
    ['carbone', 'carbone', 0],
    ['carbone', 'carbne', 1],
    ['carbone', 'cabrone', 1],
    ['carbone', 'carboone', 1],
    ['carbone', 'carbine', 1],
    ['carbone', 'crabnoe', 2],
    ['pho', 'phở', 1],
  ])('between %s and %s are %i', (a, b, expected) => {
    expect(slipsBetween(a, b, 2)).toBe(expected);
    expect(slipsBetween(b, a, 2)).toBe(expected);
  });

  it('beyond the most are not counted', () => {
    expect(slipsBetween('carbone', 'lucali', 2)).toBe(Number.POSITIVE_INFINITY);
    expect(slipsBetween('a', 'abcd', 2)).toBe(Number.POSITIVE_INFINITY);
  });

  it('of any one letter left out, put in or swapped are one', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(word, fc.nat(), fc.constantFrom(...'xyz'), (text, at, letter) => {
        const place = at % text.length;
        expect(slipsBetween(text, text.slice(0, place) + text.slice(place + 1), 1)).toBe(1);
        expect(slipsBetween(text, text.slice(0, place) + letter + text.slice(place), 1)).toBe(1);
      }),
    );
  });
});

it('the likeness of words falls from the same over a beginning to a slip to nothing', () => {
  const likenesses = ['lucali', 'luc', 'lucaly', 'lucxly', 'xyz'].map((typed) =>
    wordLikeness(typed, 'lucali'),
  );
  expect(likenesses[0]).toBe(1);
  expect(likenesses).toEqual(likenesses.toSorted((a, b) => b - a));
  expect(likenesses.at(-1)).toBe(0);
});
