import type { DietarySlug } from '@beli/contract';
import { describe, expect, it } from 'vitest';
import { matchReasons, type ReasonFacts } from './match-reasons.rules.js';

const facts = (overrides: Partial<ReasonFacts>): ReasonFacts => ({
  groupSize: 4,
  wantedBy: 4,
  isAccommodated: false,
  toAsk: [],
  miles: null,
  averageScore: null,
  tags: [],
  isOpenThen: false,
  timeSlot: 'dinner',
  ...overrides,
});
const reasons = (overrides: Partial<ReasonFacts>, named: DietarySlug[] = []) =>
  matchReasons(facts(overrides), new Set(named));

describe('the reasons for a match', () => {
  it('come in their order', () => {
    expect(
      reasons(
        {
          isAccommodated: true,
          toAsk: ['halal'],
          miles: 0.4,
          averageScore: 8.5,
          tags: ['special_occasion'],
          isOpenThen: true,
        },
        ['halal'],
      ),
    ).toEqual([
      'All 4 want to try it',
      "Suits the group's diets",
      'Check with the restaurant about halal',
      'Close to everyone',
      'Highly rated (8.5)',
      'Good for a special occasion',
      'Open for dinner',
    ]);
  });

  it('say how many want it', () => {
    const first = (groupSize: number, wantedBy: number) => reasons({ groupSize, wantedBy })[0];
    expect(first(2, 2)).toBe('Both of you want to try it');
    expect(first(3, 2)).toBe('2 of 3 want to try it');
    expect(first(3, 1)).toBe('1 of 3 wants to try it');
    expect(first(2, 1)).toBe('1 wants to try it');
    expect(first(1, 1)).toBe('On your list');
  });

  it('leave out what is not so', () => {
    expect(
      reasons({ groupSize: 3, wantedBy: 3, miles: 3, averageScore: 8.4, tags: ['special occasion'] }),
    ).toEqual(['All 3 want to try it']);
    expect(reasons({ miles: 2.9 })[1]).toBe('Conveniently located');
  });

  it('name no diet that is not to be named', () => {
    const toAsk: DietarySlug[] = ['halal', 'nut-allergy', 'kosher'];
    const ask = (named: DietarySlug[]) => reasons({ toAsk }, named)[1];
    expect(ask(toAsk)).toBe('Check with the restaurant about halal, nut allergy and kosher');
    expect(ask(['nut-allergy'])).toBe('Check with the restaurant about nut allergy and other diets');
    expect(ask([])).toBe("Check with the restaurant about the group's diets");
  });
});
