import type { ReportReason, ReportStatus, ReportTarget } from '@beli/contract';
import { CompiledQuery, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';
import type { ReportedRow } from '../users/users.public.js';

export interface ReporterRow {
  readonly isEmailVerified: boolean;
  readonly createdAt: Date;
  readonly outcomes: ReportStatus[];
  /** instants of the newest reports, newest first */
  readonly recent: Date[];
}

const LOCK_REPORTER = `/* reporter-lock */
select id from users where id = $1 for no key update`;
const REPORTER = `/* reporter */
select u.email_verified_at is not null as "isEmailVerified", u.created_at as "createdAt",
  array(select c.status from reports r join report_cases c on c.id = r.case_id
        where r.reporter_id = u.id order by r.id desc limit 5) as outcomes,
  array(select r.created_at from reports r where r.reporter_id = u.id order by r.id desc limit $2) as recent
from users u where u.id = $1`;

/** One person's reports are written one after another, so that neither the flood guard nor trust can be raced. */
export async function lockReporter(
  tx: Tx,
  id: number,
  recentCount: number,
): Promise<ReporterRow | undefined> {
  await tx.executeQuery(CompiledQuery.raw(LOCK_REPORTER, [id]));
  return (await tx.executeQuery<ReporterRow>(CompiledQuery.raw(REPORTER, [id, recentCount]))).rows[0];
}

const OPEN_CASE = `/* report-case-open */
insert into report_cases as c (target_type, target_id, author_id, is_private, snapshot) values ($1, $2, $3, $4, $5)
on conflict (target_type, target_id) where status = 'open' do update set target_type = excluded.target_type
returning c.id`;

/** The open case of the target, a new one where there is none. It is locked until the commit. */
export async function openCase(tx: Tx, type: ReportTarget, target: ReportedRow): Promise<number> {
  const { rows } = await tx.executeQuery<{ id: number }>(
    CompiledQuery.raw(OPEN_CASE, [
      type,
      String(target.id),
      target.authorId,
      target.isPrivate,
      JSON.stringify(target.content),
    ]),
  );
  const [row] = rows;
  if (!row) throw new Error('an upsert returned no row');
  return row.id;
}

export interface NewReport {
  readonly caseId: number;
  readonly reporterId: number;
  readonly reason: ReportReason;
  readonly note: string | null;
  readonly isTrusted: boolean;
}

/** Undefined when this person has reported in this case before. */
export async function insertReport(tx: Tx, report: NewReport): Promise<number | undefined> {
  const row = await tx
    .insertInto('reports')
    .values({
      case_id: report.caseId,
      reporter_id: report.reporterId,
      reason: report.reason,
      note: report.note,
      is_trusted: report.isTrusted,
    })
    .onConflict((conflict) => conflict.columns(['case_id', 'reporter_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

/** Counts the report in its case. Returns how many of them are trusted now. */
export async function countReport(
  tx: Tx,
  caseId: number,
  isTrusted: boolean,
): Promise<{ trustedCount: number; isHidden: boolean }> {
  return tx
    .updateTable('report_cases')
    .set((eb) => ({
      reports_count: eb('reports_count', '+', 1),
      trusted_count: eb('trusted_count', '+', isTrusted ? 1 : 0),
    }))
    .where('id', '=', caseId)
    .returning(['trusted_count as trustedCount', sql<boolean>`hidden_at is not null`.as('isHidden')])
    .executeTakeFirstOrThrow();
}

/** Notes in the case that it hid its target at this instant. */
export async function noteHidden(tx: Tx, caseId: number, at: Date): Promise<void> {
  await tx.updateTable('report_cases').set({ hidden_at: at }).where('id', '=', caseId).execute();
}

const APPEAL = `/* report-appeal */
update report_cases set status = 'appealed', appeal_text = $3, appealed_at = $4
where id = (select case_id from reports where id = $1) and author_id = $2 and status = 'upheld' and appealed_at is null`;

/** False when there is nothing (any more) to appeal. */
export async function insertAppeal(
  tx: Tx,
  appeal: { reportId: number; authorId: number; text: string; at: Date },
): Promise<boolean> {
  const { reportId, authorId, text, at } = appeal;
  const { numAffectedRows } = await tx.executeQuery(
    CompiledQuery.raw(APPEAL, [reportId, authorId, text, at]),
  );
  return (numAffectedRows ?? 0n) > 0n;
}

/** Who wrote what a report is about; undefined without such a report. */
export async function findReportedAuthor(
  db: Db,
  reportId: number,
): Promise<{ authorId: number | null } | undefined> {
  return db
    .selectFrom('reports')
    .innerJoin('report_cases', 'report_cases.id', 'reports.case_id')
    .select('report_cases.author_id as authorId')
    .where('reports.id', '=', reportId)
    .executeTakeFirst();
}
