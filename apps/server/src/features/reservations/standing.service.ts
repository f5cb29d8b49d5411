import type { PriorityLevel, ReservationPriority } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import type { Actor } from '../../platform/viewer.js';
import { claimLevelOf, presentPriority } from './priority.rules.js';
import { findStanding } from './standing.sql.js';

/** What people have earned by inviting and handing on. */
@Injectable()
export class StandingService {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async priority(actor: Actor): Promise<ReservationPriority> {
    const now = this.clock();
    return presentPriority(await findStanding(this.database.current, actor.id, now), now);
  }

  /** The level that decides from when somebody may claim. */
  async claimLevel(userId: number): Promise<PriorityLevel> {
    const now = this.clock();
    return claimLevelOf(await findStanding(this.database.current, userId, now), now);
  }
}
