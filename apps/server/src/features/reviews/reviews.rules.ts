import type { ReviewPatch } from '@beli/contract';

/** What a review says, as it is stored. */
export interface ReviewValues {
  readonly rating: number;
  readonly title: string | null;
  readonly content: string;
  readonly photos: string[];
  readonly tags: string[];
  readonly orderItems: string[];
  readonly companionIds: number[];
  readonly visitDate: string | null;
}

/** A review of which only rating and content were said. */
export const newReview = (rating: number, content: string): ReviewValues => ({
  rating,
  content,
  title: null,
  photos: [],
  tags: [],
  orderItems: [],
  companionIds: [],
  visitDate: null,
});

/** What stands after an input has changed some of it. */
export function mergeReview(base: ReviewValues, input: ReviewPatch): ReviewValues {
  return {
    rating: input.rating ?? base.rating,
    title: input.title === undefined ? base.title : input.title || null,
    content: input.content ?? base.content,
    photos: input.photos ?? base.photos,
    tags: input.tags ?? base.tags,
    orderItems: input.orderItems ?? base.orderItems,
    companionIds: input.companions ? [...new Set(input.companions)] : base.companionIds,
    visitDate: input.visitDate === undefined ? base.visitDate : input.visitDate,
  };
}
