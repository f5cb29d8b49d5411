import type { ApplicationInput, ApplicationStatus } from '@beli/contract';
import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import type { Position } from '../../platform/http/pages.js';

export interface ApplicationRow {
  readonly id: number;
  readonly userId: number;
  readonly specialty: string;
  readonly tagline: string;
  readonly socialLinks: Record<string, string>;
  readonly why: string;
  readonly status: ApplicationStatus;
  readonly note: string | null;
  /** ISO instant to the microsecond */
  readonly createdAt: string;
  readonly decidedAt: Date | null;
}

const COLUMNS = `id, user_id as "userId", specialty, tagline, social_links as "socialLinks", why, status, decision_note as note,
  to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt", decided_at as "decidedAt"`;

const INSERT = `/* application-insert */
insert into tastemaker_applications (user_id, specialty, tagline, social_links, why) values ($1, $2, $3, $4::jsonb, $5)
on conflict (user_id) where status = 'open' do nothing returning ${COLUMNS}`;

/** Undefined when one of the person is open. */
export async function insertApplication(
  tx: Tx,
  userId: number,
  { specialty, tagline = '', socialLinks = {}, why }: ApplicationInput,
): Promise<ApplicationRow | undefined> {
  const parameters = [userId, specialty, tagline, JSON.stringify(socialLinks), why];
  return (await tx.executeQuery<ApplicationRow>(CompiledQuery.raw(INSERT, parameters))).rows[0];
}

const QUEUE = `/* applications */ select ${COLUMNS} from tastemaker_applications
where status = $1 and (created_at, id) > ($2::timestamptz, $3::bigint) order by created_at, id limit $4`;

export async function findApplications(
  db: Db,
  status: ApplicationStatus,
  { after = { t: '-infinity', id: 0 }, limit }: { after?: Position | undefined; limit: number },
): Promise<ApplicationRow[]> {
  return (await db.executeQuery<ApplicationRow>(CompiledQuery.raw(QUEUE, [status, after.t, after.id, limit])))
    .rows;
}

const OWN = `/* applications-own */ select ${COLUMNS} from tastemaker_applications where user_id = $1 order by id desc limit $2 offset $3`;
const COUNT_OWN = `/* applications-own-count */ select count(*)::int as total from tastemaker_applications where user_id = $1`;

export async function findOwnApplications(
  db: Db,
  userId: number,
  { page, pageSize }: { page: number; pageSize: number },
): Promise<{ rows: ApplicationRow[]; total: number }> {
  const [found, counted] = await Promise.all([
    db.executeQuery<ApplicationRow>(CompiledQuery.raw(OWN, [userId, pageSize, (page - 1) * pageSize])),
    db.executeQuery<{ total: number }>(CompiledQuery.raw(COUNT_OWN, [userId])),
  ]);
  return { rows: found.rows, total: counted.rows[0]?.total ?? 0 };
}

const ONE = `/* application */ select ${COLUMNS} from tastemaker_applications where id = $1`;

export async function findApplication(db: Db, id: number): Promise<ApplicationRow | undefined> {
  return (await db.executeQuery<ApplicationRow>(CompiledQuery.raw(ONE, [id]))).rows[0];
}

const DECIDE = `/* application-decide */
update tastemaker_applications set status = $2, decided_by = $3, decided_at = now(), decision_note = $4
where id = $1 and status = 'open' returning ${COLUMNS}`;

/** Undefined when it is decided already. */
export async function decideApplication(
  tx: Tx,
  id: number,
  decision: { status: ApplicationStatus; actorId: number; note: string | null },
): Promise<ApplicationRow | undefined> {
  const { status, actorId, note } = decision;
  return (await tx.executeQuery<ApplicationRow>(CompiledQuery.raw(DECIDE, [id, status, actorId, note])))
    .rows[0];
}
