import { createInterface } from 'node:readline';
import { Fault, reasonOf } from './fault.mjs';
import { refuseWhenStopping, spawnOwned } from './lifecycle.mjs';

const SHOWN_ON_FAILURE = 25;

/**
 * Runs a tool to its end, tells each line it prints to `note`, and answers its standard output. Where it
 * fails, the end of what it printed is shown and a Fault named after the tool is thrown.
 * @param settings.noise lines that are worth a note while it runs and nothing afterwards
 */
export async function runTool(name, command, args, { note = () => {}, noise, ...settings } = {}) {
  const owned = spawnOwned(command, args, { ...settings, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  const all = [];
  const read = async (stream, keep) => {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.trim() === '') continue;
      keep?.push(line);
      if (!noise?.test(line)) all.push(line);
      note(line.split('\r').at(-1));
    }
  };
  const [{ code, signal, error }] = await Promise.all([
    owned.exited,
    read(owned.child.stdout, output),
    read(owned.child.stderr),
  ]);
  refuseWhenStopping();
  if (error) throw new Fault(`${name} could not be run: ${reasonOf(error)}.`);
  if (code !== 0) throw new ToolFault(name, signal ?? `exit code ${code}`, all);
  return output;
}

/** A tool that failed: its own last lines, then one sentence. */
export class ToolFault extends Fault {
  constructor(name, how, lines) {
    const shown = lines.slice(-SHOWN_ON_FAILURE).map((line) => `  ${line}\n`);
    super(`${shown.join('')}${name} failed (${how}).`);
    this.lines = lines;
  }
}
