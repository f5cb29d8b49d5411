import { Injectable } from '@nestjs/common';
import { AttemptGuard } from '../../platform/auth/attempt-guard.js';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { isUniqueViolation } from '../../platform/database/errors.js';
import { AppError } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor } from '../../platform/viewer.js';
import {
  findActiveCredentials,
  isEmailTaken,
  lockCredentials,
  markEmailVerified,
  replaceEmail,
} from './auth.sql.js';
import { EmailLinks, notValid } from './email-links.js';
import type { Link } from './email-links.sql.js';
import { Mails } from './mails.js';
import { PasswordsService } from './passwords.service.js';

/** Proves addresses and changes them. */
@Injectable()
export class EmailsService {
  constructor(
    private readonly database: Database,
    private readonly passwords: PasswordsService,
    private readonly cipher: FieldCipher,
    private readonly attempts: AttemptGuard,
    private readonly links: EmailLinks,
    private readonly mails: Mails,
    private readonly outbox: Outbox,
  ) {}

  /** @throws AppError VALIDATION_ERROR for a bad token, EMAIL_TAKEN where somebody got the new address first */
  async verify(token: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const link = await this.links.redeem(tx, token, ['verify', 'change']);
      if (link.kind === 'change') await this.move(tx, link);
      else if (!(await markEmailVerified(tx, link.userId, link.emailHash))) throw notValid();
      await this.outbox.append(tx, 'profile.changed', { userId: link.userId });
    });
  }

  /** Sends the mail of the sign-up again; nothing to who has no address or has proved it. */
  async resend(actor: Actor): Promise<void> {
    await this.attempts.count('resend', String(actor.id));
    await this.database.transaction(async (tx) => {
      const account = await findActiveCredentials(tx, actor.id);
      if (!account?.emailHash || account.emailEncrypted === null || account.isEmailVerified) return;
      const { emailHash, emailEncrypted } = account;
      const linkId = await this.links.issue(tx, {
        userId: actor.id,
        kind: 'verify',
        emailHash,
        emailEncrypted,
      });
      await this.mails.request(tx, 'verify-email', actor.id, emailEncrypted, linkId);
    });
  }

  /** @throws AppError INVALID_CREDENTIALS, EMAIL_TAKEN (only to who knows the password) */
  async requestChange(actor: Actor, body: { newEmail: string; password: string }) {
    const account = await this.passwords.confirm(actor, body.password);
    // Not forgotten by a success, unlike the attempts at the password: it would be a way to ask for accounts.
    await this.attempts.count('email-change', String(actor.id));
    const emailHash = this.cipher.emailHash(body.newEmail);
    if (await isEmailTaken(this.database.current, emailHash)) throw taken();
    const emailEncrypted = this.cipher.encrypt('email', body.newEmail);
    await this.database.transaction(async (tx) => {
      await this.links.withdraw(tx, actor.id, ['change']);
      const link = { userId: actor.id, kind: 'change', emailHash, emailEncrypted } as const;
      const linkId = await this.links.issue(tx, link);
      await this.mails.request(tx, 'confirm-new-email', actor.id, emailEncrypted, linkId);
      await this.mails.request(tx, 'email-change-asked', actor.id, account.emailEncrypted);
    });
    return { pendingEmail: body.newEmail };
  }

  private async move(tx: Tx, link: Link): Promise<void> {
    const account = await lockCredentials(tx, link.userId);
    if (!account) throw notValid();
    try {
      await replaceEmail(tx, link.userId, link);
    } catch (error) {
      if (isUniqueViolation(error, 'users_email_hash_key')) throw taken();
      throw error;
    }
    await this.links.withdraw(tx, link.userId, ['verify', 'change', 'reset']);
    await this.mails.request(tx, 'email-changed', link.userId, account.emailEncrypted);
  }
}

const taken = () => new AppError('EMAIL_TAKEN', 'This e-mail has an account.');
