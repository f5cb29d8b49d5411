import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { findGroupPeople } from './candidates.sql.js';
import { findCommonGroups } from './common-groups.sql.js';
import { dinnerDates } from './dinner-dates.rules.js';
import { MatchFinder } from './match-finder.js';

/** Groups whose matches are kept ready. */
const MOST_GROUPS = 50;

/** Works out ahead where groups that meet often should eat today, so that they find it in the cache. */
@Injectable()
export class CommonGroups {
  constructor(
    private readonly finder: MatchFinder,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async prepare(tx: Tx): Promise<void> {
    for (const { creatorId, userIds } of await findCommonGroups(tx, MOST_GROUPS)) {
      const people = await findGroupPeople(tx, userIds, creatorId);
      // Not all of them would find each other any more.
      if (people.length < userIds.length) continue;
      const timezone = people.find(({ id }) => id === creatorId)?.timezone ?? 'UTC';
      const { today: date } = dinnerDates(timezone, this.clock());
      await this.finder.prepare(people, { date, category: null, restrictions: [], center: null });
    }
  }
}
