import type {
  Category,
  Coordinates,
  FriendRecommendation,
  Recommendation,
  RestaurantCard,
} from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database, type Db, type Tx } from '../../platform/database/database.js';
import { invalidField } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor } from '../../platform/viewer.js';
import { PredictionsService, rateMore, reasonsOf, scoreOf } from '../predictions/predictions.public.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import { UsersService } from '../users/users.public.js';
import { arrange, arrangePicks } from './recommendations.rules.js';
import { type Around, findActivePeople, findCandidates, findCity, findPicks } from './recommendations.sql.js';

const NEAR_HOME_MILES = 25;
/** Kept of one working out: more than is ever shown, because some may be closed or kept meanwhile. */
const KEPT = 80;
/** Seconds: what was asked for, and what was worked out at night for people who may come during the day. */
const LIFE = { asked: 3_600, nightly: 86_400 } as const;
/** People of one job, who have used the app within so many days. */
const PEOPLE_AT_ONCE = 10;
const ACTIVE_DAYS = 14;

interface ForYouQuery {
  readonly category?: Category | undefined;
  readonly limit: number;
  readonly lat?: number | undefined;
  readonly lng?: number | undefined;
  readonly maxDistance?: number | undefined;
}

/** Ids and numbers only: names and what changes are read when they are shown. */
interface Kept {
  readonly missing: number;
  readonly places: readonly {
    readonly id: number;
    readonly recScore: number | null;
    readonly advocates: readonly { readonly id: number; readonly agrees: boolean }[];
    readonly cuisines: readonly string[];
  }[];
}

