import { z } from 'zod';
import { FeaturedList } from './featured-lists.js';
import { FeedItem } from './feed.js';
import { Comment } from './interactions.js';
import { ListSummary, Relation } from './lists.js';
import { PostCard, PostComment } from './posts.js';
import { Review } from './restaurants.js';
import { ReviewComment } from './reviews.js';
import { defineRoutes } from './route.js';

/** What was taken back, by kind, with what stands there again. */
export const Undone = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('relations-removed'), relations: z.array(Relation) }),
    z.object({ kind: z.literal('place-ranked'), relations: z.array(Relation) }),
    z.object({ kind: z.literal('review-removed'), review: Review }),
    z.object({ kind: z.literal('activity-removed'), activity: FeedItem }),
    z.object({ kind: z.literal('list-removed'), list: ListSummary }),
    z.object({ kind: z.literal('post-removed'), post: PostCard }),
    z.object({ kind: z.literal('post-comment-removed'), comment: PostComment }),
    z.object({ kind: z.literal('featured-list-removed'), featuredList: FeaturedList }),
    z.object({ kind: z.literal('group-ended'), sessionId: z.string() }),
    z.object({ kind: z.literal('comment-removed'), comment: Comment }),
    z.object({ kind: z.literal('review-comment-removed'), comment: ReviewComment }),
  ])
  .meta({ id: 'Undone' });
export type Undone = z.output<typeof Undone>;
export type UndoKind = Undone['kind'];

export const undoRoutes = defineRoutes({
  undo: {
    method: 'POST',
    path: '/users/me/undo',
    tag: 'People',
    summary: 'Take back a removal: within ten minutes, with the X-Undo-Token of its answer',
    access: 'keepLists',
    body: z.object({ token: z.uuid() }),
    output: Undone,
    status: 200,
    errors: ['UNDO_NOT_FOUND', 'CONFLICT'],
  },
});
