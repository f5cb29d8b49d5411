import { KIN } from './kin.rules.js';
import { predict, type Rated } from './predictor.rules.js';
import { type Community, groupKey, type Place, type Ratings, sumOf } from './quality.rules.js';

/** One rating, on any scale. */
export interface Row {
  readonly user: string;
  readonly item: string;
  readonly rating: number;
}

/** What else is known of an item; all of it may be left out. */
export interface Features {
  readonly cuisines?: readonly string[] | undefined;
  readonly price?: string | null | undefined;
  readonly area?: string | null | undefined;
}

export interface RowPredictor {
  /** Ratings in the scale of the rows; users and items that no row names are answered too. */
  predict(pairs: readonly { readonly user: string; readonly item: string }[]): number[];
}

/** Neighbours that are looked at for one person: as many as the server reads. */
const MOST_NEIGHBOURS = 200;

/**
 * The predictor over plain rows: it gathers from them what the server gathers by SQL, and asks the same `predict`.
 * Several ratings of one item by one user count as their mean. Takes no clock and no chance.
 */
export function learnFrom(
  rows: readonly Row[],
  features: ReadonlyMap<string, Features> = new Map(),
): RowPredictor {
  const items = numbering([...rows.map(({ item }) => item), ...features.keys()]);
  const users = numbering(rows.map(({ user }) => user));
  const ratings = gather(rows, users, items);
  const places = placesOf(ratings, items, features);
  const community = communityOf(ratings, places);
  const values = rows.map(({ rating }) => rating);
  const scale = {
    least: values.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY),
    most: values.reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY),
  };
  if (values.length === 0) throw new RangeError('there is nothing to learn from: no rows');
  const raters = new Map<number, number[]>();
  for (const [user, own] of ratings) {
    for (const { placeId } of own) raters.set(placeId, [...(raters.get(placeId) ?? []), user]);
  }
  const unknown: Place = { id: 0, ...bare, ratingSum: 0, ratingCount: 0 };
  const known = new Map(places).set(0, unknown);

  const neighboursOf = (user: number, own: readonly Rated[]) => {
    const shared = new Map<number, number>();
    for (const { placeId } of own) {
      for (const other of raters.get(placeId) ?? []) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
    return [...shared]
      .filter(([other, count]) => other !== user && count >= KIN.leastShared)
      .sort(([a, one], [b, other]) => other - one || a - b)
      .slice(0, MOST_NEIGHBOURS)
      .map(([id]) => ({ id, isFollowed: false, ratings: ratings.get(id) ?? [] }));
  };

  return {
    predict(pairs) {
      const wanted = new Map<string, number[]>();
      pairs.forEach(({ user }, index) => {
        wanted.set(user, [...(wanted.get(user) ?? []), index]);
      });
      const answers = new Array<number>(pairs.length);
      for (const [user, indices] of wanted) {
        const id = users.get(user) ?? 0;
        const own = ratings.get(id) ?? [];
        const neighbours = neighboursOf(id, own);
        const evidence = { community, places: known, own, neighbours, disliked: [], scale };
        const targets = indices.map((index) => items.get(pairs[index]?.item ?? '') ?? 0);
        predict(evidence, targets).forEach(({ rating }, place) => {
          answers[indices[place] ?? 0] = rating;
        });
      }
      return answers;
    },
  };
}

const bare = { category: '', cuisines: [], price: null, area: null } as const;

/** Numbers from 1 in the order of the names, so that the order of rows changes nothing; 0 is nobody. */
const numbering = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map([...new Set(names)].sort().map((name, index) => [name, index + 1]));

function gather(
  rows: readonly Row[],
  users: ReadonlyMap<string, number>,
  items: ReadonlyMap<string, number>,
): ReadonlyMap<number, Rated[]> {
  const given = new Map<number, Map<number, number[]>>();
  for (const { user, item, rating } of rows) {
    const [userId, placeId] = [users.get(user) ?? 0, items.get(item) ?? 0];
    const own = given.get(userId) ?? new Map<number, number[]>();
    given.set(userId, own.set(placeId, [...(own.get(placeId) ?? []), rating]));
  }
  return new Map(
    [...given]
      .sort(([a], [b]) => a - b)
      .map(([user, own]) => [
        user,
        [...own]
          .sort(([a], [b]) => a - b)
          .map(([placeId, values]) => ({
            placeId,
            rating: sumOf(values.sort((a, b) => a - b)) / values.length,
          })),
      ]),
  );
}

function placesOf(
  ratings: ReadonlyMap<number, readonly Rated[]>,
  items: ReadonlyMap<string, number>,
  features: ReadonlyMap<string, Features>,
): ReadonlyMap<number, Place> {
  const sums = new Map<number, Ratings>();
  for (const own of ratings.values()) for (const { placeId, rating } of own) add(sums, placeId, rating, 1);
  return new Map(
    [...items].map(([item, id]) => {
      const { cuisines = [], price = null, area = null } = features.get(item) ?? {};
      const { sum, count } = sums.get(id) ?? { sum: 0, count: 0 };
      return [id, { id, category: '', cuisines, price, area, ratingSum: sum, ratingCount: count }];
    }),
  );
}

function communityOf(
  ratings: ReadonlyMap<number, readonly Rated[]>,
  places: ReadonlyMap<number, Place>,
): Community {
  const all = [...ratings.values()].flat().map(({ rating }) => rating);
  const mean = all.length === 0 ? 0 : sumOf(all) / all.length;
  const groups = new Map<string, Ratings>();
  for (const { cuisines, price, ratingSum, ratingCount } of places.values()) {
    add(groups, groupKey('', 'category', ''), ratingSum, ratingCount);
    for (const cuisine of cuisines) add(groups, groupKey('', 'cuisine', cuisine), ratingSum, ratingCount);
    if (price !== null) add(groups, groupKey('', 'price', price), ratingSum, ratingCount);
  }
  const variance = all.length === 0 ? 0 : sumOf(all.map((one) => (one - mean) ** 2)) / all.length;
  return { mean, variance, groups };
}

function add<K>(sums: Map<K, Ratings>, key: K, sum: number, count: number): void {
  const before = sums.get(key) ?? { sum: 0, count: 0 };
  sums.set(key, { sum: before.sum + sum, count: before.count + count });
}
