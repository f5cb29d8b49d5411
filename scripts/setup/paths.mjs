import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/**
 * The Node version the project is pinned to. The scripts themselves run on whatever Node started them,
 * because they also have to run before anything is installed; all real work is handed to this one.
 */
export const PINNED_NODE = join(ROOT, 'node_modules/node/bin/node');

export const SERVER = join(ROOT, 'apps/server');
export const SERVER_CLI = join(SERVER, 'dist/main.cli.js');

/** The data folder. A relative path counts from the project, whatever folder npm was called in. */
export function homeFolder(environment = process.env) {
  return resolve(ROOT, environment.BELI_HOME || '.beli');
}
