import { z } from 'zod';
import { ListRef } from './custom-lists.js';
import { Id, Instant, OffsetQuery, PageMeta, RelationStatus } from './primitives.js';
import { RestaurantCard } from './restaurants.js';
import { defineRoutes } from './route.js';

/** Characters of the largest file that can be imported; as UTF-8 it may have no more bytes either. */
export const LARGEST_IMPORT = 10 * 1024 * 1024;
/** Rows of the longest file that can be imported. */
export const MOST_IMPORT_ROWS = 10_000;
/** The body that holds the largest file, with room for how JSON writes it. */
const IMPORT_BODY_LIMIT = 2 * LARGEST_IMPORT + 64 * 1024;

// Exports ----------------------------------------------------------------------------------------------

export const ListFileFormat = z.enum(['csv', 'json', 'geojson', 'kml']);
export type ListFileFormat = z.output<typeof ListFileFormat>;

/** What a file is about: one of the three lists, or `all` that one keeps. `recommended` is accepted for `recs`. */
export const PortableScope = z
  .enum(['been', 'want_to_try', 'recs', 'recommended', 'all'])
  .transform((scope) => (scope === 'recommended' ? 'recs' : scope))
  .meta({ examples: ['been'] });
export type PortableScope = z.output<typeof PortableScope>;

export const LIST_FILE_TYPES = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  geojson: 'application/geo+json',
  kml: 'application/vnd.google-earth.kml+xml',
} as const satisfies Record<ListFileFormat, string>;

const FILE_TYPES = Object.values(LIST_FILE_TYPES).map((type) => type.split(';')[0] ?? type);

const FormatQuery = z.object({ format: ListFileFormat.default('csv') });

// Imports ----------------------------------------------------------------------------------------------

export const ImportSource = z.enum([
  'google_takeout_csv',
  'google_takeout_geojson',
  'csv',
  'kml',
  'beli_json',
]);
export type ImportSource = z.output<typeof ImportSource>;

export const ImportInput = z
  .object({
    source: ImportSource,
    /** where the places go; `all`: where the file says, which only files of ours do */
    scope: PortableScope,
    /** the text of the file */
    file: z
      .string()
      .min(1)
      .max(LARGEST_IMPORT)
      .refine((text) => !text.includes('\0'), { message: 'must not contain NUL bytes' }),
  })
  .meta({
    examples: [
      {
        source: 'google_takeout_csv',
        scope: 'want_to_try',
        file: 'Title,Note,URL,Comment\nMoody Tongue,,https://www.google.com/maps/place/Moody+Tongue,\n',
      },
    ],
  });
export type ImportInput = z.output<typeof ImportInput>;

/** `reading` and `matching` end in `ready` or `failed`; a commit leads through `committing` to `committed`. */
export const ImportStatus = z.enum(['reading', 'matching', 'ready', 'failed', 'committing', 'committed']);
export type ImportStatus = z.output<typeof ImportStatus>;

export const ImportRowStatus = z.enum(['waiting', 'matched', 'ambiguous', 'unmatched', 'invalid']);
export type ImportRowStatus = z.output<typeof ImportRowStatus>;

/** What a commit did with a row: `present` was on the list already. */
export const ImportOutcome = z.enum(['added', 'present', 'skipped', 'failed']);
export type ImportOutcome = z.output<typeof ImportOutcome>;

export const Import = z
  .object({
    id: z.uuid(),
    source: ImportSource,
    scope: PortableScope,
    status: ImportStatus,
    /** why the file cannot be read, and where; null unless `failed` */
    fault: z.object({ message: z.string(), line: z.int().nullable() }).nullable(),
    counts: z.object({
      rows: z.int(),
      waiting: z.int(),
      matched: z.int(),
      ambiguous: z.int(),
      unmatched: z.int(),
      invalid: z.int(),
      /** how far a commit is */
      added: z.int(),
      present: z.int(),
      skipped: z.int(),
      failed: z.int(),
    }),
    createdAt: Instant,
    /** when it is deleted, whatever became of it */
    expiresAt: Instant,
  })
  .meta({ id: 'Import' });
export type Import = z.output<typeof Import>;

export const ImportCandidate = z
  .object({
    restaurant: RestaurantCard,
    /** 0 to 1: how sure it is the place */
    score: z.number(),
    /** null where the file has no position */
    distanceMeters: z.number().nullable(),
  })
  .meta({ id: 'ImportCandidate' });
