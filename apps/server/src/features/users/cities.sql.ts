import { CompiledQuery } from 'kysely';
import type { Db } from '../../platform/database/database.js';

const FOLD = `/* city-fold */ select lower($1::text) as city`;

/**
 * A city as users.shown_city has it. The database says what is the same city; letters beyond ASCII are folded
 * differently elsewhere.
 */
export async function foldCity(db: Db, city: string): Promise<string> {
  if (/^[ -~]*$/.test(city)) return city.toLowerCase();
  const { rows } = await db.executeQuery<{ city: string }>(CompiledQuery.raw(FOLD, [city]));
  return rows[0]?.city ?? city;
}
