import type { PageMeta, ReportCase, Resolution } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import { pageMeta } from '../../platform/http/pages.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import type { Actor } from '../../platform/viewer.js';
import { SuspensionsService } from '../admin/admin.public.js';
import { UsersService } from '../users/users.public.js';
import {
  type CaseRow,
  decideCase,
  findCases,
  findReportsOf,
  lockCase,
  type QueueFilter,
} from './cases.sql.js';
import { auditTargetOf, presentCase } from './cases.view.js';
import { ContentsService } from './contents.service.js';
import { isPossible, TARGETS } from './targets.rules.js';
import { effectOn, type Objection, objectionTo, statusAfter } from './verdict.rules.js';

const DAY_MS = 86_400_000;
const DEFAULT_SUSPENSION_DAYS = 7;

const OBJECTIONS: Record<Objection, () => AppError> = {
  decided: () => new AppError('CONFLICT', 'This has been decided.'),
  'own-content': () => new AppError('FORBIDDEN', 'This is about you: leave it to another moderator.'),
  'own-decision': () =>
    new AppError('FORBIDDEN', 'You decided this before: leave the appeal to another moderator.'),
};

/** The moderation queue and its decisions. */
@Injectable()
export class QueueService {
  constructor(
    private readonly database: Database,
    private readonly contents: ContentsService,
    private readonly users: UsersService,
    private readonly suspensions: SuspensionsService,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** One page of cases with what they are about. That private content was read stands in the audit log. */
  async page(actor: Actor, filter: QueueFilter): Promise<{ cases: ReportCase[]; meta: PageMeta }> {
    return this.database.transaction(async (tx) => {
      const { rows, total } = await findCases(tx, filter);
      return { cases: await this.present(tx, actor, rows), meta: pageMeta(filter, total) };
    });
  }

  /** Decides every open report on a target, or the appeal against the decision. One of many wins. */
  async resolve(actor: Actor, reportId: number, resolution: Resolution): Promise<ReportCase> {
    const now = this.clock();
    return this.database.transaction(async (tx) => {
      const before = await lockCase(tx, reportId);
      if (!before) throw new AppError('REPORT_NOT_FOUND', 'There is no such report.');
      await this.check(tx, actor, before, resolution);
      const isAppeal = before.status === 'appealed';
      const suspendedUntil = await this.sanction(tx, actor, before, resolution, now);
      await decideCase(tx, before.id, {
        status: statusAfter(resolution.action),
        action: resolution.action,
        note: resolution.note || null,
        decidedBy: actor.id,
        decidedAt: now,
        hiddenAt: await this.treat(tx, before, resolution, now),
        suspendedUntil,
        isAppeal,
      });
      await this.audit.record(tx, actor, {
        act: 'report.resolve',
        target: auditTargetOf(before),
        before: { report: reportId, status: before.status, action: before.action },
        after: { status: statusAfter(resolution.action), action: resolution.action },
      });
      // Whom nothing was decided against before, a dismissal does not concern.
      if (before.authorId !== null && (resolution.action !== 'dismiss' || isAppeal || before.hiddenAt)) {
        await this.outbox.append(tx, 'report.decided', {
          reportId: before.reportId,
          authorId: before.authorId,
          targetType: before.targetType,
          action: resolution.action,
          isAppeal,
          suspendedUntil: suspendedUntil?.toISOString() ?? null,
        });
      }
      const after = await lockCase(tx, reportId);
      const [view] = after ? await this.present(tx, actor, [after]) : [];
      if (!view) throw new Error('a locked case is gone');
      return view;
    });
  }

  private async check(tx: Tx, actor: Actor, before: CaseRow, { action }: Resolution): Promise<void> {
    const { authorId, status, decidedBy, targetType } = before;
    const others = [actor.id, ...(authorId === null ? [] : [authorId])];
    const objection = objectionTo({
      actorId: actor.id,
      authorId,
      status,
      decidedBy,
      isThereSomebodyElse: await this.suspensions.isThereOtherStaff(tx, others),
    });
    if (objection) throw OBJECTIONS[objection]();
    if (!isPossible(action, targetType, authorId !== null))
      throw invalidField('action', `a ${targetType} cannot be met with ${action}`);
  }

  /** Suspends the author, or lifts the suspension that this case began. Returns the one that stands. */
  private async sanction(
    tx: Tx,
    actor: Actor,
    before: CaseRow,
    { action, until: given, note }: Resolution,
    now: Date,
  ): Promise<Date | null> {
    const { authorId, suspendedUntil, reportId } = before;
    if (authorId === null) return null;
    if (action !== 'suspend') {
      if (suspendedUntil) await this.suspensions.lift(tx, actor, authorId, suspendedUntil);
      return null;
    }
    const until = given ? new Date(given) : new Date(now.getTime() + DEFAULT_SUSPENSION_DAYS * DAY_MS);
    const reason = note ? `report-${reportId}: ${note}` : `report-${reportId}`;
    await this.suspensions.suspend(tx, actor, authorId, { until, reason });
    return until;
  }

  /**
   * Takes back what the case did to the content, then hides or deletes it. Returns when it did so, null where the
   * content stays.
   */
  private async treat(tx: Tx, before: CaseRow, { action }: Resolution, now: Date): Promise<Date | null> {
    const { targetType, targetId, hiddenAt } = before;
    if (hiddenAt) await this.contents.restore(tx, targetType, targetId, hiddenAt);
    const effect = effectOn(action, TARGETS[targetType].isContent);
    if (effect) await this.contents[effect](tx, targetType, targetId, now);
    return effect ? now : null;
  }

  private async present(tx: Tx, actor: Actor, rows: readonly CaseRow[]): Promise<ReportCase[]> {
    const authorIds = rows.flatMap(({ authorId }) => authorId ?? []);
    const [reports, current, authors] = await Promise.all([
      findReportsOf(
        tx,
        rows.map(({ id }) => id),
      ),
      this.contents.current(tx, rows),
      this.users.cards(actor, authorIds, tx),
    ]);
    const cases = rows.map((row) =>
      presentCase(row, reports.get(row.id), current.get(`${row.targetType} ${row.targetId}`), authors),
    );
    await this.audit.record(
      tx,
      actor,
      ...rows.flatMap((row, index) =>
        cases[index]?.isPrivate
          ? [
              {
                act: 'report.read-private',
                target: auditTargetOf(row),
                after: { report: row.reportId },
              } as const,
            ]
          : [],
      ),
    );
    return cases;
  }
}
