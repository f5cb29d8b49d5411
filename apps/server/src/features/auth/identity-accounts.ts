import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import type { Tx } from '../../platform/database/database.js';
import { isUniqueViolation } from '../../platform/database/errors.js';
import { AppError } from '../../platform/errors.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import {
  type Credentials,
  findCredentialsByEmail,
  findTakenUsernames,
  insertAccount,
  lockCredentials,
  markEmailVerified,
  replacePassword,
} from './auth.sql.js';
import { EmailLinks } from './email-links.js';
import type { Identity } from './identity-provider.js';
import { Mails } from './mails.js';
import { deleteIdentities, insertIdentity, useIdentity } from './oauth.sql.js';
import { SessionsService } from './sessions.service.js';
import { usernamesLike } from './usernames.rules.js';

interface Found {
  readonly userId: number;
  readonly isNewUser: boolean;
  readonly formerAccessEnded: boolean;
}

const TRIES = 3;
const RACES = ['oauth_identities_pkey', 'users_email_hash_key', 'users_username_key'];

/** Finds or makes the account of somebody whom a provider vouches for. */
@Injectable()
export class IdentityAccounts {
  constructor(
    private readonly cipher: FieldCipher,
    private readonly sessions: SessionsService,
    private readonly links: EmailLinks,
    private readonly mails: Mails,
    private readonly outbox: Outbox,
  ) {}

  /** Runs a transaction again when somebody else was faster to sign up: then there is an account to find. */
  async retrying<T>(work: () => Promise<T>): Promise<T> {
    for (let left = TRIES - 1; ; left--) {
      try {
        return await work();
      } catch (error) {
        if (left > 0 && RACES.some((name) => isUniqueViolation(error, name))) continue;
        // An account past its grace still holds the address until it is purged.
        throw isUniqueViolation(error, 'users_email_hash_key') ? emailHasAccount() : error;
      }
    }
  }

  /**
   * A known identity has its account. Else a proved address leads to the account that has it, and everything
   * else to a new one.
   * @throws AppError OAUTH_EMAIL_CONFLICT for an address of an account that the provider did not prove
   */
  async find(tx: Tx, identity: Identity, displayName: string | undefined): Promise<Found> {
    const known = await useIdentity(tx, identity.provider, identity.subject);
    if (known !== undefined) return { userId: known, isNewUser: false, formerAccessEnded: false };
    const holder = await this.holderOf(tx, identity);
    if (!holder) return this.create(tx, identity, displayName);
    if (!identity.isEmailVerified) throw emailHasAccount();
    if (!holder.isEmailVerified) await this.secure(tx, holder);
    await insertIdentity(tx, { ...identity, userId: holder.id });
    return { userId: holder.id, isNewUser: false, formerAccessEnded: !holder.isEmailVerified };
  }

  private async holderOf(tx: Tx, { email }: Identity): Promise<Credentials | undefined> {
    if (email === null) return undefined;
    const emailHash = this.cipher.emailHash(email);
    const found = await findCredentialsByEmail(tx, emailHash);
    const locked = found && (await lockCredentials(tx, found.id));
    // Until the lock was had the account may have moved to another address.
    return locked?.emailHash?.equals(emailHash) ? locked : undefined;
  }

  /**
   * Nobody had proved the address, so whoever made the account may be somebody else who waits in it: every way
   * in that they may have is closed before the owner of the address enters.
   */
  private async secure(tx: Tx, { id, passwordHash, emailHash, emailEncrypted }: Credentials): Promise<void> {
    await replacePassword(tx, id, passwordHash, null);
    await this.sessions.endAll(tx, id);
    await deleteIdentities(tx, id);
    await this.links.withdraw(tx, id, ['verify', 'change', 'reset']);
    if (emailHash) await markEmailVerified(tx, id, emailHash);
    await this.mails.request(tx, 'account-secured', id, emailEncrypted);
    await this.outbox.append(tx, 'profile.changed', { userId: id });
  }

  private async create(tx: Tx, identity: Identity, displayName: string | undefined): Promise<Found> {
    const { email, isEmailVerified } = identity;
    const name = displayName ?? identity.name;
    const username = await this.freeUsername(tx, name ?? '');
    const address =
      email === null
        ? null
        : { emailEncrypted: this.cipher.encrypt('email', email), emailHash: this.cipher.emailHash(email) };
    const userId = await insertAccount(tx, {
      ...(address ?? { emailEncrypted: null, emailHash: null }),
      username,
      displayName: name ?? username,
      passwordHash: null,
      timezone: 'UTC',
      isEmailVerified: address !== null && isEmailVerified,
      isUsernameGenerated: true,
    });
    await insertIdentity(tx, { ...identity, userId });
    await this.outbox.append(tx, 'person.joined', { userId });
    if (address && !isEmailVerified) {
      const linkId = await this.links.issue(tx, { userId, kind: 'verify', ...address });
      await this.mails.request(tx, 'verify-email', userId, address.emailEncrypted, linkId);
    }
    return { userId, isNewUser: true, formerAccessEnded: false };
  }

  private async freeUsername(tx: Tx, name: string): Promise<string> {
    const candidates = usernamesLike(
      name,
      Array.from({ length: 8 }, () => randomInt(10_000)),
    );
    const taken = await findTakenUsernames(tx, candidates);
    // All of eight taken is a crowd behind one name: then any name will do.
    return candidates.find((one) => !taken.has(one)) ?? `eater_${randomInt(2 ** 40).toString(36)}`;
  }
}

const emailHasAccount = () =>
  new AppError(
    'OAUTH_EMAIL_CONFLICT',
    'This e-mail has an account that the provider does not open: sign in with the password.',
  );
