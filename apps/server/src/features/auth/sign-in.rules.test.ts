import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMON_PASSWORDS } from './common-passwords.js';
import { weaknessOf } from './password-strength.rules.js';
import { usernamesLike } from './usernames.rules.js';

const ana = { username: 'ana_eats', email: 'a.lima@example.com' };

describe('a password', () => {
  it.each([
    ['Tagliatelle7', null],
    ['Password1', 'too_common'],
    ['pAsSwOrD1', 'too_common'],
    ['!!Password1?', 'too_common'],
    ['xxANA_EATSxx1', 'contains_name'],
    ['1A.LIMA', 'contains_name'],
    ['Beli_2026!', 'too_common'],
    ['Believe2026!', null],
    ['Example.com1', null],
  ])('%s: %s', (password, weakness) => {
    expect(weaknessOf(password, COMMON_PASSWORDS, ana)).toBe(weakness);
  });

  it('may contain short names and needs no e-mail', () => {
    expect(
      weaknessOf('Tagliatelle7', COMMON_PASSWORDS, { username: 'xyz', email: 'ta@example.com' }),
    ).toBeNull();
    expect(weaknessOf('Tagliatelle7', COMMON_PASSWORDS, { username: 'xyz', email: null })).toBeNull();
  });

  it('is refused in every spelling of a common one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...COMMON_PASSWORDS), fc.infiniteStream(fc.boolean()), (word, upper) => {
        const spelled = [...word].map((sign) => (upper.next().value ? sign.toUpperCase() : sign)).join('');
        expect(weaknessOf(spelled, COMMON_PASSWORDS, ana)).toBe('too_common');
      }),
    );
  });

  it('is compared with the few thousand most common ones that pass the other rules', () => {
    expect(COMMON_PASSWORDS.size).toBeGreaterThan(5_000);
    for (const word of COMMON_PASSWORDS) expect(word).toMatch(/^(?=.*\d)(?=.*[a-z])[^A-Z\s]{8,72}$/);
  });
});

describe('usernames like a name', () => {
  it('are usernames, whatever the name', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 120 }),
        fc.array(fc.integer({ min: 0, max: 9_999 }), { maxLength: 8 }),
        (name, numbers) => {
          const names = usernamesLike(name, numbers);
          expect(names).toHaveLength(numbers.length);
          for (const one of names) expect(one).toMatch(/^[a-z0-9_]{3,20}$/);
        },
      ),
    );
  });

  it('keep what can be kept of it', () => {
    expect(usernamesLike('José  Núñez', [7])).toEqual(['jose_nunez_0007']);
    expect(usernamesLike('寿司', [42])).toEqual(['eater_0042']);
    expect(usernamesLike('a'.repeat(40), [1234])).toEqual([`${'a'.repeat(15)}_1234`]);
  });
});
