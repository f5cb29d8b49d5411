import type { Category, Sentiment } from '@beli/contract';
import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../../../platform/database/database.js';
import type { Answer, Kind } from './session.rules.js';

export interface SessionRow {
  readonly id: string;
  readonly userId: number;
  readonly restaurantId: number;
  readonly category: Category;
  readonly sentiment: Sentiment;
  readonly answers: readonly Answer[];
  readonly askedId: number | null;
  readonly listVersion: number;
  readonly expiresAt: Date;
}

const COLUMNS = `id, user_id as "userId", restaurant_id as "restaurantId", category, sentiment, answers, asked_id as "askedId",
  list_version as "listVersion", expires_at as "expiresAt"`;

const START = `/* rank-session-start */
insert into rank_sessions (id, user_id, restaurant_id, category, sentiment, list_version, expires_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (user_id, restaurant_id) do update set id = excluded.id, category = excluded.category, sentiment = excluded.sentiment,
  answers = '[]', asked_id = null, list_version = excluded.list_version, created_at = now(), expires_at = excluded.expires_at
returning ${COLUMNS}`;

/** A new session; one that was open for the same place is replaced. */
export async function startSession(
  tx: Tx,
  session: Omit<SessionRow, 'answers' | 'askedId'>,
): Promise<SessionRow> {
  const { id, userId, restaurantId, category, sentiment, listVersion, expiresAt } = session;
  const { rows } = await tx.executeQuery<SessionRow>(
    CompiledQuery.raw(START, [id, userId, restaurantId, category, sentiment, listVersion, expiresAt]),
  );
  const [row] = rows;
  if (!row) throw new Error('insert returned no row');
  return row;
}

const LOCK = `/* rank-session-lock */ select ${COLUMNS} from rank_sessions
where id = $1 and user_id = $2 and expires_at > $3 for update`;

/** The person's own open session, locked: answers come one after another. */
export async function lockSession(
  tx: Tx,
  id: string,
  userId: number,
  now: Date,
): Promise<SessionRow | undefined> {
  return (await tx.executeQuery<SessionRow>(CompiledQuery.raw(LOCK, [id, userId, now]))).rows[0];
}

const SAVE = `/* rank-session-save */
update rank_sessions set answers = $2, asked_id = $3, list_version = $4 where id = $1`;

export async function saveSession(
  tx: Tx,
  id: string,
  session: Pick<SessionRow, 'answers' | 'askedId' | 'listVersion'>,
): Promise<void> {
  const { answers, askedId, listVersion } = session;
  await tx.executeQuery(CompiledQuery.raw(SAVE, [id, JSON.stringify(answers), askedId, listVersion]));
}

export async function deleteSession(tx: Tx, id: string, userId: number): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('rank_sessions')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function deleteExpiredSessions(tx: Tx): Promise<void> {
  await sql`/* rank-sessions-expire */ delete from rank_sessions where expires_at < now()`.execute(tx);
}

const KINDS = `/* restaurant-kinds */
select id, price_range as "priceRange", cuisines from restaurants where id = any($1::bigint[])`;

/** What makes restaurants comparable, by id. */
export async function findKinds(db: Db, ids: readonly number[]): Promise<Map<number, Kind>> {
  const { rows } = await db.executeQuery<Kind & { id: number }>(CompiledQuery.raw(KINDS, [ids]));
  return new Map(rows.map((row) => [row.id, row]));
}
