import type { ReportCase, UserCard } from '@beli/contract';
import type { Act } from '../../platform/audit/audit.js';
import type { ReportedRow } from '../users/users.public.js';
import type { CaseReports, CaseRow } from './cases.sql.js';
import { idOf } from './targets.rules.js';

/** What an act on a case is recorded of. */
export const auditTargetOf = ({ targetType, targetId, authorId }: CaseRow): Act['target'] =>
  targetType === 'user'
    ? { type: 'user', id: Number(targetId) }
    : { type: targetType, id: targetId, authorId };

/** A case as the queue shows it. */
export function presentCase(
  row: CaseRow,
  reports: CaseReports | undefined,
  current: ReportedRow | undefined,
  authors: ReadonlyMap<number, UserCard>,
): ReportCase {
  const { action, decidedAt, appealText, appealedAt } = row;
  return {
    id: `report-${row.reportId}`,
    status: row.status,
    targetType: row.targetType,
    targetId: idOf(row.targetType, row.targetId),
    author: (row.authorId !== null && authors.get(row.authorId)) || null,
    authorId: row.authorId,
    reportsCount: row.reportsCount,
    trustedCount: row.trustedCount,
    reasons: reports?.reasons ?? [],
    reports: (reports?.newest ?? []).map((report) => ({ ...report, id: `report-${report.id}` })),
    snapshot: row.snapshot,
    current: current && !current.isGone ? current.content : null,
    isPrivate: row.isPrivate || current?.isPrivate === true,
    isHidden: current?.isHidden ?? false,
    decision:
      action === null || decidedAt === null
        ? null
        : { action, note: row.note, decidedBy: row.decidedBy, decidedAt: decidedAt.toISOString() },
    appeal:
      appealText === null || appealedAt === null
        ? null
        : {
            text: appealText,
            appealedAt: appealedAt.toISOString(),
            decidedAt: row.appealDecidedAt?.toISOString() ?? null,
          },
    createdAt: row.createdAt.toISOString(),
  };
}
