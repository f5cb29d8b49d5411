import { Inject, Injectable } from '@nestjs/common';
import { Boards, DUE_AT_ONCE, type Placing } from '../../platform/boards/boards.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock, LOGGER } from '../../platform/platform.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import { hasClimbed, memberOf, packScore, valuesOf } from './leaderboard.rules.js';
import { findRankChanges, writeRanks } from './ranks.sql.js';
import {
  dropRanks,
  findReviewAuthor,
  findStandings,
  lockStandings,
  type StandingRow,
} from './standings.sql.js';

/** People who are read, and handed over, at a time. */
const STRETCH = 2_000;
/** Ranks that are written in one transaction. */
const RANKS_AT_ONCE = 500;
/** Profiles show the rank of so many (rules §4). */
const MOST_RANKED = 10_000;

/** Keeps the boards in Redis true: person by person after each write, and all of them each night. */
@Injectable()
export class BoardKeeper {
  constructor(
    private readonly database: Database,
    private readonly boards: Boards,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Puts people where they stand now, whatever it was that changed, and however often and in what order this is
   * called. Throws when Redis cannot be reached.
   */
  async refresh(tx: Tx, ids: readonly number[]): Promise<void> {
    const asked = [...new Set(ids)];
    if (asked.length === 0) return;
    const { rows, version } = await lockStandings(tx, asked, this.clock());
    const known = new Map(rows.map((row) => [row.id, row]));
    const isOff = (id: number) => known.get(id)?.isRanked !== true;
    await dropRanks(tx, asked.filter(isOff));
    const placings = asked.map((id) => {
      const row = known.get(id);
      return row ? placingOf(row) : { id, dueAt: null, place: null };
    });
    await this.boards.place(placings, version);
  }

  async refreshAuthor(tx: Tx, reviewId: number): Promise<void> {
    const id = await findReviewAuthor(tx, reviewId);
    if (id !== undefined) await this.refresh(tx, [id]);
  }

  /** Streaks end, and suspensions, because time passes: whoever reads or keeps a board sees to it. */
  async settleDue(ids: readonly number[]): Promise<void> {
    for (let at = 0; at < ids.length; at += DUE_AT_ONCE)
      await this.database.transaction((tx) => this.refresh(tx, ids.slice(at, at + DUE_AT_ONCE)));
  }

  /** The minutely job: what is due is settled before somebody has to wait for it. */
  async settle(): Promise<void> {
    for (;;) {
      const due = await this.boards.due(this.clock());
      await this.settleDue(due);
      if (due.length < DUE_AT_ONCE) return;
    }
  }

  /** Builds all boards anew from PostgreSQL; false where somebody else is at it, or Redis is not there. */
  async rebuild(): Promise<boolean> {
    const now = this.clock();
    return this.boards.rebuild(async (add) => {
      for (let after = 0; ; ) {
        const rows = await findStandings(this.database.primary, { after, limit: STRETCH, now });
        await add(rows.map(placingOf).filter((placing) => placing.place !== null || placing.dueAt !== null));
        after = rows.at(-1)?.id ?? after;
        if (rows.length < STRETCH) return;
      }
    });
  }

  /** The same in the background, for somebody who found no boards. */
  rebuildSoon(): void {
    this.rebuild().catch((error: Error) =>
      this.logger.warn({ reason: error.message }, 'the boards could not be built'),
    );
  }

  /** The nightly job: boards and the ranks that profiles show, of which only those are written that differ; at most a hundred people hear of it. */
  async recalculate(): Promise<void> {
    await this.rebuild();
    const changes = await findRankChanges(this.database.primary, MOST_RANKED, this.clock());
    for (let at = 0; at < changes.length; at += RANKS_AT_ONCE) {
      const some = changes.slice(at, at + RANKS_AT_ONCE);
      await this.database.transaction(async (tx) => {
        await writeRanks(tx, some);
        for (const { id, rank, previousRank } of some)
          if (hasClimbed(rank, previousRank))
            await this.outbox.append(tx, 'rank.climbed', { userId: id, rank, previousRank });
      });
    }
    this.logger.info({ ranks: changes.length }, 'the leaderboard was recalculated');
  }
}

function placingOf(row: StandingRow): Placing {
  const { id, dueAt, been } = row;
  if (!row.isRanked) return { id, dueAt, place: null };
  const scores = Object.fromEntries(
    Object.entries(valuesOf(row)).map(([metric, value]) => [metric, packScore(value, been)]),
  );
  return { id, dueAt, place: { member: memberOf(row.createdMicros, id), city: row.city ?? '', scores } };
}
