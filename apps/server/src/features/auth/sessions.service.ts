import { randomUUID } from 'node:crypto';
import type { SessionView, Tokens } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import { AccessGate } from '../../platform/auth/access-gate.js';
import { ACCESS_TOKEN_LIFETIME, AccessTokens } from '../../platform/auth/access-tokens.js';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import type { Origin } from '../../platform/http/endpoint.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CLOCK, type Clock } from '../../platform/platform.js';
import { Sockets } from '../../platform/sockets/sockets.js';
import type { Actor } from '../../platform/viewer.js';
import { type Credentials, findActiveCredentials } from './auth.sql.js';
import { type RefreshToken, RefreshTokens } from './refresh-token.js';
import {
  findLivingSessions,
  insertSession,
  lockSession,
  revokeAllSessions,
  revokeOtherSessions,
  revokeSession,
  revokeSessionsBeyond,
  rotateSession,
  type SessionRow,
} from './sessions.sql.js';

/** Seconds in which a rotated refresh token gets its successor again: the answer may have been lost. */
const RETRY_GRACE = 30;
/** Sessions that an account has at most: a new one ends the one used longest ago. */
const MOST_SESSIONS = 50;

/** Tokens as a service gives them; whether both travel in the body is the edge's matter. */
export type NewTokens = Tokens & { refreshToken: string };
type Account = Pick<Credentials, 'id' | 'role' | 'tokenVersion' | 'emailEncrypted'>;

/** Begins, renews, shows and ends sessions. */
@Injectable()
export class SessionsService {
  private readonly refreshTokens: RefreshTokens;

  constructor(
    private readonly database: Database,
    private readonly cipher: FieldCipher,
    private readonly accessTokens: AccessTokens,
    private readonly gate: AccessGate,
    private readonly outbox: Outbox,
    private readonly sockets: Sockets,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.refreshTokens = new RefreshTokens(cipher.deriveKey('refresh tokens'));
  }

  async open(tx: Tx, account: Account, origin: Origin): Promise<NewTokens> {
    const token = this.refreshTokens.first(randomUUID());
    await insertSession(tx, {
      id: token.sessionId,
      userId: account.id,
      refreshHash: this.refreshTokens.hash(token),
      userAgent: origin.userAgent,
      addressEncrypted: this.cipher.encrypt('address', origin.ip),
    });
    await this.announceEnd(tx, account.id, await revokeSessionsBeyond(tx, account.id, MOST_SESSIONS));
    return this.tokensFor(account, token);
  }

  /**
   * Uses a refresh token up. The one just replaced is answered with the same successor for half a minute; an
   * older one proves theft and ends the session.
   */
  async refresh(text: string, origin: Origin): Promise<NewTokens> {
    const token = this.refreshTokens.parse(text);
    const outcome = token && (await this.database.transaction((tx) => this.rotate(tx, token, origin)));
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

  async list(actor: Actor): Promise<SessionView[]> {
    const sessions = await findLivingSessions(this.database.current, actor.id, MOST_SESSIONS);
    return sessions.map(({ id, userAgent, addressEncrypted, lastUsedAt }) => ({
      id,
      device: userAgent,
      ip: addressEncrypted === null ? null : this.cipher.decrypt('address', addressEncrypted),
      lastSeenAt: lastUsedAt.toISOString(),
      current: id === actor.sessionId,
    }));
  }

  /** Ends one session of the person. @throws AppError SESSION_NOT_FOUND for any other */
  async end(actor: Actor, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await revokeSession(tx, actor.id, id)))
        throw new AppError('SESSION_NOT_FOUND', 'There is no such session.');
      await this.announceEnd(tx, actor.id, [id]);
    });
  }

  async endOthers(tx: Tx, actor: Actor): Promise<void> {
    await this.announceEnd(tx, actor.id, await revokeOtherSessions(tx, actor.id, actor.sessionId));
  }

  async endAll(tx: Tx, userId: number): Promise<void> {
    await this.announceEnd(tx, userId, await revokeAllSessions(tx, userId));
  }

  /** Makes every process refuse the sessions and drop their sockets. */
  async close(userId: number, sessionIds: readonly string[]): Promise<void> {
    await this.gate.memory.end(userId, sessionIds);
    for (const id of sessionIds) this.sockets.disconnect(id);
  }

  private async announceEnd(tx: Tx, userId: number, sessionIds: string[]): Promise<void> {
    if (sessionIds.length === 0) return;
    await this.outbox.append(tx, 'sessions.ended', { userId, sessionIds });
    this.database.afterCommit(() => void this.close(userId, sessionIds).catch(() => undefined));
  }

  private async rotate(tx: Tx, token: RefreshToken, origin: Origin): Promise<NewTokens | 'reused' | null> {
    const session = await lockSession(tx, token.sessionId);
    if (!session) return null;
    const hash = this.refreshTokens.hash(token);
    const successor = this.refreshTokens.successor(token);
    if (hash.equals(session.refreshHash)) {
      await rotateSession(tx, token.sessionId, {
        refreshHash: this.refreshTokens.hash(successor),
        previousHash: hash,
        addressEncrypted: this.cipher.encrypt('address', origin.ip),
      });
    } else if (!isRetry(session, hash)) {
      await revokeSession(tx, session.userId, token.sessionId);
      await this.announceEnd(tx, session.userId, [token.sessionId]);
      return 'reused';
    }
    const account = await findActiveCredentials(tx, session.userId);
    return account ? this.tokensFor(account, successor) : null;
  }

  private tokensFor(account: Account, refreshToken: RefreshToken): NewTokens {
    const { emailEncrypted } = account;
    const claims = {
      userId: account.id,
      email: emailEncrypted === null ? null : this.cipher.decrypt('email', emailEncrypted),
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

function isRetry(session: SessionRow, hash: Buffer): boolean {
  return (
    session.previousHash !== null &&
    hash.equals(session.previousHash) &&
    session.secondsSinceRotation !== null &&
    session.secondsSinceRotation <= RETRY_GRACE
  );
}
