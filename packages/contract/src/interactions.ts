import { z } from 'zod';
import { CursorMeta, CursorQuery, Id, Instant, plainText } from './primitives.js';
import { defineRoutes } from './route.js';
import { UserCard } from './users.js';

const MOST = 999_999_999_999_999;

/** A numbered thing in a path, with its prefix or without. */
export const prefixedId = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^(${prefix})?[1-9]\\d{0,14}$`), `must be ${prefix}<n>`)
    .transform((text) => Number(text.replace(prefix, '')))
    .pipe(z.int().max(MOST))
    .meta({ examples: [`${prefix}1`] });

export const ActivityRef = prefixedId('feed-');
export const CommentRef = prefixedId('comment-');

// Views ------------------------------------------------------------------------------------------------

export const Comment = z
  .object({
    /** `comment-<n>` */
    id: z.string(),
    /** `feed-<n>` */
    activityId: z.string(),
    /** null where the author has left */
    user: UserCard.nullable(),
    content: z.string(),
    createdAt: Instant,
    canDelete: z.boolean(),
  })
  .meta({ id: 'Comment' });
export type Comment = z.output<typeof Comment>;

export const LikeState = z
  .object({ activityId: z.string(), likes: z.int(), isLiked: z.boolean() })
  .meta({ id: 'LikeState' });
export type LikeState = z.output<typeof LikeState>;

export const BookmarkState = z
  .object({ activityId: z.string(), bookmarks: z.int(), isBookmarked: z.boolean() })
  .meta({ id: 'BookmarkState' });
export type BookmarkState = z.output<typeof BookmarkState>;

/** Who did what about an activity, at most a hundred of each. */
export const Interactions = z
  .object({
    /** ids of people: the viewer, then the newest */
    likes: z.array(Id).max(100),
    bookmarks: z.array(Id).max(100),
    /** oldest first, as their own route lists them */
    comments: z.array(Comment).max(100),
    /** there are more of one kind than are listed */
    truncated: z.boolean(),
  })
  .meta({ id: 'Interactions' });
export type Interactions = z.output<typeof Interactions>;

// Inputs -----------------------------------------------------------------------------------------------

export const CommentInput = z
  .object({ content: plainText(1000, 1) })
  .meta({ examples: [{ content: 'Went there too!' }] });

const Params = z.object({ id: ActivityRef });

export const interactionRoutes = defineRoutes({
  likeActivity: {
    method: 'POST',
    path: '/feed/:id/like',
    tag: 'Feed',
    summary: 'Like an activity; repeating changes nothing',
    access: 'respond',
    params: Params,
    output: LikeState,
    status: 200,
    errors: ['ACTIVITY_NOT_FOUND'],
  },
  unlikeActivity: {
    method: 'DELETE',
    path: '/feed/:id/like',
    tag: 'Feed',
    summary: 'Take the like back; repeating changes nothing',
    access: 'respond',
    params: Params,
    output: LikeState,
    status: 200,
    errors: ['ACTIVITY_NOT_FOUND'],
  },
  listActivityLikes: {
    method: 'GET',
    path: '/feed/:id/likes',
    tag: 'Feed',
    summary: 'Who likes an activity, newest first',
    access: 'browse',
    params: Params,
    query: CursorQuery,
    output: z.array(UserCard),
    meta: CursorMeta,
    status: 200,
    errors: ['ACTIVITY_NOT_FOUND', 'INVALID_CURSOR'],
  },
  bookmarkActivity: {
    method: 'POST',
    path: '/feed/:id/bookmark',
    tag: 'Feed',
    summary: 'Bookmark an activity, on demand with its restaurant on want to try; repeating changes nothing',
    access: 'respond',
    params: Params,
    body: z
      .object({
        /** the restaurant goes on the caller's want to try list too, where it does not stand there yet */
        addToWantToTry: z.boolean().default(false),
      })
      .optional()
      .meta({ examples: [{ addToWantToTry: true }] }),
    output: BookmarkState,
    status: 200,
    errors: ['ACTIVITY_NOT_FOUND'],
  },
  unbookmarkActivity: {
    method: 'DELETE',
    path: '/feed/:id/bookmark',
    tag: 'Feed',
    summary: 'Take the bookmark back; repeating changes nothing',
    access: 'respond',
    params: Params,
    output: BookmarkState,
    status: 200,
    errors: ['ACTIVITY_NOT_FOUND'],
  },
  listActivityComments: {
    method: 'GET',
    path: '/feed/:id/comments',
    tag: 'Feed',
    summary: 'Comments on an activity, oldest first',
    access: 'browse',
    params: Params,
    query: CursorQuery,
    output: z.array(Comment),
    meta: CursorMeta,
    status: 200,
    errors: ['ACTIVITY_NOT_FOUND', 'INVALID_CURSOR'],
  },
  commentOnActivity: {
    method: 'POST',
    path: '/feed/:id/comments',
    tag: 'Feed',
    summary: 'Comment on an activity',
    access: 'respond',
    params: Params,
    body: CommentInput,
    output: Comment,
    status: 201,
    errors: ['ACTIVITY_NOT_FOUND'],
  },
  deleteActivityComment: {
    method: 'DELETE',
    path: '/feed/:id/comments/:commentId',
    tag: 'Feed',
    summary: 'Delete a comment: its author, whose activity it is, or a moderator',
    access: 'respond',
    params: Params.extend({ commentId: CommentRef }),
    output: null,
    status: 204,
    undoable: true,
    errors: ['FORBIDDEN', 'ACTIVITY_NOT_FOUND', 'COMMENT_NOT_FOUND'],
  },
});
