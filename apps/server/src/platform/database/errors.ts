interface PostgresError {
  readonly code: string;
  readonly constraint?: string;
}

const hasCode = (error: unknown): error is PostgresError =>
  error instanceof Error && typeof (error as { code?: unknown }).code === 'string';

/** Whether a unique constraint, by name, refused a row. */
export const isUniqueViolation = (error: unknown, constraint: string): boolean =>
  hasCode(error) && error.code === '23505' && error.constraint === constraint;

export const isStatementTimeout = (error: unknown): boolean => hasCode(error) && error.code === '57014';

const CONNECTION_CODES = /^(08|57P|53|ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|EAI_AGAIN)/;

/** Whether the database could not be reached or is going away. */
export const isDatabaseUnavailable = (error: unknown): boolean =>
  (hasCode(error) && CONNECTION_CODES.test(error.code)) ||
  (error instanceof Error &&
    /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/.test(
      error.message,
    ));
