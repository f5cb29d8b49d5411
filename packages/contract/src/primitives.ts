import { z } from 'zod';

// Text -------------------------------------------------------------------------------------------------

// Control characters but tab, line feed and carriage return: never meant by a person.
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
// A tag that is closed, or one that a browser would go on reading until something closes it. "<ten" is neither.
const MARKUP =
  /<\/?[a-z!?][^>]*>|<\/?(?:[a-z][a-z0-9-]*\s[^>]*=|(?:script|style|iframe|svg|img|object|embed)\b)[^>]*$/gi;

/** Without control characters; tabs and line ends stay. */
export const withoutControls = (text: string): string => text.replace(CONTROL, '');

/** Plain text as it is stored: no control characters, no markup, no space around it. "I <3 it" stays. */
export function toPlainText(text: string): string {
  let plain = withoutControls(text);
  // Removing one tag can join the halves of another.
  for (let before = ''; before !== plain; ) {
    before = plain;
    plain = plain.replace(MARKUP, '');
  }
  return plain.trim();
}

/** A user-given text of at most `max` characters after markup is stripped; NUL bytes are refused. */
export const plainText = (max: number, min = 0) =>
  z
    .string()
    .max(max)
    .refine((text) => !text.includes('\0'), { message: 'must not contain NUL bytes' })
    .transform(toPlainText)
    .refine((text) => text.length >= min, {
      message: min === 1 ? 'must not be empty' : `at least ${min} characters`,
    });

/** A machine-readable short string (slug, external id, time zone): refused, not repaired, when odd. */
export const token = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the purpose
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'must not contain control characters');

// Numbers and ids --------------------------------------------------------------------------------------

export const Id = z
  .int()
  .min(1)
  .max(Number.MAX_SAFE_INTEGER)
  .meta({ examples: [1] });

/** A numeric id in a path or a query. */
export const IdParam = z
  .string()
  .regex(/^[1-9]\d{0,15}$/, 'must be a whole number')
  .transform(Number)
  .refine(Number.isSafeInteger, 'is too large')
  .meta({ examples: ['1'] });

/** A person in a path: a numeric id or `me`, the caller. */
export const UserRef = z.union([z.literal('me'), IdParam]).meta({ examples: ['me'] });
export type UserRef = z.output<typeof UserRef>;

/** A number in a query string; the empty string is not zero. */
export const queryNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d{1,12}(\.\d{1,12})?$/, 'must be a number')
    .transform(Number)
    .pipe(z.number().min(min).max(max));

export const queryInt = (min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d{1,12}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min).max(max));

export const queryFlag = z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] });

/** A list in a query string: comma-separated or repeated. */
export const queryList = <T extends z.ZodType<unknown, string>>(item: T, max: number) =>
  z
    .union([z.string().max(4000), z.array(z.string().max(4000)).max(200)])
    .transform((value) =>
      [value]
        .flat()
        .flatMap((part) => part.split(','))
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(item).max(max));

// Enums ------------------------------------------------------------------------------------------------

export const Role = z.enum(['user', 'tastemaker', 'moderator', 'admin']);
export type Role = z.output<typeof Role>;

export const Category = z.enum(['restaurants', 'bars', 'bakeries', 'coffee_tea', 'dessert', 'other']);
export type Category = z.output<typeof Category>;

export const RelationStatus = z.enum(['been', 'want_to_try', 'recommended']);
export type RelationStatus = z.output<typeof RelationStatus>;

/** A virtual list in a path; `recommended` is accepted for `recs`. */
export const RelationScope = z
  .enum(['been', 'want_to_try', 'recs', 'recommended'])
  .transform((scope) => (scope === 'recommended' ? 'recs' : scope))
  .meta({ examples: ['been'] });
export type RelationScope = z.output<typeof RelationScope>;

export const Sentiment = z.enum(['liked', 'fine', 'disliked']);
export type Sentiment = z.output<typeof Sentiment>;

export const RatingSource = z.enum(['manual', 'ranked']);
export const PriceRange = z.enum(['$', '$$', '$$$', '$$$$']);
export const ActivityType = z.enum([
  'visit',
  'review',
  'recommendation',
  'follow',
  'want_to_try',
  'bookmark',
]);
export type ActivityType = z.output<typeof ActivityType>;
export const MenuCategory = z.enum(['appetizer', 'entree', 'side', 'dessert', 'drink']);
export const Portion = z.enum(['small', 'medium', 'large', 'shareable']);

