import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onStop } from '../setup/lifecycle.mjs';

const fileOf = (home) => join(home, 'services.json');

/** Tells other commands, while we run, how to reach what runs here. Holds the database's password. */
export function writeServicesFile(home, content) {
  writeFileSync(fileOf(home), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  onStop('files', () => rmSync(fileOf(home), { force: true }));
}

/** @returns {{ databaseUrl: string, redisUrl: string, keyringFile?: string, port: number, pid: number, processes: number[], startedAt: string } | undefined} */
export function readServicesFile(home) {
  try {
    return JSON.parse(readFileSync(fileOf(home), 'utf8'));
  } catch {
    return undefined;
  }
}
