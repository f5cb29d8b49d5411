import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
} from 'node:fs';

const MAX_BYTES = 20 * 1024 * 1024;
const LOOK_EVERY_MS = 500;
const LINES_A_LOOK = 4;

/**
 * Opens a log file for a child to write into by itself: lines that had to pass through the launcher would
 * slow the api down. The file before it is kept as `….1` when it has grown large.
 * @returns {{ handle: number, start: number }} start: where this run's part of the file begins
 */
export function openLog(file) {
  if (existsSync(file) && statSync(file).size > MAX_BYTES) renameSync(file, `${file}.1`);
  const handle = openSync(file, 'a', 0o600);
  return { handle, start: fstatSync(handle).size };
}

/** Shows warnings and errors as they appear in the file, a few at a time, and keeps the file from growing. */
export function watchLog(name, file, show) {
  const handle = openSync(file, 'r');
  let position = fstatSync(handle).size;
  let rest = '';
  const look = () => {
    const { size } = fstatSync(handle);
    if (size < position) position = 0;
    const chunk = Buffer.allocUnsafe(size - position);
    position += readSync(handle, chunk, 0, chunk.length, position);
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop();
    const telling = lines.map(tellingPart).filter(Boolean);
    for (const line of telling.slice(0, LINES_A_LOOK)) show(`${name} ${line}`);
    if (telling.length > LINES_A_LOOK) show(`${name} … ${telling.length - LINES_A_LOOK} more in ${file}`);
    if (size > MAX_BYTES) {
      // The child appends through its own descriptor, so emptying the file under it is safe.
      copyFileSync(file, `${file}.1`);
      truncateSync(file);
      position = 0;
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    closeSync(handle);
  };
}

/** `warn: message` of a JSON line that is a warning or an error. */
function tellingPart(line) {
  if (!/^\{.*"level":"(warn|error)"/.test(line)) return undefined;
  try {
    const { level, message, err, error } = JSON.parse(line);
    return `${level}: ${message ?? err?.message ?? error?.message ?? line.slice(0, 200)}`;
  } catch {
    return line.slice(0, 200);
  }
}

/** What a process that died said last about why, if anything. */
export function lastWords(file, start) {
  const lines = readEnd(file, start).split('\n');
  const thrown = lines.findLast((line) => /^(\w*Error|\w*Exception)\b/.test(line));
  return (thrown ?? lines.map(tellingPart).findLast(Boolean))?.trim();
}

function readEnd(file, start) {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const buffer = Buffer.alloc(Math.min(Math.max(size - start, 0), 16_384));
    readSync(handle, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8');
  } finally {
    closeSync(handle);
  }
}
