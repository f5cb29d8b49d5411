import type { NotificationType, Settings } from '@beli/contract';
import type { Limits } from './limits.rules.js';

/** A switch of the settings. */
export type Setting = keyof Settings['notifications'];

export interface Kind {
  /** the switch in the settings that it obeys; null where people are told in any case */
  readonly setting: Setting | null;
  /** null for what is told however often it happens */
  readonly limits: Limits | null;
  /** whether the same from the same person about the same is told again within 24 hours */
  readonly isRepeated: boolean;
  /** whether it is pushed at once although the recipient does not follow the actor */
  readonly isForStrangers: boolean;
}

const OFTEN = { perHour: 5, perDay: 25 };

const kind = (setting: Setting | null, but: Partial<Kind> = {}): Kind => ({
  setting,
  limits: OFTEN,
  isRepeated: false,
  isForStrangers: false,
  ...but,
});

/** Notices that must arrive. Shared reservations cannot be switched off, so nothing asks the settings. */
const notice = kind(null, { limits: null, isRepeated: true, isForStrangers: true });

/** What is particular about each type of notification: rules §12. */
export const KINDS: Readonly<Record<NotificationType, Kind>> = {
  follow: kind('follows', { limits: { perHour: 10, perDay: 50 }, isForStrangers: true }),
  follow_request: kind('follows', { isForStrangers: true }),
  follow_accepted: kind('follows', { isForStrangers: true }),
  rating_liked: kind('likes', { limits: { perHour: 20, perDay: 100 } }),
  bookmark_liked: kind('likes'),
  comment: kind('comments', { limits: { perHour: 15, perDay: 75 }, isRepeated: true }),
  list_bookmark: kind('bookmarks'),
  streak: kind('streakReminders'),
  recommendation: kind(null),
  group_invite: kind(null),
  group_matched: kind(null),
  // Shared, taken back and shared again: once is enough.
  reservation_shared: { ...notice, isRepeated: false },
  reservation_claimed: notice,
  reservation_reminder: notice,
  post_published: kind('featuredLists'),
  rank_changed: kind('rankReminders', { isRepeated: true }),
  export_ready: notice,
  system: notice,
};

/** Whether a notification is pushed at once, in the daily bundle, or only lies there to be read. */
export type Push = 'at-once' | 'daily' | 'none';

export function pushOf(
  { isForStrangers }: Kind,
  situation: { isWithinLimits: boolean; isFriend: boolean; allowsNonFriends: boolean },
): Push {
  if (!situation.isWithinLimits) return 'none';
  return isForStrangers || situation.isFriend || situation.allowsNonFriends ? 'at-once' : 'daily';
}
