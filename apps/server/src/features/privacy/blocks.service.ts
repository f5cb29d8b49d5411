import type { BlockState, MuteState, PageMeta, UserCard, UserRef } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { pageMeta } from '../../platform/http/pages.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor } from '../../platform/viewer.js';
import { FollowsService, lockParties } from '../follows/follows.public.js';
import { GroupSessionsService } from '../groups/groups.public.js';
import { UsersService } from '../users/users.public.js';
import { deleteBlock, deleteMute, findKeptOff, insertBlock, insertMute } from './blocks.sql.js';

/** Blocks hide two people from each other everywhere; mutes spare one the other's news. */
@Injectable()
export class BlocksService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly follows: FollowsService,
    private readonly groups: GroupSessionsService,
    private readonly outbox: Outbox,
  ) {}

  async block(actor: Actor, ref: UserRef): Promise<BlockState> {
    const userId = this.other(actor, ref);
    await this.database.transaction(async (tx) => {
      await this.lockStanding(tx, actor.id, userId);
      if (!(await insertBlock(tx, actor.id, userId))) return;
      await this.follows.sever(tx, actor.id, userId);
      await this.groups.endShared(tx, actor.id, userId);
      await this.outbox.append(tx, 'person.blocked', { blockerId: actor.id, blockedId: userId });
    });
    return { userId, isBlocked: true };
  }

  async unblock(actor: Actor, ref: UserRef): Promise<BlockState> {
    const userId = this.other(actor, ref);
    await this.database.transaction(async (tx) => {
      await this.lockStanding(tx, actor.id, userId);
      if (await deleteBlock(tx, actor.id, userId))
        await this.outbox.append(tx, 'person.unblocked', { blockerId: actor.id, blockedId: userId });
    });
    return { userId, isBlocked: false };
  }

  async mute(actor: Actor, ref: UserRef): Promise<MuteState> {
    const userId = this.other(actor, ref);
    await this.database.transaction(async (tx) => {
      await this.follows.relationship(actor, userId);
      if (await insertMute(tx, actor.id, userId))
        await this.outbox.append(tx, 'person.muted', { muterId: actor.id, mutedId: userId });
    });
    return { userId, isMuted: true };
  }

  async unmute(actor: Actor, ref: UserRef): Promise<MuteState> {
    const userId = this.other(actor, ref);
    await this.database.transaction(async (tx) => {
      await this.follows.relationship(actor, userId);
      if (await deleteMute(tx, actor.id, userId))
        await this.outbox.append(tx, 'person.unmuted', { muterId: actor.id, mutedId: userId });
    });
    return { userId, isMuted: false };
  }

  async list(
    actor: Actor,
    kind: 'blocked' | 'muted',
    query: { page: number; pageSize: number },
  ): Promise<{ cards: UserCard[]; meta: PageMeta }> {
    const { ids, total } = await findKeptOff(this.database.current, kind, actor.id, query);
    // As nobody in particular: to the viewer, a blocked person is not there.
    const cards = await this.users.cards(null, ids);
    const shown = ids.flatMap((id) => {
      const card = cards.get(id);
      return card ? { ...card, isFollowing: false } : [];
    });
    return { cards: shown, meta: pageMeta(query, total) };
  }

  private other(actor: Actor, ref: UserRef): number {
    const userId = this.users.resolve(actor, ref);
    if (userId === actor.id) throw new AppError('CANNOT_BLOCK_SELF', 'Nobody can keep themselves off.');
    return userId;
  }

  /** Who is blocked may block back: the person is looked at as nobody in particular would. */
  private async lockStanding(tx: Tx, actorId: number, userId: number): Promise<void> {
    const parties = await lockParties(tx, null, [actorId, userId], false);
    if (!parties.has(userId)) throw new AppError('USER_NOT_FOUND', 'There is no such person.');
  }
}
