import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../setup/fault.mjs';
import { commandOf, isTakenNumber, isWorkedIn, waitUntilGone } from '../setup/process-table.mjs';
import { canEnter, reachableFolder } from './service-user.mjs';

/**
 * Where the private cluster of a data folder lies, and what state it is in. The record beside it is
 * written last of all, so a cluster without one was not finished.
 */
export function postgresFolder(home, user) {
  const parent = canEnter(home, user) ? home : reachableFolder(realpathSync(home));
  const folder = join(parent, 'postgres');
  return {
    parent,
    folder,
    data: join(folder, 'data'),
    record: join(home, 'postgres.json'),
    elsewhere: parent !== home,
  };
}

/** The finished cluster's `{ major, password }`, or undefined where nothing was begun yet. */
export function readRecord({ data, folder, record }, home) {
  const begun = existsSync(folder) && readdirSync(folder).length > 0;
  if (!existsSync(record) && !begun) return undefined;
  const again = 'begin anew with `npm start -- --reset`';
  if (!existsSync(record)) {
    throw new Fault(
      `The data folder ${home} is half-initialised (its database was never finished): ${again}.`,
    );
  }
  if (!existsSync(join(data, 'PG_VERSION'))) {
    throw new Fault(`The data folder ${home} is half-initialised (${data} holds no database): ${again}.`);
  }
  try {
    const { major, password } = JSON.parse(readFileSync(record, 'utf8'));
    if (major && password) return { major, password };
  } catch {}
  throw new Fault(`The data folder ${home} is damaged (${record} is not readable): ${again}.`);
}

export function writeRecord({ record }, content) {
  writeFileSync(record, `${JSON.stringify(content)}\n`, { mode: 0o600 });
}

export function removeCluster({ parent, folder, record, elsewhere }) {
  rmSync(record, { force: true });
  rmSync(elsewhere ? parent : folder, { recursive: true, force: true });
}

/** Stops a server that a killed launcher has left on this cluster; any other process is left alone. */
export async function stopLeftPostgres(data) {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!(pid > 0)) return;
  const command = commandOf(pid);
  if (command.includes('postgres') && command.includes(data)) {
    process.kill(pid, 'SIGINT');
    if (!(await waitUntilGone(pid, 30_000))) process.kill(pid, 'SIGQUIT');
    if (!(await waitUntilGone(pid, 10_000)))
      throw new Fault(`PostgreSQL (process ${pid}) of ${data} does not stop.`);
  } else {
    await waitForOrphans(data);
    if (isTakenNumber(pid)) rmSync(file, { force: true });
  }
}

/**
 * After a crash the server's children take a moment to end. Then its number can still be taken: by a
 * stranger after a reboot, or by its own remains where nobody collects them (many containers). PostgreSQL
 * would believe itself to be running already.
 */
async function waitForOrphans(data) {
  const folder = realpathSync(data);
  for (let waited = 0; isWorkedIn(folder) ?? waited < 1000; waited += 50) {
    if (waited > 10_000)
      throw new Fault(`Processes of a killed PostgreSQL still use ${data}: stop them first.`);
    await sleep(50);
  }
}
