import type {
  Coordinates,
  RestaurantCard,
  RestaurantFull,
  RestaurantInput,
  RestaurantPatch,
  ScoreDistribution,
} from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import tzlookup from '@photostructure/tz-lookup';
import { Audit } from '../../platform/audit/audit.js';
import { differenceOf } from '../../platform/audit/audit.rules.js';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database, type Db, type Tx } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import { Serialized } from '../../platform/http/answer.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { Sockets } from '../../platform/sockets/sockets.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { type PersonalScore, PredictionsService } from '../predictions/predictions.public.js';
import { milesBetween } from './distance.rules.js';
import { findMenu } from './restaurant-details.sql.js';
import {
  findTwin,
  insertRestaurant,
  lockName,
  lockRestaurant,
  softDeleteRestaurant,
  timeZoneExists,
  updateRestaurant,
} from './restaurant-write.sql.js';
import {
  findAliases,
  findCards,
  findFull,
  findManyFull,
  findOverlays,
  findRatings,
  findScores,
  type OverlayRow,
  restaurantExists,
} from './restaurants.sql.js';
import {
  cardOf,
  factsOf,
  fullText,
  packShared,
  presentShared,
  type SharedView,
  unpackShared,
} from './restaurants.view.js';
import { findOpenReviews } from './review-view.sql.js';

const notThere = () => new AppError('RESTAURANT_NOT_FOUND', 'There is no such restaurant.');

export const restaurantRoom = (id: number) => `restaurant:${id}`;

/** A restaurant as its keeper gets it back: with the version that If-Match takes. */
export interface Kept {
  readonly restaurant: Serialized<RestaurantFull>;
  readonly version: number;
}

/** What one viewer sees of a restaurant besides what everybody does. */
interface Personal {
  readonly overlay: OverlayRow;
  readonly score: PersonalScore;
}

interface BatchQuery {
  readonly ids: readonly number[];
  readonly openNow?: boolean | undefined;
  readonly acceptsReservations?: boolean | undefined;
  readonly sort?: 'rating' | 'distance' | 'name' | undefined;
  readonly position: Coordinates | null;
}

