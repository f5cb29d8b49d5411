import type { Logger } from '../telemetry/logger.js';

export interface Phase {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

/** Runs the phases in order, each with its own share of time; one that fails or hangs does not stop the next. */
export async function shutDown(
  phases: readonly Phase[],
  phaseTimeoutMs: number,
  logger: Logger,
): Promise<void> {
  for (const { name, run } of phases) {
    const startedAt = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done after ${phaseTimeoutMs} ms`)), phaseTimeoutMs);
    });
    const outcome = await Promise.race([run(), timeout]).then(
      () => 'done',
      (error: Error) => error.message,
    );
    clearTimeout(timer);
    const duration = Math.round(performance.now() - startedAt);
    logger[outcome === 'done' ? 'info' : 'warn']({ phase: name, outcome, duration }, 'shutdown');
  }
}

/** Calls `stop` once on SIGTERM or SIGINT and then ends the process. */
export function onSignal(stop: () => Promise<void>, logger: Logger): void {
  let isStopping = false;
  const handle = () => {
    if (isStopping) return;
    isStopping = true;
    void stop().finally(() => logger.flush(() => process.exit(0)));
  };
  process.on('SIGTERM', handle);
  process.on('SIGINT', handle);
}
