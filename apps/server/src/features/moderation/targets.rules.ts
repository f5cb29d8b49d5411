import type { ErrorCode, ReportAction, ReportTarget } from '@beli/contract';

interface Kind {
  /** how the API writes its ids; the first is the one it writes itself */
  readonly prefixes: readonly string[];
  readonly notFound: ErrorCode;
  readonly absence: string;
  /** whether moderation can hide and delete it; people are suspended, restaurants edited instead */
  readonly isContent: boolean;
  readonly hasAuthor: boolean;
}

const kind = (
  notFound: ErrorCode,
  absence: string,
  { prefixes = [''], isContent = true, hasAuthor = true }: Partial<Kind> = {},
): Kind => ({ prefixes, notFound, absence, isContent, hasAuthor });

export const TARGETS: Readonly<Record<ReportTarget, Kind>> = {
  user: kind('USER_NOT_FOUND', 'There is no such person.', { isContent: false }),
  review: kind('REVIEW_NOT_FOUND', 'There is no such review.'),
  activity: kind('ACTIVITY_NOT_FOUND', 'There is no such activity.', { prefixes: ['feed-', ''] }),
  comment: kind('COMMENT_NOT_FOUND', 'There is no such comment.', { prefixes: ['comment-', ''] }),
  review_comment: kind('COMMENT_NOT_FOUND', 'There is no such comment.', {
    prefixes: ['review-comment-', ''],
  }),
  post: kind('POST_NOT_FOUND', 'There is no such post.', { prefixes: ['post-', ''] }),
  post_comment: kind('COMMENT_NOT_FOUND', 'There is no such comment.', { prefixes: ['post-comment-', ''] }),
  list: kind('LIST_NOT_FOUND', 'There is no such list.', { prefixes: ['custom-', 'list-', ''] }),
  photo: kind('IMAGE_NOT_FOUND', 'There is no such photo.'),
  restaurant: kind('RESTAURANT_NOT_FOUND', 'There is no such restaurant.', {
    isContent: false,
    hasAuthor: false,
  }),
};

/** The number in an id of this kind, with or without its prefix; null for what can name none. */
export function numberOf(type: ReportTarget, id: string | number): number | null {
  const text = String(id);
  const prefix = TARGETS[type].prefixes.find((one) => text.startsWith(one));
  const digits = prefix === undefined ? '' : text.slice(prefix.length);
  const number = /^[1-9]\d{0,15}$/.test(digits) ? Number(digits) : Number.NaN;
  return Number.isSafeInteger(number) ? number : null;
}

/** The id as the API writes it. */
export const idOf = (type: ReportTarget, id: string): string => `${TARGETS[type].prefixes[0] ?? ''}${id}`;

/** Whether an action makes sense for a target: only content can be hidden, only people warned. */
export function isPossible(action: ReportAction, type: ReportTarget, hasAuthor: boolean): boolean {
  if (action === 'hide' || action === 'delete') return TARGETS[type].isContent;
  if (action === 'warn' || action === 'suspend') return TARGETS[type].hasAuthor && hasAuthor;
  return true;
}
