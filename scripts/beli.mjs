import './setup/require-node.mjs';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build/workspaces.mjs';
import { readServicesFile } from './launch/services-file.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { childEnvironment, loadDotEnv } from './setup/environment.mjs';
import { Fault, reasonOf } from './setup/fault.mjs';
import { homeFolder, PINNED_NODE, SERVER_CLI } from './setup/paths.mjs';
import { isAlive } from './setup/process-table.mjs';

// The command line itself has the help for its commands, and needs no service to show it.
const args = process.argv.slice(2);

try {
  loadDotEnv();
  const services = findServices();
  await ensureDependencies();
  await buildIfStale();
  run(services);
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exitCode = 1;
}

/** Where the services are: as the environment says, else those of a running `npm start`. */
function findServices() {
  const home = homeFolder();
  if (process.env.DATABASE_URL) {
    const keyring = join(home, 'keyring.json');
    const { KEYRING, KEYRING_FILE } = process.env;
    return !KEYRING && !KEYRING_FILE && existsSync(keyring) ? { KEYRING_FILE: keyring } : {};
  }
  const running = readServicesFile(home);
  if (running && isAlive(running.pid)) {
    const { databaseUrl, redisUrl, keyringFile } = running;
    return {
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      ...(keyringFile && { KEYRING_FILE: keyringFile }),
    };
  }
  if (args.length === 0 || args[0] === 'help' || args.includes('--help') || args.includes('-h')) return {};
  throw new Fault(
    'Nothing is running: run `npm start` in another terminal, or set DATABASE_URL and REDIS_URL.',
  );
}

/** Hands over to the command, in the folder the reader typed it in, with the terminal's own signals. */
function run(environment) {
  const child = spawn(PINNED_NODE, [SERVER_CLI, ...args], {
    cwd: process.env.INIT_CWD || process.cwd(),
    env: childEnvironment(environment),
    stdio: 'inherit',
  });
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A Ctrl-C of the terminal reaches the command directly; passed on, it would count as two.
    process.on(signal, () => (signal === 'SIGINT' && onTerminal) || child.kill(signal));
  }
  child.once('error', (error) => {
    process.stderr.write(`The command could not be run: ${reasonOf(error)}\n`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}
