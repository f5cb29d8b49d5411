import type { Coordinates, MatchedOn } from '@beli/contract';
import type { Viewer } from '../../../platform/viewer.js';

/** One find: what it is by its id, and how well it answers. */
export interface Hit {
  readonly id: number;
  /** higher is better, within one answer */
  readonly score: number;
  readonly matchedOn: readonly MatchedOn[];
}

export interface RestaurantFilter {
  readonly cuisines?: readonly string[] | undefined;
  readonly priceRange?: readonly ('$' | '$$' | '$$$' | '$$$$')[] | undefined;
  readonly neighborhood?: string | undefined;
  readonly city?: string | undefined;
  /** miles from the position */
  readonly maxDistance?: number | undefined;
  readonly openNow?: boolean | undefined;
}

export interface RestaurantAsk {
  readonly text: string;
  readonly limit: number;
  readonly position: Coordinates | null;
  readonly filter: RestaurantFilter;
  /** while somebody is typing: answers sooner, and looks for slips only where nothing else is found */
  readonly isTyping?: boolean;
}

export interface PersonAsk {
  readonly text: string;
  readonly limit: number;
  readonly onlyTastemakers: boolean;
  /** where the page before ended */
  readonly after?: { readonly score: number; readonly id: number } | undefined;
}

/**
 * Finds things by text. What it promises is written down as tests that any engine can be run against
 * (`engine-promises.ts`): best first, at most `limit`, nothing twice; whatever the viewer may not see is not
 * found; every text is just text. A text that holds no letter and no digit finds nothing.
 */
export abstract class SearchEngine {
  abstract restaurants(viewer: Viewer, ask: RestaurantAsk): Promise<Hit[]>;
  abstract people(viewer: Viewer, ask: PersonAsk): Promise<Hit[]>;
  /** public lists that people made */
  abstract lists(viewer: Viewer, ask: { text: string; limit: number }): Promise<Hit[]>;
}
