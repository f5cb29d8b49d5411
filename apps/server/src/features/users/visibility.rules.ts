/** What decides whether a viewer may see what an account keeps. */
export interface AccountForViewer {
  readonly id: number;
  readonly isPublic: boolean;
  readonly isFollowedByViewer: boolean;
}

/**
 * Whether lists, visits and activity of an account are open to a viewer: its own, a public one, or a private
 * one that accepted the viewer. Whether the account exists at all for anybody is decided before
 * (`accountIsThere`). The SQL twin is `accountIsOpen` in visibility.sql.ts.
 */
export function isOpenTo(viewerId: number | null, account: AccountForViewer): boolean {
  return account.isPublic || account.id === viewerId || (viewerId !== null && account.isFollowedByViewer);
}
