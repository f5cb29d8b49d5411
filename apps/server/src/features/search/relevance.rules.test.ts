import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidate, relevanceOf, type Typed } from './relevance.rules.js';
import { trigramSimilarity } from './words.rules.js';

const typed = (text: string): Typed => ({ text, words: text.split(' ') });

const restaurant = (name: string, more: Partial<Candidate> = {}, text = ''): Candidate => ({
  name,
  similarity: trigramSimilarity(name, text),
  beginsSo: false,
  cuisines: [],
  neighborhood: '',
  city: '',
  tags: [],
  dishes: [],
  isKept: false,
  isClosed: false,
  miles: null,
  ...more,
});

const score = (text: string, name: string, more: Partial<Candidate> = {}) =>
  relevanceOf(typed(text), restaurant(name, more, text))?.score ?? 0;

describe('relevance', () => {
  it('is 2 for the name, 0.5 for its beginning, and what lists and nearness add', () => {
    expect(score('carbone', 'carbone')).toBeCloseTo(2.5);
    expect(score('carbone', 'carbone', { isKept: true })).toBeCloseTo(3);
    expect(score('carbone', 'carbone', { miles: 0 })).toBeCloseTo(2.6);
    expect(score('carbone', 'carbone', { miles: 2.5 })).toBeCloseTo(2.55);
    expect(score('carbone', 'carbone', { miles: 50 })).toBeCloseTo(2.5);
    expect(score('carbone', 'carbone', { isClosed: true })).toBeCloseTo(2.3);
  });

  it('puts the meant one first: the whole name, a slip, a beginning, words in another order, the place behind', () => {
    expect(score('carbone', 'carbone')).toBeGreaterThan(score('carbone', 'carbone enoteca'));
    expect(score('cabrone', 'carbone')).toBeGreaterThan(score('cabrone', 'cabrera'));
    expect(score('joes piz', 'joes pizza')).toBeGreaterThan(score('joes piz', 'joes bagels'));
    expect(score('garden szechwan', 'szechwan garden')).toBeGreaterThan(
      score('garden szechwan', 'garden cafe'),
    );
    const there = { neighborhood: 'brooklyn' };
    expect(score('lucali brooklyn', 'lucali', there)).toBeGreaterThan(
      score('lucali brooklyn', 'lucali', { neighborhood: 'queens' }),
    );
  });

  it('says on what it rests, and null where nothing answers', () => {
    const on = (text: string, more: Partial<Candidate>) =>
      relevanceOf(typed(text), restaurant('lucali', more, text))?.matchedOn;
    expect(on('lucali', {})).toEqual(['name']);
    expect(on('italian', { cuisines: ['italian'] })).toEqual(['cuisine']);
    expect(on('lucali brooklyn', { neighborhood: 'brooklyn' })).toEqual(['name', 'neighborhood']);
    expect(on('calzone', { dishes: ['calzone'] })).toEqual(['dish']);
    expect(on('ramen', {})).toBeUndefined();
  });

  it('never falls by a list, nearness or being open', () => {
    const words = fc.array(fc.constantFrom('joes', 'pizza', 'la', 'cafe', 'sushi', 'ramen'), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(words, words, fc.double({ min: 0, max: 20, noNaN: true }), (some, others, miles) => {
        const [text, name] = [some.join(' '), others.join(' ')];
        const plain = score(text, name, { isClosed: true });
        expect(score(text, name)).toBeGreaterThanOrEqual(plain);
        expect(score(text, name, { isKept: true })).toBeGreaterThanOrEqual(score(text, name));
        expect(score(text, name, { miles })).toBeGreaterThanOrEqual(score(text, name));
      }),
    );
  });
});
