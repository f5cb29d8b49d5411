import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onStop } from '../setup/lifecycle.mjs';
import { isAlive } from '../setup/process-table.mjs';
import { stopLeftPostgres } from './postgres-folder.mjs';
import { stopLeftRedis } from './provide-redis.mjs';
import { canEnter } from './service-user.mjs';

const PREFIX = 'beli-throwaway-';

/** A folder that is removed when the script ends, where the database's account can reach it. */
export function makeThrowawayFolder(user) {
  const base = bases().find((folder) => canEnter(folder, user));
  const folder = mkdtempSync(join(base, `${PREFIX}${process.pid}-`));
  chmodSync(folder, 0o711);
  onStop('files', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Clears away what scripts that were killed have left: their servers, then their folders. */
export async function sweepThrowawayFolders() {
  for (const base of bases()) {
    for (const name of readdirSync(base).filter((entry) => entry.startsWith(PREFIX))) {
      const pid = Number(name.slice(PREFIX.length).split('-')[0]);
      if (!(pid > 0) || isAlive(pid)) continue;
      const folder = join(base, name);
      await stopLeftPostgres(join(folder, 'postgres/data'));
      await stopLeftRedis(join(folder, 'redis'));
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function bases() {
  return [...new Set([tmpdir(), '/tmp', '/var/tmp'])];
}
