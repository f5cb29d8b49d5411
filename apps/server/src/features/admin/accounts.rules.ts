import type { AccountPatch, BadgeType, Role, TastemakerProfile } from '@beli/contract';

interface Party {
  readonly id: number;
  readonly role: Role;
}

/** Whether staff may suspend an account: nobody themselves, moderators no staff. */
export function maySuspend(actor: Party, target: Party): boolean {
  if (actor.id === target.id) return false;
  if (actor.role === 'admin') return true;
  return actor.role === 'moderator' && (target.role === 'user' || target.role === 'tastemaker');
}

/** Whether an admin who can still act is left when `leavingId` no longer is one. */
export const leavesAnAdmin = (activeAdminIds: readonly number[], leavingId: number): boolean =>
  activeAdminIds.some((id) => id !== leavingId);

/**
 * Whether somebody is shown as a tastemaker after a change: as it says, else along with the role, so that who
 * gets or loses the role is one or none at once.
 */
export function isTastemakerAfter(
  was: { readonly role: Role; readonly isTastemaker: boolean },
  { role = was.role, isTastemaker }: Pick<AccountPatch, 'role' | 'isTastemaker'>,
): boolean {
  if (isTastemaker !== undefined || role === was.role) return isTastemaker ?? was.isTastemaker;
  if (role === 'tastemaker') return true;
  return was.role === 'tastemaker' ? false : was.isTastemaker;
}

type Looks = Readonly<Record<BadgeType, { label: string; color: string; icon: string }>>;

/** The profile of a tastemaker after a change; it is made when there was none. */
export function changeProfile(
  profile: TastemakerProfile | null,
  { tastemakerProfile, badges }: Pick<AccountPatch, 'tastemakerProfile' | 'badges'>,
  looks: Looks,
  now: Date,
): TastemakerProfile | null {
  if (!tastemakerProfile && !badges) return profile;
  const before = profile ?? {
    specialty: '',
    tagline: '',
    badges: [],
    socialLinks: {},
    verifiedSince: now.toISOString(),
  };
  const { specialty = before.specialty, tagline = before.tagline, socialLinks } = tastemakerProfile ?? {};
  return {
    ...before,
    specialty,
    tagline,
    socialLinks: socialLinks ? definedOf(socialLinks) : before.socialLinks,
    badges: badges ? [...new Set(badges)].map((type) => ({ type, ...looks[type] })) : before.badges,
  };
}

const definedOf = (links: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(links).flatMap(([name, link]) => (link === undefined ? [] : [[name, link]])),
  );
