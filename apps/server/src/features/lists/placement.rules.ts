import type { Sentiment } from '@beli/contract';

/** The bucket that a rating on its own falls into. */
export function sentimentOf(rating: number): Sentiment {
  if (rating >= 6.7) return 'liked';
  return rating >= 3.4 ? 'fine' : 'disliked';
}

/** What decides the order of been places: rating and sentiment as they are to be stored. */
export interface Standing {
  readonly rating: number | null;
  readonly sentiment: Sentiment | null;
  readonly source: 'manual' | null;
}

/** A rating wins over a sentiment that was sent with it. */
export function standingOf(rating: number | null, sentiment: Sentiment | null): Standing {
  return rating === null
    ? { rating: null, sentiment, source: null }
    : { rating, sentiment: sentimentOf(rating), source: 'manual' };
}

/** One rating per person and restaurant: the been one, else the recommended one. */
export function countedRating(ratings: { been?: number | null; recommended?: number | null }): number | null {
  return ratings.been ?? ratings.recommended ?? null;
}
