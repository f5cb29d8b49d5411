import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Fault } from '../setup/fault.mjs';

const REACHABLE = '/var/lib/beli';
const NOBODY = { uid: 65_534, gid: 65_534 };

/** The account PostgreSQL runs under where we are root, which it refuses; undefined where we are not. */
export function serviceUser() {
  const user = expectedServiceUser();
  if (user !== NOBODY) return user;
  throw new Fault(
    'PostgreSQL refuses to run as root and there is no `postgres` account: run this as an ordinary user.',
  );
}

/** The same before PostgreSQL is installed: then somebody without any rights stands in for its account. */
export function expectedServiceUser() {
  if (process.getuid() !== 0) return undefined;
  for (const name of ['postgres', '_postgres']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(identity(flag, name)));
    if (uid) return { uid, gid };
  }
  return NOBODY;
}

function identity(flag, name) {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : Number.NaN;
}

/** Whether that account can get into the folder: one closed parent, such as /root, is enough to stop it. */
export function canEnter(folder, user) {
  if (!user) return true;
  try {
    execFileSync('test', ['-x', folder], { ...user, cwd: '/', stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Where the database of a data folder lives that the account cannot enter; the same at every start. */
export function reachableFolder(home) {
  const key = createHash('sha256').update(home).digest('hex').slice(0, 12);
  return join(REACHABLE, key);
}

/** Makes a folder whose parents are to be entered by others, whatever the umask says. */
export function makeEnterable(folder) {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711);
  if (dirname(folder) === REACHABLE) chmodSync(REACHABLE, 0o711);
}
