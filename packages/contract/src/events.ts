import { z } from 'zod';
import { ReportAction, ReportTarget } from './moderation.js';
import { Category, RelationStatus } from './primitives.js';

export const MailTemplate = z.enum([
  'verify-email',
  'confirm-new-email',
  'email-change-asked',
  'email-changed',
  'reset-password',
  'password-changed',
  'account-secured',
]);
export type MailTemplate = z.output<typeof MailTemplate>;

/** Facts that happened, by name: what a committed transaction tells the rest of the system. */
export const EVENTS = {
  'relation.added': z.object({
    userId: z.number(),
    restaurantId: z.number(),
    relationId: z.number(),
    status: RelationStatus,
    category: Category,
    activityId: z.number().nullable(),
    /** days in a row with a visit, when this visit made the run longer */
    streakReached: z.number().nullable(),
    isStealth: z.boolean(),
  }),
  'relation.changed': z.object({
    userId: z.number(),
    restaurantId: z.number(),
    /** it had been removed, and was put back */
    isBack: z.boolean().optional(),
  }),
  'relation.removed': z.object({ userId: z.number(), restaurantIds: z.array(z.number()) }),
  'visit.added': z.object({
    userId: z.number(),
    restaurantId: z.number(),
    /** days in a row with a visit, when this visit made the run longer */
    streakReached: z.number().nullable(),
  }),
  'visit.removed': z.object({ userId: z.number(), restaurantId: z.number() }),
  /** scores of a person's list moved with a place that was ranked: their differences wait in rating_changes */
  'scores.moved': z.object({ userId: z.number() }),
  /** such differences have reached the sums of the restaurants */
  'ratings.counted': z.object({ restaurantIds: z.array(z.number()) }),
  'follow.started': z.object({ followerId: z.number(), followeeId: z.number() }),
  'follow.requested': z.object({ followerId: z.number(), followeeId: z.number() }),
  'follow.ended': z.object({ followerId: z.number(), followeeId: z.number() }),
  /** requests that were granted, one by one or by opening the account */
  'follow.accepted': z.object({ followeeId: z.number(), followerIds: z.array(z.number()) }),
  'person.blocked': z.object({ blockerId: z.number(), blockedId: z.number() }),
  'person.unblocked': z.object({ blockerId: z.number(), blockedId: z.number() }),
  'person.muted': z.object({ muterId: z.number(), mutedId: z.number() }),
  'person.unmuted': z.object({ muterId: z.number(), mutedId: z.number() }),
  /** others may see more or less of the person's lists than before */
  'visibility.changed': z.object({ userId: z.number() }),
  /** a new account */
  'person.joined': z.object({ userId: z.number() }),
  /** somebody came among the first of the leaderboard */
  'rank.climbed': z.object({ userId: z.number(), rank: z.number(), previousRank: z.number().nullable() }),
  /** counters of these people were counted anew, because somebody else's rows are gone */
  'people.recounted': z.object({ userIds: z.array(z.number()) }),
  /** how many of their notifications these people have yet to read */
  'notifications.changed': z.object({ userIds: z.array(z.number()) }),
  /** these people were out yesterday and not yet on this date, which is their today */
  'streaks.endangered': z.object({ userIds: z.array(z.number()), date: z.string() }),
  /** what was kept back for the evening of these people is to be pushed */
  'bundles.due': z.object({ userIds: z.array(z.number()) }),
  /** whether the person shows when they are online is otherwise now */
  'presence.switched': z.object({ userId: z.number() }),
  'export.requested': z.object({ userId: z.number(), exportId: z.uuid() }),
  'export.finished': z.object({ userId: z.number(), exportId: z.uuid() }),
  'import.uploaded': z.object({ userId: z.number(), importId: z.uuid() }),
  /** rows are left to match */
  'import.matching': z.object({ userId: z.number(), importId: z.uuid() }),
  /** rows are left to add */
  'import.committing': z.object({ userId: z.number(), importId: z.uuid() }),
  /** personal recommendations of active people behind this id are to be worked out */
  'recommendations.due': z.object({ after: z.number() }),
  'profile.changed': z.object({ userId: z.number() }),
  'sessions.ended': z.object({ userId: z.number(), sessionIds: z.array(z.string()) }),
  /** role or suspension are others now */
  'access.changed': z.object({ userId: z.number() }),
  /** a decision on reports, or on an appeal against one */
  'report.decided': z.object({
    reportId: z.number(),
    authorId: z.number(),
    targetType: ReportTarget,
    action: ReportAction,
    isAppeal: z.boolean(),
    suspendedUntil: z.string().nullable(),
  }),
  /** somebody asked for a new password; whether the address has an account is looked up afterwards */
  'password.forgotten': z.object({ emailHash: z.string() }),
  'mail.requested': z.object({
    userId: z.number(),
    /** the address, encrypted */
    to: z.string(),
    template: MailTemplate,
    /** the link that the mail carries, without its secret */
    linkId: z.string().nullable(),
  }),
  'review.written': z.object({
    userId: z.number(),
    restaurantId: z.number(),
    reviewId: z.number(),
    activityId: z.number(),
  }),
  'activity.told': z.object({ userId: z.number(), restaurantId: z.number(), activityId: z.number() }),
  /** an activity has reached the feeds of followers up to this one, in order of their ids; more are left */
  'feed.pushing': z.object({ userId: z.number(), activityId: z.number(), afterFollowerId: z.number() }),
  /** these people were here lately: their feeds should be at hand */
  'feeds.wanted': z.object({ userIds: z.array(z.number()) }),
  /** more followers are left to be seated or unseated in the audience of a person */
  'audience.moving': z.object({ followeeId: z.number(), followerIds: z.array(z.number()) }),
  'review.changed': z.object({ restaurantId: z.number(), reviewId: z.number() }),
  'review.removed': z.object({ restaurantId: z.number(), reviewId: z.number() }),
  'review.commented': z.object({ userId: z.number(), reviewId: z.number(), commentId: z.number() }),
  /** `isFirst`: followers have not been told of it yet */
  'post.published': z.object({ userId: z.number(), postId: z.number(), isFirst: z.boolean() }),
  /** more followers are to be told; `noticeId` is the event that published it */
  'post.announcing': z.object({
    userId: z.number(),
    postId: z.number(),
    noticeId: z.uuid(),
    /** whoever comes after this follower, by id */
    afterFollowerId: z.number(),
  }),
  'post.changed': z.object({ userId: z.number(), postId: z.number() }),
  'post.removed': z.object({ userId: z.number(), postId: z.number() }),
  'post.commented': z.object({ userId: z.number(), postId: z.number(), commentId: z.number() }),
  /** somebody is a tastemaker now, is none any more, or has another profile as one */
  'tastemaker.changed': z.object({ userId: z.number() }),
  'application.decided': z.object({ userId: z.number(), applicationId: z.number(), isAccepted: z.boolean() }),
  /** one of them, or their order */
  'featured-list.changed': z.object({}),
  'activity.liked': z.object({ userId: z.number(), activityId: z.number() }),
  'activity.commented': z.object({ userId: z.number(), activityId: z.number(), commentId: z.number() }),
  'list.bookmarked': z.object({ userId: z.number(), listId: z.number() }),
  /** a person's goal for a year */
  'challenge.changed': z.object({ userId: z.number(), year: z.number() }),
  /** `fromId` is an alias of `restaurantId` now; what people keep of it is still to be moved */
  'restaurant.merged': z.object({ fromId: z.number(), restaurantId: z.number() }),
  /** what these people kept of a restaurant lies with another one now */
  'kept.moved': z.object({ restaurantIds: z.array(z.number()), userIds: z.array(z.number()) }),
  /** somebody opened a session for a group and invited the others */
  'group.opened': z.object({ sessionId: z.uuid(), userId: z.number(), invitedIds: z.array(z.number()) }),
  /** somebody joined or left a session */
  'group.moved': z.object({ sessionId: z.uuid(), userId: z.number() }),
  'group.voted': z.object({ sessionId: z.uuid(), userId: z.number(), restaurantId: z.number() }),
  /** everybody agrees on a place: once a session */
  'group.matched': z.object({ sessionId: z.uuid(), restaurantId: z.number() }),
  /** the matches are others, or the creator decided */
  'group.changed': z.object({ sessionId: z.uuid() }),
  /** it is gone for all of these people */
  'group.ended': z.object({ sessionId: z.uuid(), userIds: z.array(z.number()) }),
  /** matches of groups that meet often are to be worked out ahead */
  'groups.due': z.object({}),
  'restaurant.created': z.object({ restaurantId: z.number() }),
  'restaurant.changed': z.object({ restaurantId: z.number() }),
  'restaurant.removed': z.object({ restaurantId: z.number() }),
  /** offered to these people alone */
  'reservation.shared': z.object({
    reservationId: z.number(),
    userId: z.number(),
    recipientIds: z.array(z.number()),
  }),
  'reservation.claimed': z.object({ reservationId: z.number(), userId: z.number() }),
  /** by who had claimed it */
  'reservation.released': z.object({ reservationId: z.number(), userId: z.number() }),
  /** changed, cancelled or open to everybody; `recipientIds` had it shared with them until now */
  'reservation.changed': z.object({ reservationId: z.number(), recipientIds: z.array(z.number()) }),
  /** it starts in about so many hours */
  'reservation.due': z.object({ reservationId: z.number(), hours: z.union([z.literal(24), z.literal(3)]) }),
  'menu.changed': z.object({ restaurantId: z.number() }),
  /** the orders that are kept ready for these restaurants are about to grow old */
  'orders.due': z.object({ restaurantIds: z.array(z.number()) }),
} as const;

export type EventName = keyof typeof EVENTS;
export type EventPayload<N extends EventName> = z.output<(typeof EVENTS)[N]>;
