import type { NewPersonalToken, PersonalToken, PersonalTokenInput } from '@beli/contract';
import { Injectable } from '@nestjs/common';
import { PersonalTokens } from '../../platform/auth/personal-tokens.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import type { Actor } from '../../platform/viewer.js';
import {
  deleteToken,
  findTokens,
  insertToken,
  lockTokenOwner,
  type TokenRow,
} from './personal-tokens.sql.js';

const MOST_TOKENS = 20;

/** Tokens for a person's own tools. The gate looks each one up at every request, so an end is an end at once. */
@Injectable()
export class PersonalTokensService {
  constructor(
    private readonly database: Database,
    private readonly tokens: PersonalTokens,
  ) {}

  async list(actor: Actor): Promise<PersonalToken[]> {
    return (await findTokens(this.database.current, actor.id)).map(present);
  }

  /** @throws AppError EMAIL_NOT_VERIFIED, or CONFLICT where the person has too many already */
  async create(actor: Actor, input: PersonalTokenInput): Promise<NewPersonalToken> {
    const secret = this.tokens.newSecret();
    return this.database.transaction(async (tx) => {
      const owner = await lockTokenOwner(tx, actor.id);
      if (!owner?.isEmailVerified)
        throw new AppError('EMAIL_NOT_VERIFIED', 'Verify your e-mail address first.');
      if (owner.tokens >= MOST_TOKENS)
        throw new AppError('CONFLICT', `There are ${MOST_TOKENS} tokens already: revoke one first.`);
      const { name, scopes, expiresInDays: days } = input;
      const row = await insertToken(tx, {
        userId: actor.id,
        name,
        scopes,
        secretHash: this.tokens.hash(secret),
        days,
      });
      return { ...present(row), token: this.tokens.format({ id: row.id, secret }) };
    });
  }

  async revoke(actor: Actor, id: number): Promise<void> {
    const isRevoked = await this.database.transaction((tx) => deleteToken(tx, actor.id, id));
    if (!isRevoked) throw new AppError('TOKEN_NOT_FOUND', 'There is no such token of yours.');
  }
}

const present = ({ createdAt, expiresAt, lastUsedAt, ...row }: TokenRow): PersonalToken => ({
  ...row,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});
