import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { findHomeCity, findPossiblePlaces } from './candidates.sql.js';
import { readFile } from './formats/read-file.js';
import { toRows } from './import-rows.js';
import {
  failImport,
  findWaitingRows,
  insertRows,
  keepLists,
  moveImport,
  saveMatches,
  takeContent,
} from './imports.sql.js';
import { UnreadableFile } from './kept-places.js';
import { type Match, matchPlace } from './matching.rules.js';
import { searchableName } from './place-names.rules.js';

const INSERT_BATCH = 1_000;
/** Rows of one job: short enough that its transaction holds nobody up. */
const MATCH_BATCH = 50;

/** What happens to an uploaded file before anything is added: it is read into rows, and these are matched. */
@Injectable()
export class ImportReading {
  constructor(private readonly outbox: Outbox) {}

  /** Reads all rows or none; a file that cannot be read fails the import and says why. */
  async read(tx: Tx, userId: number, importId: string): Promise<void> {
    const upload = await takeContent(tx, importId);
    // Deleted meanwhile.
    if (!upload) return;
    try {
      const file = readFile(upload.source, upload.content.toString('utf8'));
      const rows = toRows(file.places, upload.scope);
      const lists = upload.scope === 'all' ? file.lists : [];
      if (rows.length === 0 && lists.length === 0)
        throw new UnreadableFile('It holds no places of this list.');
      for (let from = 0; from < rows.length; from += INSERT_BATCH)
        await insertRows(tx, importId, rows.slice(from, from + INSERT_BATCH));
      await keepLists(tx, importId, lists);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      return failImport(tx, importId, { message: error.message, line: error.line });
    }
    if (await moveImport(tx, importId, 'reading', 'matching'))
      await this.outbox.append(tx, 'import.matching', { userId, importId });
  }

  /** Matches the next rows, and sees to it that those behind them follow. */
  async match(tx: Tx, userId: number, importId: string): Promise<void> {
    const rows = await findWaitingRows(tx, importId, MATCH_BATCH);
    const sought = rows.map(({ number, place }) => ({
      number,
      key: searchableName(place.name),
      latitude: place.latitude,
      longitude: place.longitude,
      restaurantId: place.restaurantId,
      externalId: place.externalId,
    }));
    const possible = rows.length === 0 ? new Map() : await findPossiblePlaces(tx, sought);
    const city = await findHomeCity(tx, userId);
    await saveMatches(
      tx,
      importId,
      rows.map(({ number, place }) => ({
        number,
        ...taken(matchPlace(place, possible.get(number) ?? [], { city })),
      })),
    );
    if (rows.length === MATCH_BATCH) await this.outbox.append(tx, 'import.matching', { userId, importId });
    else await moveImport(tx, importId, 'matching', 'ready');
  }
}

/** What is taken unless something else is decided. */
const taken = (match: Match) => ({
  ...match,
  restaurantId: match.status === 'matched' ? (match.candidates[0]?.restaurantId ?? null) : null,
});
