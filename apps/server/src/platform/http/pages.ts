import type { CursorMeta, PageMeta } from '@beli/contract';
import { z } from 'zod';
import { AppError } from '../errors.js';

export function pageMeta({ page, pageSize }: { page: number; pageSize: number }, total: number): PageMeta {
  return { page, pageSize, total, totalPages: Math.ceil(total / pageSize), hasMore: page * pageSize < total };
}

/** Where a page ended: the instant and the id of its last row. The id ends every order, so ties lose nothing. */
export interface Position {
  readonly id: number;
  /** ISO instant to the microsecond */
  readonly t: string;
}

const Cursor = z.strictObject({
  id: z.int().min(0),
  t: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/),
  /** the route it belongs to */
  r: z.string(),
});

export const encodeCursor = (route: string, { id, t }: Position): string =>
  Buffer.from(JSON.stringify({ id, t, r: route })).toString('base64url');

/** @throws AppError INVALID_CURSOR for anything that `encodeCursor` did not make for this route */
export function decodeCursor(route: string, text: string): Position {
  try {
    const { id, t, r } = Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    // A day that the calendar does not have is moved by one parser and refused by the other.
    if (r === route && t >= '1970' && new Date(t).toISOString().slice(0, 10) === t.slice(0, 10))
      return { id, t };
  } catch {
    // falls through to the one answer for every kind of bad cursor
  }
  throw new AppError('INVALID_CURSOR', 'The cursor does not belong to this list: start again without it.');
}

/**
 * Cuts a read of limit + 1 rows to a page.
 * @param position where the page ends, from its last row
 */
export function cutPage<T>(
  route: string,
  rows: readonly T[],
  limit: number,
  position: (last: T) => Position,
): { rows: readonly T[]; meta: CursorMeta } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit;
  return {
    rows: page,
    meta: { hasMore, nextCursor: hasMore && last ? encodeCursor(route, position(last)) : null },
  };
}
