import { Fault, reasonOf } from '../setup/fault.mjs';
import { redisCommand } from './redis-command.mjs';
import { runSql } from './sql-session.mjs';

/** Sees that a database given by the reader can be used; the message never shows the password. */
export async function checkDatabaseUrl(name, text) {
  const place = describeUrl(
    name,
    text,
    ['postgres:', 'postgresql:'],
    'postgres://user:password@host:5432/name',
  );
  let rows;
  try {
    rows = await runSql(text, `select 1 from pg_available_extensions where name = 'postgis'`);
  } catch (error) {
    throw new Fault(`${name} cannot be used: ${place} says "${reasonOf(error)}".`);
  }
  if (rows.length === 0)
    throw new Fault(`${name} cannot be used: the PostgreSQL at ${place} has no PostGIS.`);
}

export async function checkRedisUrl(text) {
  const place = describeUrl('REDIS_URL', text, ['redis:', 'rediss:'], 'redis://host:6379');
  try {
    await redisCommand(text, 'PING');
  } catch (error) {
    throw new Fault(`REDIS_URL cannot be used: ${place} says "${reasonOf(error)}".`);
  }
}

function describeUrl(name, text, protocols, example) {
  if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) {
    throw new Fault(`${name} is not a URL such as ${example}.`);
  }
  const { host, pathname } = new URL(text);
  return `${host || 'localhost'}${pathname === '/' ? '' : pathname}`;
}