@Injectable()
export class RecommendationsService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly outbox: Outbox,
    private readonly users: UsersService,
    private readonly restaurants: RestaurantsService,
    private readonly predictions: PredictionsService,
  ) {}

  /** What the person will like around a position, around home, in their city, or anywhere. */
  async forYou(
    actor: Actor,
    query: ForYouQuery,
  ): Promise<{ recommendations: Recommendation[]; ratingsMissing: number }> {
    const asked = positionIn(query);
    const home = asked ?? (await this.users.homeOf(actor));
    if (!home && query.maxDistance !== undefined)
      throw invalidField('lat', 'needs lat and lng, or a home position in the profile');
    const where = { ...query, position: asked };
    const version = await this.cache.version(CACHE.tasteVersion, actor.id);
    const arg = { userId: actor.id, version, where: whereKey(where) };
    const text = await this.cache.read(CACHE.recommendations, arg, async () => ({
      value: JSON.stringify(await this.workOut(actor.id, query, home)),
      ttl: LIFE.asked,
    }));
    const kept = JSON.parse(text ?? '{"missing":0,"places":[]}') as Kept;
    return {
      recommendations: await this.present(actor, kept, query.limit, home),
      ratingsMissing: kept.missing,
    };
  }

  /** What people whom the actor follows rate high or recommend, and the actor has not been to. */
  async fromFriends(
    actor: Actor,
    query: { category?: Category | undefined; minRating: number; limit: number },
  ): Promise<FriendRecommendation[]> {
    const db = this.database.current;
    const found = await findPicks(db, actor.id, query.minRating, query.category);
    const picks = arrangePicks(found, query.minRating * 10).slice(0, query.limit);
    const position = await this.users.homeOf(actor);
    const [cards, people] = await Promise.all([
      this.restaurants.cards(
        actor,
        picks.map(({ id }) => id),
        position,
      ),
      this.users.cards(
        actor,
        picks.flatMap(({ named }) => named.map(({ id }) => id)),
      ),
    ]);
    return picks.flatMap(({ id, friendScore, recommenders, named }) => {
      const card = cards.get(id);
      if (!card) return [];
      return {
        ...card,
        friendScore: friendScore === null ? null : Math.floor(friendScore + 0.5) / 10,
        recommenders: named.flatMap((one) => {
          const person = people.get(one.id);
          return person ? [{ ...person, rating: one.rating }] : [];
        }),
        recommenderCount: recommenders,
      };
    });
  }

  /**
   * Works out beforehand what the next active people behind an id will ask for, and promises the rest: one job is a
   * few people, so that nothing waits for a long transaction and a killed worker costs a few.
   */
  async workAhead(tx: Tx, after: number): Promise<void> {
    const people = await findActivePeople(tx, after, ACTIVE_DAYS, PEOPLE_AT_ONCE);
    for (const userId of people) {
      const version = await this.cache.version(CACHE.tasteVersion, userId);
      const arg = { userId, version, where: whereKey({ position: null }) };
      await this.cache.fill(CACHE.recommendations, arg, async () => ({
        value: JSON.stringify(await this.workOut(userId, {}, await this.users.homeOf({ id: userId }))),
        ttl: LIFE.nightly,
      }));
    }
    const last = people.at(-1);
    if (last !== undefined && people.length === PEOPLE_AT_ONCE)
      await this.outbox.append(tx, 'recommendations.due', { after: last });
  }

  private async workOut(
    userId: number,
    { category, maxDistance = NEAR_HOME_MILES }: Pick<ForYouQuery, 'category' | 'maxDistance'>,
    position: Coordinates | null,
  ): Promise<Kept> {
    const db = this.database.current;
    const city = position ? null : await findCity(db, userId);
    const candidates = await this.candidates(db, userId, { position, maxDistance, city }, category);
    const { missing, byPlace } = await this.predictions.predictions(
      userId,
      candidates.map(({ id }) => id),
      db,
    );
    const order = arrange(candidates, (id) => byPlace.get(id)?.rating).slice(0, KEPT);
    return {
      missing,
      places: order.map(({ id }) => {
        const prediction = byPlace.get(id);
        return {
          id,
          recScore: scoreOf(prediction).recScore,
          advocates: prediction?.advocates ?? [],
          cuisines: prediction?.cuisines ?? [],
        };
      }),
    };
  }

  /** Where there is nothing around, the best of everywhere. */
  private async candidates(db: Db, userId: number, around: Around, category: Category | undefined) {
    const near = await findCandidates(db, userId, around, category);
    const isEverywhere = !around.position && around.city === null;
    if (near.length > 0 || isEverywhere) return near;
    return findCandidates(db, userId, { ...around, position: null, city: null }, category);
  }

  private async present(
    actor: Actor,
    { missing, places }: Kept,
    limit: number,
    position: Coordinates | null,
  ): Promise<Recommendation[]> {
    const cards = await this.restaurants.cards(
      actor,
      places.map(({ id }) => id),
      position,
    );
    // Closed, removed, or kept in a list since it was worked out.
    const shown = places
      .filter(({ id }) => {
        const card = cards.get(id);
        return card && !card.isClosed && card.userStatuses.length === 0;
      })
      .slice(0, limit);
    const said = shown.flatMap(({ id, advocates }) =>
      advocates.map(({ id: userId }) => ({ restaurantId: id, userId })),
    );
    const names = new Map(
      (await this.predictions.advocates(actor.id, said)).map(({ restaurantId, userId, name }) => [
        `${restaurantId} ${userId}`,
        name,
      ]),
    );
    return shown.flatMap(({ id, recScore, advocates, cuisines }) => {
      const card = cards.get(id);
      if (!card) return [];
      const named = advocates.flatMap((one) => {
        const name = names.get(`${id} ${one.id}`);
        return name === undefined ? [] : [{ name, agrees: one.agrees }];
      });
      const reasons = reasonsOf({ advocates: named, cuisines });
      return { ...card, recScore, reasons: reasons.length > 0 ? reasons : [wordOfAll(card, missing)] };
    });
  }
}

const positionIn = ({ lat, lng }: Pick<ForYouQuery, 'lat' | 'lng'>): Coordinates | null =>
  lat === undefined || lng === undefined ? null : { latitude: lat, longitude: lng };

/** The part of a cache key that says what was asked for. Half a mile moves no recommendation. */
function whereKey({
  category,
  position,
  maxDistance,
}: {
  category?: Category | undefined;
  position: Coordinates | null;
  maxDistance?: number | undefined;
}): string {
  const place = position ? `${position.latitude.toFixed(2)},${position.longitude.toFixed(2)}` : 'home';
  return `${category ?? 'all'}:${place}:${maxDistance ?? ''}`;
}

function wordOfAll(card: RestaurantCard, missing: number): string {
  const everybody =
    card.ratingCount > 0
      ? `Rated ${card.rating.toFixed(1)} by ${card.ratingCount === 1 ? 'one person' : `${card.ratingCount} people`}.`
      : 'Nobody has rated it yet.';
  return missing > 0 ? `${everybody} ${rateMore(missing)}` : everybody;
}
