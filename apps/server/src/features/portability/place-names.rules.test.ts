import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparableName, nameSimilarity, searchableName, wordsOf } from './place-names.rules.js';

const alike = (a: string, b: string, local: string[] = []) =>
  nameSimilarity(comparableName(a, new Set(local)), comparableName(b, new Set(local)));

describe('words of a name', () => {
  it.each([
    ["Wendy's", ['wendys']],
    ['P.J. Clarke’s', ['pj', 'clarkes']],
    ['CAFÉ  Señor & Sœurs', ['cafe', 'senor', 'soeurs']],
    ['Straße/Ørsted', ['strasse', 'orsted']],
    ['が寿司 かっぱ', ['が寿司', 'かっぱ']],
    ['ﾗｰﾒﾝ', ['ラーメン']],
    ['김밥천국', ['김밥천국']],
    ['!!!', []],
  ])('%s', (name, words) => expect(wordsOf(name)).toEqual(words));
});

describe('how alike two names are', () => {
  it.each([
    ['Café Habana', 'Cafe Habana', 1],
    ['Katz & Sons', 'Katz', 0.97],
    ['The Spotted Pig Restaurant', 'Spotted Pig', 0.96],
    ['Moody Tongue NYC', 'Moody Tongue', 0.98],
    ['はま寿司', 'はま寿司', 1],
  ])('%s, %s: at least %d', (a, b, least) => expect(alike(a, b)).toBeGreaterThanOrEqual(least));

  it('passes over the suburb of the place', () => {
    expect(alike("Wendy's - Astoria", "Wendy's", ['astoria'])).toBeGreaterThan(0.96);
    expect(alike("Wendy's - Astoria", "Wendy's")).toBeLessThan(0.8);
  });

  it.each([
    ["Joe's Pizza", 'Pizza', 0.7],
    ['Mariella', 'Marcella', 0.85],
    ['かっぱ寿司', 'はま寿司', 0.7],
    ['Ristorante', 'Restaurant', 0.7],
  ])('%s, %s: below %d', (a, b, most) => expect(alike(a, b)).toBeLessThan(most));

  it('is the same from both sides, within 0 and 1, and 1 for itself', () => {
    const name = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc
        .array(fc.constantFrom('Café', 'the', 'Pizza', "Joe's", '寿司', '& Sons', 'NYC'))
        .map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(name, name, (a, b) => {
        const similarity = alike(a, b);
        expect(similarity).toBeCloseTo(alike(b, a), 6);
        expect(similarity).toBeGreaterThanOrEqual(0);
        expect(similarity).toBeLessThanOrEqual(1 + 1e-9);
        if (comparableName(a).core !== '') expect(alike(a, a)).toBeCloseTo(1, 9);
      }),
    );
  });
});

it('searches by a name without what a dash or a bracket adds', () => {
  expect(searchableName('Koi - Manhattan')).toBe('koi');
  expect(searchableName('Koi (Manhattan)')).toBe('koi');
  expect(searchableName('(Manhattan)')).toBe('manhattan');
});
