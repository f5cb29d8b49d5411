import type { Kept, PortableRelation, WrittenPlace } from '../kept-places.js';

/*
 * A place on one list as named fields of text: what CSV, GeoJSON and KML have in common. They hold a relation whole
 * with the dates of its visits; what a visit has besides its date, companions, reviews and lists only JSON holds.
 */

export type FlatValue = string | number | boolean | null;
export type FlatFields = Readonly<Record<string, FlatValue>>;

export const FLAT_NAMES = [
  'name',
  'address',
  'city',
  'state',
  'country',
  'latitude',
  'longitude',
  'restaurant_id',
  'external_id',
  'status',
  'category',
  'rating',
  'rating_source',
  'sentiment',
  'rank',
  'position',
  'notes',
  'notes_private',
  'tags',
  'good_for',
  'favorite_dishes',
  'visit_dates',
  'stealth',
  'added_at',
] as const;

/** One for each list that the place is on, or one for the place itself. */
export function toFlat({ place, kept, item }: WrittenPlace): FlatFields[] {
  const { restaurantId, externalId, ...where } = place;
  const identity = { ...where, restaurant_id: restaurantId, external_id: externalId };
  if (item || kept.relations.length === 0) {
    const { position = null, note = null, addedAt = null } = item ?? {};
    return [{ ...identity, position, notes: note, added_at: addedAt }];
  }
  return kept.relations.map((relation) => ({ ...identity, ...flatRelation(relation, kept) }));
}

function flatRelation(relation: PortableRelation, { visits }: Kept): FlatFields {
  const { status, category, rating, ratingSource, sentiment, rank, notes } = relation;
  return {
    status,
    category,
    rating,
    rating_source: ratingSource,
    sentiment,
    rank,
    notes,
    notes_private: relation.notesPrivate,
    tags: joinItems(relation.tags),
    good_for: joinItems(relation.goodFor),
    favorite_dishes: joinItems(relation.favoriteDishes),
    visit_dates: status === 'been' ? joinItems(visits.map(({ visitDate }) => visitDate)) : '',
    stealth: relation.isStealth,
    added_at: relation.addedAt,
  };
}

const ALIASES: Readonly<Record<string, string>> = {
  title: 'name',
  restaurant: 'name',
  restaurant_name: 'name',
  place: 'name',
  lat: 'latitude',
  lng: 'longitude',
  lon: 'longitude',
  long: 'longitude',
  note: 'notes',
  link: 'url',
  google_maps_url: 'url',
  labels: 'tags',
  visit_date: 'visit_dates',
  visited: 'visit_dates',
  visited_on: 'visit_dates',
  restaurantid: 'restaurant_id',
  externalid: 'external_id',
};

/** The name of a field, however a file spells it. */
export function fieldName(text: string): string {
  const name = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  return ALIASES[name] ?? name;
}

/**
 * Fields of a file as a place and what is kept about it. Ratings count only beside `rating_source`, which files of
 * ours have: what the stars of another service mean nobody knows, and such places land unranked.
 */
export function fromFlat(fields: Readonly<Record<string, unknown>>): {
  place: Record<string, unknown>;
  kept: Record<string, unknown>;
} {
  const isOurs = text(fields.rating_source) !== null || text(fields.status) !== null;
  const items = (name: string) => splitItems(text(fields[name]) ?? '', isOurs);
  const isRated = text(fields.rating_source) !== null;
  return {
    place: {
      name: text(fields.name) ?? '',
      address: text(fields.address),
      city: text(fields.city),
      state: text(fields.state),
      country: text(fields.country),
      latitude: number(fields.latitude),
      longitude: number(fields.longitude),
      restaurantId: number(fields.restaurant_id),
      externalId: text(fields.external_id),
    },
    kept: {
      relations: [
        {
          status: text(fields.status),
          category: text(fields.category),
          rating: isRated ? number(fields.rating) : null,
          ratingSource: isRated ? text(fields.rating_source) : null,
          sentiment: text(fields.sentiment),
          rank: isRated ? number(fields.rank) : null,
          notes: text([text(fields.notes), text(fields.comment)].filter((part) => part !== null).join('\n')),
          notesPrivate: flag(fields.notes_private),
          tags: items('tags'),
          goodFor: items('good_for'),
          favoriteDishes: items('favorite_dishes'),
          isStealth: text(fields.stealth) === null ? null : flag(fields.stealth),
          addedAt: text(fields.added_at),
        },
      ],
      visits: items('visit_dates').map((visitDate) => ({ visitDate })),
    },
  };
}

/** Texts as one, parted by semicolons; a semicolon or backslash of their own follows a backslash. */
export const joinItems = (items: readonly string[]): string =>
  items.map((item) => item.replaceAll(/[\\;]/g, (sign) => `\\${sign}`)).join('; ');

/** @param isOurs written by joinItems; other files part by commas too */
export function splitItems(joined: string, isOurs: boolean): string[] {
  const parts = isOurs
    ? [...joined.matchAll(/((?:\\[\s\S]|[^\\;])*)(?:;|$)/g)].map(([, part = '']) =>
        part.replaceAll(/\\([\s\S])/g, '$1'),
      )
    : joined.split(/[;,]/);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function text(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** A number, or the text that should have been one: the check of the place says so. */
function number(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  const trimmed = value.trim();
  if (trimmed === '') return null;
  return /^[+-]?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed;
}

const flag = (value: unknown): boolean => value === true || value === 'true' || value === '1';
