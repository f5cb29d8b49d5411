import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { onStop, refuseWhenStopping } from '../setup/lifecycle.mjs';
import { postgresFolder, readRecord, removeCluster, writeRecord } from './postgres-folder.mjs';
import { createCluster, startServer } from './postgres-server.mjs';
import { expectedServiceUser, serviceUser } from './service-user.mjs';
import { runSql } from './sql-session.mjs';

const DATABASE = 'beli';

/** What a private cluster needs of the machine: the version its data was made by, where there is data. */
export function requiredMajor(home) {
  return readRecord(postgresFolder(home, expectedServiceUser()), home)?.major;
}

/**
 * Starts the private PostgreSQL of a data folder, creating it at the first start.
 * @param options.durable false gives up safety for speed: tests only
 * @returns {{ url: string, died: Promise<string>, folder: string, elsewhere: boolean }} elsewhere: not inside the data folder
 */
export async function providePostgres({ home, binaries, durable, logs }) {
  const user = serviceUser();
  const place = postgresFolder(home, user);
  const existing = readRecord(place, home);
  const password = existing?.password ?? randomBytes(24).toString('hex');
  const cluster = { ...place, ...binaries, user, password, durable, logFile: join(logs, 'postgres.log') };
  if (!existing) {
    discardUnlessFinished(place);
    await createCluster(cluster);
  }
  const { urlOf, died } = await startServer(cluster);
  if (!existing) {
    await runSql(urlOf('postgres'), `create database ${DATABASE}`);
    refuseWhenStopping();
    writeRecord(place, { major: binaries.major, password, createdAt: new Date().toISOString() });
    place.finished = true;
  }
  return { url: urlOf(DATABASE), died, folder: place.folder, elsewhere: place.elsewhere };
}

/** Interrupted half-way, a first start leaves nothing behind that the next would stumble over. */
function discardUnlessFinished(place) {
  onStop('files', () => {
    if (!place.finished) removeCluster(place);
  });
}
