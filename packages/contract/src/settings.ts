import { z } from 'zod';
import { defineRoutes } from './route.js';

const on = z.boolean();

/** What the person is told of. Shared reservations are always told of. */
const NotificationSettings = z.strictObject({
  follows: on,
  bookmarks: on,
  likes: on,
  comments: on,
  contactJoins: on,
  featuredLists: on,
  restaurantNews: on,
  sharedReservations: z.literal(true),
  weeklyRankReminders: on,
  streakReminders: on,
  orderReminders: on,
  /** people whom one does not follow are pushed at once too, not only in the daily bundle */
  nonFriends: on,
  rankReminders: on,
});

const PrivacySettings = z.strictObject({
  /** off: lists, feed and reviews are open to accepted followers only */
  isPublicAccount: on,
  /** dietary data on the profile */
  showDietary: on,
  showCity: on,
  /** off: nobody else sees what the person wants to try */
  showWantToTry: on,
  /** off: nobody hears when the person is online */
  showPresence: on,
  /** listed in directories, suggestions and boards */
  discoverable: on,
  /** visits are stealth unless said otherwise */
  defaultStealth: on,
});

const AppSettings = z.strictObject({
  distanceUnit: z.enum(['Miles', 'Kilometers']),
  vibrationsDisabled: on,
});

const CookieSettings = z.strictObject({ analytics: on, marketing: on, functional: on });

export const Settings = z
  .strictObject({
    notifications: NotificationSettings,
    privacy: PrivacySettings,
    app: AppSettings,
    cookies: CookieSettings,
    version: z.int(),
  })
  .meta({ id: 'Settings' });
export type Settings = z.output<typeof Settings>;

export const SettingsPatch = z
  .strictObject({
    notifications: NotificationSettings.partial(),
    privacy: PrivacySettings.partial(),
    app: AppSettings.partial(),
    cookies: CookieSettings.partial(),
  })
  .partial()
  .meta({ examples: [{ privacy: { isPublicAccount: false, showWantToTry: false } }] });
export type SettingsPatch = z.output<typeof SettingsPatch>;

export const settingsRoutes = defineRoutes({
  getSettings: {
    method: 'GET',
    path: '/users/me/settings',
    tag: 'People',
    summary: "The caller's settings",
    access: 'readOwn',
    output: Settings,
    status: 200,
    errors: [],
  },
  updateSettings: {
    method: 'PATCH',
    path: '/users/me/settings',
    tag: 'People',
    summary: 'Change some settings; opening a private account accepts who asked to follow',
    access: 'manageAccount',
    body: SettingsPatch,
    output: Settings,
    status: 200,
    errors: ['PRECONDITION_FAILED'],
  },
});
