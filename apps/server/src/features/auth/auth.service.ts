import { randomInt } from 'node:crypto';
import type { LoginBody, SignupBody } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { AttemptGuard } from '../../platform/auth/attempt-guard.js';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { Passwords } from '../../platform/crypto/passwords.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { isUniqueViolation } from '../../platform/database/errors.js';
import { AppError, invalidField } from '../../platform/errors.js';
import type { Origin } from '../../platform/http/endpoint.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Actor } from '../../platform/viewer.js';
import { UsersService } from '../users/users.public.js';
import {
  type Credentials,
  findCredentialsByEmail,
  findCredentialsByUsername,
  findInviter,
  findTakenUsernames,
  insertAccount,
  lockCredentials,
  reactivateAccount,
} from './auth.sql.js';
import { EmailLinks } from './email-links.js';
import { Mails } from './mails.js';
import { refuseWeak } from './new-passwords.js';
import { SessionsService } from './sessions.service.js';
import { usernamesLike } from './usernames.rules.js';

const SUGGESTIONS = 3;

@Injectable()
export class AuthService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly cipher: FieldCipher,
    private readonly passwords: Passwords,
    private readonly attempts: AttemptGuard,
    private readonly links: EmailLinks,
    private readonly mails: Mails,
    private readonly outbox: Outbox,
  ) {}

  async signUp(body: SignupBody, origin: Origin) {
    await this.attempts.count('signup', origin.address);
    refuseWeak('password', body.password, body);
    const passwordHash = await this.passwords.hash(body.password);
    return this.database.transaction(async (tx) => {
      const account = await this.createAccount(tx, body, passwordHash);
      const tokens = await this.sessions.open(tx, account, origin);
      return { user: await this.users.me(account.id, tx), ...tokens };
    });
  }

  async logIn(body: LoginBody, origin: Origin) {
    const account = await this.findAccount(body);
    // One counter an account, whether it is named by e-mail or by username.
    const name = account ? `#${account.id}` : (body.email ?? `@${body.username?.toLowerCase()}`);
    await this.attempts.count('login', origin.address, name);
    const isRight = await this.passwords.matches(body.password, account?.passwordHash ?? null);
    if (!account || !isRight) throw wrongCredentials();
    await this.attempts.clear('login', origin.address, name);
    return this.database.transaction(async (tx) => {
      // A password that was replaced while it was being checked opens nothing.
      const current = await lockCredentials(tx, account.id);
      if (current?.passwordHash !== account.passwordHash) throw wrongCredentials();
      await this.welcomeBack(tx, account.id);
      const tokens = await this.sessions.open(tx, current, origin);
      return { user: await this.users.me(account.id, tx), ...tokens };
    });
  }

  /** Ends all sessions of the person, on every device. */
  async logOut(actor: Actor): Promise<void> {
    await this.database.transaction((tx) => this.sessions.endAll(tx, actor.id));
  }

  /** Who signs in again takes a deactivation or a wish to be deleted back. */
  async welcomeBack(tx: Tx, userId: number): Promise<void> {
    if (await reactivateAccount(tx, userId)) await this.outbox.append(tx, 'visibility.changed', { userId });
  }

  async checkUsername(username: string): Promise<{ available: boolean; suggestions: string[] }> {
    const numbers = Array.from({ length: 2 * SUGGESTIONS }, () => randomInt(10_000));
    const alike = [...new Set(usernamesLike(username, numbers))];
    const taken = await findTakenUsernames(this.database.current, [username, ...alike]);
    if (!taken.has(username.toLowerCase())) return { available: true, suggestions: [] };
    return { available: false, suggestions: alike.filter((name) => !taken.has(name)).slice(0, SUGGESTIONS) };
  }

  private async createAccount(tx: Tx, body: SignupBody, passwordHash: string) {
    const email = {
      emailEncrypted: this.cipher.encrypt('email', body.email),
      emailHash: this.cipher.emailHash(body.email),
    };
    const invitedBy = body.inviteCode === undefined ? null : await findInviter(tx, body.inviteCode);
    if (invitedBy === undefined) throw invalidField('inviteCode', 'is not an invitation');
    try {
      const id = await insertAccount(tx, {
        ...email,
        username: body.username,
        displayName: body.displayName,
        passwordHash,
        timezone: body.timezone ?? 'UTC',
        invitedBy,
      });
      await this.outbox.append(tx, 'person.joined', { userId: id });
      const linkId = await this.links.issue(tx, { userId: id, kind: 'verify', ...email });
      await this.mails.request(tx, 'verify-email', id, email.emailEncrypted, linkId);
      return { id, role: 'user', tokenVersion: 0, ...email } as const;
    } catch (error) {
      if (isUniqueViolation(error, 'users_email_hash_key'))
        throw new AppError('EMAIL_TAKEN', 'This e-mail has an account.');
      if (isUniqueViolation(error, 'users_username_key'))
        throw new AppError('USERNAME_TAKEN', 'This username is taken.');
      throw error;
    }
  }

  private findAccount({ email, username }: LoginBody): Promise<Credentials | undefined> {
    return email === undefined
      ? findCredentialsByUsername(this.database.current, username ?? '')
      : findCredentialsByEmail(this.database.current, this.cipher.emailHash(email));
  }
}

const wrongCredentials = () => new AppError('INVALID_CREDENTIALS', 'The name or the password is wrong.');
