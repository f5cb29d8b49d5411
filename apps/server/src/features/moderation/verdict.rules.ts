import type { ReportAction, ReportStatus } from '@beli/contract';

/** What decides whether somebody may decide a case. */
export interface Judgement {
  readonly actorId: number;
  readonly authorId: number | null;
  readonly status: ReportStatus;
  /** who decided before the appeal */
  readonly decidedBy: number | null;
  /** whether anybody but actor, author and the one who decided could decide it */
  readonly isThereSomebodyElse: boolean;
}

export type Objection = 'decided' | 'own-content' | 'own-decision';

/**
 * Why a person may not decide a case, or null. Nobody decides on the own content. An appeal is for another
 * pair of eyes; where there is none, for the same.
 */
export function objectionTo(judgement: Judgement): Objection | null {
  const { actorId, authorId, status, decidedBy, isThereSomebodyElse } = judgement;
  if (status !== 'open' && status !== 'appealed') return 'decided';
  if (actorId === authorId) return 'own-content';
  if (status === 'appealed' && decidedBy === actorId && isThereSomebodyElse) return 'own-decision';
  return null;
}

/**
 * What becomes of content, once whatever the case did to it before is taken back. A suspension hides what it was
 * for, so that it stays away when it is over; who is only warned keeps it.
 */
export function effectOn(action: ReportAction, isContent: boolean): 'hide' | 'remove' | null {
  if (!isContent || action === 'warn' || action === 'dismiss') return null;
  return action === 'delete' ? 'remove' : 'hide';
}

/** How the case stands after a decision. */
export const statusAfter = (action: ReportAction): ReportStatus =>
  action === 'dismiss' ? 'dismissed' : 'upheld';
