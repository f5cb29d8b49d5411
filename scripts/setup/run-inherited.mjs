import { reasonOf } from './fault.mjs';
import { spawnOwned } from './lifecycle.mjs';

/** Runs a program on our own input and output to its end; answers its exit code as a shell would. */
export async function runInherited(command, args, settings = {}) {
  const owned = spawnOwned(command, args, { ...settings, stdio: 'inherit' });
  const { code, signal, error } = await owned.exited;
  if (error) throw new Error(`${command} could not be run: ${reasonOf(error)}`);
  return { code: code ?? 128 + (signal === 'SIGINT' ? 2 : 15), group: owned.pid };
}
