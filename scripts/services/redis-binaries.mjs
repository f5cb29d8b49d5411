import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The folder with `redis-server`, or undefined. */
export function findRedis() {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter).filter(Boolean),
    '/usr/bin',
    '/usr/local/bin',
    '/opt/homebrew/bin',
    '/opt/homebrew/opt/redis/bin',
    '/usr/local/opt/redis/bin',
    '/home/linuxbrew/.linuxbrew/bin',
  ];
  return folders.find((folder) => existsSync(join(folder, 'redis-server')));
}
