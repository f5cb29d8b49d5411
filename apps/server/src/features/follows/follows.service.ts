import type { FollowState, PageMeta, UserCard, UserRef } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { pageMeta } from '../../platform/http/pages.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { UsersService } from '../users/users.public.js';
import {
  countFollow,
  deleteFollow,
  type FollowParty,
  type FollowSide,
  findCounterparts,
  findFollow,
  insertFollow,
  lockParties,
} from './follows.sql.js';

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
      const standing = await findFollow(tx, actor.id, userId);
      if (!standing) return stateOf(target, null, 0);
      await deleteFollow(tx, actor.id, userId);
      if (standing === 'accepted') await countFollow(tx, actor.id, userId, -1);
      await this.outbox.append(tx, 'follow.ended', { followerId: actor.id, followeeId: userId });
      return stateOf(target, null, standing === 'accepted' ? -1 : 0);
    });
  }

  async list(
    viewer: Viewer,
    side: FollowSide,
    ref: UserRef,
    query: { page: number; pageSize: number; q?: string | undefined },
  ): Promise<{ cards: UserCard[]; meta: PageMeta }> {
    const account = await this.users.openAccount(viewer, ref);
    const { ids, total } = await findCounterparts(this.database.current, side, account.id, query);
    const cards = await this.users.cards(viewer, ids);
    return { cards: ids.flatMap((id) => cards.get(id) ?? []), meta: pageMeta(query, total) };
  }

  private other(actor: Actor, ref: UserRef): number {
    const userId = this.users.resolve(actor, ref);
    if (userId === actor.id) throw new AppError('CANNOT_FOLLOW_SELF', 'Nobody can follow themselves.');
    return userId;
  }

  private async lockTarget(tx: Tx, actorId: number, userId: number, evenGone: boolean): Promise<FollowParty> {
    const target = (await lockParties(tx, [actorId, userId], evenGone)).get(userId);
    if (!target) throw new AppError('USER_NOT_FOUND', 'There is no such person.');
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
