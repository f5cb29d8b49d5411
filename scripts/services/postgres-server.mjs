import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, reasonOf } from '../setup/fault.mjs';
import { diedUnexpectedly, refuseWhenStopping, spawnOwned } from '../setup/lifecycle.mjs';
import { runTool } from '../setup/run-tool.mjs';
import { freePort } from './loopback-port.mjs';
import { makeEnterable } from './service-user.mjs';
import { runSql } from './sql-session.mjs';

const SUPERUSER = 'beli';
const START_TIMEOUT_MS = 120_000; // a cluster that was killed has its log to replay first
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  shared_preload_libraries: '',
  logging_collector: 'off',
  log_destination: 'stderr',
  timezone: 'UTC',
  log_timezone: 'UTC',
};
// Only for data that nobody minds losing.
const THROWAWAY_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  shared_buffers: '128MB',
};

/** Creates an empty cluster whose only account needs the password. */
export async function createCluster({ bin, major, parent, folder, data, user, password, durable }) {
  makeEnterable(parent);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  if (user) chownSync(folder, user.uid, user.gid);
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const access = ['-U', SUPERUSER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const args = [
    '-D',
    data,
    '--encoding=UTF8',
    ...localeOptions(major),
    ...access,
    ...(durable ? [] : ['--no-sync']),
  ];
  await runTool('initdb', join(bin, 'initdb'), args, { ...user, cwd: '/', env: serverEnvironment() });
  rmSync(passwordFile);
}

/** Code-point order everywhere, so that an index or a page of results does not depend on the machine. */
function localeOptions(major) {
  if (process.platform !== 'darwin') return ['--locale=C.UTF-8'];
  if (major >= 17) return ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  return ['--locale=C', '--lc-ctype=en_US.UTF-8'];
}

/**
 * Starts the cluster on a port of its own.
 * @returns {{ urlOf: (database: string) => string, died: Promise<string> }}
 */
export async function startServer(cluster) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const urlOf = (database) =>
      `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/${database}?sslmode=disable`;
    const owned = launch(cluster, port);
    const end = await Promise.race([owned.exited, waitUntilReady(urlOf('postgres'), cluster.data)]);
    refuseWhenStopping();
    if (end === 'ready') return { urlOf, died: diedUnexpectedly(owned, 'PostgreSQL') };
    await owned.stop();
    const lastWords = end.error ? reasonOf(end.error) : lastLogLine(cluster.logFile);
    // Somebody else took the port between our asking and PostgreSQL's binding it.
    if (attempt < 3 && /in use|could not create any TCP/.test(lastWords)) continue;
    throw new Fault(`PostgreSQL on ${cluster.data} did not start: ${lastWords} (see ${cluster.logFile}).`);
  }
}

function launch({ bin, data, user, durable, logFile }, port) {
  const settings = { ...SETTINGS, ...(durable ? {} : THROWAWAY_SETTINGS), port: String(port) };
  const args = [
    '-D',
    data,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const log = openSync(logFile, 'a', 0o600);
  try {
    return spawnOwned(join(bin, 'postgres'), args, {
      ...user,
      cwd: '/',
      env: serverEnvironment(),
      stdio: ['ignore', log, log],
      phase: 'postgres',
      stopSignal: 'SIGINT', // fast: ends sessions, then writes everything out
      killSignal: 'SIGQUIT', // immediate: no process of the cluster is left, the next start replays the log
      graceMs: 60_000,
    });
  } finally {
    closeSync(log);
  }
}

/** A port is only ours when what answers there works on our folder. */
async function waitUntilReady(url, data) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let last = 'no answer';
  while (Date.now() < deadline) {
    refuseWhenStopping();
    try {
      const [row] = await runSql(url, 'show data_directory');
      if (realpathSync(row.data_directory) === realpathSync(data)) return 'ready';
      last = `port answered by the cluster in ${row.data_directory}; address in use`;
    } catch (error) {
      last = reasonOf(error);
    }
    await sleep(50);
  }
  return { error: new Error(last) };
}

function lastLogLine(file) {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const telling = lines.slice(-12).findLast((line) => /FATAL|PANIC|could not/.test(line));
  return (telling ?? lines.at(-1) ?? '').replace(/^.*?(FATAL|PANIC|WARNING|LOG): +/, '');
}

/** Without the reader's own PG… variables; English messages; and macOS needs a plain locale to start at all. */
function serverEnvironment() {
  return { PATH: process.env.PATH, LC_ALL: 'C' };
}
