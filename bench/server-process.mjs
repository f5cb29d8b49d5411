import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntilReady } from '../scripts/launch/wait-until-ready.mjs';
import { freePort } from '../scripts/services/loopback-port.mjs';
import { diedUnexpectedly, spawnOwned } from '../scripts/setup/lifecycle.mjs';
import { PINNED_NODE, SERVER } from '../scripts/setup/paths.mjs';

// Counted like any other, but never reached.
const HIGH_LIMITS = {
  RATE_LIMIT_ANONYMOUS: '1000000',
  RATE_LIMIT_USER: '1000000',
  RATE_LIMIT_TASTEMAKER: '1000000',
  AUTH_GUARD_ATTEMPTS: '1000000',
  RATE_CLASS_LIMITS: 'off',
  NODE_ENV: 'production',
  LOG_LEVEL: 'info',
};

/**
 * Starts a real api process and waits until it is ready.
 * @param options.nodeArguments for Node, before the program
 * @returns {{ pid: number, origin: string, died: Promise<string>, stop: () => Promise<void> }}
 */
export async function startApi({ logs, name = 'api', environment = {}, nodeArguments = [] }) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const own = { HOST: '127.0.0.1', PORT: String(port), ...environment };
  const api = launch(name, 'api', { logs, environment: own, nodeArguments });
  const failed = api.died.then((sentence) => {
    throw new Error(sentence);
  });
  await Promise.race([waitUntilReady(origin, api.log), failed]);
  return { ...api, origin };
}

export async function startWorker({ logs }) {
  const port = await freePort();
  const environment = { WORKER_PORT: String(port) };
  return { ...launch('worker', 'worker', { logs, environment }), origin: `http://127.0.0.1:${port}` };
}

function launch(name, program, { logs, environment = {}, nodeArguments = [] }) {
  const log = join(logs, `${name}.log`);
  const handle = openSync(log, 'w', 0o600);
  const owned = spawnOwned(PINNED_NODE, [...nodeArguments, join(SERVER, `dist/main.${program}.js`)], {
    phase: 'app',
    cwd: SERVER,
    env: { ...process.env, ...HIGH_LIMITS, ...environment },
    stdio: ['ignore', handle, handle],
  });
  closeSync(handle);
  let isAsked = false;
  const unexpected = diedUnexpectedly(owned, `The ${name}`);
  const died = unexpected.then((text) => (isAsked ? new Promise(() => {}) : `${text}; its log is ${log}.`));
  died.catch(() => {});
  const stop = () => {
    isAsked = true;
    return owned.stop();
  };
  return { pid: owned.pid, log, died, stop };
}
