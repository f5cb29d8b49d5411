import { Fault, reasonOf } from '../setup/fault.mjs';
import { redisCommand } from './redis-command.mjs';
import { runSql } from './sql-session.mjs';

const DATABASE = {
  protocols: ['postgres:', 'postgresql:'],
  example: 'postgres://user:password@host:5432/name',
};
const REDIS = { protocols: ['redis:', 'rediss:'], example: 'redis://host:6379' };

/** What the environment gives instead of private services. */
export function externalUrls({ DATABASE_URL, DATABASE_REPLICA_URLS, REDIS_URL } = process.env) {
  const replicas = (DATABASE_REPLICA_URLS ?? '').split(',').map((part) => part.trim());
  return { database: DATABASE_URL, replicas: replicas.filter((part) => part !== ''), redis: REDIS_URL };
}

/** Refuses what is no URL at all, before anything slow is done. */
export function checkUrlShapes({ database, replicas, redis }) {
  if (database) placeOf('DATABASE_URL', database, DATABASE);
  for (const url of replicas) placeOf('DATABASE_REPLICA_URLS', url, DATABASE);
  if (redis) placeOf('REDIS_URL', redis, REDIS);
}

/** Sees that they can be used. No message ever shows a password. Needs the installed dependencies. */
export async function checkExternalServices({ database, replicas, redis }) {
  if (database) await checkDatabase('DATABASE_URL', database);
  for (const url of replicas) await checkDatabase('DATABASE_REPLICA_URLS', url);
  if (redis) await checkRedis(redis);
}

async function checkDatabase(name, text) {
  const place = placeOf(name, text, DATABASE);
  let rows;
  try {
    rows = await runSql(text, `select 1 from pg_available_extensions where name = 'postgis'`);
  } catch (error) {
    throw new Fault(`${name} cannot be used (${place}): ${reasonOf(error)}.`);
  }
  if (rows.length === 0)
    throw new Fault(`${name} cannot be used (${place}): that PostgreSQL has no PostGIS.`);
}

async function checkRedis(text) {
  const place = placeOf('REDIS_URL', text, REDIS);
  try {
    await redisCommand(text, 'PING');
  } catch (error) {
    throw new Fault(`REDIS_URL cannot be used (${place}): ${reasonOf(error)}.`);
  }
}

function placeOf(name, text, { protocols, example }) {
  if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) {
    throw new Fault(`${name} is not a URL such as ${example}.`);
  }
  const { host, pathname } = new URL(text);
  return `${host || 'localhost'}${pathname === '/' ? '' : pathname}`;
}
