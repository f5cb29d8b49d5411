import { describe, expect, it } from 'vitest';
import { type RowReaders, readRestaurantRow } from './restaurant-row.rules.js';

const readers: RowReaders = {
  timezoneAt: () => 'America/New_York',
  readHours: (text) =>
    text === 'bad'
      ? { hours: null, warning: 'hours left empty: bad' }
      : { hours: { monday: null }, warning: null },
};
const good = {
  id: 'x-1',
  name: 'Lucali',
  cuisines: 'pizza;italian',
  price_range: '$$',
  address: '575 Henry St',
  neighborhood: '',
  city: '',
  state: '',
  country: 'us',
  zip: '11231',
  lat: '40.6818',
  lng: '-74.0003',
  phone: '+17188584086',
  website: 'https://example.com',
  hours: '',
  source: 'test',
};
const read = (change: Partial<typeof good> = {}) => readRestaurantRow({ ...good, ...change }, readers);
const refusal = (change: Partial<typeof good>) => {
  const reading = read(change);
  return 'refused' in reading ? reading.refused : 'accepted';
};
const accepted = (change: Partial<typeof good> = {}) => {
  const reading = read(change);
  if ('refused' in reading) throw new Error(reading.refused);
  return reading;
};

describe('readRestaurantRow', () => {
  it('takes a row as it is, an empty field as unknown', () => {
    expect(accepted()).toEqual({
      warnings: [],
      row: {
        externalId: 'x-1',
        name: 'Lucali',
        category: 'restaurants',
        cuisines: ['pizza', 'italian'],
        priceRange: '$$',
        address: '575 Henry St',
        neighborhood: null,
        city: null,
        state: null,
        country: 'US',
        zipCode: '11231',
        latitude: 40.6818,
        longitude: -74.0003,
        timezone: 'America/New_York',
        phone: '+17188584086',
        website: 'https://example.com',
        hasHours: false,
        hours: null,
        source: 'test',
      },
    });
  });

  it.each([
    [{ id: '' }, 'id is empty'],
    [{ id: 'x'.repeat(101) }, 'id is longer than 100 characters'],
    [{ name: '' }, 'name is empty'],
    [{ name: '<b></b>' }, 'name is empty'],
    [{ name: 'é'.repeat(256) }, 'name is longer than 255 characters'],
    [{ lat: '' }, 'lat is empty'],
    [{ lat: 'north' }, 'lat is not a number'],
    [{ lat: '1e1' }, 'lat is not a number'],
    [{ lat: '90.1' }, 'lat is beyond 90 degrees'],
    [{ lng: '-180.5' }, 'lng is beyond 180 degrees'],
    [{ address: 'x'.repeat(301) }, 'address is longer than 300 characters'],
    [{ state: 'x'.repeat(51) }, 'state is longer than 50 characters'],
    [{ price_range: 'cheap' }, 'price_range is none of $, $$, $$$, $$$$'],
    [{ country: 'USA' }, 'country is not a code of two letters'],
  ])('refuses %j', (change, reason) => {
    expect(refusal(change)).toBe(reason);
  });

  it('counts characters and not UTF-16 units', () => {
    expect(refusal({ name: '🍜'.repeat(255) })).toBe('accepted');
    expect(refusal({ name: '🍜'.repeat(256) })).toBe('name is longer than 255 characters');
  });

  it('keeps the first five cuisines, each once, and drops what is none, with a warning', () => {
    const { row, warnings } = accepted({ cuisines: 'a;b;b;c; d ;<x>;e;f;g' });
    expect(row.cuisines).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(warnings).toEqual(['cuisine dropped: <x>', 'only the first 5 of 7 cuisines are kept']);
  });

  it('drops a website that is no address and hours that cannot be read, with a warning', () => {
    const { row, warnings } = accepted({ website: 'javascript:alert(1)', hours: 'bad' });
    expect(row).toMatchObject({ website: null, hasHours: true, hours: null });
    expect(warnings).toEqual(['website dropped: not a web address', 'hours left empty: bad']);
  });

  it.each([
    ['bakery;coffee', 'bakeries'],
    ['coffee;tea;cafe', 'coffee_tea'],
    ['ice-cream', 'dessert'],
    ['pub', 'bars'],
    ['pizza;bar', 'restaurants'],
    ['', 'restaurants'],
  ])('takes the category from the first cuisine: %s', (cuisines, category) => {
    expect(accepted({ cuisines }).row.category).toBe(category);
  });
});
