import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diedUnexpectedly, onStop, spawnOwned } from '../setup/lifecycle.mjs';
import { PINNED_NODE, SERVER } from '../setup/paths.mjs';
import { lastWords, openLog, watchLog } from './app-log.mjs';

const GUARD = fileURLToPath(new URL('parent-guard.mjs', import.meta.url));

/**
 * Starts `api` or `worker`.
 * @returns {{ pid: number, died: Promise<string> }} died: one sentence, when it ends although nobody asked
 */
export function startApp(name, { environment, logs }) {
  const file = join(logs, `${name}.log`);
  const { handle, start } = openLog(file);
  const owned = spawnOwned(PINNED_NODE, ['--import', GUARD, join(SERVER, `dist/main.${name}.js`)], {
    phase: 'app',
    cwd: SERVER,
    env: environment,
    stdio: ['ignore', handle, handle, 'ipc'],
  });
  closeSync(handle);
  const stopWatching = watchLog(name, file, (line) => process.stderr.write(`${line}\n`));
  onStop('redis', stopWatching);
  const died = diedUnexpectedly(owned, `The ${name}`, () => lastWords(file, start)).then(
    (sentence) => `${sentence}; its log is ${file}.`,
  );
  return { pid: owned.pid, died };
}
