import { z } from 'zod';
import { ERROR_STATUS, type ErrorCode } from './errors.js';

/** One field that failed validation. */
export const FieldIssue = z.object({ path: z.string(), code: z.string(), message: z.string() });
export type FieldIssue = z.output<typeof FieldIssue>;

export const ErrorEnvelope = z
  .object({
    success: z.literal(false),
    error: z.object({
      code: z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]),
      message: z.string(),
      /** `{ fields: FieldIssue[] }` for a validation error */
      details: z.record(z.string(), z.unknown()).optional(),
      requestId: z.string(),
      statusCode: z.int(),
      /** seconds, with a 429 */
      retryAfter: z.int().optional(),
      limit: z.int().optional(),
      windowMs: z.int().optional(),
    }),
  })
  .meta({ id: 'Error' });
export type ErrorEnvelope = z.output<typeof ErrorEnvelope>;
