import type { ExportFormat } from '@beli/contract';
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';

export interface ExportRow {
  readonly id: string;
  readonly format: ExportFormat;
  readonly status: 'queued' | 'running' | 'ready' | 'failed';
  readonly sizeBytes: number | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** changes with the person's password */
  readonly mark: string;
}

// Links are bound to the password: whoever got in with an old one keeps nothing.
const MARK = sql<string>`(select encode(sha256(convert_to(coalesce(u.password_hash, ''), 'UTF8')), 'hex') from users u where u.id = exports.user_id)`;

// One that was never finished in an hour has failed: its job was given up.
const COLUMNS = [
  'id',
  'format',
  sql<string>`case when status in ('queued', 'running') and created_at < now() - interval '1 hour' then 'failed' else status end`.as(
    'status',
  ),
  'size_bytes as sizeBytes',
  'created_at as createdAt',
  'expires_at as expiresAt',
  MARK.as('mark'),
] as const;

/** Locks the person against a second request at the same time; seconds until the next one is due, 0 for now. */
export async function lockNextExport(tx: Tx, userId: number): Promise<number> {
  await sql`select id from users where id = ${userId} for no key update`.execute(tx);
  const { rows } = await sql<{ seconds: number }>`
    select greatest(0, ceil(extract(epoch from max(created_at) + interval '24 hours' - now())))::int as seconds
    from exports where user_id = ${userId} and status <> 'failed' and (status = 'ready' or created_at > now() - interval '1 hour')`.execute(
    tx,
  );
  return rows[0]?.seconds ?? 0;
}

export async function insertExport(
  tx: Tx,
  request: { id: string; userId: number; format: ExportFormat },
): Promise<ExportRow> {
  return tx
    .insertInto('exports')
    .values({ id: request.id, user_id: request.userId, format: request.format })
    .returning(COLUMNS)
    .$castTo<ExportRow>()
    .executeTakeFirstOrThrow();
}

export async function findExport(db: Db, userId: number, id: string): Promise<ExportRow | undefined> {
  return db
    .selectFrom('exports')
    .select(COLUMNS)
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .$castTo<ExportRow>()
    .executeTakeFirst();
}

/** What a link to the archive was signed over; undefined where there is none to get. */
export async function findExportMark(db: Db, id: string): Promise<string | undefined> {
  const row = await readyExport(db, id).select(MARK.as('mark')).executeTakeFirst();
  return row?.mark;
}

/** The sealed archive, while it is there. */
export async function findExportContent(db: Db, id: string): Promise<Buffer | undefined> {
  const row = await readyExport(db, id).select('content').executeTakeFirst();
  return row?.content ?? undefined;
}

const readyExport = (db: Db, id: string) =>
  db
    .selectFrom('exports')
    .where('id', '=', id)
    .where('status', '=', 'ready')
    .where('expires_at', '>', sql<Date>`now()`);

/** @param size of what the person gets, in bytes */
export async function finishExport(
  tx: Tx,
  id: string,
  { content, size }: { content: Buffer; size: number },
): Promise<void> {
  await tx
    .updateTable('exports')
    .set({
      status: 'ready',
      content,
      size_bytes: size,
      finished_at: sql<Date>`now()`,
      expires_at: sql<Date>`now() + interval '24 hours'`,
    })
    .where('id', '=', id)
    .execute();
}

/** Removes archives that nobody can get any more; that there was one stays for a day, against floods. */
export async function deleteExpiredExports(tx: Tx): Promise<void> {
  await tx.deleteFrom('exports').where('created_at', '<', sql<Date>`now() - interval '48 hours'`).execute();
}

/** The rows of one part as JSON text. */
export async function readExportPart(db: Db, select: string, userId: number): Promise<string> {
  const { rows } = await sql<{ json: string }>`
    select coalesce(json_agg(part), '[]')::text as json from (${sql.join(
      select.split('$1').map((text) => sql.raw(text)),
      sql`${userId}`,
    )}) part`.execute(db);
  return rows[0]?.json ?? '[]';
}
