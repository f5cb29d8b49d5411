import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

// /proc where there is one: a minimal Debian has no `ps`.
const hasProc = process.platform === 'linux';

/** Whether the process runs; one that has ended and only waits for its parent does not. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  return !hasProc || readStat(pid)?.state !== 'Z';
}

/** The command line of a running process, or '' where there is none. */
export function commandOf(pid) {
  if (!isAlive(pid)) return '';
  try {
    return hasProc
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** Command lines of everything that still runs in a process group. */
export function groupMembers(group) {
  if (!hasProc) {
    return execFileSync('ps', ['-axo', 'pgid=,stat=,command='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([pgid, state]) => Number(pgid) === group && !state.startsWith('Z'))
      .map(([, , ...command]) => command.join(' '));
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && readStat(name)?.group === group)
    .map((name) => commandOf(Number(name)))
    .filter((command) => command !== '');
}

/** True as soon as the process is gone, false when it is still there after the time given. */
export async function waitUntilGone(pid, milliseconds) {
  const deadline = Date.now() + milliseconds;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}

function readStat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in brackets and may itself hold blanks and brackets.
    const [state, , group] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state, group: Number(group) };
  } catch {
    return undefined;
  }
}
