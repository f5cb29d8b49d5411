import { createHash } from 'node:crypto';
import type { Completion, Coordinates, SearchQuery, SearchResults, UserCard } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database } from '../../platform/database/database.js';
import type { Viewer } from '../../platform/viewer.js';
import { CustomListsService } from '../custom-lists/custom-lists.public.js';
import { RestaurantListService, RestaurantsService } from '../restaurants/restaurants.public.js';
import { UsersService } from '../users/users.public.js';
import { type Hit, SearchEngine } from './engine/search-engine.js';
import { findLabels } from './labels.sql.js';
import { decodePeopleCursor, encodePeopleCursor } from './people-cursor.js';

interface Place {
  readonly lat?: number | undefined;
  readonly lng?: number | undefined;
}

const MOST_SUGGESTIONS = 10;
const SUGGESTED_PEOPLE = 3;

/** Finds what answers to a text, as the viewer may see it. */
@Injectable()
export class SearchService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly engine: SearchEngine,
    private readonly users: UsersService,
    private readonly restaurants: RestaurantsService,
    private readonly restaurantLists: RestaurantListService,
    private readonly customLists: CustomListsService,
  ) {}

  async search(viewer: Viewer, query: SearchQuery): Promise<SearchResults> {
    const wants = (type: SearchQuery['type']) => query.type === 'all' || query.type === type;
    const [restaurants, users, tastemakers, lists] = await Promise.all([
      wants('restaurants') ? this.foundRestaurants(viewer, query) : [],
      wants('users') ? this.foundPeople(viewer, query, false) : [],
      wants('tastemakers') ? this.foundPeople(viewer, query, true) : [],
      wants('lists') ? this.foundLists(viewer, query) : [],
    ]);
    const totalResults = restaurants.length + users.length + tastemakers.length + lists.length;
    return { restaurants, users, tastemakers, lists, totalResults };
  }

  /** People by name, a page at a time. */
  async people(viewer: Viewer, query: { q: string; cursor?: string | undefined; limit: number }) {
    const after = query.cursor === undefined ? undefined : decodePeopleCursor(query.cursor);
    const hits = await this.engine.people(viewer, {
      text: query.q,
      limit: query.limit + 1,
      onlyTastemakers: false,
      after,
    });
    const page = hits.slice(0, query.limit);
    const cards = await this.users.cards(
      viewer,
      page.map(({ id }) => id),
    );
    const last = page.at(-1);
    const hasMore = hits.length > query.limit;
    return {
      users: page.flatMap(({ id }): UserCard[] => {
        const card = cards.get(id);
        return card ? [card] : [];
      }),
      meta: { hasMore, nextCursor: hasMore && last ? encodePeopleCursor(last) : null },
    };
  }

  async suggest(viewer: Viewer, { q, ...place }: { q: string } & Place): Promise<Completion[]> {
    const position = await this.restaurantLists.positionOf(viewer, place);
    const [places, people] = await Promise.all([
      this.suggestedPlaces(q, position),
      this.engine.people(viewer, { text: q, limit: SUGGESTED_PEOPLE, onlyTastemakers: false }),
    ]);
    const cards = await this.users.cards(
      viewer,
      people.map(({ id }) => id),
    );
    const suggestedPeople = people.flatMap(({ id }): Completion[] => {
      const card = cards.get(id);
      if (!card) return [];
      const type = card.isTastemaker ? 'tastemaker' : 'user';
      return [{ type, id, label: card.displayName, sublabel: `@${card.username}` }];
    });
    return [...places.slice(0, MOST_SUGGESTIONS - suggestedPeople.length), ...suggestedPeople];
  }

  /** The same for everybody at the same place, so it is kept for a minute while many type the same. */
  private async suggestedPlaces(text: string, position: Coordinates | null): Promise<Completion[]> {
    const version = await this.cache.version(CACHE.catalogue, 'all');
    const hash = createHash('sha256')
      .update(JSON.stringify([text, position]))
      .digest('base64url');
    const kept = await this.cache.read(CACHE.completions, { hash, version }, async () => {
      const hits = await this.engine.restaurants(null, {
        text,
        position,
        filter: {},
        limit: MOST_SUGGESTIONS,
        isTyping: true,
      });
      return {
        value: JSON.stringify(
          await findLabels(
            this.database.current,
            hits.map(({ id }) => id),
          ),
        ),
      };
    });
    return kept === null ? [] : (JSON.parse(kept) as Completion[]);
  }

  private async foundRestaurants(viewer: Viewer, query: SearchQuery) {
    const position = await this.restaurantLists.positionOf(viewer, query);
    const { q: text, limit, cuisines, priceRange, neighborhood, city, maxDistance, openNow } = query;
    const filter = { cuisines, priceRange, neighborhood, city, maxDistance, openNow };
    const hits = await this.engine.restaurants(viewer, { text, limit, position, filter });
    return present(hits, await this.restaurants.cards(viewer, idsOf(hits), position));
  }

  private async foundPeople(viewer: Viewer, { q: text, limit }: SearchQuery, onlyTastemakers: boolean) {
    const hits = await this.engine.people(viewer, { text, limit, onlyTastemakers });
    return present(hits, await this.users.cards(viewer, idsOf(hits)));
  }

  private async foundLists(viewer: Viewer, { q: text, limit }: SearchQuery) {
    const hits = await this.engine.lists(viewer, { text, limit });
    return present(hits, await this.customLists.summaries(viewer, idsOf(hits)));
  }
}

const idsOf = (hits: readonly Hit[]): number[] => hits.map(({ id }) => id);

/** What the engine found and the viewer may see, in the engine's order. */
function present<T extends object>(hits: readonly Hit[], views: ReadonlyMap<number, T>) {
  return hits.flatMap(({ id, score, matchedOn }) => {
    const view = views.get(id);
    return view
      ? [{ ...view, relevanceScore: Math.round(score * 1000) / 1000, matchedOn: [...matchedOn] }]
      : [];
  });
}
