import type { CursorMeta, DuplicatePair } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { decodeCursor, encodeCursor } from '../../platform/http/pages.js';
import type { Actor } from '../../platform/viewer.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import { findDuplicates } from './duplicates.sql.js';

const CURSOR = 'duplicates';
/** Cursors end on an id here; they carry an instant all the same. */
const NO_TIME = '1970-01-01T00:00:00.000000Z';

@Injectable()
export class DuplicatesService {
  constructor(
    private readonly database: Database,
    private readonly restaurants: RestaurantsService,
  ) {}

  async list(
    actor: Actor,
    query: { cursor?: string | undefined; limit: number },
  ): Promise<{ pairs: DuplicatePair[]; meta: CursorMeta }> {
    const after = query.cursor === undefined ? 0 : decodeCursor(CURSOR, query.cursor).id;
    const db = this.database.replica;
    const { pairs, next } = await findDuplicates(db, after, query.limit);
    const cards = await this.restaurants.cards(
      actor,
      pairs.flatMap(({ one, other }) => [one, other]),
      null,
      db,
    );
    return {
      pairs: pairs.flatMap(({ one, other, meters, similarity }): DuplicatePair[] => {
        const [first, second] = [cards.get(one), cards.get(other)];
        return first && second ? [{ restaurants: [first, second], meters, similarity }] : [];
      }),
      meta: {
        hasMore: next !== null,
        nextCursor: next === null ? null : encodeCursor(CURSOR, { id: next, t: NO_TIME }),
      },
    };
  }
}
