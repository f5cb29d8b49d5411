import { Role } from '@beli/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changeProfile, leavesAnAdmin, maySuspend } from './accounts.rules.js';
import { BADGES } from './badges.rules.js';

const NOW = new Date('2026-06-15T12:00:00Z');

it('moderators suspend people and tastemakers, admins everybody, nobody themselves', () => {
  const may = (actor: Role, target: Role) => maySuspend({ id: 1, role: actor }, { id: 2, role: target });
  const table = Object.fromEntries(
    Role.options.map((actor) => [actor, Role.options.filter((target) => may(actor, target))]),
  );
  expect(table).toEqual({
    user: [],
    tastemaker: [],
    moderator: ['user', 'tastemaker'],
    admin: ['user', 'tastemaker', 'moderator', 'admin'],
  });
  for (const role of Role.options) expect(maySuspend({ id: 1, role }, { id: 1, role })).toBe(false);
});

it('there is an admin left unless the last one goes', () => {
  expect(leavesAnAdmin([1], 1)).toBe(false);
  expect(leavesAnAdmin([], 1)).toBe(false);
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(), { minLength: 2 }), (ids) => {
      expect(ids.every((id) => leavesAnAdmin(ids, id))).toBe(true);
    }),
  );
});

it('badges are looked up, unique and in order; what is not named stays', () => {
  const made = changeProfile(null, { badges: ['wine_expert', 'verified', 'wine_expert'] }, BADGES, NOW);
  expect(made).toEqual({
    specialty: '',
    tagline: '',
    socialLinks: {},
    verifiedSince: NOW.toISOString(),
    badges: [
      { type: 'wine_expert', ...BADGES.wine_expert },
      { type: 'verified', ...BADGES.verified },
    ],
  });
  const later = new Date('2027-01-01T00:00:00Z');
  const changed = changeProfile(made, { tastemakerProfile: { tagline: 'Natural wine only' } }, BADGES, later);
  expect(changed).toEqual({ ...made, tagline: 'Natural wine only' });
  expect(changeProfile(made, {}, BADGES, later)).toBe(made);
  expect(changeProfile(null, {}, BADGES, later)).toBeNull();
});
