import type { FeaturedList, FeaturedListDetail, ListEntry, RestaurantCard } from '@beli/contract';
import { progressOf } from '../custom-lists/custom-lists.public.js';
import type { FeaturedEntry, FeaturedRow } from './featured-lists.sql.js';

export const featuredIdOf = (slug: string): string => `featured-${slug}`;

type Include = readonly ('ids' | 'progress')[];

export function presentFeatured(row: FeaturedRow, include: Include = []): FeaturedList {
  const { slug, restaurantIds, visitedCount, createdAt, updatedAt, ...same } = row;
  return {
    ...same,
    id: featuredIdOf(slug),
    restaurantCount: restaurantIds.length,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    ...(include.includes('ids') && { restaurantIds }),
    ...(include.includes('progress') && {
      progress:
        visitedCount === null
          ? null
          : { visitedCount, progressPercentage: progressOf(visitedCount, restaurantIds.length) },
    }),
  };
}

export function presentDetail(
  row: FeaturedRow,
  include: Include,
  entries: readonly FeaturedEntry[],
  cards: ReadonlyMap<number, RestaurantCard>,
  offset: number,
): FeaturedListDetail {
  return {
    ...presentFeatured(row, include),
    restaurants: entries.flatMap(({ restaurantId, note, addedAt }, index): ListEntry[] => {
      const card = cards.get(restaurantId);
      if (!card) return [];
      return [
        {
          ...card,
          userRating: null,
          rankIndex: null,
          position: offset + index,
          notes: note,
          visitDate: null,
          addedAt: addedAt.toISOString(),
        },
      ];
    }),
  };
}
