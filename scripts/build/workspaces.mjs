import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PINNED_NODE, ROOT } from '../setup/paths.mjs';
import { step } from '../setup/progress.mjs';
import { runTool } from '../setup/run-tool.mjs';

const SWC = join(ROOT, 'node_modules/@swc/cli/bin/swc.js');
const CONFIG = join(ROOT, '.swcrc');
const STAMP = '.built-from';

/** Builds the workspaces whose sources changed since their last build. Answers their names. */
export async function buildIfStale({ force = false } = {}) {
  const stale = workspaces().filter((folder) => force || isStale(folder));
  if (stale.length === 0) return [];
  const names = stale.map((folder) => relative(ROOT, folder));
  await step(`Building ${names.join(' and ')}`, async (note) => {
    for (const folder of stale) await build(folder, note);
  });
  return names;
}

function workspaces() {
  return ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(ROOT, group))
      .map((name) => join(ROOT, group, name))
      .filter((folder) => existsSync(join(folder, 'package.json')) && sourcesOf(folder).length > 0),
  );
}

/** The sources that are built, relative to `src`. */
function sourcesOf(folder) {
  const src = join(folder, 'src');
  if (!existsSync(src)) return [];
  return readdirSync(src, { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.endsWith('.d.ts'))
    .sort();
}

const outputOf = (source) => source.replace(/\.ts$/, '.js');

function isStale(folder) {
  const dist = join(folder, 'dist');
  const stamp = join(dist, STAMP);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint(folder)) return true;
  return sourcesOf(folder).some((source) => !existsSync(join(dist, outputOf(source))));
}

/** Content and not times: a checkout touches every file. */
function fingerprint(folder) {
  const hash = createHash('sha256');
  hash.update(readFileSync(CONFIG)).update(readFileSync(join(ROOT, 'node_modules/@swc/core/package.json')));
  for (const source of sourcesOf(folder)) {
    hash.update(`\0${source}\0`).update(readFileSync(join(folder, 'src', source)));
  }
  return hash.digest('hex');
}

async function build(folder, note) {
  const dist = join(folder, 'dist');
  const before = fingerprint(folder);
  const args = ['src', '-d', 'dist', '--strip-leading-paths', '--config-file', relative(folder, CONFIG)];
  rmSync(join(dist, STAMP), { force: true });
  const name = `Building ${relative(ROOT, folder)}`;
  await runTool(name, PINNED_NODE, [SWC, ...args, '--ignore', '**/*.test.ts', '--ignore', '**/*.d.ts'], {
    cwd: folder,
    note,
  });
  removeOrphans(folder);
  writeFileSync(join(dist, STAMP), before);
}

/** What was built from a source that is gone could still be imported by mistake. */
function removeOrphans(folder) {
  const wanted = new Set(
    sourcesOf(folder).flatMap((source) => [outputOf(source), `${outputOf(source)}.map`]),
  );
  for (const entry of readdirSync(join(folder, 'dist'), { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !wanted.has(relative(join(folder, 'dist'), file))) rmSync(file);
  }
}
