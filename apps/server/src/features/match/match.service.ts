import type { TasteMatch, UserRef } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE, type PairView } from '../../platform/cache/cache-keys.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import type { Actor } from '../../platform/viewer.js';
import { UsersService } from '../users/users.public.js';
import { findCoRanked } from './compared.sql.js';
import {
  type CoRated,
  cuisineOverlap,
  jaccard,
  matchPercentage,
  percentileOf,
  placeOverlap,
  tasteAgreement,
} from './match.rules.js';
import { findSharedTaste, findTasted, type TastedRow } from './match.sql.js';

type Detail = Omit<TasteMatch, 'userId' | 'matchPercentage'>;

const notThere = () => new AppError('USER_NOT_FOUND', 'There is no such person.');

const round3 = (share: number) => Math.round(share * 1000) / 1000;

@Injectable()
export class MatchService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly users: UsersService,
  ) {}

  /** @throws AppError USER_NOT_FOUND for nobody and for accounts that are not open to the caller */
  async of(actor: Actor, ref: UserRef, isExplained: boolean): Promise<TasteMatch> {
    const { userId, percentage } = await this.openPair(actor, ref);
    const view = await this.viewOf(actor, userId);
    const load = async () => JSON.stringify(await this.loadDetail(view, isExplained));
    const text = await this.cache.read(CACHE.matchDetail, { ...view, isExplained }, async () => ({
      value: await load(),
    }));
    return { userId, matchPercentage: percentage, ...(JSON.parse(text ?? (await load())) as Detail) };
  }

  /**
   * Percentages of the caller with many people, in one round trip to Redis and one to PostgreSQL, which says who is
   * open to the caller and counts what Redis does not know. People who are not open are not in the answer.
   */
  async percentages(viewerId: number, ids: readonly number[]): Promise<Map<number, number>> {
    const asked = [...new Set(ids)];
    if (asked.length === 0) return new Map();
    const { kept, marks } = await this.kept(viewerId, asked);
    const missing = asked.filter((id) => !kept.has(id));
    const rows = await findTasted(this.database.current, viewerId, asked, missing);
    const own = rows.get(viewerId);
    const found = asked.flatMap((id) => {
      const row = rows.get(id);
      return row && own ? [[id, kept.get(id) ?? percentageOf(own, row)] as const] : [];
    });
    this.cache.countHit(CACHE.match.name, kept.size);
    this.cache.keep(
      CACHE.match,
      found.flatMap(([id, percentage]) =>
        kept.has(id) ? [] : [[{ one: viewerId, other: id }, `${marks.get(id)} ${percentage}`] as const],
      ),
    );
    return new Map(found);
  }

  /** A person who is open to the caller, with their percentage. */
  async openPair(actor: Actor, ref: UserRef): Promise<{ userId: number; percentage: number }> {
    const userId = this.users.resolve(actor, ref);
    const percentage = (await this.percentages(actor.id, [userId])).get(userId);
    if (percentage === undefined) throw notThere();
    return { userId, percentage };
  }

  /** What caches of a pair go by. */
  async viewOf(actor: Actor, userId: number): Promise<PairView> {
    const version = await this.cache.version(CACHE.person, userId);
    return { viewerId: actor.id, userId, versions: [actor.cacheVersion, version] };
  }

  /** Where both stand with what both have ranked. */
  async coRated(viewerId: number, otherId: number): Promise<CoRated[]> {
    const rows = await findCoRanked(this.database.current, viewerId, otherId);
    return rows.map(({ restaurantId, ownIndex, ownTotal, theirIndex, theirTotal }) => ({
      restaurantId,
      own: percentileOf(ownIndex, ownTotal),
      theirs: percentileOf(theirIndex, theirTotal),
    }));
  }

  /** What Redis knows, and the mark that a value must begin with to be believed. */
  private async kept(viewerId: number, asked: readonly number[]) {
    const keys = asked.map((other) => CACHE.match.key({ one: viewerId, other }));
    const versionKeys = [viewerId, ...asked].map((id) => CACHE.been.key(id));
    const found = await this.cache.peek(CACHE.match.name, [...keys, ...versionKeys]);
    const [own = '0', ...versions] = found.slice(keys.length);
    const marks = new Map(
      asked.map((id, index) => {
        const theirs = versions[index] ?? '0';
        return [id, viewerId < id ? `${own}.${theirs}` : `${theirs}.${own}`];
      }),
    );
    const kept = asked.flatMap((id, index) => {
      const [mark, percentage] = found[index]?.split(' ') ?? [];
      return mark !== undefined && mark === marks.get(id) ? [[id, Number(percentage)] as const] : [];
    });
    return { kept: new Map(kept), marks };
  }

  private async loadDetail({ viewerId, userId }: PairView, isExplained: boolean): Promise<Detail> {
    const [row, coRated] = await Promise.all([
      findSharedTaste(this.database.current, viewerId, userId),
      isExplained ? this.coRated(viewerId, userId) : undefined,
    ]);
    const own = { places: row.places, cuisines: row.cuisines };
    const other = { places: row.theirPlaces, cuisines: row.theirCuisines };
    const places = placeOverlap(own, other, row.shared);
    return {
      sharedRestaurants: places.shared,
      totalRestaurants: places.total,
      topSharedCuisines: row.sharedCuisines,
      ...(coRated && {
        breakdown: {
          restaurantJaccard: round3(jaccard(places)),
          cuisineJaccard: round3(jaccard(cuisineOverlap(own, other))),
          tasteAgreement: tasteAgreement(coRated),
          coRated: coRated.length,
        },
      }),
    };
  }
}

const percentageOf = (own: TastedRow, other: TastedRow): number =>
  matchPercentage(placeOverlap(own, other, other.shared), cuisineOverlap(own, other));
