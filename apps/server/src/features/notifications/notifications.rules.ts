import type { EventPayload, ReportAction, ReportTarget } from '@beli/contract';

/** The switch in the settings that each kind of notification obeys. */
export const SETTING_OF = {
  follow: 'follows',
  follow_request: 'follows',
  follow_accepted: 'follows',
  streak: 'streakReminders',
  comment: 'comments',
  group_invite: 'sharedReservations',
  group_matched: 'sharedReservations',
} as const;

/** What a person is told, as stored. */
export interface Told {
  readonly recipientId: number;
  readonly type: keyof typeof SETTING_OF | 'system';
  readonly actorId: number | null;
  readonly streakCount: number | null;
  readonly message: string;
  readonly reviewId?: number;
  readonly commentText?: string;
}

export const tellOfStreak = (recipientId: number, days: number): Told => ({
  recipientId,
  type: 'streak',
  actorId: null,
  streakCount: days,
  message: `${days} days in a row. Keep it up!`,
});

export const tellOfFollow = (recipientId: number, actor: { id: number; displayName: string }): Told => ({
  recipientId,
  type: 'follow',
  actorId: actor.id,
  streakCount: null,
  message: `${actor.displayName} started following you.`,
});

export const tellOfFollowRequest = (
  recipientId: number,
  actor: { id: number; displayName: string },
): Told => ({
  recipientId,
  type: 'follow_request',
  actorId: actor.id,
  streakCount: null,
  message: `${actor.displayName} asks to follow you.`,
});

export const tellOfAcceptedFollow = (
  recipientId: number,
  actor: { id: number; displayName: string },
): Told => ({
  recipientId,
  type: 'follow_accepted',
  actorId: actor.id,
  streakCount: null,
  message: `${actor.displayName} accepted your request.`,
});

export const tellOfReviewComment = (
  recipientId: number,
  actor: { id: number; displayName: string },
  comment: { reviewId: number; content: string; restaurantName: string },
): Told => ({
  recipientId,
  type: 'comment',
  actorId: actor.id,
  streakCount: null,
  reviewId: comment.reviewId,
  commentText: comment.content,
  message: `${actor.displayName} commented on your review of ${comment.restaurantName}.`,
});

export const tellOfGroupInvite = (
  recipientId: number,
  actor: { id: number; displayName: string },
  people: number,
): Told => ({
  recipientId,
  type: 'group_invite',
  actorId: actor.id,
  streakCount: null,
  message: `${actor.displayName} asks where ${people === 2 ? 'the two' : `the ${people}`} of you should eat.`,
});

export const tellOfGroupMatch = (recipientId: number, restaurantName: string): Told => ({
  recipientId,
  type: 'group_matched',
  actorId: null,
  streakCount: null,
  message: `Everybody agrees on ${restaurantName}.`,
});

const NAMES: Record<ReportTarget, string> = {
  user: 'Your account',
  review: 'Your review',
  activity: 'Your activity',
  comment: 'Your comment',
  post: 'Your post',
  list: 'Your list',
  photo: 'Your photo',
  restaurant: 'Your restaurant',
};

const VERDICTS: Record<Exclude<ReportAction, 'dismiss' | 'suspend'>, string> = {
  hide: 'was reported and is hidden from others now',
  delete: 'was reported and has been removed',
  warn: 'was reported and goes against our rules: please mind them',
};

/** What the author hears of a decision on reports or on the own appeal; never who reported or decided. */
export function tellOfDecision(decision: EventPayload<'report.decided'>): Told {
  return {
    recipientId: decision.authorId,
    type: 'system',
    actorId: null,
    streakCount: null,
    message: decisionMessage(decision),
  };
}

function decisionMessage(decision: EventPayload<'report.decided'>): string {
  const { action, targetType, isAppeal, suspendedUntil, reportId } = decision;
  const name = NAMES[targetType];
  if (action === 'dismiss')
    return isAppeal ? 'Your appeal was granted.' : `${name} was looked at and is shown again.`;
  const verdict =
    action === 'suspend'
      ? `${name} was reported, and your account is suspended until ${suspendedUntil?.slice(0, 10) ?? 'further notice'}`
      : `${name} ${VERDICTS[action]}`;
  return isAppeal
    ? `Your appeal was not granted. ${verdict}.`
    : `${verdict}. You may appeal the decision on report-${reportId}.`;
}
