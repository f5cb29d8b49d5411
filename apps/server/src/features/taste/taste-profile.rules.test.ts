import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activityPercentile, type TastedPlace, tasteProfile } from './taste-profile.rules.js';

const place = (restaurantId: number, more: Partial<TastedPlace> = {}): TastedPlace => ({
  restaurantId,
  rating: null,
  cuisines: ['italian'],
  city: 'New York',
  state: 'NY',
  country: 'US',
  latitude: 40,
  longitude: -74,
  visits: 0,
  ...more,
});
const WINDOW = { days: 30, home: null, activityPercentile: 0 };

describe('the profile', () => {
  it('follows the vector: mean of what is rated, cuisines by count, then mean with unrated last', () => {
    const profile = tasteProfile(
      7,
      [
        place(1, { rating: 9, cuisines: ['italian'] }),
        place(2, { cuisines: ['italian', 'pizza'] }),
        place(3, { rating: 7.5, cuisines: ['ramen'] }),
      ],
      WINDOW,
    );
    expect(profile.avgScore).toBe(8.3);
    expect(profile.cuisines).toEqual([
      { cuisine: 'italian', count: 2, avgScore: 9, restaurantIds: [1, 2] },
      { cuisine: 'ramen', count: 1, avgScore: 7.5, restaurantIds: [3] },
      { cuisine: 'pizza', count: 1, avgScore: null, restaurantIds: [2] },
    ]);
  });

  it('is zeros and empty lists for whoever has been nowhere', () => {
    expect(tasteProfile(7, [], WINDOW)).toEqual({
      userId: 7,
      totalRestaurants: 0,
      totalCities: 0,
      totalCuisines: 0,
      avgScore: null,
      cuisines: [],
      cities: [],
      countries: [],
      lastNDays: {
        days: 30,
        restaurantCount: 0,
        cuisineCount: 0,
        primaryLocation: null,
        activityPercentile: 0,
      },
      diningLocations: [],
    });
  });

  it('tells cities of one name apart, and puts one point at the mean of the places of each', () => {
    const profile = tasteProfile(
      7,
      [
        place(1, { city: 'Portland', state: 'OR', latitude: 45, longitude: -122 }),
        place(2, { city: 'Portland', state: 'OR', latitude: 46, longitude: -123 }),
        place(3, { city: 'Portland', state: 'ME', latitude: 43, longitude: -70 }),
        place(4, { city: null }),
      ],
      WINDOW,
    );
    expect(profile.totalCities).toBe(2);
    expect(profile.diningLocations).toEqual([
      {
        city: 'Portland',
        state: 'OR',
        country: 'US',
        latitude: 45.5,
        longitude: -122.5,
        restaurantCount: 2,
        restaurantIds: [1, 2],
      },
      {
        city: 'Portland',
        state: 'ME',
        country: 'US',
        latitude: 43,
        longitude: -70,
        restaurantCount: 1,
        restaurantIds: [3],
      },
    ]);
  });

  it('counts lately in the window alone: the city with most visits, else home', () => {
    const home = { city: 'Boston', state: 'MA' };
    const places = [
      place(1, { visits: 1, cuisines: ['ramen', 'bars'] }),
      place(2, { visits: 3, city: 'Newark', state: 'NJ', cuisines: ['ramen'] }),
      place(3, { cuisines: ['pizza'] }),
    ];
    const { lastNDays } = tasteProfile(7, places, { days: 90, home, activityPercentile: 40 });
    expect(lastNDays).toEqual({
      days: 90,
      restaurantCount: 2,
      cuisineCount: 2,
      primaryLocation: { city: 'Newark', state: 'NJ' },
      activityPercentile: 40,
    });
    expect(tasteProfile(7, [place(1)], { ...WINDOW, home }).lastNDays.primaryLocation).toEqual(home);
  });

  it('counts every place once in each of its cuisines and in its city, whatever the places are', () => {
    const places = fc.uniqueArray(
      fc.record({
        restaurantId: fc.nat(),
        rating: fc.option(fc.integer({ min: 0, max: 100 }).map((tenths) => tenths / 10)),
        cuisines: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 5 }),
        city: fc.option(fc.constantFrom('X', 'Y')),
      }),
      { selector: ({ restaurantId }) => restaurantId },
    );
    fc.assert(
      fc.property(places, (rows) => {
        const profile = tasteProfile(
          7,
          rows.map((row) => place(row.restaurantId, row)),
          WINDOW,
        );
        const sum = (counts: readonly { count: number }[]) =>
          counts.reduce((total, { count }) => total + count, 0);
        expect(sum(profile.cuisines)).toBe(rows.reduce((n, { cuisines }) => n + new Set(cuisines).size, 0));
        expect(sum(profile.cities)).toBe(rows.filter(({ city }) => city !== null).length);
        for (const { avgScore } of [profile, ...profile.cuisines])
          expect(avgScore === null || (avgScore >= 0 && avgScore <= 10)).toBe(true);
      }),
    );
  });
});

describe('the percentile of activity', () => {
  const activity = [
    { places: 0, people: 5 },
    { places: 2, people: 3 },
    { places: 4, people: 2 },
  ];

  it('is the share of the other active people who went to fewer places', () => {
    // 9 others: five went nowhere, three to two places, one to four as the person did
    expect(activityPercentile(4, activity, 4)).toBe(89);
    expect(activityPercentile(2, activity, 2)).toBe(56);
    expect(activityPercentile(3, activity, null)).toBe(80);
  });

  it('is nothing for nothing', () => {
    expect(activityPercentile(0, activity, 0)).toBe(0);
    expect(activityPercentile(3, [{ places: 3, people: 1 }], 3)).toBe(0);
    expect(activityPercentile(3, [], 3)).toBe(0);
  });

  it('lies between 0 and 100 and does not fall with the own count', () => {
    const rows = fc.uniqueArray(fc.record({ places: fc.nat(30), people: fc.integer({ min: 1, max: 50 }) }), {
      selector: ({ places }) => places,
    });
    fc.assert(
      fc.property(rows, fc.nat(30), (some, own) => {
        const [one, more] = [activityPercentile(own, some, null), activityPercentile(own + 1, some, null)];
        expect(one).toBeGreaterThanOrEqual(0);
        expect(more).toBeLessThanOrEqual(100);
        expect(more).toBeGreaterThanOrEqual(one);
      }),
    );
  });
});
