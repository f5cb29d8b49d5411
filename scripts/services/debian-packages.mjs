import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Fault } from '../setup/fault.mjs';
import { step } from '../setup/progress.mjs';
import { runTool } from '../setup/run-tool.mjs';
import { OLDEST_MAJOR } from './postgres-binaries.mjs';

export const isDebian = () => existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');

/** The package with the newest PostGIS this release offers, or undefined. */
export function postgisPackage(major) {
  let listed;
  try {
    const pattern = '^postgresql-[0-9]+-postgis-3$';
    listed = execFileSync('apt-cache', ['search', '--names-only', pattern], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
  const majors = [...listed.matchAll(/^postgresql-(\d+)-postgis-3 /gm)].map((match) => Number(match[1]));
  const newest = Math.max(0, ...majors.filter((its) => (major ? its === major : its >= OLDEST_MAJOR)));
  return newest === 0 ? undefined : `postgresql-${newest}-postgis-3`;
}

/** Installs what is missing, as root. The reader is told first, because this changes the system. */
export async function installPackages({ postgres, redis, major }) {
  await step('Reading the package lists (apt-get update)', (note) => apt(['update'], note));
  const postgis = postgres ? postgisPackage(major) : undefined;
  if (postgres && !postgis) {
    throw new Fault(
      `This release has no PostgreSQL ${major ?? `${OLDEST_MAJOR} or newer`} with PostGIS: add the packages of apt.postgresql.org, ` +
        'or run `docker compose up -d` and set DATABASE_URL and REDIS_URL as compose.yaml says.',
    );
  }
  const packages = [postgis, redis ? 'redis-server' : undefined].filter(Boolean);
  const title = `Installing on this system, because it is missing: ${packages.join(', ')}`;
  await step(title, (note) => apt(['install', '-y', '--no-install-recommends', ...packages], note));
}

function apt(args, note) {
  return runTool(`apt-get ${args.join(' ')}`, 'apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], {
    note,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_SUSPEND: '1', LC_ALL: 'C' },
    // Left half-way dpkg would need repair: apt itself finishes the package at hand before it obeys.
    group: false,
    stopSignal: 'SIGINT',
    graceMs: 180_000,
  });
}
