import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { postgresFolder, stopLeftPostgres } from '../services/postgres-folder.mjs';
import { stopLeftRedis } from '../services/provide-redis.mjs';
import { expectedServiceUser, makeEnterable } from '../services/service-user.mjs';
import { Fault, reasonOf } from '../setup/fault.mjs';
import { onStop } from '../setup/lifecycle.mjs';
import { commandOf, waitUntilGone } from '../setup/process-table.mjs';
import { readServicesFile } from './services-file.mjs';

/** Makes the data folder ours alone until the script ends, and stops what a killed launcher left on it. */
export async function claimHome(home) {
  try {
    makeEnterable(home);
    await takeLock(join(home, 'launcher.pid'), home);
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault(`The data folder ${home} cannot be used: ${reasonOf(error)}.`);
  }
  await stopLeftApp(home);
  await stopLeftRedis(join(home, 'redis'));
  await stopLeftPostgres(postgresFolder(home, expectedServiceUser()).data);
}

async function takeLock(file, home) {
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      onStop('files', () => rmSync(file, { force: true }));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid > 0 && commandOf(pid).includes('start.mjs')) {
      throw new Fault(
        `Beli already runs on ${home} (process ${pid}): stop that one, or set BELI_HOME to another folder and PORT to another port.`,
      );
    }
    rmSync(file, { force: true });
    // Two launchers that find the same stale file must not each remove the other's new one.
    await sleep(20 + Math.random() * 80);
  }
}

/** The api and worker of a killed launcher end by themselves; this waits for it, and insists. */
async function stopLeftApp(home) {
  for (const pid of readServicesFile(home)?.processes ?? []) {
    if (!/main\.(api|worker)\.js/.test(commandOf(pid))) continue;
    process.kill(pid, 'SIGTERM');
    if (await waitUntilGone(pid, 15_000)) continue;
    process.kill(pid, 'SIGKILL');
    await waitUntilGone(pid, 5000);
  }
}