export const TimeSlot = z.enum(['breakfast', 'lunch', 'dinner']);
export type TimeSlot = z.output<typeof TimeSlot>;

export const DIETARY_SLUGS = [
  'vegetarian',
  'vegan',
  'gluten-free',
  'dairy-allergy',
  'lactose-intolerant',
  'nut-allergy',
  'peanut-allergy',
  'shellfish-allergy',
  'soy-allergy',
  'halal',
  'kosher',
  'no-beef',
  'no-pork',
  'no-red-meat',
  'paleo',
  'pescatarian',
] as const;

const toSlug = (label: string) =>
  label
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');

/** A dietary restriction; the apps' label ("Gluten Free") is accepted in any case. */
export const DietarySlug = token(60)
  .transform(toSlug)
  .pipe(z.enum(DIETARY_SLUGS))
  .meta({ examples: ['vegetarian'] });
export type DietarySlug = z.output<typeof DietarySlug>;

/** A cuisine slug; a label is accepted in any case. */
export const CuisineSlug = token(60)
  .transform(toSlug)
  .pipe(z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}'&.-]*$/u, 'is not a cuisine'))
  .meta({ examples: ['italian'] });

export const Tag = plainText(30, 1).meta({ examples: ['date night'] });

// Values -----------------------------------------------------------------------------------------------

/** 0.0 to 10.0 in steps of 0.1. */
export const Rating = z
  .number()
  .min(0)
  .max(10)
  .refine((rating) => Math.abs(rating * 10 - Math.round(rating * 10)) < 1e-9, 'must be in steps of 0.1')
  .transform((rating) => Math.round(rating * 10) / 10)
  .meta({ examples: [8.5] });

export const Email = z
  .string()
  .max(255)
  .transform((email) => email.trim().toLowerCase())
  .pipe(z.email().max(255))
  .meta({ examples: ['ana@example.com'] });

export const Username = z
  .string()
  .regex(/^[A-Za-z0-9_]{3,20}$/, 'must be 3 to 20 letters, digits or underscores')
  .meta({ examples: ['ana_eats'] });

const isCalendarDate = (date: string) => {
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
};

/** A calendar date without a zone, from 1970 on. */
export const CalendarDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be YYYY-MM-DD')
  .refine(isCalendarDate, 'is not a date')
  .refine((date) => date >= '1970-01-01', 'must not be before 1970-01-01')
  .meta({ examples: ['2026-01-15'] });

export const ClockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:mm')
  .meta({ examples: ['18:30'] });

/** An instant in UTC. */
export const Instant = z.iso.datetime().meta({ examples: ['2026-01-15T19:30:00.000Z'] });

const isTimeZone = (name: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** An IANA time zone name. */
export const TimeZone = token(64)
  .regex(/^(UTC|[A-Z][A-Za-z_]+\/[A-Za-z0-9_+/-]+)$/, 'must be an IANA time zone')
  .refine(isTimeZone, 'must be an IANA time zone')
  .meta({ examples: ['America/New_York'] });

export const Coordinates = z.object({
  latitude: z
    .number()
    .min(-90)
    .max(90)
    .meta({ examples: [40.7223] }),
  longitude: z
    .number()
    .min(-180)
    .max(180)
    .meta({ examples: [-73.9982] }),
});
export type Coordinates = z.output<typeof Coordinates>;

/** An https or http address of at most 500 characters. */
export const WebUrl = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .meta({ examples: ['https://example.com'] });

// Pages ------------------------------------------------------------------------------------------------

export const OffsetQuery = z.object({
  page: queryInt(1, 100_000).default(1),
  pageSize: queryInt(1, 100).default(20),
});

export const PageMeta = z
  .object({
    page: z.int(),
    pageSize: z.int(),
    total: z.int(),
    totalPages: z.int(),
    hasMore: z.boolean(),
  })
  .meta({ id: 'PageMeta' });
export type PageMeta = z.output<typeof PageMeta>;

export const CursorQuery = z.object({
  cursor: z.string().min(1).max(512).optional(),
  limit: queryInt(1, 100).default(20),
});

export const CursorMeta = z
  .object({ nextCursor: z.string().nullable(), hasMore: z.boolean() })
  .meta({ id: 'CursorMeta' });
export type CursorMeta = z.output<typeof CursorMeta>;
