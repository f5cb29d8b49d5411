import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { findCircles } from './common-pairs.sql.js';
import { MatchService } from './match.service.js';

// A session is written to whenever its access token is renewed, which is every fifteen minutes.
const ACTIVE = { minutes: 16, people: 200, friends: 50 };

/** The seed's job: percentages that are likely to be looked at next are there before somebody asks. */
@Injectable()
export class CommonPairs {
  constructor(
    private readonly database: Database,
    private readonly matches: MatchService,
  ) {}

  /** One statement a person at most, one person after the other: nobody waits for this. */
  async calculate(): Promise<void> {
    for (const { userId, friendIds } of await findCircles(this.database.replica, ACTIVE)) {
      await this.matches.percentages(userId, friendIds);
    }
  }
}
