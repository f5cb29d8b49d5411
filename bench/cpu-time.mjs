import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const canRead = existsSync('/proc/self/stat');
const TICKS_A_SECOND = canRead ? Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) : 100;

/** Microseconds of CPU, user and system, that a process has used; NaN where there is no /proc. */
export function cpuMicroseconds(pid) {
  if (!canRead) return Number.NaN;
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name may hold spaces and brackets: fields are counted from its end.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / TICKS_A_SECOND;
}
