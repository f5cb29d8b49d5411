import { ConfigError } from '../platform/config.js';
import { isDatabaseUnavailable } from '../platform/database/errors.js';

/** What a command could not do, in one sentence for the person who typed it. */
export class CliFailure extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

const BY_SQLSTATE: Record<string, string> = {
  '3D000': 'The database named in DATABASE_URL does not exist.',
  '28P01': 'PostgreSQL refused the user or the password in DATABASE_URL.',
  '28000': 'PostgreSQL refused the user in DATABASE_URL.',
  '42P01': 'The database has no tables yet: run `beli migrate` first.',
  '42501': 'The user in DATABASE_URL may not do this.',
  '53100': 'The disk of the database is full; nothing was changed.',
};

/** One clear sentence for whatever went wrong. */
export function sentenceOf(error: unknown): string {
  if (error instanceof CliFailure || error instanceof ConfigError) return error.message;
  const { code, message, errors } = error as { code?: string; message?: string; errors?: Error[] };
  const known = code && BY_SQLSTATE[code];
  if (known) return known;
  // A refused connection to several addresses has no message of its own.
  const reason = message || errors?.[0]?.message || String(error);
  if (isDatabaseUnavailable(error) || (code && /^E[A-Z]+$/.test(code) && /connect|getaddrinfo/.test(reason)))
    return `PostgreSQL cannot be reached, or went away: ${reason}.`;
  return reason;
}
