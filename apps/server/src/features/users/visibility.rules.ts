import type { RelationStatus } from '@beli/contract';

/** Whether an account stands at all, for anybody but itself. */
export interface AccountStanding {
  readonly isDeleted: boolean;
  readonly isDeactivated: boolean;
  readonly isSuspended: boolean;
}

/** What decides whether a viewer may see what an account keeps. */
export interface AccountForViewer {
  readonly id: number;
  readonly isPublic: boolean;
  readonly isFollowedByViewer: boolean;
}

/** Whether an account exists for a viewer: it stands, and neither has blocked the other. */
export function isThereFor(account: AccountStanding & { readonly isBlockedEitherWay: boolean }): boolean {
  return !account.isDeleted && !account.isDeactivated && !account.isSuspended && !account.isBlockedEitherWay;
}

/**
 * Whether lists, visits and activity of an account are open to a viewer: its own, a public one, or a private
 * one that accepted the viewer. Whether the account is there for the viewer is decided before (`isThereFor`).
 */
export function isOpenTo(viewerId: number | null, account: AccountForViewer): boolean {
  return account.isPublic || account.id === viewerId || (viewerId !== null && account.isFollowedByViewer);
}

/** Whether one thing that an open account keeps is shown to a viewer. */
export function showsKept(
  viewerId: number | null,
  account: { readonly id: number; readonly showsWantToTry: boolean },
  kept: { readonly isStealth: boolean; readonly status: RelationStatus },
): boolean {
  if (account.id === viewerId) return true;
  return !kept.isStealth && (kept.status !== 'want_to_try' || account.showsWantToTry);
}
