import { Injectable } from '@nestjs/common';
import { AttemptGuard } from '../../platform/auth/attempt-guard.js';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { Passwords } from '../../platform/crypto/passwords.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import type { Origin } from '../../platform/http/endpoint.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor } from '../../platform/viewer.js';
import { deleteTokensOf } from '../personal-tokens/personal-tokens.public.js';
import {
  type Credentials,
  findActiveCredentials,
  findCredentialsByEmail,
  findCredentialsById,
  markEmailVerified,
  replacePassword,
} from './auth.sql.js';
import { EmailLinks, notValid } from './email-links.js';
import { Mails } from './mails.js';
import { refuseWeak } from './new-passwords.js';
import { SessionsService } from './sessions.service.js';

/** Changes passwords, of those who know the old one and of those who forgot it. */
@Injectable()
export class PasswordsService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsService,
    private readonly cipher: FieldCipher,
    private readonly passwords: Passwords,
    private readonly attempts: AttemptGuard,
    private readonly links: EmailLinks,
    private readonly mails: Mails,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The account of somebody signed in who proves to know its password.
   * @throws AppError INVALID_CREDENTIALS, also for an account without a password
   */
  async confirm(actor: Actor, password: string): Promise<Credentials> {
    await this.attempts.count('password', String(actor.id));
    const account = await findActiveCredentials(this.database.current, actor.id);
    const isRight = await this.passwords.matches(password, account?.passwordHash ?? null);
    if (!account || !isRight) throw new AppError('INVALID_CREDENTIALS', 'The password is wrong.');
    await this.attempts.clear('password', String(actor.id));
    return account;
  }

  async change(actor: Actor, body: { currentPassword: string; newPassword: string }): Promise<void> {
    const account = await this.confirm(actor, body.currentPassword);
    this.refuseWeak(body.newPassword, account);
    const hash = await this.passwords.hash(body.newPassword);
    await this.database.transaction(async (tx) => {
      if (!(await replacePassword(tx, account.id, account.passwordHash, hash)))
        throw new AppError('INVALID_CREDENTIALS', 'The password was changed meanwhile.');
      await this.sessions.endOthers(tx, actor);
      // A new address that was asked for with the old password would be a way back in.
      await this.links.withdraw(tx, account.id, ['reset', 'change']);
      await this.mails.request(tx, 'password-changed', account.id, account.emailEncrypted);
    });
  }

  /**
   * Promises a mail to whoever has the address. Whether anybody has is found out afterwards, by the worker:
   * nothing here takes longer or shorter for it.
   */
  async forget(email: string, origin: Origin): Promise<void> {
    await this.attempts.count('forgot', origin.address);
    const emailHash = this.cipher.emailHash(email).toString('base64url');
    // Too many mails to one address are not sent; telling so would tell of others who asked.
    const { isAllowed } = await this.attempts.tryCount('forgot', emailHash);
    if (!isAllowed) return;
    await this.database.transaction((tx) => this.outbox.append(tx, 'password.forgotten', { emailHash }));
  }

  /** Makes the link that was promised, if the address has an account. */
  async sendLink(tx: Tx, emailHash: string): Promise<void> {
    const account = await findCredentialsByEmail(tx, Buffer.from(emailHash, 'base64url'));
    if (!account?.emailHash || account.emailEncrypted === null) return;
    const { id: userId, emailEncrypted } = account;
    const link = { userId, kind: 'reset', emailHash: account.emailHash, emailEncrypted } as const;
    const linkId = await this.links.issue(tx, link);
    await this.mails.request(tx, 'reset-password', userId, emailEncrypted, linkId);
  }

  /** @throws AppError VALIDATION_ERROR for a token that is not valid, was used or is too old */
  async reset({ token, newPassword }: { token: string; newPassword: string }): Promise<void> {
    const { userId } = await this.links.read(this.database.current, token, ['reset']);
    const account = await findCredentialsById(this.database.current, userId);
    if (!account) throw notValid();
    this.refuseWeak(newPassword, account);
    const hash = await this.passwords.hash(newPassword);
    await this.database.transaction(async (tx) => {
      const link = await this.links.redeem(tx, token, ['reset']);
      // Who reads the mail has the address, if it is still the account's.
      const isHolder = await markEmailVerified(tx, userId, link.emailHash);
      if (!isHolder || !(await replacePassword(tx, userId, account.passwordHash, hash))) throw notValid();
      // What somebody with the old password began ends with it.
      await this.links.withdraw(tx, userId, ['reset', 'change']);
      await this.sessions.endAll(tx, userId);
      await deleteTokensOf(tx, userId);
      await this.mails.request(tx, 'password-changed', userId, account.emailEncrypted);
      await this.outbox.append(tx, 'profile.changed', { userId });
    });
  }

  private refuseWeak(password: string, { username, emailEncrypted }: Credentials): void {
    const email = emailEncrypted === null ? null : this.cipher.decrypt('email', emailEncrypted);
    refuseWeak('newPassword', password, { username, email });
  }
}
