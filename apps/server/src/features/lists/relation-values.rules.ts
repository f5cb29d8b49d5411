import type { Category, Relation, RelationPatch, Sentiment } from '@beli/contract';
import { standingOf } from './placement.rules.js';

/** What is stored of a relation besides whose it is and of what. */
export interface RelationValues {
  readonly category: Category;
  readonly rating: number | null;
  readonly ratingSource: Relation['ratingSource'];
  readonly sentiment: Sentiment | null;
  readonly notes: string | null;
  readonly notesPrivate: boolean;
  readonly visitDate: string | null;
  readonly visitCount: number;
  readonly tags: string[];
  readonly goodFor: string[];
  readonly favoriteDishes: string[];
  readonly photos: string[];
  readonly companionIds: number[];
  readonly isStealth: boolean;
}

/** A relation of which nothing was said. */
export const NEW_VALUES: Omit<RelationValues, 'category' | 'visitDate' | 'visitCount'> = {
  rating: null,
  ratingSource: null,
  sentiment: null,
  notes: null,
  notesPrivate: false,
  tags: [],
  goodFor: [],
  favoriteDishes: [],
  photos: [],
  companionIds: [],
  isStealth: false,
};

/** What is kept after an input has changed some of it. A rating that was sent is stored as it is. */
export function mergeInput(base: RelationValues, input: RelationPatch): RelationValues {
  const sentiment = input.sentiment === undefined ? base.sentiment : input.sentiment;
  const rating = input.rating === undefined ? base.rating : input.rating;
  const standing = standingOf(rating, sentiment);
  return {
    category: input.category ?? base.category,
    rating: standing.rating,
    ratingSource: input.rating === undefined ? base.ratingSource : standing.source,
    sentiment: standing.sentiment,
    notes: input.notes === undefined ? base.notes : input.notes,
    notesPrivate: input.notesPrivate ?? base.notesPrivate,
    visitDate: base.visitDate,
    visitCount: base.visitCount,
    tags: input.tags ?? base.tags,
    goodFor: input.goodFor ?? base.goodFor,
    favoriteDishes: input.favoriteDishes ?? base.favoriteDishes,
    photos: input.photos ?? base.photos,
    companionIds: input.companions ? [...new Set(input.companions)] : base.companionIds,
    isStealth: input.isStealth ?? base.isStealth,
  };
}
