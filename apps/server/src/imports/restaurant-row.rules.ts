import { type Category, CuisineSlug, PriceRange, toPlainText, WebUrl, type WeekHours } from '@beli/contract';

export interface HoursReading {
  readonly hours: WeekHours | null;
  readonly warning: string | null;
}

/** What reading a row needs from libraries. */
export interface RowReaders {
  timezoneAt(latitude: number, longitude: number): string;
  readHours(text: string): HoursReading;
}

export interface ImportedRestaurant {
  readonly externalId: string;
  readonly name: string;
  readonly category: Category;
  readonly cuisines: string[];
  readonly priceRange: string | null;
  readonly address: string | null;
  readonly neighborhood: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly country: string | null;
  readonly zipCode: string | null;
  readonly latitude: number;
  readonly longitude: number;
  readonly timezone: string;
  readonly phone: string | null;
  readonly website: string | null;
  /** whether the row says anything about hours, readable or not */
  readonly hasHours: boolean;
  readonly hours: WeekHours | null;
  readonly source: string;
}

export type RowReading<T> =
  | { readonly row: T; readonly warnings: readonly string[] }
  | { readonly refused: string };

export const RESTAURANT_COLUMNS = [
  'id',
  'name',
  'cuisines',
  'price_range',
  'address',
  'neighborhood',
  'city',
  'state',
  'country',
  'zip',
  'lat',
  'lng',
  'phone',
  'website',
  'hours',
  'source',
];

const MOST_CUISINES = 5;
const LIMITS = { address: 300, neighborhood: 100, city: 100, state: 50, zip: 20, phone: 40 } as const;
/** Postgres counts characters, not UTF-16 units. */
const lengthOf = (text: string) => (text.length > 20 ? [...text].length : text.length);

/** A row of the restaurant files: an empty field means unknown, nothing is cut, what does not fit is refused. */
export function readRestaurantRow(
  fields: Readonly<Record<string, string>>,
  readers: RowReaders,
): RowReading<ImportedRestaurant> {
  const of = (name: string) => plain(fields[name] ?? '');
  const externalId = fields.id ?? '';
  const idFault = faultOfId(externalId, 'id');
  if (idFault) return { refused: idFault };
  const name = of('name');
  if (name === '') return { refused: 'name is empty' };
  if (lengthOf(name) > 255) return { refused: 'name is longer than 255 characters' };
  const latitude = coordinate(fields.lat, 90);
  if (typeof latitude === 'string') return { refused: `lat ${latitude}` };
  const longitude = coordinate(fields.lng, 180);
  if (typeof longitude === 'string') return { refused: `lng ${longitude}` };
  for (const [column, limit] of Object.entries(LIMITS)) {
    if (lengthOf(of(column)) > limit) return { refused: `${column} is longer than ${limit} characters` };
  }
  if (lengthOf(of('source')) > 100) return { refused: 'source is longer than 100 characters' };
  const priceRange = of('price_range');
  if (priceRange !== '' && !PriceRange.safeParse(priceRange).success)
    return { refused: 'price_range is none of $, $$, $$$, $$$$' };
  const country = of('country').toUpperCase();
  if (country !== '' && !/^[A-Z]{2}$/.test(country))
    return { refused: 'country is not a code of two letters' };

  const warnings: string[] = [];
  const cuisines = readCuisines(fields.cuisines ?? '', warnings);
  let website: string | null = of('website') || null;
  if (website !== null && !WebUrl.safeParse(website).success) {
    warnings.push('website dropped: not a web address');
    website = null;
  }
  const hoursText = fields.hours ?? '';
  const reading = hoursText === '' ? { hours: null, warning: null } : readers.readHours(hoursText);
  if (reading.warning) warnings.push(reading.warning);
  return {
    warnings,
    row: {
      externalId,
      name,
      category: categoryOf(cuisines[0]),
      cuisines,
      priceRange: priceRange || null,
      address: of('address') || null,
      neighborhood: of('neighborhood') || null,
      city: of('city') || null,
      state: of('state') || null,
      country: country || null,
      zipCode: of('zip') || null,
      latitude,
      longitude,
      timezone: readers.timezoneAt(latitude, longitude),
      phone: of('phone') || null,
      website,
      hasHours: hoursText !== '',
      hours: reading.hours,
      source: of('source') || 'import',
    },
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the purpose
const MAY_NEED_CLEANING = /[<\u0000-\u001f\u007f]/;
const plain = (text: string) => (MAY_NEED_CLEANING.test(text) ? toPlainText(text) : text);

/** Why a text cannot be an external id; undefined when it can. */
export function faultOfId(id: string, column: string): string | undefined {
  if (id === '') return `${column} is empty`;
  if (lengthOf(id) > 100) return `${column} is longer than 100 characters`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the purpose
  return /[\u0000-\u001f\u007f]/.test(id) ? `${column} contains control characters` : undefined;
}

function coordinate(text: string | undefined, most: number): number | string {
  if (!text) return 'is empty';
  if (!/^[+-]?\d{1,3}(\.\d+)?$/.test(text)) return 'is not a number';
  const degrees = Number(text);
  return Math.abs(degrees) <= most ? degrees : `is beyond ${most} degrees`;
}

const slugs = new Map<string, string | undefined>();

function slugOf(text: string): string | undefined {
  if (!slugs.has(text)) {
    if (slugs.size > 10_000) slugs.clear();
    slugs.set(text, CuisineSlug.safeParse(text).data);
  }
  return slugs.get(text);
}

function readCuisines(text: string, warnings: string[]): string[] {
  if (text === '') return [];
  const read = new Set<string>();
  for (const part of text.split(';')) {
    if (part.trim() === '') continue;
    const slug = slugOf(part.trim());
    if (slug) read.add(slug);
    else warnings.push(`cuisine dropped: ${part.trim().slice(0, 60)}`);
  }
  if (read.size > MOST_CUISINES)
    warnings.push(`only the first ${MOST_CUISINES} of ${read.size} cuisines are kept`);
  return [...read].slice(0, MOST_CUISINES);
}

const CATEGORY_OF_CUISINE = new Map<string, Category>([
  ...['bakery', 'bagels', 'pastry', 'cake', 'patisserie', 'bread'].map(
    (cuisine) => [cuisine, 'bakeries'] as const,
  ),
  ...['coffee', 'coffee-shop', 'cafe', 'tea', 'teahouse', 'bubble-tea'].map(
    (cuisine) => [cuisine, 'coffee_tea'] as const,
  ),
  ...[
    'dessert',
    'desserts',
    'ice-cream',
    'frozen-yogurt',
    'gelato',
    'donuts',
    'donut',
    'waffle',
    'waffles',
    'crepe',
    'chocolate',
    'confectionery',
  ].map((cuisine) => [cuisine, 'dessert'] as const),
  ...['bar', 'pub', 'beer', 'brewery', 'wine', 'wine-bar', 'cocktails'].map(
    (cuisine) => [cuisine, 'bars'] as const,
  ),
]);

/** The first cuisine says what a place is above all. */
export const categoryOf = (cuisine: string | undefined): Category =>
  CATEGORY_OF_CUISINE.get(cuisine ?? '') ?? 'restaurants';
