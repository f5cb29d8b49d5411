import type { ChallengeActivity, ChallengeMonth, CursorMeta, UserRef } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { cutPage, decodeCursor } from '../../platform/http/pages.js';
import type { Viewer } from '../../platform/viewer.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import { UsersService } from '../users/users.public.js';
import { findFirstVisits } from './challenge-activities.sql.js';
import { byMonth, spanOf } from './challenge-months.rules.js';

const CURSOR = 'challenge-activities';

@Injectable()
export class ChallengeActivitiesService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly restaurants: RestaurantsService,
  ) {}

  /** The new places of a year. By month a page may begin or end within one. */
  async list(
    viewer: Viewer,
    ref: UserRef,
    year: number,
    query: {
      month?: string | undefined;
      groupBy?: 'month' | undefined;
      cursor?: string | undefined;
      limit: number;
    },
  ): Promise<{ items: ChallengeActivity[] | ChallengeMonth[]; meta: CursorMeta }> {
    const after = query.cursor === undefined ? undefined : decodeCursor(CURSOR, query.cursor);
    const account = await this.users.openAccount(viewer, ref);
    const isOwn = account.id === viewer?.id;
    const span = spanOf(year, query.month);
    const found = span
      ? await findFirstVisits(this.database.current, account.id, isOwn, span, {
          after,
          limit: query.limit + 1,
        })
      : [];
    const { rows, meta } = cutPage(CURSOR, found, query.limit, ({ id, day }) => ({
      id,
      t: `${day}T00:00:00.000000Z`,
    }));
    const cards = await this.restaurants.cards(
      viewer,
      rows.map(({ restaurantId }) => restaurantId),
    );
    const items = rows.flatMap((row): ChallengeActivity[] => {
      const restaurant = cards.get(row.restaurantId);
      if (!restaurant) return [];
      const { restaurantId, rating, photos, day } = row;
      const notes = isOwn || !row.notesPrivate ? row.notes : null;
      const timestamp = `${day}T00:00:00.000Z`;
      return [{ id: `rel-${row.id}`, restaurantId, restaurant, rating, notes, photos, timestamp }];
    });
    return { items: query.groupBy ? byMonth(items) : items, meta };
  }
}
