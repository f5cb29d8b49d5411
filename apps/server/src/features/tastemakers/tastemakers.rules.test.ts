import fc from 'fast-check';
import { expect, it } from 'vitest';
import { engagementRate, profileOf } from './tastemakers.rules.js';

it('an engagement rate is what a hundred views bring', () => {
  expect(engagementRate(0, 0)).toBe(0);
  expect(engagementRate(5, 0)).toBe(0);
  expect(engagementRate(5, 100)).toBe(5);
  expect(engagementRate(1, 3)).toBe(33.3);
  expect(engagementRate(7, 5)).toBe(100);
});

it('an engagement rate lies between 0 and 100, and grows with answers', () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.nat(1e6), fc.nat(1e3), (responses, views, more) => {
      const rate = engagementRate(responses, views);
      expect(rate).toBeGreaterThanOrEqual(0);
      expect(rate).toBeLessThanOrEqual(100);
      expect(engagementRate(responses + more, views)).toBeGreaterThanOrEqual(rate);
    }),
  );
});

it('a tastemaker without a profile has an empty one since they came', () => {
  const since = new Date('2026-01-15T00:00:00Z');
  expect(profileOf(null, since)).toEqual({
    specialty: '',
    tagline: '',
    badges: [],
    socialLinks: {},
    verifiedSince: '2026-01-15T00:00:00.000Z',
  });
  const kept = { specialty: 'Ramen', tagline: '', badges: [], socialLinks: {}, verifiedSince: '2025-03-01' };
  expect(profileOf(kept, since)).toMatchObject({
    specialty: 'Ramen',
    verifiedSince: '2025-03-01T00:00:00.000Z',
  });
});
