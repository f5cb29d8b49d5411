import type { PostCard } from '@beli/contract';
import type { PostRow } from './posts.sql.js';

export const postIdOf = (id: number): string => `post-${id}`;

export function presentCard(row: PostRow): PostCard {
  const { author, badges, listIds, publishedAt, createdAt, updatedAt, externalId, id, ...same } = row;
  return {
    ...same,
    id: postIdOf(id),
    author: { ...author, badges },
    restaurantCount: row.restaurantIds.length,
    listIds: listIds.map((listId) => `custom-${listId}`),
    publishedAt: publishedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    ...(externalId === null ? {} : { externalId }),
  };
}
