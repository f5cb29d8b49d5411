import { createHash } from 'node:crypto';
import type { EventPayload } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database.js';
import { isMilestone, UsersService } from '../users/users.public.js';
import { reminderId } from './evening.sql.js';
import { NotificationsService } from './notifications.service.js';
import {
  activityCommented,
  activityLiked,
  applicationDecided,
  challengeMilestone,
  challengeReached,
  exportReady,
  followAccepted,
  followed,
  followRequested,
  groupMatched,
  invitedToGroup,
  listBookmarked,
  postCommented,
  reportDecided,
  reviewCommented,
  streakEndangered,
  streakReached,
} from './stories.rules.js';
import {
  findAgreedGroup,
  findBookmarkedList,
  findCommentedActivity,
  findCommentedPost,
  findCommentedReview,
  findInvited,
  findLikedActivity,
  stillFollows,
} from './stories.sql.js';

/** Turns what happened into what whom is told. */
@Injectable()
export class HappeningsService {
  constructor(
    private readonly notifications: NotificationsService,
    private readonly users: UsersService,
  ) {}

  async streakReached(tx: Tx, eventId: string, userId: number, days: number): Promise<void> {
    if (isMilestone(days)) await this.notifications.tell(tx, eventId, streakReached(days), [userId]);
  }

  /** Half of a year's goal, and the whole, are each told once, whatever comes and goes on the list meanwhile. */
  async placeFound(tx: Tx, userId: number): Promise<void> {
    const challenge = await this.users.challengeOfThisYear(tx, userId);
    if (!challenge) return;
    const { year, currentCount, goalCount } = challenge;
    const percent = challengeMilestone(currentCount, goalCount);
    if (percent === null) return;
    const eventId = occasion(`challenge ${year} ${percent} of ${goalCount}`);
    await this.notifications.tell(tx, eventId, challengeReached(year, percent, currentCount, goalCount), [
      userId,
    ]);
  }

  async streaksEndangered(tx: Tx, userIds: readonly number[], date: string): Promise<void> {
    await this.notifications.tell(tx, await reminderId(tx, date), streakEndangered(date), userIds);
  }

  async followed(tx: Tx, eventId: string, followerId: number, followeeId: number): Promise<void> {
    if (await stillFollows(tx, followerId, followeeId, 'accepted'))
      await this.notifications.tell(tx, eventId, followed(followerId), [followeeId]);
  }

  async followRequested(tx: Tx, eventId: string, followerId: number, followeeId: number): Promise<void> {
    if (await stillFollows(tx, followerId, followeeId, 'requested'))
      await this.notifications.tell(tx, eventId, followRequested(followerId), [followeeId]);
  }

  async followAccepted(
    tx: Tx,
    eventId: string,
    followerIds: readonly number[],
    followeeId: number,
  ): Promise<void> {
    await this.notifications.tell(tx, eventId, followAccepted(followeeId), followerIds);
  }

  async activityLiked(tx: Tx, eventId: string, activityId: number, likerId: number): Promise<void> {
    const activity = await findLikedActivity(tx, activityId, likerId);
    if (activity)
      await this.notifications.tell(tx, eventId, activityLiked(likerId, activity), [activity.ownerId]);
  }

  async activityCommented(tx: Tx, eventId: string, commentId: number, authorId: number): Promise<void> {
    const activity = await findCommentedActivity(tx, commentId);
    if (!activity) return;
    const story = activityCommented(authorId, activity, commentId);
    await this.notifications.tell(tx, eventId, story, [activity.ownerId]);
  }

  async reviewCommented(tx: Tx, eventId: string, commentId: number, authorId: number): Promise<void> {
    const review = await findCommentedReview(tx, commentId);
    if (!review) return;
    const story = reviewCommented(authorId, review, commentId);
    await this.notifications.tell(tx, eventId, story, [review.ownerId]);
  }

  async postCommented(tx: Tx, eventId: string, commentId: number, authorId: number): Promise<void> {
    const post = await findCommentedPost(tx, commentId);
    if (post)
      await this.notifications.tell(tx, eventId, postCommented(authorId, post, commentId), [post.ownerId]);
  }

  async applicationDecided(
    tx: Tx,
    eventId: string,
    { userId, applicationId, isAccepted }: EventPayload<'application.decided'>,
  ): Promise<void> {
    await this.notifications.tell(tx, eventId, applicationDecided(applicationId, isAccepted), [userId]);
  }

  async listBookmarked(tx: Tx, eventId: string, listId: number, userId: number): Promise<void> {
    const list = await findBookmarkedList(tx, listId, userId);
    if (list) await this.notifications.tell(tx, eventId, listBookmarked(userId, list), [list.ownerId]);
  }

  async exportFinished(tx: Tx, eventId: string, userId: number, exportId: string): Promise<void> {
    await this.notifications.tell(tx, eventId, exportReady(exportId), [userId]);
  }

  async invitedToGroup(
    tx: Tx,
    eventId: string,
    { sessionId, userId, invitedIds }: EventPayload<'group.opened'>,
  ): Promise<void> {
    const story = invitedToGroup(userId, sessionId, invitedIds.length + 1);
    await this.notifications.tell(tx, eventId, story, await findInvited(tx, sessionId, invitedIds));
  }

  async groupMatched(
    tx: Tx,
    eventId: string,
    { sessionId, restaurantId }: EventPayload<'group.matched'>,
  ): Promise<void> {
    const group = await findAgreedGroup(tx, sessionId, restaurantId);
    if (group) await this.notifications.tell(tx, eventId, groupMatched(sessionId, group), group.userIds);
  }

  async decided(tx: Tx, eventId: string, decision: EventPayload<'report.decided'>): Promise<void> {
    await this.notifications.tell(tx, eventId, reportDecided(decision), [decision.authorId]);
  }
}

/** The id of something that happens to a person once, by its name: telling it again finds it told. */
const occasion = (name: string): string => createHash('md5').update(name).digest('hex');
