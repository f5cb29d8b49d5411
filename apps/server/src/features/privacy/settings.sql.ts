import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import type { ChosenSettings, SettingColumns } from './settings.rules.js';

export interface SettingsRow extends SettingColumns {
  readonly chosen: ChosenSettings;
  readonly version: number;
}

const settingsOfUser = (db: Db, userId: number) =>
  db
    .selectFrom('users')
    .select([
      'settings as chosen',
      'settings_version as version',
      'is_public as isPublic',
      'shows_want_to_try as showsWantToTry',
      'is_discoverable as isDiscoverable',
    ])
    .where('id', '=', userId)
    .where('deleted_at', 'is', null)
    .$castTo<SettingsRow>();

export const findSettings = (db: Db, userId: number): Promise<SettingsRow | undefined> =>
  settingsOfUser(db, userId).executeTakeFirst();

/** The same, against a change at the same time. */
export const lockSettings = (tx: Tx, userId: number): Promise<SettingsRow | undefined> =>
  settingsOfUser(tx, userId).forNoKeyUpdate().executeTakeFirst();

export async function updateSettings(
  tx: Tx,
  userId: number,
  chosen: ChosenSettings,
  columns: SettingColumns,
): Promise<void> {
  await tx
    .updateTable('users')
    .set((eb) => ({
      settings: JSON.stringify(chosen),
      settings_version: eb('settings_version', '+', 1),
      is_public: columns.isPublic,
      shows_want_to_try: columns.showsWantToTry,
      is_discoverable: columns.isDiscoverable,
      updated_at: sql<Date>`now()`,
    }))
    .where('id', '=', userId)
    .execute();
}
