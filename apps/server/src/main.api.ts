import 'reflect-metadata';
import { createApi, finishRequests } from './application.js';
import { loadConfig } from './platform/config.js';
import { exitOnFault } from './platform/lifecycle/exit-on-fault.js';
import { onSignal, shutDown } from './platform/lifecycle/shutdown.js';
import { createPlatform } from './platform/platform.js';
import { REACTIONS } from './reactions.js';

await exitOnFault('api', async () => {
  const config = loadConfig();
  const platform = createPlatform('api', config, REACTIONS);
  const app = await createApi(platform);
  await app.listen(config.PORT, config.HOST);
  platform.logger.info({ port: config.PORT }, 'api is listening');
  onSignal(async () => {
    platform.isStopping = true;
    await shutDown(
      [
        { name: 'close sockets', run: () => platform.sockets.close() },
        { name: 'finish requests', run: () => finishRequests(app) },
        { name: 'close connections', run: () => platform.close() },
      ],
      config.SHUTDOWN_TIMEOUT_MS,
      platform.logger,
    );
  }, platform.logger);
});
