import { createHash, randomUUID } from 'node:crypto';
import type { Coordinates, PageMeta, RandomQuery, RestaurantCard, RestaurantListQuery } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database, type Db } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import { Serialized } from '../../platform/http/answer.js';
import { pageMeta } from '../../platform/http/pages.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import type { Viewer } from '../../platform/viewer.js';
import { UsersService } from '../users/users.public.js';
import { countMatching, findNearby, findPage, findRandom } from './restaurant-list.sql.js';
import { findCards, findOverlays } from './restaurants.sql.js';
import { cardText, packShared, presentShared, type SharedView, unpackShared } from './restaurants.view.js';

interface Page {
  readonly total: number;
  readonly views: readonly SharedView[];
}

/** Below this a page would be stale almost as soon as it is kept. */
const SHORTEST_LIFE = 5;

@Injectable()
export class RestaurantListService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly users: UsersService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(
    viewer: Viewer,
    query: RestaurantListQuery,
  ): Promise<{ cards: Serialized<RestaurantCard[]>; meta: PageMeta }> {
    const position = await this.positionOf(viewer, query);
    if (!position && (query.sort === 'distance' || query.maxDistance !== undefined)) {
      throw invalidField('lat', 'needs lat and lng, or a home position in the profile');
    }
    if (!viewer && (query.sort === 'friends' || query.minFriends !== undefined)) {
      throw new AppError('UNAUTHORIZED', 'Sign in to see what friends want to try.');
    }
    const page = await this.page(viewer, query, position);
    const cards = await this.texts(viewer, page.views, position);
    return { cards: new Serialized(`[${cards.join(',')}]`), meta: pageMeta(query, page.total) };
  }

  async nearby(
    viewer: Viewer,
    query: {
      lat?: number | undefined;
      lng?: number | undefined;
      maxDistance: number;
      minRating: number;
      limit: number;
    },
  ): Promise<Serialized<RestaurantCard[]>> {
    const position = await this.positionOf(viewer, query);
    if (!position) throw invalidField('lat', 'needs lat and lng, or a home position in the profile');
    const db = this.database.replica;
    const ids = await findNearby(db, position, query);
    const cards = await this.texts(viewer, await this.viewsOf(db, ids), position);
    return new Serialized(`[${cards.join(',')}]`);
  }

  /** A few by chance, of those that the filters leave; the seed finds them again. */
  async random(
    viewer: Viewer,
    query: RandomQuery,
  ): Promise<{ cards: Serialized<RestaurantCard[]>; seed: string }> {
    const position = await this.positionOf(viewer, query);
    if (!position && query.maxDistance !== undefined)
      throw invalidField('lat', 'needs lat and lng, or a home position in the profile');
    if (!viewer && (query.minFriends !== undefined || query.fromScope !== undefined))
      throw new AppError('UNAUTHORIZED', 'Sign in to choose from what you or your friends want to try.');
    const seed = query.seed ?? randomUUID();
    const db = this.database.current;
    const ids = await findRandom(
      db,
      query,
      {
        position,
        wantedBy: query.fromScope && viewer ? viewer.id : null,
        seed: seedNumber(seed),
        count: query.count,
      },
      viewer?.id ?? null,
    );
    const cards = await this.texts(viewer, await this.viewsOf(db, ids), position);
    return { cards: new Serialized(`[${cards.join(',')}]`), seed };
  }

  /** What was sent, else home: for distances on every list of restaurants. */
  async positionOf(
    viewer: Viewer,
    { lat, lng }: { lat?: number | undefined; lng?: number | undefined },
  ): Promise<Coordinates | null> {
    if (lat !== undefined && lng !== undefined) return { latitude: lat, longitude: lng };
    return viewer ? this.users.homeOf(viewer) : null;
  }

  private async page(
    viewer: Viewer,
    query: RestaurantListQuery,
    position: Coordinates | null,
  ): Promise<Page> {
    const isPersonal = query.sort === 'friends' || query.minFriends !== undefined;
    const isFleeting = query.openNow !== undefined;
    if (query.page > 1 || isPersonal || isFleeting) return this.loadPage(query, position, viewer?.id ?? null);
    const version = await this.cache.version(CACHE.catalogue, 'all');
    const text = await this.cache.read(
      CACHE.restaurantList,
      { hash: hashOf(query, position), version },
      async () => {
        // From the primary: a replica that lags behind must not fill the cache with what was.
        const { page, validFor } = await this.loadTimedPage(this.database.current, query, position, null);
        return { value: packPage(page), ttl: validFor < SHORTEST_LIFE ? 0 : validFor };
      },
    );
    return text === null ? { total: 0, views: [] } : unpackPage(text);
  }

  private async loadPage(
    query: RestaurantListQuery,
    position: Coordinates | null,
    viewerId: number | null,
  ): Promise<Page> {
    return (await this.loadTimedPage(this.database.replica, query, position, viewerId)).page;
  }

  private async loadTimedPage(
    db: Db,
    query: RestaurantListQuery,
    position: Coordinates | null,
    viewerId: number | null,
  ) {
    const [ids, total] = await Promise.all([
      findPage(db, query, position, viewerId),
      countMatching(db, query, position, viewerId),
    ]);
    const timed = await this.timedViews(db, ids);
    return {
      page: { total, views: timed.map(({ view }) => view) },
      validFor: Math.min(...timed.map(({ validFor }) => validFor), CACHE.restaurantList.ttl),
    };
  }

  private async viewsOf(db: Db, ids: readonly number[]): Promise<SharedView[]> {
    return (await this.timedViews(db, ids)).map(({ view }) => view);
  }

  private async timedViews(db: Db, ids: readonly number[]) {
    const rows = await findCards(db, ids);
    const now = this.clock();
    return ids.flatMap((id) => {
      const row = rows.get(id);
      return row ? [presentShared(row, now)] : [];
    });
  }

  private async texts(
    viewer: Viewer,
    views: readonly SharedView[],
    position: Coordinates | null,
  ): Promise<string[]> {
    const overlays = viewer
      ? await findOverlays(
          this.database.current,
          viewer.id,
          views.map(({ id }) => id),
        )
      : undefined;
    return views.map((view) => cardText(view, position, overlays?.get(view.id)));
  }
}

/** A signed 64-bit number from a text. */
const seedNumber = (text: string): string =>
  createHash('sha256').update(text).digest().readBigInt64BE().toString();

/** The position decides who is in the page only where distance is asked about. */
function hashOf(query: RestaurantListQuery, position: Coordinates | null): string {
  const isPlaced = query.sort === 'distance' || query.maxDistance !== undefined;
  const { lat: _lat, lng: _lng, ...filters } = query;
  const text = JSON.stringify([
    Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1)),
    isPlaced ? position : null,
  ]);
  return createHash('sha1').update(text).digest('base64url');
}

const packPage = ({ total, views }: Page) => JSON.stringify([total, ...views.map(packShared)]);

function unpackPage(text: string): Page {
  const [total, ...packed] = JSON.parse(text) as [number, ...string[]];
  return { total, views: packed.map((one) => unpackShared(one).view) };
}
