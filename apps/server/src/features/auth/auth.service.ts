import { randomUUID } from 'node:crypto';
import type { LoginBody, SignedIn, SignupBody, Tokens } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { AccessGate } from '../../platform/auth/access-gate.js';
import { ACCESS_TOKEN_LIFETIME, AccessTokens } from '../../platform/auth/access-tokens.js';
import { AttemptGuard } from '../../platform/auth/attempt-guard.js';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { Passwords } from '../../platform/crypto/passwords.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { isUniqueViolation } from '../../platform/database/errors.js';
import { AppError } from '../../platform/errors.js';
import type { Origin } from '../../platform/http/endpoint.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { Sockets } from '../../platform/sockets/sockets.js';
import type { Actor } from '../../platform/viewer.js';
import { UsersService } from '../users/users.public.js';
import {
  type Credentials,
  findCredentialsByEmail,
  findCredentialsById,
  findCredentialsByUsername,
  insertAccount,
  insertSession,
  lockSession,
  revokeAllSessions,
  revokeSession,
  rotateSession,
} from './auth.sql.js';
import { type RefreshToken, RefreshTokens } from './refresh-token.js';

/** Seconds in which a rotated refresh token gets its successor again: the answer may have been lost. */
const RETRY_GRACE = 30;

@Injectable()
export class AuthService {
  private readonly refreshTokens: RefreshTokens;

  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly cipher: FieldCipher,
    private readonly passwords: Passwords,
    private readonly accessTokens: AccessTokens,
    private readonly attempts: AttemptGuard,
    private readonly gate: AccessGate,
    private readonly outbox: Outbox,
    private readonly sockets: Sockets,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.refreshTokens = new RefreshTokens(cipher.deriveKey('refresh tokens'));
  }

  async signUp(body: SignupBody, origin: Origin): Promise<SignedIn> {
    await this.attempts.count('signup', origin.address);
    const passwordHash = await this.passwords.hash(body.password);
    return this.database.transaction(async (tx) => {
      const id = await this.createAccount(tx, body, passwordHash);
      const account = { id, role: 'user', tokenVersion: 0 } as const;
      const tokens = await this.openSession(tx, account, body.email, origin);
      return { user: await this.users.me(id, tx), ...tokens };
    });
  }

  async logIn(body: LoginBody, origin: Origin): Promise<SignedIn> {
    const account = await this.findAccount(body);
    // One counter an account, whether it is named by e-mail or by username.
    const name = account ? `#${account.id}` : (body.email ?? `@${body.username?.toLowerCase()}`);
    await this.attempts.count('login', origin.address, name);
    const isRight = await this.passwords.matches(body.password, account?.passwordHash ?? null);
    if (!account || !isRight) throw new AppError('INVALID_CREDENTIALS', 'The name or the password is wrong.');
    await this.attempts.clear('login', origin.address, name);
    const email =
      account.emailEncrypted === null ? null : this.cipher.decrypt('email', account.emailEncrypted);
    return this.database.transaction(async (tx) => {
      const tokens = await this.openSession(tx, account, email, origin);
      return { user: await this.users.me(account.id, tx), ...tokens };
    });
  }

  /**
   * Uses a refresh token up. The one just replaced is answered with the same successor for half a minute; an
   * older one proves theft and ends the session.
   */
  async refresh(text: string): Promise<Tokens> {
    const token = this.refreshTokens.parse(text);
    const outcome = token && (await this.database.transaction((tx) => this.rotate(tx, token)));
    if (!outcome)
      throw new AppError('REFRESH_TOKEN_INVALID', 'The refresh token is not valid: sign in again.');
    if (outcome === 'reused') {
      throw new AppError(
        'REFRESH_TOKEN_REUSED',
        'The refresh token was used before: the session has ended. Sign in again.',
      );
    }
    return outcome;
  }

  /** Ends all sessions of the person, on every device. */
  async logOut(actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.endAllSessions(tx, actor.id);
    });
  }

  async endAllSessions(tx: Tx, userId: number): Promise<void> {
    await this.endSessions(tx, userId, await revokeAllSessions(tx, userId));
  }

  /** Makes every process refuse the sessions and drop their sockets. */
  async closeSessions(userId: number, sessionIds: readonly string[]): Promise<void> {
    await this.gate.end(userId, sessionIds);
    for (const id of sessionIds) this.sockets.disconnect(id);
  }

  private async endSessions(tx: Tx, userId: number, sessionIds: string[]): Promise<void> {
    await this.outbox.append(tx, 'sessions.ended', { userId, sessionIds });
    this.database.afterCommit(() => void this.closeSessions(userId, sessionIds).catch(() => undefined));
  }

  private async createAccount(tx: Tx, body: SignupBody, passwordHash: string): Promise<number> {
    try {
      return await insertAccount(tx, {
        username: body.username,
        displayName: body.displayName,
        emailEncrypted: this.cipher.encrypt('email', body.email),
        emailHash: this.cipher.emailHash(body.email),
        passwordHash,
        timezone: body.timezone ?? 'UTC',
      });
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

  private async openSession(
    tx: Tx,
    account: Pick<Credentials, 'id' | 'role' | 'tokenVersion'>,
    email: string | null,
    origin: Origin,
  ): Promise<Tokens> {
    const token = this.refreshTokens.first(randomUUID());
    await insertSession(tx, {
      id: token.sessionId,
      userId: account.id,
      refreshHash: this.refreshTokens.hash(token),
      userAgent: origin.userAgent,
    });
    return this.tokensFor(account, email, token);
  }

  private async rotate(tx: Tx, token: RefreshToken): Promise<Tokens | 'reused' | null> {
    const session = await lockSession(tx, token.sessionId);
    if (!session) return null;
    const hash = this.refreshTokens.hash(token);
    const successor = this.refreshTokens.successor(token);
    if (hash.equals(session.refreshHash)) {
      await rotateSession(tx, token.sessionId, this.refreshTokens.hash(successor), hash);
    } else if (!isRetry(session, hash)) {
      await revokeSession(tx, token.sessionId);
      await this.endSessions(tx, session.userId, [token.sessionId]);
      return 'reused';
    }
    const account = await findCredentialsById(tx, session.userId);
    if (!account) return null;
    const email =
      account.emailEncrypted === null ? null : this.cipher.decrypt('email', account.emailEncrypted);
    return this.tokensFor(account, email, successor);
  }

  private tokensFor(
    account: Pick<Credentials, 'id' | 'role' | 'tokenVersion'>,
    email: string | null,
    refreshToken: RefreshToken,
  ): Tokens {
    const claims = {
      userId: account.id,
      email,
      role: account.role,
      sid: refreshToken.sessionId,
      ver: account.tokenVersion,
    };
    return {
      accessToken: this.accessTokens.issue(claims, this.clock()),
      refreshToken: this.refreshTokens.format(refreshToken),
      expiresIn: ACCESS_TOKEN_LIFETIME,
    };
  }
}

function isRetry(
  session: { previousHash: Buffer | null; secondsSinceRotation: number | null },
  hash: Buffer,
): boolean {
  return (
    session.previousHash !== null &&
    hash.equals(session.previousHash) &&
    session.secondsSinceRotation !== null &&
    session.secondsSinceRotation <= RETRY_GRACE
  );
}
