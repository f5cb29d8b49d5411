import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { AccessGate } from '../../platform/auth/access-gate.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError, invalidField } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { Sockets } from '../../platform/sockets/sockets.js';
import type { Actor } from '../../platform/viewer.js';
import { leavesAnAdmin, maySuspend } from './accounts.rules.js';
import { countOtherStaff, liftSuspension, lockAccounts, setSuspension } from './accounts.sql.js';

/** Suspensions, and how a changed standing reaches every process. */
@Injectable()
export class SuspensionsService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly gate: AccessGate,
    private readonly sockets: Sockets,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Suspends an account, or moves the end of its suspension. Counts at once.
   * @throws AppError VALIDATION_ERROR for an instant that has passed, FORBIDDEN, USER_NOT_FOUND
   */
  async suspend(
    tx: Tx,
    actor: Actor,
    id: number,
    { until, reason }: { until: Date; reason: string },
  ): Promise<void> {
    if (until <= this.clock()) throw invalidField('until', 'must be in the future');
    const accounts = await lockAccounts(tx, actor.id, id);
    const target = accounts.find((account) => account.id === id);
    if (!target) throw new AppError('USER_NOT_FOUND', 'There is no such person.');
    const self = accounts.find((account) => account.id === actor.id);
    if (!self?.isActive || !maySuspend(self, target))
      throw new AppError('FORBIDDEN', 'This account is not yours to suspend.');
    const admins = accounts.flatMap((one) => (one.role === 'admin' && one.isActive ? [one.id] : []));
    if (target.role === 'admin' && !leavesAnAdmin(admins, id))
      throw new AppError('FORBIDDEN', 'This is the last admin.');
    await setSuspension(tx, id, until);
    await this.audit.record(tx, actor, {
      act: 'user.suspend',
      target: { type: 'user', id },
      before: { until: target.suspendedUntil },
      after: { until, reason },
    });
    await this.outbox.append(tx, 'visibility.changed', { userId: id });
    await this.announce(tx, id);
  }

  /** Ends a suspension; with `only`, the one that ends then and no other. */
  async lift(tx: Tx, actor: Actor, id: number, only: Date | null = null): Promise<void> {
    const until = await liftSuspension(tx, id, only);
    if (!until) return;
    await this.audit.record(tx, actor, {
      act: 'user.unsuspend',
      target: { type: 'user', id },
      before: { until },
      after: { until: null },
    });
    await this.outbox.append(tx, 'visibility.changed', { userId: id });
    await this.announce(tx, id);
  }

  /** Tells every process, once the transaction is committed, that role or suspension are others now. */
  async announce(tx: Tx, userId: number): Promise<void> {
    await this.outbox.append(tx, 'access.changed', { userId });
    this.database.afterCommit(() => void this.apply(userId).catch(() => undefined));
  }

  /** Voids what is remembered of the person's sessions and cuts their sockets: they connect again if they may. */
  async apply(userId: number): Promise<void> {
    await this.gate.memory.reconsider(userId);
    this.sockets.disconnectPerson(userId);
  }

  /** Whether anybody else could decide something now. */
  async isThereOtherStaff(tx: Tx, exceptIds: readonly number[]): Promise<boolean> {
    return (await countOtherStaff(tx, exceptIds)) > 0;
  }
}
