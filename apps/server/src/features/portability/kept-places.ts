import {
  CalendarDate,
  Category,
  Id,
  Instant,
  plainText,
  Rating,
  RatingSource,
  RelationStatus,
  Sentiment,
  Tag,
  toPlainText,
} from '@beli/contract';
import { z } from 'zod';

/* What files hold of places and of what people keep about them: one model that every format reads and writes. */

const text = (max: number) => plainText(max).nullable().default(null);
const instant = Instant.nullable().default(null);

export const PortableRelation = z.object({
  /** null where the file does not say on which list it is */
  status: RelationStatus.nullable().default(null),
  category: Category.nullable().default(null),
  rating: Rating.nullable().default(null),
  ratingSource: RatingSource.nullable().default(null),
  sentiment: Sentiment.nullable().default(null),
  /** 1 for the best of its category */
  rank: z.int().min(1).max(1_000_000).nullable().default(null),
  notes: text(2000),
  notesPrivate: z.boolean().default(false),
  tags: z.array(Tag).max(20).default([]),
  goodFor: z.array(Tag).max(20).default([]),
  favoriteDishes: z.array(plainText(200, 1)).max(20).default([]),
  companions: z.array(Id).max(20).default([]),
  /** null where the file does not say */
  isStealth: z.boolean().nullable().default(null),
  addedAt: instant,
});
export type PortableRelation = z.output<typeof PortableRelation>;

export const PortableVisit = z.object({
  visitDate: CalendarDate,
  notes: text(2000),
  companions: z.array(Id).max(20).default([]),
});
export type PortableVisit = z.output<typeof PortableVisit>;

export const PortableReview = z.object({
  rating: Rating,
  title: text(255),
  content: plainText(5000, 1),
  tags: z.array(Tag).max(20).default([]),
  orderItems: z.array(plainText(200, 1)).max(50).default([]),
  companions: z.array(Id).max(20).default([]),
  visitDate: CalendarDate.nullable().default(null),
  createdAt: instant,
});
export type PortableReview = z.output<typeof PortableReview>;

/** What is kept about one place. */
export const Kept = z.object({
  relations: z.array(PortableRelation).max(3).default([]),
  visits: z.array(PortableVisit).max(5000).default([]),
  review: PortableReview.nullable().default(null),
});
export type Kept = z.output<typeof Kept>;

const coordinate = (limit: number) => z.number().min(-limit).max(limit).nullable().default(null);

export const PortablePlace = z.object({
  name: plainText(255, 1),
  address: text(500),
  city: text(100),
  state: text(50),
  country: text(100),
  latitude: coordinate(90),
  longitude: coordinate(180),
  restaurantId: Id.nullable().default(null),
  externalId: plainText(100).nullable().default(null),
});
export type PortablePlace = z.output<typeof PortablePlace>;

export const PortableList = z.object({
  name: plainText(255, 1),
  description: text(1000),
  category: Category.default('restaurants'),
  isPublic: z.boolean().default(false),
  isRanked: z.boolean().default(false),
  createdAt: instant,
  items: z
    .array(z.object({ restaurantId: Id, note: text(2000), addedAt: instant }))
    .max(10_000)
    .default([]),
});
export type PortableList = z.output<typeof PortableList>;

/** A place on its way into a file. */
export interface WrittenPlace {
  readonly place: PortablePlace;
  readonly kept: Kept;
  /** of a list of the person's own: its 1-based position and note there */
  readonly item?: {
    readonly position: number;
    readonly note: string | null;
    readonly addedAt: string | null;
  };
}

/** A place as a file has it: readable, or why not. */
export interface ReadPlace {
  readonly line: number | null;
  readonly name: string;
  readonly entry: { readonly place: PortablePlace; readonly kept: Kept } | { readonly reason: string };
}

export interface ReadFile {
  readonly places: readonly ReadPlace[];
  readonly lists: readonly PortableList[];
}

/** The file is not what it is said to be. */
export class UnreadableFile extends Error {
  constructor(
    message: string,
    readonly line: number | null = null,
  ) {
    super(message);
    this.name = 'UnreadableFile';
  }
}

/** Checks what a reader found; the first fault is the reason. */
export function readPlace(
  line: number | null,
  place: Record<string, unknown>,
  kept: Record<string, unknown> = {},
): ReadPlace {
  const name = typeof place.name === 'string' ? toPlainText(place.name.slice(0, 1000)).slice(0, 255) : '';
  const parsed = z.object({ place: PortablePlace, kept: Kept }).safeParse({ place, kept });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path.filter((step) => typeof step === 'string').at(-1) ?? 'row';
    return { line, name, entry: { reason: `${String(path)}: ${issue?.message}` } };
  }
  const { latitude, longitude } = parsed.data.place;
  // Map services write 0, 0 for what they have no position of.
  const isNowhere = latitude === null || longitude === null || (latitude === 0 && longitude === 0);
  const position = isNowhere ? { latitude: null, longitude: null } : { latitude, longitude };
  return {
    line,
    name: parsed.data.place.name,
    entry: { place: { ...parsed.data.place, ...position }, kept: parsed.data.kept },
  };
}
