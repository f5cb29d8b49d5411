import type { Challenge } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database, type Db } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import type { Actor } from '../../platform/viewer.js';
import { challengeOf, DEFAULT_GOAL } from './challenge.rules.js';
import { findYears, setGoal, type YearRow } from './challenges.sql.js';

interface Challenger {
  readonly id: number;
  readonly timezone: string;
}

/** How many new places people find in a year. */
@Injectable()
export class ChallengesService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The challenge of a person whose lists are open; stealth places count for the person alone. */
  async of(person: Challenger, year: number, isOwn: boolean): Promise<Challenge> {
    const load = () => findYears(this.database.current, person.id, isOwn);
    const text = await this.cache.read(CACHE.challenges, { userId: person.id, isOwn }, async () => ({
      value: JSON.stringify(await load()),
    }));
    return this.pick(person, year, text === null ? await load() : (JSON.parse(text) as YearRow[]));
  }

  /** The same as it is in an open transaction, past the cache. */
  async uncached(db: Db, person: Challenger, year: number): Promise<Challenge> {
    return this.pick(person, year, await findYears(db, person.id, true));
  }

  async setGoal(actor: Actor, timezone: string, year: number, goalCount: number): Promise<Challenge> {
    return this.database.transaction(async (tx) => {
      await setGoal(tx, actor.id, year, goalCount);
      await this.outbox.append(tx, 'challenge.changed', { userId: actor.id, year });
      return this.uncached(tx, { id: actor.id, timezone }, year);
    });
  }

  private pick({ timezone }: Challenger, year: number, years: readonly YearRow[]): Challenge {
    const row = years.find((one) => one.year === year);
    return challengeOf(year, row?.goal ?? DEFAULT_GOAL, row?.count ?? 0, timezone, this.clock());
  }
}
