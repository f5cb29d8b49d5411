import type { Settings, SettingsPatch } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor } from '../../platform/viewer.js';
import { FollowsService } from '../follows/follows.public.js';
import { applySettings, settingsOf } from './settings.rules.js';
import { findSettings, lockSettings, type SettingsRow, updateSettings } from './settings.sql.js';

const present = (row: SettingsRow) => settingsOf(row.chosen, row, row.version);

@Injectable()
export class SettingsService {
  constructor(
    private readonly database: Database,
    private readonly follows: FollowsService,
    private readonly outbox: Outbox,
  ) {}

  async get(actor: Actor): Promise<Settings> {
    const row = await findSettings(this.database.current, actor.id);
    if (!row) throw new AppError('UNAUTHORIZED', 'The account is gone.');
    return present(row);
  }

  /**
   * Opening a private account accepts who asked to follow; closing a public one keeps its followers.
   * @throws AppError PRECONDITION_FAILED when `version` is not the one that stands
   */
  async update(actor: Actor, patch: SettingsPatch, version?: number): Promise<Settings> {
    return this.database.transaction(async (tx) => {
      const before = await lockSettings(tx, actor.id);
      if (!before) throw new AppError('UNAUTHORIZED', 'The account is gone.');
      if (version !== undefined && version !== before.version)
        throw new AppError('PRECONDITION_FAILED', 'The settings were changed meanwhile: read them again.');
      const { chosen, columns } = applySettings(before.chosen, before, patch);
      await updateSettings(tx, actor.id, chosen, columns);
      if (columns.isPublic && !before.isPublic) await this.follows.acceptAll(tx, actor.id);
      const isSeenOtherwise =
        columns.isPublic !== before.isPublic || columns.showsWantToTry !== before.showsWantToTry;
      await this.outbox.append(tx, isSeenOtherwise ? 'visibility.changed' : 'profile.changed', {
        userId: actor.id,
      });
      const after = present({ ...before, ...columns, chosen, version: before.version + 1 });
      if (after.privacy.showPresence !== present(before).privacy.showPresence)
        await this.outbox.append(tx, 'presence.switched', { userId: actor.id });
      return after;
    });
  }
}
