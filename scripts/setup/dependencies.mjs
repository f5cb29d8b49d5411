import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Fault } from './fault.mjs';
import { PINNED_NODE, ROOT } from './paths.mjs';
import { step } from './progress.mjs';
import { runTool, ToolFault } from './run-tool.mjs';

const INSTALLED = join(ROOT, 'node_modules/.package-lock.json');
const BIN = join(ROOT, 'node_modules/.bin');

/** Installs what package-lock.json names, unless it is there already. */
export async function ensureDependencies() {
  if (areInstalled()) return;
  await step('Installing dependencies', (note) => installAll(note));
  if (!existsSync(PINNED_NODE)) {
    throw new Fault(
      'The pinned Node was not installed, because install scripts are switched off for npm: run `npm rebuild node --ignore-scripts=false`.',
    );
  }
}

/** npm's own record of what it has put into node_modules, compared with the lock file. */
function areInstalled() {
  const locked = readPackages(join(ROOT, 'package-lock.json'));
  if (!locked) throw new Fault(`${join(ROOT, 'package-lock.json')} is missing or not readable.`);
  const installed = readPackages(INSTALLED);
  if (!installed || !existsSync(PINNED_NODE)) return false;
  return Object.entries(locked).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    // Packages for other systems are in the lock file and rightly not here.
    if (!found) return Boolean(entry.optional || entry.devOptional || entry.peer);
    return found.version === entry.version && found.link === entry.link;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

async function installAll(note) {
  try {
    await npm(['ci'], note);
  } catch (error) {
    if (!(error instanceof ToolFault && error.lines.some((line) => line.includes('EUSAGE')))) throw error;
    // `npm ci` refuses a lock file that lacks a package for some other system; `npm install` keeps to what
    // the file does name. What an interrupted install has left would be taken for complete.
    if (!existsSync(INSTALLED)) rmSync(join(ROOT, 'node_modules'), { recursive: true, force: true });
    await npm(['install', '--no-save'], note);
  }
}

function npm(command, note) {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== BIN);
  // NODE_ENV=production must not leave out the build tools.
  const args = [...command, '--include=dev', '--no-audit', '--no-fund', '--loglevel=http'];
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  // npm removes node_modules first, so it may not itself run on the Node in there.
  const own = cli?.endsWith('npm-cli.js') && node && !node.startsWith(ROOT);
  return runTool(`npm ${command.join(' ')}`, own ? node : 'npm', own ? [cli, ...args] : args, {
    cwd: ROOT,
    env: { ...process.env, PATH: path.join(delimiter) },
    noise: /^npm http /,
    // Of the addresses it fetches from, the last part names the package.
    note: (line) => note(line.replace(/^npm http fetch GET \d+ \S*\/(\S+).*/, '$1')),
  });
}
