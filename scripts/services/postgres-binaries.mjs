import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const OLDEST_MAJOR = 15;
const TOOLS = ['postgres', 'initdb'];
const EXTENSIONS = ['postgis', 'pg_trgm', 'unaccent', 'citext', 'btree_gist'];

/**
 * The newest usable PostgreSQL of this machine, or undefined.
 * @param major only this version, where a data folder was made by it
 * @returns {{ bin: string, major: number } | undefined}
 */
export function findPostgres(major) {
  return binFolders()
    .filter((bin) => TOOLS.every((tool) => existsSync(join(bin, tool))))
    .map((bin) => ({ bin, major: majorOf(bin) }))
    .filter((found) => (major ? found.major === major : found.major >= OLDEST_MAJOR))
    .filter(({ bin, major: its }) => hasExtensions(bin, its))
    .sort((a, b) => b.major - a.major)[0];
}

function binFolders() {
  const folders = [
    ...inside('/usr/lib/postgresql', '*', 'bin'),
    ...inside('/usr/libexec', 'postgresql*'),
    ...['/opt/homebrew/opt', '/usr/local/opt', '/home/linuxbrew/.linuxbrew/opt'].flatMap((brew) =>
      inside(brew, 'postgresql*', 'bin'),
    ),
    ...inside('/Applications/Postgres.app/Contents/Versions', '*', 'bin'),
    ...inside('/usr', 'pgsql-*', 'bin'),
    ...(process.env.PATH ?? '').split(delimiter).filter(Boolean),
  ];
  return [...new Set(folders)];
}

/** Folders of `parent` whose name fits (a star stands at the end of it), each with the rest of the path. */
function inside(parent, name, rest = '') {
  if (!existsSync(parent)) return [];
  const start = name.slice(0, -1);
  return readdirSync(parent)
    .filter((entry) => entry.startsWith(start))
    .map((entry) => join(parent, entry, rest));
}

function majorOf(bin) {
  return Number(/(\d+)/.exec(run(join(bin, 'postgres'), '--version'))?.[1] ?? 0);
}

function hasExtensions(bin, major) {
  const shares = [
    existsSync(join(bin, 'pg_config')) ? run(join(bin, 'pg_config'), '--sharedir') : '',
    `/usr/share/postgresql/${major}`,
    join(bin, '../share/postgresql'),
    '/usr/share/pgsql',
    '/usr/share/postgresql',
  ];
  return shares
    .filter(Boolean)
    .some((share) => EXTENSIONS.every((name) => existsSync(join(share, 'extension', `${name}.control`))));
}

function run(file, ...args) {
  try {
    return execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}
