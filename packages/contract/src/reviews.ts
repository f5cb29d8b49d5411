import { z } from 'zod';
import { CommentInput, prefixedId } from './interactions.js';
import {
  CalendarDate,
  CursorMeta,
  CursorQuery,
  Id,
  IdParam,
  Instant,
  OffsetQuery,
  PageMeta,
  plainText,
  queryFlag,
  Rating,
  Tag,
  token,
  UserRef,
} from './primitives.js';
import { Review } from './restaurants.js';
import { defineRoutes } from './route.js';
import { UserCard } from './users.js';

// Views ------------------------------------------------------------------------------------------------

export const HelpfulState = z
  .object({ reviewId: Id, helpfulCount: z.int(), isHelpful: z.boolean() })
  .meta({ id: 'HelpfulState' });
export type HelpfulState = z.output<typeof HelpfulState>;

export const ReviewComment = z
  .object({
    /** `review-comment-<n>` */
    id: z.string(),
    reviewId: Id,
    /** null where the author has left */
    user: UserCard.nullable(),
    content: z.string(),
    createdAt: Instant,
    canDelete: z.boolean(),
  })
  .meta({ id: 'ReviewComment' });
export type ReviewComment = z.output<typeof ReviewComment>;

// Inputs -----------------------------------------------------------------------------------------------

const ReviewFields = z.object({
  rating: Rating,
  content: plainText(5000, 1).meta({ examples: ['The vongole alone is worth the trip.'] }),
  title: plainText(255).nullable(),
  tags: z.array(Tag).max(20),
  /** ids of uploaded images */
  photos: z.array(token(500)).max(10),
  orderItems: z.array(plainText(200, 1)).max(30),
  companions: z.array(Id).max(20),
  visitDate: CalendarDate.nullable(),
});

export const ReviewInput = ReviewFields.partial()
  .required({ content: true })
  .meta({
    examples: [
      {
        rating: 8.5,
        content: 'The vongole alone is worth the trip.',
        orderItems: ['Vongole'],
        visitDate: '2026-01-15',
      },
    ],
  });
export type ReviewInput = z.output<typeof ReviewInput>;

export const ReviewPatch = ReviewFields.partial().meta({
  examples: [{ content: 'Still the best vongole.', rating: 9 }],
});
export type ReviewPatch = z.output<typeof ReviewPatch>;

export const ReviewSort = z.enum(['recent', 'rating', 'helpful']);
export type ReviewSort = z.output<typeof ReviewSort>;

const ReviewPage = OffsetQuery.extend({ sort: ReviewSort.default('recent') });
const ReviewParams = z.object({ id: IdParam });

const ReviewCommentRef = prefixedId('review-comment-');

export const reviewRoutes = defineRoutes({
  createReview: {
    method: 'POST',
    path: '/restaurants/:id/reviews',
    tag: 'Reviews',
    summary: 'Review a restaurant; without a rating the one on the been list is taken',
    access: 'writeReviews',
    params: ReviewParams,
    body: ReviewInput,
    output: Review,
    status: 201,
    errors: ['FORBIDDEN', 'RESTAURANT_NOT_FOUND', 'USER_NOT_FOUND', 'IMAGE_NOT_FOUND', 'REVIEW_EXISTS'],
  },
  listReviews: {
    method: 'GET',
    path: '/restaurants/:id/reviews',
    tag: 'Reviews',
    summary: 'Reviews of a restaurant, of everybody or of followed people',
    access: 'browse',
    params: ReviewParams,
    query: ReviewPage.extend({
      /** needs to be signed in */
      friendsOnly: queryFlag.default(false),
    }),
    output: z.array(Review),
    meta: PageMeta,
    status: 200,
    errors: ['RESTAURANT_NOT_FOUND'],
  },
  listReviewsOf: {
    method: 'GET',
    path: '/users/:id/reviews',
    tag: 'Reviews',
    summary: 'Reviews of a person, with the restaurants',
    access: 'browse',
    params: z.object({ id: UserRef }),
    query: ReviewPage,
    output: z.array(Review),
    meta: PageMeta,
    status: 200,
    errors: ['USER_NOT_FOUND'],
  },
  getReview: {
    method: 'GET',
    path: '/reviews/:id',
    tag: 'Reviews',
    summary: 'One review with its restaurant',
    access: 'browse',
    params: ReviewParams,
    output: Review,
    status: 200,
    errors: ['REVIEW_NOT_FOUND'],
  },
  updateReview: {
    method: 'PATCH',
    path: '/reviews/:id',
    tag: 'Reviews',
    summary: 'Change an own review',
    access: 'writeReviews',
    params: ReviewParams,
    body: ReviewPatch,
    output: Review,
    status: 200,
    errors: ['FORBIDDEN', 'REVIEW_NOT_FOUND', 'USER_NOT_FOUND', 'IMAGE_NOT_FOUND'],
  },
  deleteReview: {
    method: 'DELETE',
    path: '/reviews/:id',
    tag: 'Reviews',
    summary: 'Delete an own review; moderators delete those of others',
    access: 'withdrawReviews',
    params: ReviewParams,
    output: null,
    status: 204,
    undoable: true,
    errors: ['FORBIDDEN', 'REVIEW_NOT_FOUND'],
  },
  markHelpful: {
    method: 'POST',
    path: '/reviews/:id/helpful',
    tag: 'Reviews',
    summary: 'Mark a review of somebody else as helpful; repeating changes nothing',
    access: 'respond',
    params: ReviewParams,
    output: HelpfulState,
    status: 200,
    errors: ['FORBIDDEN', 'REVIEW_NOT_FOUND'],
  },
  unmarkHelpful: {
    method: 'DELETE',
    path: '/reviews/:id/helpful',
    tag: 'Reviews',
    summary: 'Take the mark back; repeating changes nothing',
    access: 'respond',
    params: ReviewParams,
    output: HelpfulState,
    status: 200,
    errors: ['FORBIDDEN', 'REVIEW_NOT_FOUND'],
  },
  listReviewComments: {
    method: 'GET',
    path: '/reviews/:id/comments',
    tag: 'Reviews',
    summary: 'Comments on a review, oldest first',
    access: 'browse',
    params: ReviewParams,
    query: CursorQuery,
    output: z.array(ReviewComment),
    meta: CursorMeta,
    status: 200,
    errors: ['REVIEW_NOT_FOUND', 'INVALID_CURSOR'],
  },
  commentOnReview: {
    method: 'POST',
    path: '/reviews/:id/comments',
    tag: 'Reviews',
    summary: 'Comment on a review',
    access: 'respond',
    params: ReviewParams,
    body: CommentInput,
    output: ReviewComment,
    status: 201,
    errors: ['REVIEW_NOT_FOUND'],
  },
  deleteReviewComment: {
    method: 'DELETE',
    path: '/reviews/:id/comments/:commentId',
    tag: 'Reviews',
    summary: 'Delete a comment: its author, the author of the review, or a moderator',
    access: 'respond',
    params: ReviewParams.extend({ commentId: ReviewCommentRef }),
    output: null,
    status: 204,
    undoable: true,
    errors: ['FORBIDDEN', 'REVIEW_NOT_FOUND', 'COMMENT_NOT_FOUND'],
  },
});
