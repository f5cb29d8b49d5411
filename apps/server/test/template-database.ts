import { migrate } from '../src/platform/database/migrate.js';
import { adminQuery, openDatabase, TEMPLATE, urlOf } from './database.js';

/** Before all tests: one migrated database that every test file clones. */
export default async function setup(): Promise<void> {
  await adminQuery(`drop database if exists ${TEMPLATE} with (force)`);
  await adminQuery(`create database ${TEMPLATE}`);
  const database = openDatabase(urlOf(TEMPLATE));
  await migrate(database.primary);
  await database.close();
}