export type ImportCandidate = z.output<typeof ImportCandidate>;

export const ImportRow = z
  .object({
    /** 1 for the first place of the file */
    row: z.int(),
    /** of the file where the place begins; null where the format has no lines */
    line: z.int().nullable(),
    name: z.string(),
    address: z.string().nullable(),
    latitude: z.number().nullable(),
    longitude: z.number().nullable(),
    /** the lists that the row puts the place on */
    statuses: z.array(RelationStatus),
    status: ImportRowStatus,
    /** why it is invalid, or why its commit failed */
    reason: z.string().nullable(),
    /** best first */
    candidates: z.array(ImportCandidate),
    /** what a commit takes, or took; null for nothing */
    restaurantId: Id.nullable(),
    outcome: ImportOutcome.nullable(),
  })
  .meta({ id: 'ImportRow' });
export type ImportRow = z.output<typeof ImportRow>;

export const ImportDetail = Import.extend({ rows: z.array(ImportRow) }).meta({ id: 'ImportDetail' });
export type ImportDetail = z.output<typeof ImportDetail>;

export const ImportDecisions = z
  .object({
    /** for rows where the match is not to be taken, or where there are several; other matched rows are taken */
    decisions: z
      .array(
        z.object({
          row: z.int().min(1).max(MOST_IMPORT_ROWS),
          /** one of the row's candidates; null to leave the row out */
          restaurantId: Id.nullable(),
        }),
      )
      .max(MOST_IMPORT_ROWS)
      .default([]),
  })
  .meta({ examples: [{ decisions: [{ row: 3, restaurantId: 12 }] }] });
export type ImportDecisions = z.output<typeof ImportDecisions>;

const ImportParams = z.object({ id: z.uuid() });

export const portabilityRoutes = defineRoutes({
  exportOwnList: {
    method: 'GET',
    path: '/users/me/lists/:scope/export',
    tag: 'Import and export',
    summary: 'One of the own lists as a file; with scope `all` and format `json` everything one keeps',
    access: 'readOwn',
    params: z.object({ scope: PortableScope }),
    query: FormatQuery,
    output: null,
    file: FILE_TYPES,
    status: 200,
    errors: [],
    whileSuspended: true,
  },
  exportList: {
    method: 'GET',
    path: '/lists/:id/export',
    tag: 'Import and export',
    summary: 'A list that the caller may see, as a file',
    access: 'browse',
    params: z.object({ id: ListRef }),
    query: FormatQuery,
    output: null,
    file: FILE_TYPES,
    status: 200,
    errors: ['LIST_NOT_FOUND'],
  },
  createImport: {
    method: 'POST',
    path: '/imports',
    tag: 'Import and export',
    summary: 'Bring saved places along: read and matched in the background, nothing is added yet',
    access: 'keepLists',
    body: ImportInput,
    bodyLimit: IMPORT_BODY_LIMIT,
    multipart: true,
    output: Import,
    status: 202,
    errors: ['CONFLICT', 'PAYLOAD_TOO_LARGE'],
  },
  getImport: {
    method: 'GET',
    path: '/imports/:id',
    tag: 'Import and export',
    summary: 'How far an import is, and what each row was matched with',
    access: 'readOwn',
    params: ImportParams,
    query: OffsetQuery.extend({ status: ImportRowStatus.optional() }),
    output: ImportDetail,
    meta: PageMeta,
    status: 200,
    errors: ['IMPORT_NOT_FOUND'],
  },
  commitImport: {
    method: 'POST',
    path: '/imports/:id/commit',
    tag: 'Import and export',
    summary: 'Add what was matched and decided; once, however often it is sent',
    access: 'keepLists',
    params: ImportParams,
    body: ImportDecisions,
    output: Import,
    status: 200,
    errors: ['IMPORT_NOT_FOUND', 'CONFLICT'],
  },
  deleteImport: {
    method: 'DELETE',
    path: '/imports/:id',
    tag: 'Import and export',
    summary: 'Forget an import; what it added stays',
    access: 'keepLists',
    params: ImportParams,
    output: null,
    status: 204,
    errors: ['IMPORT_NOT_FOUND', 'CONFLICT'],
  },
});
