import type { FollowRequest, FollowState, PageMeta, Relationship, UserCard, UserRef } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { pageMeta } from '../../platform/http/pages.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { UsersService } from '../users/users.public.js';
import {
  acceptAllFollows,
  acceptFollow,
  countFollow,
  deleteFollow,
  type FollowParty,
  type FollowSide,
  findCounterparts,
  findFollow,
  findRelationship,
  findRequests,
  insertFollow,
  lockParties,
} from './follows.sql.js';

type FollowStanding = 'accepted' | 'requested';

const notThere = () => new AppError('USER_NOT_FOUND', 'There is no such person.');

@Injectable()
export class FollowsService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly outbox: Outbox,
  ) {}

  /** Follows a public account at once; asks a private one. Repeating changes nothing. */
  async follow(actor: Actor, ref: UserRef): Promise<FollowState> {
    const userId = this.other(actor, ref);
    return this.database.transaction(async (tx) => {
      const target = await this.lockTarget(tx, actor.id, userId, false);
      const standing = await findFollow(tx, actor.id, userId);
      if (standing) return stateOf(target, standing, 0);
      await insertFollow(tx, actor.id, userId, target.isPublic);
      if (target.isPublic) await countFollow(tx, actor.id, userId, 1);
      const event = target.isPublic ? 'follow.started' : 'follow.requested';
      await this.outbox.append(tx, event, { followerId: actor.id, followeeId: userId });
      return stateOf(target, target.isPublic ? 'accepted' : 'requested', target.isPublic ? 1 : 0);
    });
  }

  /** Ends a follow or takes a request back. Repeating changes nothing. */
  async unfollow(actor: Actor, ref: UserRef): Promise<FollowState> {
    const userId = this.other(actor, ref);
    return this.database.transaction(async (tx) => {
      const target = await this.lockTarget(tx, actor.id, userId, true);
      const ended = await this.end(tx, actor.id, userId);
      return stateOf(target, null, ended === 'accepted' ? -1 : 0);
    });
  }

  async list(
    viewer: Viewer,
    side: FollowSide,
    ref: UserRef,
    query: { page: number; pageSize: number; q?: string | undefined },
  ): Promise<{ cards: UserCard[]; meta: PageMeta }> {
    const account = await this.users.openAccount(viewer, ref);
    const { ids, total } = await findCounterparts(
      this.database.current,
      side,
      account.id,
      viewer?.id ?? null,
      query,
    );
    const cards = await this.users.cards(viewer, ids);
    return { cards: ids.flatMap((id) => cards.get(id) ?? []), meta: pageMeta(query, total) };
  }

  /** @throws AppError USER_NOT_FOUND for somebody who is not there, or who has blocked the caller */
  async relationship(actor: Actor, ref: UserRef): Promise<Relationship> {
    const userId = this.users.resolve(actor, ref);
    const found = await findRelationship(this.database.current, actor.id, userId);
    if (!found) throw notThere();
    return { userId, ...found };
  }

  async requests(
    actor: Actor,
    query: { page: number; pageSize: number },
  ): Promise<{ requests: FollowRequest[]; meta: PageMeta }> {
    const { rows, total } = await findRequests(this.database.current, actor.id, query);
    const cards = await this.users.cards(
      actor,
      rows.map(({ id }) => id),
    );
    const requests = rows.flatMap(({ id, requestedAt }) => {
      const card = cards.get(id);
      return card ? { ...card, requestedAt: requestedAt.toISOString() } : [];
    });
    return { requests, meta: pageMeta(query, total) };
  }

  /** Lets somebody follow who asked to. Repeating changes nothing. */
  async accept(actor: Actor, followerId: number): Promise<Relationship> {
    await this.database.transaction(async (tx) => {
      await this.lockTarget(tx, actor.id, followerId, false);
      const standing = await findFollow(tx, followerId, actor.id);
      if (!standing) throw notThere();
      if (!(await acceptFollow(tx, followerId, actor.id))) return;
      await countFollow(tx, followerId, actor.id, 1);
      await this.outbox.append(tx, 'follow.accepted', { followeeId: actor.id, followerIds: [followerId] });
    });
    return this.relationship(actor, followerId);
  }

  /** Turns a request down. */
  async decline(actor: Actor, followerId: number): Promise<void> {
    await this.dismiss(actor, followerId, 'requested');
  }

  /** Stops somebody from following. */
  async removeFollower(actor: Actor, followerId: number): Promise<void> {
    await this.dismiss(actor, followerId, 'accepted');
  }

  /** Ends following between two people in both directions. The caller holds both accounts' rows. */
  async sever(tx: Tx, one: number, other: number): Promise<void> {
    await this.end(tx, one, other);
    await this.end(tx, other, one);
  }

  /** Grants every request to a person whose account has become public. */
  async acceptAll(tx: Tx, userId: number): Promise<void> {
    const followerIds = await acceptAllFollows(tx, userId);
    if (followerIds.length > 0)
      await this.outbox.append(tx, 'follow.accepted', { followeeId: userId, followerIds });
  }

  private async dismiss(actor: Actor, followerId: number, standing: FollowStanding): Promise<void> {
    await this.database.transaction(async (tx) => {
      await lockParties(tx, actor.id, [actor.id, followerId], true);
      if ((await findFollow(tx, followerId, actor.id)) !== standing) throw notThere();
      await this.end(tx, followerId, actor.id);
    });
  }

  /** Ends a follow or a request, whatever stands. Returns what stood. */
  private async end(tx: Tx, followerId: number, followeeId: number): Promise<FollowStanding | null> {
    const standing = await findFollow(tx, followerId, followeeId);
    if (!standing) return null;
    await deleteFollow(tx, followerId, followeeId);
    if (standing === 'accepted') await countFollow(tx, followerId, followeeId, -1);
    await this.outbox.append(tx, 'follow.ended', { followerId, followeeId });
    return standing;
  }

  private other(actor: Actor, ref: UserRef): number {
    const userId = this.users.resolve(actor, ref);
    if (userId === actor.id) throw new AppError('CANNOT_FOLLOW_SELF', 'Nobody can follow themselves.');
    return userId;
  }

  private async lockTarget(tx: Tx, actorId: number, userId: number, evenGone: boolean): Promise<FollowParty> {
    const target = (await lockParties(tx, actorId, [actorId, userId], evenGone)).get(userId);
    if (!target) throw notThere();
    return target;
  }
}

const stateOf = (
  target: FollowParty,
  standing: 'accepted' | 'requested' | null,
  step: number,
): FollowState => ({
  userId: target.id,
  isFollowing: standing === 'accepted',
  isRequested: standing === 'requested',
  followersCount: target.followersCount + step,
});
