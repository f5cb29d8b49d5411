import { Interrupted } from './fault.mjs';

const out = process.stderr;
const live = out.isTTY && process.env.TERM !== 'dumb' && !process.env.CI;
const colours = live && !process.env.NO_COLOR;
const dim = (text) => (colours ? `\u001b[2m${text}\u001b[0m` : text);
const green = (text) => (colours ? `\u001b[32m${text}\u001b[0m` : text);
const red = (text) => (colours ? `\u001b[31m${text}\u001b[0m` : text);

/** `0.4 s`, `12.3 s`, `2 min 05 s`. */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
}

/**
 * Shows one piece of work: a spinner with the time on a terminal, plain lines elsewhere. The work gets a
 * function that says what it is doing just now.
 */
export async function step(title, work) {
  const started = performance.now();
  const elapsed = () => duration(performance.now() - started);
  const show = live ? spinner(title, elapsed) : plainLines(title, elapsed);
  try {
    const result = await work(show.note);
    show.end(`${green('✓')} ${title} ${dim(elapsed())}`);
    return result;
  } catch (error) {
    const sign = error instanceof Interrupted ? dim('–') : red('✗');
    show.end(`${sign} ${title} ${dim(elapsed())}`);
    throw error;
  }
}

function spinner(title, elapsed) {
  const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
  let frame = 0;
  let note = '';
  const draw = () => {
    frame = (frame + 1) % frames.length;
    const text = `${frames[frame]} ${title} ${elapsed()} ${note}`.slice(0, (out.columns || 80) - 1);
    out.write(`\r\u001b[K${text}`);
  };
  const timer = setInterval(draw, 100);
  draw();
  return {
    note: (text) => {
      note = plain(text);
    },
    end: (line) => {
      clearInterval(timer);
      out.write(`\r\u001b[K${line}\n`);
    },
  };
}

function plainLines(title, elapsed) {
  let note = '';
  out.write(`  ${title} …\n`);
  const timer = setInterval(() => out.write(`    ${elapsed()} ${note}\n`), 10_000);
  timer.unref();
  return {
    note: (text) => {
      note = plain(text);
    },
    end: (line) => {
      clearInterval(timer);
      out.write(`${line}\n`);
    },
  };
}

/** A tool's line without its own colours and cursor movements. */
function plain(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with one
  return text.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '').trim();
}
