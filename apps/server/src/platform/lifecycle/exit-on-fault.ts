import { ConfigError } from '../config.js';
import { createLogger } from '../telemetry/logger.js';

/** Runs a process's start; a fault ends it with one line that says what to do, and code 1. */
export async function exitOnFault(service: string, start: () => Promise<void>): Promise<void> {
  const logger = createLogger(service, 'error');
  process.on('unhandledRejection', (reason) => logger.error({ err: reason }, 'unhandled rejection'));
  try {
    await start();
  } catch (error) {
    if (error instanceof ConfigError) logger.error(error.message);
    else logger.error({ err: error }, `${service} could not start`);
    process.exit(1);
  }
}
