import type {
  AccountPatch,
  AdminStats,
  AdminUser,
  PageMeta,
  PriorityLevel,
  SuspensionBody,
} from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { differenceOf } from '../../platform/audit/audit.rules.js';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { pageMeta } from '../../platform/http/pages.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { Undo } from '../../platform/undo/undo.js';
import type { Actor } from '../../platform/viewer.js';
import { SessionsService } from '../auth/auth.public.js';
import { deleteTokensOf } from '../personal-tokens/personal-tokens.public.js';
import { changeProfile, isTastemakerAfter, leavesAnAdmin } from './accounts.rules.js';
import {
  type AccountRow,
  type AccountSearch,
  changeRole,
  changeTastemaker,
  findAccount,
  findAccounts,
  type LockedAccount,
  lockAccounts,
  setPriority,
} from './accounts.sql.js';
import { BADGES } from './badges.rules.js';
import { findStats } from './stats.sql.js';
import { SuspensionsService } from './suspensions.service.js';

const notThere = () => new AppError('USER_NOT_FOUND', 'There is no such person.');

/** What administrators do to the accounts of others; never to their own. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly database: Database,
    private readonly cipher: FieldCipher,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly sessions: SessionsService,
    private readonly suspensions: SuspensionsService,
    private readonly undo: Undo,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async search(query: {
    q?: string | undefined;
    page: number;
    pageSize: number;
  }): Promise<{ accounts: AdminUser[]; meta: PageMeta }> {
    const { rows, total } = await findAccounts(this.database.current, this.toSearch(query.q?.trim()), query);
    return { accounts: rows.map((row) => this.present(row)), meta: pageMeta(query, total) };
  }

  /** A new role counts at once: access tokens with the old one are refused from the commit on. */
  async update(actor: Actor, id: number, patch: AccountPatch): Promise<AdminUser> {
    return this.change(actor, id, (tx, target, admins) => this.apply(tx, actor, target, admins, patch));
  }

  /** Makes somebody else a tastemaker, in an open transaction. Staff keep their role. */
  async appoint(
    tx: Tx,
    actor: Actor,
    id: number,
    profile: Pick<AccountPatch, 'tastemakerProfile' | 'badges'>,
  ): Promise<void> {
    const { target, adminIds } = await this.lock(tx, actor, id);
    await this.apply(tx, actor, target, adminIds, {
      ...profile,
      isTastemaker: true,
      ...(target.role === 'user' && { role: 'tastemaker' }),
    });
  }

  async suspend(actor: Actor, id: number, { until, reason }: SuspensionBody): Promise<AdminUser> {
    return this.database.transaction(async (tx) => {
      await this.suspensions.suspend(tx, actor, id, { until: new Date(until), reason });
      return this.view(tx, id);
    });
  }

  async unsuspend(actor: Actor, id: number): Promise<AdminUser> {
    return this.change(actor, id, (tx) => this.suspensions.lift(tx, actor, id));
  }

  async forceLogout(actor: Actor, id: number): Promise<void> {
    await this.change(actor, id, async (tx) => {
      await this.sessions.endAll(tx, id);
      await deleteTokensOf(tx, id);
      await this.audit.record(tx, actor, { act: 'user.force-logout', target: { type: 'user', id } });
    });
  }

  async setPriority(actor: Actor, id: number, level: PriorityLevel | null): Promise<AdminUser> {
    return this.change(actor, id, async (tx, target) => {
      if (level === target.priorityOverride) return;
      await setPriority(tx, id, level);
      await this.audit.record(tx, actor, {
        act: 'user.set-priority',
        target: { type: 'user', id },
        before: { level: target.priorityOverride },
        after: { level },
      });
    });
  }

  stats(): Promise<AdminStats> {
    return findStats(this.database.replica);
  }

  private async apply(
    tx: Tx,
    actor: Actor,
    target: LockedAccount,
    adminIds: readonly number[],
    patch: AccountPatch,
  ): Promise<void> {
    const { id } = target;
    if (patch.role !== undefined && patch.role !== target.role) {
      if (target.role === 'admin' && !leavesAnAdmin(adminIds, id))
        throw new AppError('FORBIDDEN', 'This is the last admin.');
      await changeRole(tx, id, patch.role);
      await this.undo.forget(tx, id);
      await this.audit.record(tx, actor, {
        act: 'user.change-role',
        target: { type: 'user', id },
        before: { role: target.role },
        after: { role: patch.role },
      });
      await this.suspensions.announce(tx, id);
    }
    await this.changeTastemaker(tx, actor, target, patch);
  }

  private async changeTastemaker(
    tx: Tx,
    actor: Actor,
    target: LockedAccount,
    patch: AccountPatch,
  ): Promise<void> {
    const was = { isTastemaker: target.isTastemaker, profile: target.tastemakerProfile };
    const isTastemaker = isTastemakerAfter(target, patch);
    // Who becomes one has a profile from then on.
    const badges = patch.badges ?? (isTastemaker && was.profile === null ? [] : undefined);
    const is = {
      isTastemaker,
      profile: changeProfile(
        was.profile,
        { tastemakerProfile: patch.tastemakerProfile, badges },
        BADGES,
        this.clock(),
      ),
    };
    const { before, after } = differenceOf(was, is);
    if (after === null) return;
    await changeTastemaker(tx, target.id, is);
    await this.audit.record(tx, actor, {
      act: 'user.change-badges',
      target: { type: 'user', id: target.id },
      before,
      after,
    });
    await this.outbox.append(tx, 'profile.changed', { userId: target.id });
    await this.outbox.append(tx, 'tastemaker.changed', { userId: target.id });
  }

  /** Does something to the account of somebody else, once it is sure that the actor still may. */
  private async change(
    actor: Actor,
    id: number,
    work: (tx: Tx, target: LockedAccount, adminIds: readonly number[]) => Promise<void>,
  ): Promise<AdminUser> {
    return this.database.transaction(async (tx) => {
      const { target, adminIds } = await this.lock(tx, actor, id);
      await work(tx, target, adminIds);
      return this.view(tx, id);
    });
  }

  /** The account of somebody else, locked, once it is sure that the actor still is an admin. */
  private async lock(
    tx: Tx,
    actor: Actor,
    id: number,
  ): Promise<{ target: LockedAccount; adminIds: readonly number[] }> {
    if (actor.id === id) throw new AppError('FORBIDDEN', 'This is your own account: ask another admin.');
    const accounts = await lockAccounts(tx, actor.id, id);
    const adminIds = accounts.flatMap((one) => (one.role === 'admin' && one.isActive ? [one.id] : []));
    if (!adminIds.includes(actor.id)) throw new AppError('FORBIDDEN', 'This needs the role admin.');
    const target = accounts.find((account) => account.id === id);
    if (!target) throw notThere();
    return { target, adminIds };
  }

  private async view(tx: Tx, id: number): Promise<AdminUser> {
    const row = await findAccount(tx, id);
    if (!row) throw notThere();
    return this.present(row);
  }

  private toSearch(q: string | undefined): AccountSearch {
    if (!q) return { by: 'everybody' };
    if (q.includes('@')) return { by: 'email', hash: this.cipher.emailHash(q) };
    return { by: 'name', prefix: q, id: /^[1-9]\d{0,14}$/.test(q) ? Number(q) : null };
  }

  private present({ suspendedUntil, deactivatedAt, deletedAt, createdAt, ...row }: AccountRow): AdminUser {
    const isSuspended = suspendedUntil !== null && suspendedUntil > this.clock();
    return {
      ...row,
      suspendedUntil: isSuspended ? suspendedUntil.toISOString() : null,
      deactivatedAt: deactivatedAt?.toISOString() ?? null,
      deletedAt: deletedAt?.toISOString() ?? null,
      createdAt: createdAt.toISOString(),
    };
  }
}
