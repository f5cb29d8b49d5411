import type { Coordinates, UserMe, UserPublic, UserStatsShort } from '@beli/contract';
import type { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { currentStreak, dateIn } from './streak.rules.js';
import type { PrivateRow, ProfileRow } from './users.sql.js';
import { isOpenTo } from './visibility.rules.js';

/** @param isSelf whether the person looks at themselves */
export function presentShortStats(profile: ProfileRow, now: Date, isSelf: boolean): UserStatsShort {
  const row = { ...profile, ...profile.countsOfOthers };
  return {
    beenCount: row.beenCount,
    wantToTryCount: isSelf || row.showsWantToTry ? row.wantToTryCount : 0,
    followersCount: row.followersCount,
    followingCount: row.followingCount,
    currentStreak: currentStreak(row.streakDays, row.lastVisitOn, dateIn(row.timezone, now)),
    rank: row.rank,
    totalReviews: row.reviewsCount,
  };
}

/** A person as one viewer may see them: a private account shows itself, not what it keeps or eats. */
export function presentProfile(row: ProfileRow, viewerId: number | null, now: Date): UserPublic {
  const isSelf = row.id === viewerId;
  const isOpen = isOpenTo(viewerId, { ...row, isFollowedByViewer: row.viewerFollows === 'accepted' });
  const showsDietary = isSelf || (isOpen && row.settings.privacy?.showDietary === true);
  const showsCity = isSelf || row.settings.privacy?.showCity !== false;
  const isSignedIn = viewerId !== null;
  return {
    id: row.id,
    username: row.username,
    displayName: row.displayName,
    avatar: row.avatar,
    bio: row.bio,
    location:
      showsCity && (row.city !== null || row.state !== null) ? { city: row.city, state: row.state } : null,
    dietaryRestrictions: showsDietary ? row.dietaryRestrictions : [],
    dislikedCuisines: showsDietary ? row.dislikedCuisines : [],
    stats: presentShortStats(row, now, isSelf),
    challenge2025: null,
    isTastemaker: row.isTastemaker,
    ...(row.tastemakerProfile ? { tastemakerProfile: row.tastemakerProfile } : {}),
    isPublic: row.isPublic,
    isFollowing: isSignedIn ? row.viewerFollows === 'accepted' : null,
    isRequested: isSignedIn ? row.viewerFollows === 'requested' : null,
    followsYou: isSignedIn ? row.followsViewer : null,
    // Whoever has blocked or is blocked finds nobody here.
    isBlocked: isSignedIn ? false : null,
    isMuted: isSignedIn ? row.isMuted : null,
    createdAt: row.createdAt.toISOString(),
    ...(row.externalId === null ? {} : { externalId: row.externalId }),
  };
}

export function presentMe(
  row: ProfileRow,
  secret: PrivateRow,
  unreadCount: number,
  cipher: FieldCipher,
  now: Date,
): UserMe {
  return {
    ...presentProfile(row, row.id, now),
    email: secret.emailEncrypted === null ? null : cipher.decrypt('email', secret.emailEncrypted),
    emailVerified: secret.emailVerifiedAt !== null,
    phone: secret.phoneEncrypted === null ? null : cipher.decrypt('phone', secret.phoneEncrypted),
    role: secret.role,
    homeCity: row.city,
    homeLocation: decryptHome(secret.homeEncrypted, cipher),
    inviteCode: secret.inviteCode,
    school: secret.school,
    company: secret.company,
    timezone: row.timezone,
    settingsVersion: secret.settingsVersion,
    unreadCount,
  };
}

export function decryptHome(envelope: string | null, cipher: FieldCipher): Coordinates | null {
  return envelope === null ? null : (JSON.parse(cipher.decrypt('home', envelope)) as Coordinates);
}
