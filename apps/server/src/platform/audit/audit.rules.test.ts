import fc from 'fast-check';
import { expect, it } from 'vitest';
import { differenceOf, withoutSecrets } from './audit.rules.js';

it('leaves members that name a secret out, at any depth, and addresses out of texts', () => {
  expect(
    withoutSecrets({
      role: 'admin',
      email: 'ana@example.com',
      emailVerified: true,
      passwordHash: 'x',
      refreshToken: 'y',
      tokens: 3,
      nested: [{ phone: '1', note: 'write to ana.lima@example.com, now' }],
      at: new Date('2026-01-15T19:30:00Z'),
    }),
  ).toEqual({
    role: 'admin',
    emailVerified: true,
    tokens: 3,
    nested: [{ note: 'write to [address] now' }],
    at: '2026-01-15T19:30:00.000Z',
  });
});

it('never lets an address or a long text through', () => {
  fc.assert(
    fc.property(fc.emailAddress(), fc.string(), fc.string({ maxLength: 2_000 }), (address, before, text) => {
      const kept = JSON.stringify(withoutSecrets({ reason: `${before} ${address} ${text}` }));
      expect(kept).not.toContain(address);
      expect((withoutSecrets(text) as string).length).toBeLessThanOrEqual(500);
    }),
  );
});

it('keeps only what differs, on both sides', () => {
  expect(differenceOf({ a: 1, b: [1], c: null }, { a: 2, b: [1], d: 'x' })).toEqual({
    before: { a: 1, c: null, d: null },
    after: { a: 2, c: null, d: 'x' },
  });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (facts) => {
      expect(differenceOf(facts, structuredClone(facts))).toEqual({ before: null, after: null });
    }),
  );
});
