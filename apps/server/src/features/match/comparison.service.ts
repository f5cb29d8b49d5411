import type {
  Category,
  ComparedRestaurant,
  Comparison,
  PageMeta,
  RestaurantCard,
  UserRef,
} from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { CACHE } from '../../platform/cache/cache-keys.js';
import { Database } from '../../platform/database/database.js';
import { pageMeta } from '../../platform/http/pages.js';
import type { Actor } from '../../platform/viewer.js';
import { RestaurantsService } from '../restaurants/restaurants.public.js';
import { UsersService } from '../users/users.public.js';
import { findOnlyTheirs, findSharedWishes, findShownRatings } from './compared.sql.js';
import { compareTastes } from './match.rules.js';
import { MatchService } from './match.service.js';

type Skeleton = Readonly<Record<keyof Comparison, readonly number[]>>;

/** Places of each kind in a comparison. */
const MOST = 20;

/** What two people know and want, place by place. */
@Injectable()
export class ComparisonService {
  constructor(
    private readonly database: Database,
    private readonly cache: Cache,
    private readonly users: UsersService,
    private readonly restaurants: RestaurantsService,
    private readonly matches: MatchService,
  ) {}

  /** Which places is remembered; how they look to the viewer now is not. */
  async compare(actor: Actor, ref: UserRef): Promise<Comparison> {
    const { id: userId } = await this.users.openAccount(actor, ref);
    const view = await this.matches.viewOf(actor, userId);
    const load = async () => JSON.stringify(await this.loadSkeleton(actor.id, userId));
    const text = await this.cache.read(CACHE.comparison, view, async () => ({ value: await load() }));
    const skeleton = JSON.parse(text ?? (await load())) as Skeleton;
    const ids = [...skeleton.agree, ...skeleton.disagree, ...skeleton.onlyThem];
    const [cards, ratings] = await Promise.all([
      this.restaurants.cards(actor, ids),
      findShownRatings(this.database.current, userId, ids),
    ]);
    const present = (shown: readonly number[]) =>
      shown.flatMap((id) => presentCompared(cards.get(id), ratings.get(id)));
    return {
      agree: present(skeleton.agree),
      disagree: present(skeleton.disagree),
      onlyThem: present(skeleton.onlyThem),
    };
  }

  async sharedWantToTry(
    actor: Actor,
    ref: UserRef,
    query: { page: number; pageSize: number; category?: Category | undefined },
  ): Promise<{ restaurants: RestaurantCard[]; meta: PageMeta }> {
    const account = await this.users.openAccount(actor, ref);
    const isShown = account.showsWantToTry || account.id === actor.id;
    const { ids, total } = isShown
      ? await findSharedWishes(this.database.current, actor.id, account.id, query)
      : { ids: [], total: 0 };
    const cards = await this.restaurants.cards(actor, ids);
    return { restaurants: ids.flatMap((id) => cards.get(id) ?? []), meta: pageMeta(query, total) };
  }

  private async loadSkeleton(viewerId: number, userId: number): Promise<Skeleton> {
    const [coRated, onlyThem] = await Promise.all([
      this.matches.coRated(viewerId, userId),
      findOnlyTheirs(this.database.current, viewerId, userId, MOST),
    ]);
    const { agree, disagree } = compareTastes(coRated, MOST);
    const idsOf = (rows: typeof agree) => rows.map(({ restaurantId }) => restaurantId);
    return { agree: idsOf(agree), disagree: idsOf(disagree), onlyThem };
  }
}

/** A rating that is not there any more is null; one that is hidden takes the place along. */
const presentCompared = (
  card: RestaurantCard | undefined,
  theirRating: number | null | undefined,
): ComparedRestaurant[] => (card && theirRating !== undefined ? [{ ...card, theirRating }] : []);
