import { spawn } from 'node:child_process';
import { Fault, Interrupted, reasonOf } from './fault.mjs';
import { parentOf } from './process-table.mjs';

// What is stopped first stands first: nothing loses a service it still writes to.
const PHASES = ['steps', 'app', 'redis', 'postgres', 'files'];
const stoppers = new Map(PHASES.map((phase) => [phase, new Set()]));
const running = new Set();
// One Ctrl-C arrives twice under npm: from the terminal, and passed on by npm.
const SAME_SIGNAL_MS = 700;

let stopped;
let interrupted = false;

export const isStopping = () => stopped !== undefined;

/** Registers what has to happen before the script ends, whatever the reason. */
export function onStop(phase, stop) {
  stoppers.get(phase).add(stop);
}

/** Throws where the script is already stopping, so that nothing new is started or written. */
export function refuseWhenStopping() {
  if (isStopping()) throw new Interrupted();
}

/**
 * Starts a child that cannot outlive this script by accident. Each gets its own process group, so that a
 * Ctrl-C of the terminal reaches only us and we decide the order in which things stop.
 * @param settings.group whether signals go to everything the child itself started
 */
export function spawnOwned(command, args, settings = {}) {
  const {
    phase = 'steps',
    group = phase === 'steps',
    stopSignal = 'SIGTERM',
    killSignal = 'SIGKILL',
  } = settings;
  const { graceMs = 15_000, ...options } = settings;
  refuseWhenStopping();
  const child = spawn(command, args, { ...options, detached: true });
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve({ error }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const owned = { pid: child.pid, child, exited, kill: () => send(killSignal), stop };
  running.add(owned);
  void exited.then(() => running.delete(owned));
  onStop(phase, stop);
  return owned;

  function send(signal) {
    if (child.pid === undefined || !running.has(owned)) return;
    try {
      process.kill(group ? -child.pid : child.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }

  async function stop() {
    send(stopSignal);
    const timer = setTimeout(() => send(killSignal), graceMs);
    await exited;
    clearTimeout(timer);
  }
}

/** One sentence when the child ends although nobody asked it to; while all is being stopped, never. */
export function diedUnexpectedly(owned, name, lastWords = () => undefined) {
  return owned.exited.then(({ code, signal, error }) => {
    if (isStopping()) return new Promise(() => {});
    const how = error ? reasonOf(error) : signal ? `killed by ${signal}` : `exit code ${code}`;
    const said = lastWords();
    return `${name} ended unexpectedly (${how})${said ? `: ${said}` : ''}`;
  });
}

/** Stops everything that was started, in order. Safe to call more than once. */
export function stopEverything() {
  stopped ??= (async () => {
    for (const phase of PHASES) {
      const results = await Promise.allSettled([...stoppers.get(phase)].map(async (stop) => stop()));
      for (const { reason } of results)
        if (reason) process.stderr.write(`While stopping: ${reasonOf(reason)}\n`);
    }
  })();
  return stopped;
}

/**
 * Runs a script's main function, which answers the exit code, and stops what it started when it is done,
 * has failed, or was told to stop.
 * @param onInterrupt called once at the first signal; answers the exit code
 */
export async function runScript(main, onInterrupt = () => 130) {
  watchForEnd(onInterrupt);
  let code = 1;
  try {
    code = await main();
  } catch (error) {
    if (!interrupted) report(error);
  }
  if (interrupted) return;
  await stopEverything();
  process.exit(code);
}

function watchForEnd(onInterrupt) {
  let firstSignal = 0;
  let killed = false;
  const end = (signal) => {
    if (firstSignal === 0) {
      firstSignal = Date.now();
      interrupted = true;
      const code = onInterrupt(signal);
      void stopEverything().then(() => process.exit(killed ? 1 : code));
    } else if (Date.now() - firstSignal > SAME_SIGNAL_MS && !killed) {
      killed = true;
      process.stderr.write('Killing what is left.\n');
      for (const owned of running) owned.kill();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
  // A closed terminal makes writing fail; that may not keep us from stopping in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  process.on('uncaughtException', (error) => {
    report(error);
    void stopEverything().then(() => process.exit(1));
  });
  if (process.env.npm_lifecycle_event) watchNpm(() => firstSignal === 0 && end('SIGHUP'));
}

/**
 * npm runs us below a shell that does not pass every signal on, and nobody tells us when npm is killed:
 * a changed line of parents does.
 */
function watchNpm(onGone) {
  const shell = process.ppid;
  const npm = parentOf(shell);
  setInterval(() => (process.ppid !== shell || parentOf(shell) !== npm) && onGone(), 500).unref();
}

function report(error) {
  if (error instanceof Interrupted) return;
  process.stderr.write(`${reasonOf(error)}\n`);
  if (!(error instanceof Fault) && process.env.BELI_DEBUG) process.stderr.write(`${error.stack}\n`);
}
