import type { Settings, SettingsPatch } from '@beli/contract';

/** What the settings column holds: only what the person has chosen. */
export type ChosenSettings = SettingsPatch;

/** Settings that SQL decides by have columns of their own. */
export interface SettingColumns {
  readonly isPublic: boolean;
  readonly showsWantToTry: boolean;
  readonly isDiscoverable: boolean;
}

const DEFAULTS: Omit<Settings, 'version'> = {
  notifications: {
    follows: true,
    bookmarks: true,
    likes: true,
    comments: true,
    contactJoins: true,
    featuredLists: true,
    restaurantNews: true,
    sharedReservations: true,
    weeklyRankReminders: true,
    streakReminders: true,
    orderReminders: true,
    nonFriends: false,
    rankReminders: true,
  },
  privacy: {
    isPublicAccount: true,
    showDietary: false,
    showCity: true,
    showWantToTry: true,
    showPresence: true,
    discoverable: true,
    defaultStealth: false,
  },
  app: { distanceUnit: 'Miles', vibrationsDisabled: false },
  // Nobody has agreed to anything yet.
  cookies: { analytics: false, marketing: false, functional: true },
};

// What was chosen came from JSON, where no member is undefined.
const over = <T extends object>(defaults: T, chosen: { [K in keyof T]?: T[K] | undefined } | undefined): T =>
  ({ ...defaults, ...chosen }) as T;

/** All settings of a person: what was chosen over the defaults. */
export function settingsOf(chosen: ChosenSettings, columns: SettingColumns, version: number): Settings {
  return {
    notifications: over(DEFAULTS.notifications, chosen.notifications),
    privacy: {
      ...over(DEFAULTS.privacy, chosen.privacy),
      isPublicAccount: columns.isPublic,
      showWantToTry: columns.showsWantToTry,
      discoverable: columns.isDiscoverable,
    },
    app: over(DEFAULTS.app, chosen.app),
    cookies: over(DEFAULTS.cookies, chosen.cookies),
    version,
  };
}

/** What to store when `patch` is applied. */
export function applySettings(
  chosen: ChosenSettings,
  columns: SettingColumns,
  patch: SettingsPatch,
): { chosen: ChosenSettings; columns: SettingColumns } {
  const { isPublicAccount, showWantToTry, discoverable, ...privacy } = patch.privacy ?? {};
  return {
    chosen: {
      notifications: { ...chosen.notifications, ...patch.notifications },
      privacy: { ...chosen.privacy, ...privacy },
      app: { ...chosen.app, ...patch.app },
      cookies: { ...chosen.cookies, ...patch.cookies },
    },
    columns: {
      isPublic: isPublicAccount ?? columns.isPublic,
      showsWantToTry: showWantToTry ?? columns.showsWantToTry,
      isDiscoverable: discoverable ?? columns.isDiscoverable,
    },
  };
}
