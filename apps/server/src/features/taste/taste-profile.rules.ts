import type { TasteProfile } from '@beli/contract';

/** A place that the person has been to. */
export interface TastedPlace {
  readonly restaurantId: number;
  readonly rating: number | null;
  readonly cuisines: readonly string[];
  readonly city: string | null;
  readonly state: string | null;
  readonly country: string | null;
  readonly latitude: number;
  readonly longitude: number;
  /** visits within the window */
  readonly visits: number;
}

/** How many people went to so many places within the window. */
export interface ActivityRow {
  readonly places: number;
  readonly people: number;
}

interface Tally {
  readonly count: number;
  readonly avgScore: number | null;
  readonly restaurantIds: number[];
}

/** Mean to one decimal, half up, in tenths; null of nothing. */
function meanRating(places: readonly TastedPlace[]): number | null {
  const tenths = places.flatMap(({ rating }) => (rating === null ? [] : [Math.round(rating * 10)]));
  if (tenths.length === 0) return null;
  const sum = tenths.reduce((total, value) => total + value, 0);
  return Math.floor((2 * sum + tenths.length) / (2 * tenths.length)) / 10;
}

const tally = (places: readonly TastedPlace[]): Tally => ({
  count: places.length,
  avgScore: meanRating(places),
  restaurantIds: places.map(({ restaurantId }) => restaurantId).sort((a, b) => a - b),
});

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Most frequent first, then best rated with the unrated last, then by name. */
const byCount = (nameOf: (key: string) => string) => (a: [string, Tally], b: [string, Tally]) =>
  b[1].count - a[1].count ||
  (b[1].avgScore ?? -1) - (a[1].avgScore ?? -1) ||
  compareText(nameOf(a[0]), nameOf(b[0]));

function group(
  places: readonly TastedPlace[],
  keysOf: (place: TastedPlace) => readonly string[],
): Map<string, TastedPlace[]> {
  const groups = new Map<string, TastedPlace[]>();
  for (const place of places)
    for (const key of new Set(keysOf(place))) groups.set(key, [...(groups.get(key) ?? []), place]);
  return groups;
}

const ranked = (groups: ReadonlyMap<string, TastedPlace[]>) =>
  [...groups].map(([key, places]): [string, Tally] => [key, tally(places)]).sort(byCount((key) => key));

const cityKey = ({ city, state, country }: TastedPlace) =>
  city === null ? [] : [JSON.stringify([city, state, country])];
const placeOf = (key: string) => {
  const [city, state, country] = JSON.parse(key) as (string | null)[];
  return { city: city ?? null, state: state ?? null, country: country ?? null };
};

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * How many of the other active people went to fewer places, in percent, rounded half up. Nothing is more than
 * nothing: 0 for whoever went nowhere, and where nobody else is active.
 * @param own places within the window, as shown
 * @param counted what the person adds to `activity`; null for nothing
 */
export function activityPercentile(
  own: number,
  activity: readonly ActivityRow[],
  counted: number | null,
): number {
  const others = activity.map(({ places, people }) => ({
    places,
    people: Math.max(0, people - Number(places === counted)),
  }));
  const sum = (rows: readonly ActivityRow[]) => rows.reduce((total, { people }) => total + people, 0);
  const all = sum(others);
  if (own === 0 || all === 0) return 0;
  const fewer = sum(others.filter(({ places }) => places < own));
  return Math.floor((200 * fewer + all) / (2 * all));
}

/** The city with most visits within the window; ties go to the first by name. */
function primaryLocation(
  places: readonly TastedPlace[],
): { city: string | null; state: string | null } | null {
  const visits = [...group(places, cityKey)]
    .map(([key, rows]) => ({ ...placeOf(key), key, visits: rows.reduce((sum, row) => sum + row.visits, 0) }))
    .filter((row) => row.visits > 0)
    .sort((a, b) => b.visits - a.visits || compareText(a.key, b.key));
  const [first] = visits;
  return first ? { city: first.city, state: first.state } : null;
}

/** What a list of places says about the taste of whoever went there. */
export function tasteProfile(
  userId: number,
  places: readonly TastedPlace[],
  window: {
    readonly days: number;
    readonly home: { city: string | null; state: string | null } | null;
    readonly activityPercentile: number;
  },
): TasteProfile {
  const cuisines = ranked(group(places, (place) => place.cuisines));
  const byCity = group(places, cityKey);
  const cities = ranked(byCity);
  const lately = places.filter(({ visits }) => visits > 0);
  return {
    userId,
    totalRestaurants: places.length,
    totalCities: byCity.size,
    totalCuisines: cuisines.length,
    avgScore: meanRating(places),
    cuisines: cuisines.map(([cuisine, row]) => ({ cuisine, ...row })),
    cities: cities.map(([key, row]) => ({ ...placeOf(key), ...row })),
    countries: ranked(group(places, ({ country }) => (country === null ? [] : [country]))).map(
      ([country, row]) => ({ country, ...row }),
    ),
    lastNDays: {
      days: window.days,
      restaurantCount: lately.length,
      cuisineCount: new Set(lately.flatMap((place) => place.cuisines)).size,
      primaryLocation: primaryLocation(lately) ?? window.home,
      activityPercentile: window.activityPercentile,
    },
    diningLocations: cities.map(([key, { count, restaurantIds }]) => {
      const rows = byCity.get(key) ?? [];
      return {
        ...placeOf(key),
        latitude: mean(rows.map(({ latitude }) => latitude)),
        longitude: mean(rows.map(({ longitude }) => longitude)),
        restaurantCount: count,
        restaurantIds,
      };
    }),
  };
}
