import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, reasonOf } from '../setup/fault.mjs';
import { diedUnexpectedly, refuseWhenStopping, spawnOwned } from '../setup/lifecycle.mjs';
import { commandOf, waitUntilGone } from '../setup/process-table.mjs';
import { freePort } from './loopback-port.mjs';
import { redisCommand } from './redis-command.mjs';

const START_TIMEOUT_MS = 60_000;

/**
 * Starts the private Redis of a data folder.
 * @param options.durable whether it keeps its content (queues, mostly) over a restart
 * @returns {{ url: string, died: Promise<string> }}
 */
export async function provideRedis({ home, redisBin, durable, logs }) {
  const folder = join(home, 'redis');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const logFile = join(logs, 'redis.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const url = `redis://127.0.0.1:${port}`;
    writeFileSync(join(folder, 'port'), String(port));
    const owned = launch({ redisBin, folder, durable, logFile, port });
    const end = await Promise.race([owned.exited, waitUntilReady(url, folder)]);
    refuseWhenStopping();
    if (end === 'ready') return { url, died: diedUnexpectedly(owned, 'Redis') };
    await owned.stop();
    const lastWords = end.error
      ? reasonOf(end.error)
      : (readFileSync(logFile, 'utf8').trim().split('\n').at(-1) ?? '');
    if (attempt < 3 && /in use|listening port/.test(lastWords)) continue;
    throw new Fault(`Redis on ${folder} did not start: ${lastWords} (see ${logFile}).`);
  }
}

/** Stops a server that a killed launcher has left on this folder: two on one file would ruin it. */
export async function stopLeftRedis(folder) {
  const [pidFile, portFile] = [join(folder, 'redis.pid'), join(folder, 'port')];
  if (!existsSync(pidFile) || !existsSync(portFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const command = pid > 0 ? commandOf(pid) : '';
  // Redis shows its address as its title, so a reused process number is not taken for it.
  if (!command.includes('redis-server') || !command.includes(`:${readFileSync(portFile, 'utf8')}`)) return;
  process.kill(pid, 'SIGTERM');
  if (await waitUntilGone(pid, 15_000)) return;
  process.kill(pid, 'SIGKILL');
  await waitUntilGone(pid, 5000);
}

function launch({ redisBin, folder, durable, logFile, port }) {
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    pidfile: join(folder, 'redis.pid'),
    daemonize: 'no',
    save: '',
    appendonly: durable ? 'yes' : 'no',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction', // a queue whose jobs are evicted loses them
  };
  const log = openSync(logFile, 'a', 0o600);
  try {
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    return spawnOwned(join(redisBin, 'redis-server'), args, {
      cwd: folder,
      stdio: ['ignore', log, log],
      phase: 'redis',
    });
  } finally {
    closeSync(log);
  }
}

async function waitUntilReady(url, folder) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let last = new Error('no answer');
  while (Date.now() < deadline) {
    refuseWhenStopping();
    try {
      const reply = await redisCommand(url, 'CONFIG', 'GET', 'dir');
      const loaded = (await redisCommand(url, 'PING')).startsWith('+PONG');
      if (loaded && reply.split('\r\n').includes(realpathSync(folder))) return 'ready';
      last = new Error('address in use by another Redis');
    } catch (error) {
      last = error;
    }
    await sleep(50);
  }
  return { error: last };
}