@Injectable()
export class RestaurantsService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly sockets: Sockets,
    private readonly predictions: PredictionsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** One restaurant: the part of everybody and the part of the viewer each from the cache, in one round trip. */
  async detail(
    viewer: Viewer,
    id: number,
    { position, expand }: { position: Coordinates | null; expand: readonly string[] },
  ): Promise<Serialized<RestaurantFull>> {
    const { view, personal } = await this.cachedDetail(viewer, id);
    const db = this.database.current;
    const [menu, reviews, scoreExplanation] = await Promise.all([
      expand.includes('menu') ? findMenu(db, view.id) : undefined,
      expand.includes('reviews') ? findOpenReviews(db, view.id, viewer?.id ?? null) : undefined,
      viewer && expand.includes('explain') ? this.predictions.explain(viewer, view.id) : undefined,
    ]);
    return new Serialized(
      fullText(view, position, personal?.overlay, personal?.score, {
        ...(menu && { menu }),
        ...(reviews && { reviews }),
        ...(scoreExplanation && { scoreExplanation }),
      }),
    );
  }

  async batch(
    viewer: Viewer,
    query: BatchQuery,
  ): Promise<{ restaurants: Serialized<RestaurantFull[]>; missing: number[] }> {
    const asked = [...new Set(query.ids)];
    const own = await this.full(viewer, asked);
    const { rows } = own;
    const absent = asked.filter((id) => !rows.has(id));
    const aliases = await findAliases(this.database.current, absent);
    const others = await this.full(viewer, [...aliases.values()]);
    const now = this.clock();
    const found = new Map(
      asked.flatMap((id) => {
        const row = rows.get(id) ?? others.rows.get(aliases.get(id) ?? 0);
        return row ? [[id, row] as const] : [];
      }),
    );
    const views = new Map([...found.values()].map((row) => [row.id, presentShared(row, now).view]));
    const text = (view: SharedView) => {
      const { overlays, scores } = rows.has(view.id) ? own : others;
      return fullText(view, query.position, overlays.get(view.id), scores.get(view.id));
    };
    return {
      restaurants: new Serialized(`[${arrange([...views.values()], text, query).join(',')}]`),
      missing: asked.filter((id) => !found.has(id)),
    };
  }

  /**
   * Cards by id, each as this viewer sees it, in two statements however many there are. Deleted restaurants
   * come as closed ones: the caller decides whether they belong.
   */
  async cards(
    viewer: Viewer,
    ids: readonly number[],
    position: Coordinates | null = null,
    db: Db = this.database.current,
  ): Promise<Map<number, RestaurantCard>> {
    const [rows, overlays] = await Promise.all([
      findCards(db, ids),
      viewer ? findOverlays(db, viewer.id, ids) : undefined,
    ]);
    const now = this.clock();
    return new Map(
      [...rows].map(([id, row]) => [id, cardOf(presentShared(row, now).view, position, overlays?.get(id))]),
    );
  }

  /** How the ratings of everybody are spread. */
  async scoreDistribution(id: number): Promise<ScoreDistribution> {
    const text = await this.cache.read(CACHE.scoreDistribution, id, async () => {
      const found = await findScores(this.database.current, id);
      return found ? { value: JSON.stringify(found) } : null;
    });
    if (text === null) throw notThere();
    return JSON.parse(text) as ScoreDistribution;
  }

  /** The restaurant that answers for an id: itself, or the one that it became. */
  async answering(id: number, db: Db = this.database.current): Promise<number> {
    return (await findAliases(db, [id])).get(id) ?? id;
  }

  exists(id: number, db: Db = this.database.current): Promise<boolean> {
    return restaurantExists(db, id);
  }

  async create(actor: Actor, input: RestaurantInput): Promise<Kept> {
    const { latitude, longitude } = input.location.coordinates;
    return this.database.transaction(async (tx) => {
      await lockName(tx, input.name);
      const twin = input.force ? undefined : await findTwin(tx, input);
      if (twin !== undefined) {
        throw new AppError(
          'RESTAURANT_DUPLICATE',
          'A restaurant of this name stands within 50 m: send force to add it all the same.',
          {
            restaurantId: twin,
          },
        );
      }
      await this.checkTimeZone(tx, input.timezone);
      const id = await insertRestaurant(tx, {
        ...input,
        timezone: input.timezone ?? tzlookup(latitude, longitude),
      });
      await this.audit.record(tx, actor, {
        act: 'restaurant.create',
        target: { type: 'restaurant', id },
        after: { name: input.name },
      });
      await this.outbox.append(tx, 'restaurant.created', { restaurantId: id });
      return this.uncached(tx, actor, id);
    });
  }

  async update(actor: Actor, id: number, patch: RestaurantPatch, version?: number): Promise<Kept> {
    const coordinates = patch.location?.coordinates;
    const timezone = patch.timezone ?? (coordinates && tzlookup(coordinates.latitude, coordinates.longitude));
    return this.database.transaction(async (tx) => {
      await this.checkTimeZone(tx, patch.timezone);
      await lockRestaurant(tx, id);
      const was = await findFull(tx, id);
      const outcome = await updateRestaurant(tx, id, { ...patch, ...(timezone && { timezone }) }, version);
      if (outcome === 'absent') throw notThere();
      if (outcome === 'other-version')
        throw new AppError('PRECONDITION_FAILED', 'The restaurant was changed meanwhile: read it again.');
      const is = await findFull(tx, id);
      await this.audit.record(tx, actor, {
        act: 'restaurant.update',
        target: { type: 'restaurant', id },
        ...(was && is && differenceOf(factsOf(was), factsOf(is))),
      });
      await this.outbox.append(tx, 'restaurant.changed', { restaurantId: id });
      return this.uncached(tx, actor, id);
    });
  }

  async remove(actor: Actor, id: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await softDeleteRestaurant(tx, id))) throw notThere();
      await this.audit.record(tx, actor, { act: 'restaurant.delete', target: { type: 'restaurant', id } });
      await this.outbox.append(tx, 'restaurant.removed', { restaurantId: id });
    });
  }

  /** Tells whoever looks at the restaurants that their ratings moved. */
  async announceRatings(ids: readonly number[], db: Db): Promise<void> {
    for (const rating of await findRatings(db, ids)) {
      this.sockets.send(restaurantRoom(rating.id), 'restaurant:update', rating);
    }
  }

  private async cachedDetail(
    viewer: Viewer,
    id: number,
  ): Promise<{ view: SharedView; personal: Personal | undefined }> {
    const overlayArg = viewer && { id, viewerId: viewer.id, version: viewer.cacheVersion };
    const keys = [CACHE.restaurant.key(id), ...(overlayArg ? [CACHE.restaurantOverlay.key(overlayArg)] : [])];
    const [kept, keptOverlay] = await this.cache.peek(CACHE.restaurant.name, keys);
    if (kept !== undefined) this.cache.countHit(CACHE.restaurant.name);
    const text = kept ?? (await this.cache.fill(CACHE.restaurant, id, () => this.loadShared(id)));
    if (text === null) {
      const other = (await findAliases(this.database.current, [id])).get(id);
      if (other === undefined) throw notThere();
      return this.cachedDetail(viewer, other);
    }
    const { view, nonce } = unpackShared(text);
    if (!viewer || !overlayArg) return { view, personal: undefined };
    if (keptOverlay?.startsWith(`${nonce} `)) {
      this.cache.countHit(CACHE.restaurantOverlay.name);
      return { view, personal: JSON.parse(keptOverlay.slice(nonce.length + 1)) as Personal };
    }
    const filled = await this.cache.fill(CACHE.restaurantOverlay, overlayArg, async () => {
      const [overlays, scores] = await Promise.all([
        findOverlays(this.database.current, viewer.id, [id]),
        this.predictions.scores(viewer.id, [id]),
      ]);
      return { value: `${nonce} ${JSON.stringify({ overlay: overlays.get(id), score: scores.get(id) })}` };
    });
    return {
      view,
      personal: filled === null ? undefined : (JSON.parse(filled.slice(filled.indexOf(' ') + 1)) as Personal),
    };
  }

  private async full(viewer: Viewer, ids: readonly number[]) {
    const db = this.database.current;
    const [rows, overlays, scores] = await Promise.all([
      findManyFull(db, ids),
      viewer ? findOverlays(db, viewer.id, ids) : new Map<number, OverlayRow>(),
      viewer ? this.predictions.scores(viewer.id, ids) : new Map<number, PersonalScore>(),
    ]);
    return { rows: new Map(rows.map((row) => [row.id, row])), overlays, scores };
  }

  private async loadShared(id: number): Promise<{ value: string; ttl: number } | null> {
    const row = await findFull(this.database.current, id);
    if (!row) return null;
    const { view, validFor } = presentShared(row, this.clock());
    return { value: packShared(view), ttl: validFor };
  }

  /** The clock of a place is read by the database too: it must know the zone by this name. */
  private async checkTimeZone(tx: Tx, timezone: string | undefined): Promise<void> {
    if (timezone !== undefined && !(await timeZoneExists(tx, timezone))) {
      throw invalidField('timezone', 'must be an IANA time zone');
    }
  }

  /** A restaurant as it is in an open transaction, past every cache. */
  async uncached(db: Db, viewer: Actor, id: number): Promise<Kept> {
    const [row, overlays] = await Promise.all([findFull(db, id), findOverlays(db, viewer.id, [id])]);
    if (!row) throw notThere();
    const scores = await this.predictions.scores(viewer.id, [id], db);
    const view = presentShared(row, this.clock()).view;
    const text = fullText(view, null, overlays.get(id), scores.get(id));
    return { restaurant: new Serialized(text), version: row.version };
  }
}

