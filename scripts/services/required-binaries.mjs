import { existsSync, readFileSync } from 'node:fs';
import { Fault } from '../setup/fault.mjs';
import { installPackages, isDebian, postgisPackage } from './debian-packages.mjs';
import { findPostgres, OLDEST_MAJOR } from './postgres-binaries.mjs';
import { findRedis } from './redis-binaries.mjs';

/**
 * Finds the servers, and installs them where we may.
 * @param needed.postgres whether PostgreSQL is needed; `major` narrows it to one version
 * @returns {{ postgres?: { bin: string, major: number }, redisBin?: string }}
 */
export async function requireBinaries({ postgres, redis, major }) {
  let found = find();
  if (isMissing(found) && isDebian() && process.getuid() === 0) {
    await installPackages({ postgres: postgres && !found.postgres, redis: redis && !found.redisBin, major });
    found = find();
  }
  if (isMissing(found)) throw new Fault(explain(found));
  return found;

  function find() {
    return { postgres: findPostgres(major), redisBin: findRedis() };
  }
  function isMissing(its) {
    return (postgres && !its.postgres) || (redis && !its.redisBin);
  }
  function explain(its) {
    const names = [
      postgres && !its.postgres ? `PostgreSQL ${major ?? `${OLDEST_MAJOR} or newer`} with PostGIS` : '',
      redis && !its.redisBin ? 'Redis' : '',
    ].filter(Boolean);
    const command = installCommand(major);
    return (
      `${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} missing: ` +
      `${command ? `run \`${command}\`` : 'install it with the package manager of this system'}, ` +
      'or run `docker compose up -d` and set DATABASE_URL and REDIS_URL as compose.yaml says.'
    );
  }
}

/** The one command for this system, or undefined where we do not know it. */
function installCommand(major) {
  if (process.platform === 'darwin') return `brew install postgresql@${major ?? 17} postgis redis`;
  if (isDebian()) {
    const postgis = postgisPackage(major) ?? `postgresql-${major ?? OLDEST_MAJOR}-postgis-3`;
    return `sudo apt-get install -y --no-install-recommends ${postgis} redis-server`;
  }
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const family = /^ID(?:_LIKE)?=.*$/gm;
  const names = (release.match(family) ?? []).join(' ');
  if (/fedora|rhel|centos/.test(names))
    return 'sudo dnf install postgresql-server postgresql-contrib postgis redis';
  if (/arch/.test(names)) return 'sudo pacman -S postgresql postgis redis';
  if (/suse/.test(names)) return 'sudo zypper install postgresql-server postgresql-contrib postgis redis';
  if (/alpine/.test(names)) return 'sudo apk add postgresql17 postgresql17-contrib postgis redis';
  return undefined;
}
