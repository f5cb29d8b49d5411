import { fileURLToPath } from 'node:url';
import { Fault } from '../scripts/setup/fault.mjs';
import { spawnOwned } from '../scripts/setup/lifecycle.mjs';
import { PINNED_NODE } from '../scripts/setup/paths.mjs';

const PROGRAM = fileURLToPath(new URL('bare-server.mjs', import.meta.url));

/** Starts the bare Fastify process (bare-server.mjs) that gives one answer. */
export async function startBare(settings) {
  const owned = spawnOwned(PINNED_NODE, [PROGRAM], {
    phase: 'app',
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  owned.child.send(settings);
  const { port } = await new Promise((resolve, reject) => {
    owned.child.once('message', resolve);
    void owned.exited.then(() => reject(new Fault('The bare Fastify process did not start.')));
  });
  return { pid: owned.pid, origin: `http://127.0.0.1:${port}`, stop: owned.stop };
}
