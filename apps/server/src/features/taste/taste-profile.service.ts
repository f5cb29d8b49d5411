import type { TasteProfile, UserRef } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database } from '../../platform/database/database.js';
import { Serialized } from '../../platform/http/answer.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import type { Viewer } from '../../platform/viewer.js';
import { dateIn, UsersService } from '../users/users.public.js';
import { type ActivityRow, activityPercentile, tasteProfile } from './taste-profile.rules.js';
import { findActivity, findTasted } from './taste-profile.sql.js';

type Account = Awaited<ReturnType<UsersService['openAccount']>>;

@Injectable()
export class TasteProfileService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly users: UsersService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(viewer: Viewer, ref: UserRef, days: number): Promise<Serialized<TasteProfile>> {
    const account = await this.users.openAccount(viewer, ref);
    const isOwn = viewer?.id === account.id;
    const version = await this.cache.version(CACHE.person, account.id);
    const load = async () => JSON.stringify(await this.load(account, days, isOwn));
    const text = await this.cache.read(
      CACHE.taste,
      { userId: account.id, days, isOwn, version },
      async () => ({
        value: await load(),
      }),
    );
    return new Serialized(text ?? (await load()));
  }

  private async load(account: Account, days: number, isOwn: boolean): Promise<TasteProfile> {
    const today = dateIn(account.timezone, this.clock());
    const [rows, activity] = await Promise.all([
      findTasted(this.database.current, account.id, today, days),
      this.activity(today, days),
    ]);
    const places = rows.filter(({ isStealth }) => isOwn || !isStealth);
    const isActive = rows.some(({ visitsInYear }) => visitsInYear > 0);
    const went = (some: readonly { visits: number }[]) => some.filter(({ visits }) => visits > 0).length;
    const showsCity = isOwn || account.settings.privacy?.showCity !== false;
    const hasHome = showsCity && (account.city !== null || account.state !== null);
    return tasteProfile(account.id, places, {
      days,
      home: hasHome ? { city: account.city, state: account.state } : null,
      activityPercentile: activityPercentile(went(places), activity, isActive ? went(rows) : null),
    });
  }

  /** Of everybody: counted once an hour, not once a profile. */
  private async activity(today: string, days: number): Promise<ActivityRow[]> {
    const load = () => findActivity(this.database.replica, today, days);
    const text = await this.cache.read(CACHE.activity, { days, today }, async () => ({
      value: JSON.stringify(await load()),
    }));
    return text === null ? load() : (JSON.parse(text) as ActivityRow[]);
  }
}
