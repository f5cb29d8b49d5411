import 'reflect-metadata';
import { createWorkerContext } from './application.js';
import { loadConfig } from './platform/config.js';
import { exitOnFault } from './platform/lifecycle/exit-on-fault.js';
import { onSignal } from './platform/lifecycle/shutdown.js';
import { createPlatform } from './platform/platform.js';
import { REACTIONS } from './reactions.js';
import { startWorker } from './worker.js';

await exitOnFault('worker', async () => {
  const config = loadConfig();
  const platform = createPlatform('worker', config, REACTIONS);
  const context = await createWorkerContext(platform);
  const worker = await startWorker(platform, context);
  onSignal(() => worker.stop(), platform.logger);
});