/** Filters and sorts what a batch asked for; else the order of the request stands. */
function arrange(
  views: readonly SharedView[],
  text: (view: SharedView) => string,
  query: BatchQuery,
): string[] {
  if (query.sort === 'distance' && !query.position)
    throw invalidField('lat', 'sorting by distance needs lat and lng');
  const rows = views.map((view) => {
    const json = text(view);
    return { view, json, full: JSON.parse(json) as RestaurantFull };
  });
  const kept = rows.filter(
    ({ full }) =>
      (query.openNow === undefined || full.isOpen === query.openNow) &&
      (query.acceptsReservations === undefined || full.acceptsReservations === query.acceptsReservations),
  );
  const { position } = query;
  const compare: Record<string, (a: (typeof rows)[number], b: (typeof rows)[number]) => number> = {
    rating: (a, b) => b.full.rating - a.full.rating || a.view.id - b.view.id,
    name: (a, b) => a.full.name.localeCompare(b.full.name) || a.view.id - b.view.id,
    distance: (a, b) =>
      position
        ? milesBetween(position, a.view.position) - milesBetween(position, b.view.position) ||
          a.view.id - b.view.id
        : 0,
  };
  const order = query.sort && compare[query.sort];
  return (order ? kept.sort(order) : kept).map(({ json }) => json);
}
