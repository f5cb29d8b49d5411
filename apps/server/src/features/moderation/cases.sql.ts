import type { ReportAction, ReportedContent, ReportReason, ReportStatus, ReportTarget } from '@beli/contract';
import { CompiledQuery, type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/database.js';

export interface CaseRow {
  readonly id: number;
  /** the first of its reports, by which the API names it */
  readonly reportId: number;
  readonly targetType: ReportTarget;
  readonly targetId: string;
  readonly authorId: number | null;
  readonly isPrivate: boolean;
  readonly snapshot: ReportedContent;
  readonly status: ReportStatus;
  readonly reportsCount: number;
  readonly trustedCount: number;
  readonly hiddenAt: Date | null;
  readonly suspendedUntil: Date | null;
  readonly action: ReportAction | null;
  readonly note: string | null;
  readonly decidedBy: number | null;
  readonly decidedAt: Date | null;
  readonly appealText: string | null;
  readonly appealedAt: Date | null;
  readonly appealDecidedAt: Date | null;
  readonly createdAt: Date;
}

const COLUMNS = `c.id, (select min(r.id) from reports r where r.case_id = c.id) as "reportId",
  c.target_type as "targetType", c.target_id as "targetId", c.author_id as "authorId", c.is_private as "isPrivate",
  c.snapshot, c.status, c.reports_count as "reportsCount", c.trusted_count as "trustedCount",
  c.hidden_at as "hiddenAt", c.suspended_until as "suspendedUntil", c.action, c.note, c.decided_by as "decidedBy",
  c.decided_at as "decidedAt", c.appeal_text as "appealText", c.appealed_at as "appealedAt",
  c.appeal_decided_at as "appealDecidedAt", c.created_at as "createdAt"`;

const LOCK_CASE = `/* report-case-lock */
select ${COLUMNS} from report_cases c where c.id = (select case_id from reports where id = $1) for update of c`;

/** The case of a report, locked: of two who decide it, the second finds it decided. */
export async function lockCase(tx: Tx, reportId: number): Promise<CaseRow | undefined> {
  return (await tx.executeQuery<CaseRow>(CompiledQuery.raw(LOCK_CASE, [reportId]))).rows[0];
}

export interface CaseDecision {
  readonly status: ReportStatus;
  readonly action: ReportAction;
  readonly note: string | null;
  readonly decidedBy: number;
  readonly decidedAt: Date;
  readonly hiddenAt: Date | null;
  readonly suspendedUntil: Date | null;
  readonly isAppeal: boolean;
}

export async function decideCase(tx: Tx, id: number, decision: CaseDecision): Promise<void> {
  await tx
    .updateTable('report_cases')
    .set({
      status: decision.status,
      action: decision.action,
      note: decision.note,
      decided_by: decision.decidedBy,
      decided_at: decision.decidedAt,
      hidden_at: decision.hiddenAt,
      suspended_until: decision.suspendedUntil,
      ...(decision.isAppeal ? { appeal_decided_at: decision.decidedAt } : {}),
    })
    .where('id', '=', id)
    .execute();
}

export interface QueueFilter {
  readonly status?: ReportStatus | undefined;
  readonly type?: ReportTarget | undefined;
  readonly page: number;
  readonly pageSize: number;
}

/** What waits: appealed first, then the oldest. What is decided: the newest first. */
export async function findCases(db: Db, filter: QueueFilter): Promise<{ rows: CaseRow[]; total: number }> {
  const { status, type, page, pageSize } = filter;
  const isDecided = status === 'upheld' || status === 'dismissed';
  const order = isDecided ? sql`c.id desc` : sql`(c.status = 'appealed') desc, c.id`;
  const where = sql`${status === undefined ? sql`c.status in ('open', 'appealed')` : sql`c.status = ${status}`}
    ${type === undefined ? sql`` : sql`and c.target_type = ${type}`}`;
  return findPage(db, where, order, { page, pageSize });
}

/** Decisions against a person, newest first; what was dismissed only where an appeal had asked for it. */
export async function findDecisionsAgainst(
  db: Db,
  authorId: number,
  page: { page: number; pageSize: number },
): Promise<{ rows: CaseRow[]; total: number }> {
  const where = sql`c.author_id = ${authorId} and (c.status in ('upheld', 'appealed') or c.appealed_at is not null)`;
  return findPage(db, where, sql`c.id desc`, page);
}

async function findPage(
  db: Db,
  where: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  { page, pageSize }: { page: number; pageSize: number },
): Promise<{ rows: CaseRow[]; total: number }> {
  const [{ rows }, counted] = await Promise.all([
    sql<CaseRow>`select ${sql.raw(COLUMNS)} from report_cases c where ${where} order by ${order}
      limit ${pageSize} offset ${(page - 1) * pageSize}`.execute(db),
    sql<{ total: number }>`select count(*)::int as total from report_cases c where ${where}`.execute(db),
  ]);
  return { rows, total: counted.rows[0]?.total ?? 0 };
}

export interface CaseReports {
  readonly caseId: number;
  readonly reasons: { reason: ReportReason; count: number }[];
  readonly newest: {
    id: number;
    reporterId: number | null;
    reason: ReportReason;
    note: string | null;
    isTrusted: boolean;
    createdAt: string;
  }[];
}

const REPORTS = `/* report-case-reports */
select asked.id as "caseId",
  coalesce((select json_agg(json_build_object('reason', reason, 'count', count) order by count desc, reason)
    from (select reason, count(*)::int as count from reports where case_id = asked.id group by reason) grouped), '[]') as reasons,
  coalesce((select json_agg(json_build_object('id', id, 'reporterId', reporter_id, 'reason', reason, 'note', note,
      'isTrusted', is_trusted, 'createdAt', to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by id desc)
    from (select * from reports where case_id = asked.id order by id desc limit 10) newest), '[]') as newest
from unnest($1::bigint[]) as asked(id)`;

/** Reasons and the newest ten reports of each case, in one statement. */
export async function findReportsOf(db: Db, caseIds: readonly number[]): Promise<Map<number, CaseReports>> {
  if (caseIds.length === 0) return new Map();
  const { rows } = await db.executeQuery<CaseReports>(CompiledQuery.raw(REPORTS, [caseIds]));
  return new Map(rows.map((row) => [row.caseId, row]));
}
