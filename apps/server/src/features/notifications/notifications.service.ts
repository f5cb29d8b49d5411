import type { EventPayload } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database.js';
import { Sockets, userRoom } from '../../platform/sockets/sockets.js';
import { isMilestone, UsersService } from '../users/users.public.js';
import {
  SETTING_OF,
  type Told,
  tellOfAcceptedFollow,
  tellOfDecision,
  tellOfFollow,
  tellOfFollowRequest,
  tellOfGroupInvite,
  tellOfGroupMatch,
  tellOfReviewComment,
  tellOfStreak,
} from './notifications.rules.js';
import {
  countUnread,
  findGroupMatch,
  findReviewComment,
  insertNotification,
  wantsToBeTold,
} from './notifications.sql.js';

/** Tells people of what happened; each event tells each person at most once. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly users: UsersService,
    private readonly sockets: Sockets,
  ) {}

  async streakReached(tx: Tx, eventId: string, userId: number, days: number): Promise<void> {
    if (isMilestone(days)) await this.tell(tx, eventId, tellOfStreak(userId, days));
  }

  async followed(tx: Tx, eventId: string, followerId: number, followeeId: number): Promise<void> {
    await this.tellOfActor(tx, eventId, followerId, (actor) => tellOfFollow(followeeId, actor));
  }

  async followRequested(tx: Tx, eventId: string, followerId: number, followeeId: number): Promise<void> {
    await this.tellOfActor(tx, eventId, followerId, (actor) => tellOfFollowRequest(followeeId, actor));
  }

  async reviewCommented(tx: Tx, eventId: string, commentId: number): Promise<void> {
    const comment = await findReviewComment(tx, commentId);
    if (!comment || comment.authorId === comment.reviewerId) return;
    await this.tellOfActor(tx, eventId, comment.authorId, (actor) =>
      tellOfReviewComment(comment.reviewerId, actor, comment),
    );
  }

  async decided(tx: Tx, eventId: string, decision: EventPayload<'report.decided'>): Promise<void> {
    await this.tell(tx, eventId, tellOfDecision(decision));
  }

  async invitedToGroup(
    tx: Tx,
    eventId: string,
    { userId, invitedIds }: EventPayload<'group.opened'>,
  ): Promise<void> {
    const actor = (await this.users.cards(null, [userId], tx)).get(userId);
    if (!actor) return;
    for (const invitedId of invitedIds)
      await this.tell(tx, eventId, tellOfGroupInvite(invitedId, actor, invitedIds.length + 1));
  }

  async groupMatched(
    tx: Tx,
    eventId: string,
    { sessionId, restaurantId }: EventPayload<'group.matched'>,
  ): Promise<void> {
    const { name, userIds } = await findGroupMatch(tx, sessionId, restaurantId);
    for (const userId of userIds) await this.tell(tx, eventId, tellOfGroupMatch(userId, name));
  }

  async followAccepted(
    tx: Tx,
    eventId: string,
    followerIds: readonly number[],
    followeeId: number,
  ): Promise<void> {
    const actor = (await this.users.cards(null, [followeeId], tx)).get(followeeId);
    if (!actor) return;
    for (const followerId of followerIds)
      await this.tell(tx, eventId, tellOfAcceptedFollow(followerId, actor));
  }

  private async tellOfActor(
    tx: Tx,
    eventId: string,
    actorId: number,
    told: (actor: { id: number; displayName: string }) => Told,
  ): Promise<void> {
    const actor = (await this.users.cards(null, [actorId], tx)).get(actorId);
    if (actor) await this.tell(tx, eventId, told(actor));
  }

  private async tell(tx: Tx, eventId: string, told: Told): Promise<void> {
    if (
      told.type !== 'system' &&
      !(await wantsToBeTold(tx, told.recipientId, told.actorId, SETTING_OF[told.type]))
    )
      return;
    const row = await insertNotification(tx, eventId, told);
    if (!row) return;
    const room = userRoom(told.recipientId);
    const unreadCount = await countUnread(tx, told.recipientId);
    const { type, message } = told;
    this.sockets.send(room, 'notification:new', {
      id: `notif-${row.id}`,
      type,
      message,
      createdAt: row.createdAt.toISOString(),
    });
    this.sockets.send(room, 'notification:count', { unreadCount });
  }
}
