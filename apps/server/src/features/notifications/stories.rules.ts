import type {
  ActivityType,
  EventPayload,
  NotificationType,
  ReportAction,
  ReportTarget,
} from '@beli/contract';
import type { Setting } from './kinds.rules.js';

/** Something to tell people. */
export interface Story {
  readonly type: NotificationType;
  /** who did it; null where nobody did */
  readonly actorId: number | null;
  /**
   * What it is about, as one text: `activity 12`. The same type about the same is told together once a limit is
   * reached, and of the same actor (or of nobody) not again within 24 hours.
   */
  readonly target: string;
  /** With an actor what they did, to be read after the name: "started following you". Else a whole sentence. */
  readonly message: string;
  /** the switch that it obeys, where that is another one than its type's */
  readonly setting?: Setting;
  readonly restaurantId?: number | null;
  readonly listId?: number;
  readonly activityId?: number;
  readonly reviewId?: number;
  readonly commentId?: number;
  readonly reviewCommentId?: number;
  readonly postId?: number;
  readonly postCommentId?: number;
  readonly streakCount?: number;
}

export const streakReached = (days: number): Story => ({
  type: 'streak',
  actorId: null,
  target: `streak ${days}`,
  message: `${days} days in a row. Keep it up!`,
  streakCount: days,
});

export const streakEndangered = (date: string): Story => ({
  type: 'streak',
  actorId: null,
  target: `streak-reminder ${date}`,
  message: 'You were out yesterday. Go somewhere today and your streak goes on.',
});

/** @param percent 50 or 100 */
export const challengeReached = (
  year: number,
  percent: number,
  currentCount: number,
  goal: number,
): Story => ({
  type: 'system',
  actorId: null,
  target: `challenge ${year}`,
  message:
    percent === 100
      ? `You did it: ${currentCount} new places in ${year}, and your goal was ${goal}.`
      : `Half way there: ${currentCount} of ${goal} new places in ${year}.`,
});

/** The part of a challenge that is worth telling: the greater of 50 and 100 % that was reached. */
export function challengeMilestone(currentCount: number, goal: number): 50 | 100 | null {
  if (currentCount >= goal) return 100;
  return 2 * currentCount >= goal ? 50 : null;
}

/** For whoever keeps the boards. @param isWeekly whether it comes of a weekly look, which has a switch of its own */
export const rankChanged = (rank: number, previousRank: number | null, isWeekly = false): Story => ({
  type: 'rank_changed',
  ...(isWeekly && { setting: 'weeklyRankReminders' }),
  actorId: null,
  target: 'rank',
  message:
    previousRank === null || previousRank > rank
      ? `You are number ${rank} on the leaderboard now.`
      : `You were number ${previousRank} on the leaderboard and are number ${rank} now.`,
});

export const exportReady = (exportId: string): Story => ({
  type: 'export_ready',
  actorId: null,
  target: `export ${exportId}`,
  message: 'Your export is ready. It can be fetched for 24 hours.',
});

export const followed = (actorId: number): Story => ({
  type: 'follow',
  actorId,
  target: 'me',
  message: 'started following you',
});

export const followRequested = (actorId: number): Story => ({
  type: 'follow_request',
  actorId,
  target: 'me',
  message: 'asks to follow you',
});

export const followAccepted = (actorId: number): Story => ({
  type: 'follow_accepted',
  actorId,
  target: 'me',
  message: 'accepted your request',
});

/** An activity that somebody responded to. */
export interface RespondedActivity {
  readonly activityId: number;
  readonly type: ActivityType;
  readonly restaurantId: number | null;
  readonly restaurantName: string | null;
}

const NOUNS: Record<ActivityType, string> = {
  visit: 'visit to',
  review: 'review of',
  recommendation: 'recommendation of',
  want_to_try: 'bookmark of',
  bookmark: 'bookmark of',
  follow: 'news',
};

const yours = ({ type, restaurantName }: RespondedActivity) =>
  restaurantName === null || type === 'follow' ? 'your news' : `your ${NOUNS[type]} ${restaurantName}`;

const about = (activity: RespondedActivity) => ({
  target: `activity ${activity.activityId}`,
  activityId: activity.activityId,
  restaurantId: activity.restaurantId,
});

/** What somebody wants to try is a bookmark; to like it is another type than to like a rating. */
export const activityLiked = (actorId: number, activity: RespondedActivity): Story => ({
  type: activity.type === 'want_to_try' || activity.type === 'bookmark' ? 'bookmark_liked' : 'rating_liked',
  actorId,
  message: `liked ${yours(activity)}`,
  ...about(activity),
});

export const activityCommented = (
  actorId: number,
  activity: RespondedActivity,
  commentId: number,
): Story => ({
  type: 'comment',
  actorId,
  message: `commented on ${yours(activity)}`,
  commentId,
  ...about(activity),
});

export const reviewCommented = (
  actorId: number,
  review: { reviewId: number; restaurantId: number; restaurantName: string },
  reviewCommentId: number,
): Story => ({
  type: 'comment',
  actorId,
  target: `review ${review.reviewId}`,
  message: `commented on your review of ${review.restaurantName}`,
  reviewId: review.reviewId,
  restaurantId: review.restaurantId,
  reviewCommentId,
});

export const listBookmarked = (actorId: number, list: { listId: number; name: string }): Story => ({
  type: 'list_bookmark',
  actorId,
  target: `list ${list.listId}`,
  message: `bookmarked your list ${list.name}`,
  listId: list.listId,
});

/** Without its title, which is read where it stands. */
export const postPublished = (actorId: number, postId: number): Story => ({
  type: 'post_published',
  actorId,
  target: `post ${postId}`,
  message: 'published a post',
  postId,
});

export const postCommented = (
  actorId: number,
  post: { postId: number; title: string },
  postCommentId: number,
): Story => ({
  type: 'comment',
  actorId,
  target: `post ${post.postId}`,
  message: `commented on your post “${post.title}”`,
  postId: post.postId,
  postCommentId,
});

export const applicationDecided = (applicationId: number, isAccepted: boolean): Story => ({
  type: 'system',
  actorId: null,
  target: `application ${applicationId}`,
  message: isAccepted
    ? 'You are a tastemaker now. Sign in again to publish.'
    : 'Your application to become a tastemaker was not accepted.',
});

/** @param people of the whole group */
export const invitedToGroup = (actorId: number, sessionId: string, people: number): Story => ({
  type: 'group_invite',
  actorId,
  target: `group ${sessionId}`,
  message: `asks where ${people === 2 ? 'the two' : `the ${people}`} of you should eat`,
});

export const groupMatched = (
  sessionId: string,
  restaurant: { restaurantId: number; restaurantName: string },
): Story => ({
  type: 'group_matched',
  actorId: null,
  target: `group ${sessionId}`,
  message: `Everybody agrees on ${restaurant.restaurantName}.`,
  restaurantId: restaurant.restaurantId,
});

const NAMES: Record<ReportTarget, string> = {
  user: 'Your account',
  review: 'Your review',
  activity: 'Your activity',
  comment: 'Your comment',
  review_comment: 'Your comment',
  post_comment: 'Your comment',
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
export const reportDecided = (decision: EventPayload<'report.decided'>): Story => ({
  type: 'system',
  actorId: null,
  target: `report ${decision.reportId}`,
  message: decisionMessage(decision),
});

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
