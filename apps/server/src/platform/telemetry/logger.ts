import type { LoggerService } from '@nestjs/common';
import { destination, type Logger, type LoggerOptions, pino, stdSerializers } from 'pino';

export type { Logger } from 'pino';

/** One JSON line per entry: timestamp, level (error, warn, info, debug), service and what the entry says. */
export function createLogger(service: string, level: string, { isBuffered = false } = {}): Logger {
  const options: LoggerOptions = {
    level,
    base: { service },
    messageKey: 'message',
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError },
  };
  // One write per line would be the dearest part of a cheap request.
  return isBuffered
    ? pino(options, destination({ dest: 1, sync: false, minLength: 4_096, periodicFlush: 100 }))
    : pino(options);
}

/** An error without what PostgreSQL quotes of rows and parameters: they may be anything that people keep. */
function describeError(thrown: Error): object {
  const { detail, where, hint, internalQuery, parameters, ...rest } = stdSerializers.err(
    thrown,
  ) as unknown as Record<string, unknown>;
  return rest;
}

/** Sends the framework's own messages the same way, without its start-up chatter. */
export class FrameworkLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: string, context?: string): void {
    this.logger.debug({ context }, message);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error({ context: rest.at(-1), trace: rest[0] }, String(message));
  }
  warn(message: string, context?: string): void {
    this.logger.warn({ context }, message);
  }
  debug(message: string, context?: string): void {
    this.logger.debug({ context }, message);
  }
}
