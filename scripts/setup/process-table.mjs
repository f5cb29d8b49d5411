import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

// /proc where there is one: a minimal Debian has no `ps`.
const hasProc = process.platform === 'linux';

/** Whether the number is in use, be it by a process that has ended and waits for its parent to notice. */
export function isTakenNumber(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Whether the process runs. */
export function isAlive(pid) {
  return isTakenNumber(pid) && !(hasProc && readStat(pid)?.state === 'Z');
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

/** The parent of a process, where that is cheap to know. */
export function parentOf(pid) {
  return hasProc ? readStat(pid)?.parent : undefined;
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

/** Whether any process works in the folder; undefined where there is no /proc to see it. */
export function isWorkedIn(folder) {
  if (!hasProc) return undefined;
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readlinkSync(`/proc/${name}/cwd`) === folder;
    } catch {
      return false;
    }
  });
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
    const [state, parent, group] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent), group: Number(group) };
  } catch {
    return undefined;
  }
}
