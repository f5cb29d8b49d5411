import type { Decision, PageMeta, Report, ReportBody } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { pageMeta } from '../../platform/http/pages.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import type { Actor } from '../../platform/viewer.js';
import type { ReportedRow } from '../users/users.public.js';
import { type CaseRow, findDecisionsAgainst } from './cases.sql.js';
import { ContentsService } from './contents.service.js';
import {
  countReport,
  findReportedAuthor,
  insertAppeal,
  insertReport,
  lockReporter,
  noteHidden,
  openCase,
} from './reports.sql.js';
import { idOf, TARGETS } from './targets.rules.js';
import { hidesItself, isTrusted, REPORTS_PER_HOUR, secondsUntilNextReport } from './trust.rules.js';

/** Reports and appeals: what everybody may do. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly database: Database,
    private readonly contents: ContentsService,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Reports what the person can see; the third trusted report of an open case hides content at once. */
  async report(actor: Actor, { targetType, targetId, reason, note }: ReportBody): Promise<Report> {
    const now = this.clock();
    return this.database.transaction(async (tx) => {
      const isReporterTrusted = await this.admit(tx, actor, now);
      const target = await this.contents.visible(tx, actor, targetType, targetId);
      if (target.authorId === actor.id) throw new AppError('FORBIDDEN', 'This is your own.');
      const caseId = await openCase(tx, targetType, target);
      const id = await insertReport(tx, {
        caseId,
        reporterId: actor.id,
        reason,
        note: note || null,
        isTrusted: isReporterTrusted,
      });
      if (id === undefined)
        throw new AppError('ALREADY_REPORTED', 'You have reported this: it waits for a decision.');
      const standing = await countReport(tx, caseId, isReporterTrusted);
      if (hidesItself(TARGETS[targetType].isContent, standing)) {
        await this.hide(tx, caseId, targetType, target, now);
      }
      return { id: `report-${id}`, status: 'open' };
    });
  }

  /** Asks for a second look, once. Only the author finds anything to appeal. */
  async appeal(actor: Actor, reportId: number, text: string): Promise<Report> {
    return this.database.transaction(async (tx) => {
      const reported = await findReportedAuthor(tx, reportId);
      if (reported?.authorId !== actor.id)
        throw new AppError('REPORT_NOT_FOUND', 'There is no such report on anything of yours.');
      if (!(await insertAppeal(tx, { reportId, authorId: actor.id, text, at: this.clock() })))
        throw new AppError('CONFLICT', 'There is no decision to appeal, or it was appealed before.');
      return { id: `report-${reportId}`, status: 'appealed' };
    });
  }

  async decisions(
    actor: Actor,
    query: { page: number; pageSize: number },
  ): Promise<{ decisions: Decision[]; meta: PageMeta }> {
    const { rows, total } = await findDecisionsAgainst(this.database.current, actor.id, query);
    return { decisions: rows.flatMap(presentDecision), meta: pageMeta(query, total) };
  }

  /** Whether the reporter is trusted. @throws AppError RATE_LIMIT_EXCEEDED when there were too many reports */
  private async admit(tx: Tx, actor: Actor, now: Date): Promise<boolean> {
    const reporter = await lockReporter(tx, actor.id, REPORTS_PER_HOUR);
    if (!reporter) throw new AppError('UNAUTHORIZED', 'The account is gone.');
    const retryAfter = secondsUntilNextReport(reporter.recent, now);
    if (retryAfter > 0) {
      throw new AppError('RATE_LIMIT_EXCEEDED', 'Too many reports: try again later.', undefined, {
        retryAfter,
        limit: REPORTS_PER_HOUR,
        windowMs: 3_600_000,
      });
    }
    return isTrusted(reporter, now);
  }

  private async hide(
    tx: Tx,
    caseId: number,
    type: ReportBody['targetType'],
    target: ReportedRow,
    at: Date,
  ): Promise<void> {
    await this.contents.hide(tx, type, String(target.id), at);
    await noteHidden(tx, caseId, at);
    await this.audit.record(tx, null, {
      act: 'content.hide-automatically',
      target: { type: type as 'review', id: target.id, authorId: target.authorId },
    });
  }
}

function presentDecision(row: CaseRow): Decision[] {
  if (row.action === null || row.decidedAt === null) return [];
  return [
    {
      id: `report-${row.reportId}`,
      status: row.status,
      targetType: row.targetType,
      targetId: idOf(row.targetType, row.targetId),
      action: row.action,
      decidedAt: row.decidedAt.toISOString(),
      suspendedUntil: row.suspendedUntil?.toISOString() ?? null,
      mayAppeal: row.status === 'upheld' && row.appealedAt === null,
    },
  ];
}
