import type { DirectorySort } from '@beli/contract';
import { CompiledQuery, sql } from 'kysely';
import type { Db } from '../../platform/database/database.js';
import { accountIsThere, accountStands } from '../users/users.public.js';

/** The condition that the account `alias` may be found by people who do not know it. */
export const isListed = (alias: string): string =>
  `${accountStands(alias)} and ${alias}.is_public and ${alias}.is_discoverable`;

const ORDERS: Readonly<Record<DirectorySort, string>> = {
  followers: 'u.followers_count desc, u.id',
  name: 'lower(u.display_name), u.id',
  recent: 'u.created_at desc, u.id desc',
};

const listed = (city: string | undefined) =>
  sql`from users u where ${sql.raw(isListed('u'))} ${city === undefined ? sql`` : sql`and u.shown_city = ${city}`}`;

/**
 * Ids of a stretch of the directory, the same for everybody.
 * @param city as it is compared
 */
export async function findDirectory(
  db: Db,
  sort: DirectorySort,
  city: string | undefined,
  { limit, offset }: { limit: number; offset: number },
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select u.id ${listed(city)} order by ${sql.raw(ORDERS[sort])} limit ${limit} offset ${offset}`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

export async function countDirectory(db: Db, city: string | undefined): Promise<number> {
  const { rows } = await sql<{
    total: number;
  }>`select count(*)::int as total ${listed(city)}`.execute(db);
  return rows[0]?.total ?? 0;
}

const STILL_LISTED = `/* directory-listed */
select u.id from users u where u.id = any($1::bigint[]) and ${isListed('u')} and ${accountIsThere('u', '$2')} and ($3::text is null or u.shown_city = $3)`;

/**
 * Those of the people who are listed now, and not hidden from this viewer.
 * @param city as it is compared: where one was asked for, who still shows it
 */
export async function findListed(
  db: Db,
  ids: readonly number[],
  viewerId: number,
  city: string | undefined,
): Promise<number[]> {
  if (ids.length === 0) return [];
  const parameters = [ids, viewerId, city ?? null];
  const { rows } = await db.executeQuery<{ id: number }>(CompiledQuery.raw(STILL_LISTED, parameters));
  return rows.map(({ id }) => id);
}
