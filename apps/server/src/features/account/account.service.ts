import type { DeletionBody } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { AttemptGuard } from '../../platform/auth/attempt-guard.js';
import { Passwords } from '../../platform/crypto/passwords.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor } from '../../platform/viewer.js';
import { refuseLastAdmin } from '../admin/admin.public.js';
import { SessionsService } from '../auth/auth.public.js';
import { deactivateAccount, findProof, scheduleDeletion } from './account.sql.js';

/** Leaving for a while, or for good. Signing in again takes either back. */
@Injectable()
export class AccountService {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly attempts: AttemptGuard,
    private readonly sessions: SessionsService,
    private readonly outbox: Outbox,
  ) {}

  async deactivate(actor: Actor, password: string | undefined): Promise<void> {
    await this.confirm(actor, password);
    await this.database.transaction(async (tx) => {
      await refuseLastAdmin(tx, actor);
      await deactivateAccount(tx, actor.id);
      await this.sessions.endAll(tx, actor.id);
      await this.outbox.append(tx, 'visibility.changed', { userId: actor.id });
    });
  }

  /** Hides the account at once; the purge comes 30 days later. */
  async scheduleDeletion(
    actor: Actor,
    { password, keepReviews }: DeletionBody,
  ): Promise<{ deletionScheduledFor: string }> {
    await this.confirm(actor, password);
    return this.database.transaction(async (tx) => {
      await refuseLastAdmin(tx, actor);
      const at = await scheduleDeletion(tx, actor.id, keepReviews);
      await this.sessions.endAll(tx, actor.id);
      await this.outbox.append(tx, 'visibility.changed', { userId: actor.id });
      return { deletionScheduledFor: at.toISOString() };
    });
  }

  /** @throws AppError INVALID_CREDENTIALS without the right password or a sign-in less than ten minutes ago */
  private async confirm(actor: Actor, password: string | undefined): Promise<void> {
    const proof = await findProof(this.database.current, actor.id, actor.sessionId);
    if (password === undefined) {
      if (proof?.isFresh) return;
      throw new AppError('INVALID_CREDENTIALS', 'Send the password, or sign in again first.');
    }
    await this.attempts.count('confirm', `#${actor.id}`);
    if (!(await this.passwords.matches(password, proof?.passwordHash ?? null)))
      throw new AppError('INVALID_CREDENTIALS', 'The password is wrong.');
    await this.attempts.clear('confirm', `#${actor.id}`);
  }
}
