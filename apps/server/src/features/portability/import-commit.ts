import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Restoration, type RestoredPlace } from '../lists/lists.public.js';
import {
  findAddedIds,
  findLastRanked,
  findLists,
  findRowsToAdd,
  lockImport,
  moveImport,
  type RowToAdd,
  saveOutcomes,
} from './imports.sql.js';
import { lockListCount, restoreLists, restoreReviews } from './restored-content.sql.js';

/** Rows of one job: its transaction holds the person's row and the counters of as many restaurants. */
const COMMIT_BATCH = 25;
const MOST_LISTS = 500;

/** Adds the rows of a committed import, a few at a time; lists of the person's own come last, when all places are in. */
@Injectable()
export class ImportCommit {
  constructor(
    private readonly restoration: Restoration,
    private readonly outbox: Outbox,
  ) {}

  async addNext(tx: Tx, userId: number, importId: string): Promise<void> {
    const found = await lockImport(tx, userId, importId);
    // Deleted with the account, or done by the same job before it was known to be.
    if (found?.status !== 'committing') return;
    const rows = await findRowsToAdd(tx, importId, COMMIT_BATCH);
    if (rows.length > 0) {
      await this.addRows(tx, userId, importId, rows, found.restoresReviews);
      await this.outbox.append(tx, 'import.committing', { userId, importId });
      return;
    }
    await this.addLists(tx, userId, importId);
    await moveImport(tx, importId, 'committing', 'committed');
  }

  private async addRows(
    tx: Tx,
    userId: number,
    importId: string,
    rows: readonly RowToAdd[],
    restoresReviews: boolean,
  ): Promise<void> {
    const places = rows.map(toRestored);
    const outcomes = await this.restoration
      .restore(tx, userId, places, await findLastRanked(tx, importId))
      .catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        return places.map(() => ({ reason: error.message }));
      });
    const reviews = rows.flatMap(({ restaurantId, kept: { review } }, index) =>
      review && restaurantId !== null && restoresReviews && !('reason' in (outcomes[index] ?? {}))
        ? [{ restaurantId, review }]
        : [],
    );
    const reviewed = await restoreReviews(tx, userId, reviews);
    for (const [restaurantId, reviewId] of reviewed)
      await this.outbox.append(tx, 'review.changed', { restaurantId, reviewId });
    await saveOutcomes(
      tx,
      importId,
      rows.map(({ number, restaurantId }, index) => {
        const outcome = outcomes[index];
        if (!outcome || 'reason' in outcome)
          return { number, outcome: 'failed', reason: outcome?.reason ?? 'The restaurant is gone.' };
        const isNew = outcome.outcome === 'added' || reviewed.has(restaurantId ?? 0);
        return { number, outcome: isNew ? 'added' : 'present', reason: null };
      }),
    );
  }

  private async addLists(tx: Tx, userId: number, importId: string): Promise<void> {
    const lists = await findLists(tx, importId);
    if (lists.length === 0) return;
    const room = Math.max(0, MOST_LISTS - (await lockListCount(tx, userId)));
    await restoreLists(tx, userId, lists.slice(0, room), await findAddedIds(tx, importId));
  }
}

function toRestored({ restaurantId, kept }: RowToAdd): RestoredPlace {
  return {
    restaurantId: restaurantId ?? 0,
    relations: kept.relations.flatMap(({ rank, status, ...relation }) =>
      status === null ? [] : [{ ...relation, status, isRanked: rank !== null }],
    ),
    visits: kept.visits.map(({ visitDate, notes, companions }) => ({
      visitDate,
      notes,
      companionIds: companions,
    })),
  };
}
