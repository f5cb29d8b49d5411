import { z } from 'zod';
import { AppError } from '../../platform/errors.js';

const Cursor = z.strictObject({
  id: z.int().min(1),
  /** relevance in ten-thousandths */
  s: z.int().min(0).max(1_000_000),
  r: z.literal('people'),
});

export interface PeoplePosition {
  readonly id: number;
  readonly score: number;
}

export const encodePeopleCursor = ({ id, score }: PeoplePosition): string =>
  Buffer.from(JSON.stringify({ id, s: Math.round(score * 10_000), r: 'people' })).toString('base64url');

/** @throws AppError INVALID_CURSOR for anything that `encodePeopleCursor` did not make */
export function decodePeopleCursor(text: string): PeoplePosition {
  try {
    const { id, s } = Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return { id, score: s / 10_000 };
  } catch {
    throw new AppError('INVALID_CURSOR', 'The cursor does not belong to this list: start again without it.');
  }
}
