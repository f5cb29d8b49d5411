import { ERROR_STATUS, type ErrorCode, type FieldIssue } from '@beli/contract';

/** What may go wrong, as the contract names it. Each transport maps it once. */
export class AppError extends Error {
  readonly status: number;

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details?: Record<string, unknown>,
    /** extra members of the error body and response headers of a 429 or 503 */
    readonly retry?: { retryAfter: number; limit: number; windowMs: number },
  ) {
    super(message);
    this.name = 'AppError';
    this.status = ERROR_STATUS[code];
  }
}

export const invalid = (fields: FieldIssue[]): AppError =>
  new AppError(
    'VALIDATION_ERROR',
    fields.length === 1
      ? `${fields[0]?.path || 'input'}: ${fields[0]?.message}`
      : 'The request is not valid.',
    {
      fields,
    },
  );

export const invalidField = (path: string, message: string, code = 'custom'): AppError =>
  invalid([{ path, code, message }]);
