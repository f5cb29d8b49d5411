import type { ListEntry, ListSummary, OpenList, RestaurantCard } from '@beli/contract';
import { roleOn } from './custom-lists.rules.js';
import type { EntryRow, ListRow } from './custom-lists.sql.js';

export const listIdOf = (id: number): string => `custom-${id}`;

export function presentSummary(row: ListRow): ListSummary {
  return {
    id: listIdOf(row.id),
    scope: 'playlists',
    category: row.category,
    name: row.name,
    description: row.description,
    restaurantCount: row.restaurantCount,
    isPublic: row.isPublic,
    thumbnailImage: row.thumbnailImage,
    bookmarkCount: row.bookmarksCount,
    isBookmarked: row.isBookmarked,
    owner: row.owner,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}

export function presentList(
  row: ListRow,
  entries: readonly EntryRow[],
  cards: ReadonlyMap<number, RestaurantCard>,
  viewerId: number | null,
  restaurantIds: number[] | undefined,
): OpenList {
  return {
    ...presentSummary(row),
    isRanked: row.isRanked,
    collaborators: row.collaborators,
    viewerRole: roleOn(row, viewerId),
    ...(restaurantIds && { restaurantIds }),
    restaurants: entries.flatMap((entry): ListEntry[] => {
      const card = cards.get(entry.restaurantId);
      if (!card) return [];
      return [
        {
          ...card,
          userRating: entry.rating,
          // The order of a list that somebody made is a rank only where they say so.
          rankIndex: row.isRanked ? entry.position : null,
          position: entry.position,
          notes: entry.note,
          visitDate: entry.visitDate,
          addedAt: entry.addedAt.toISOString(),
        },
      ];
    }),
  };
}
