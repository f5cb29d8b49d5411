import type { FeedItem } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/database.js';
import type { Viewer } from '../../platform/viewer.js';
import { InteractionsService } from '../interactions/interactions.public.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import { UsersService } from '../users/users.public.js';
import type { ActivityRow, Burst } from './feed-page.sql.js';

const NO_BURSTS: ReadonlyMap<number, Burst> = new Map();

/** Puts round activities what it takes to show them: in batches, whatever their number. */
@Injectable()
export class FeedItems {
  constructor(
    private readonly users: UsersService,
    private readonly restaurants: RestaurantsService,
    private readonly interactions: InteractionsService,
  ) {}

  /** @param options.bursts what stands behind those that lead a burst */
  async present(
    viewer: Viewer,
    rows: readonly ActivityRow[],
    db: Db,
    {
      bursts = NO_BURSTS,
      withInteractions = false,
    }: { bursts?: ReadonlyMap<number, Burst>; withInteractions?: boolean } = {},
  ): Promise<FeedItem[]> {
    const people = rows.flatMap((row) => [
      row.userId,
      ...(row.targetUserId === null ? [] : [row.targetUserId]),
      ...row.companionIds,
    ]);
    const places = rows.flatMap(({ restaurantId }) => (restaurantId === null ? [] : [restaurantId]));
    const [users, restaurants, interactions] = await Promise.all([
      this.users.cards(viewer, people, db),
      this.restaurants.cards(viewer, places, null, db),
      withInteractions ? this.interactions.of(viewer, rows, db) : undefined,
    ]);
    return rows.flatMap((row): FeedItem[] => {
      const user = users.get(row.userId);
      if (!user) return [];
      const burst = bursts.get(row.id);
      return [
        {
          id: `feed-${row.id}`,
          type: row.type,
          user,
          restaurant: (row.restaurantId !== null && restaurants.get(row.restaurantId)) || null,
          targetUser: (row.targetUserId !== null && users.get(row.targetUserId)) || null,
          listId: row.listId === null ? null : `custom-${row.listId}`,
          reviewId: row.reviewId,
          rating: row.rating,
          comment: row.comment,
          photos: row.photos,
          tags: row.tags,
          companions: row.companionIds.flatMap((companion) => users.get(companion) ?? []),
          likes: row.likes,
          comments: row.comments,
          bookmarks: row.bookmarks,
          isLiked: row.isLiked,
          isBookmarked: row.isBookmarked,
          createdAt: new Date(row.createdAt).toISOString(),
          ...(interactions && { interactions: interactions.get(row.id) }),
          ...(burst && { others: burst.others, othersCount: burst.othersCount }),
        },
      ];
    });
  }
}
