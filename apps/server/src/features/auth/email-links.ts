import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import type { Db, Tx } from '../../platform/database/database.js';
import { type AppError, invalidField } from '../../platform/errors.js';
import {
  findLivingLink,
  insertLink,
  type Link,
  type LinkKind,
  useLink,
  withdrawLinks,
} from './email-links.sql.js';
import { LinkTokens } from './link-token.js';

/** Hours in which a link can be used. */
const LIFETIME: Record<LinkKind, number> = { verify: 7 * 24, change: 24, reset: 1 };

/** Links that are sent by mail and prove, once, that their reader has the address. */
@Injectable()
export class EmailLinks {
  private readonly tokens: LinkTokens;

  constructor(cipher: FieldCipher) {
    this.tokens = new LinkTokens(cipher.deriveKey('link tokens'));
  }

  /** Returns the new link's id. */
  async issue(tx: Tx, link: Omit<Link, 'id'>): Promise<string> {
    const id = randomUUID();
    await insertLink(tx, { ...link, id }, LIFETIME[link.kind]);
    return id;
  }

  /** The link that a token opens, still unused. @throws AppError VALIDATION_ERROR for any other */
  async read(db: Db, token: string, kinds: readonly LinkKind[]): Promise<Link> {
    const id = this.tokens.parse(token);
    const link = id === null ? undefined : await findLivingLink(db, id, kinds);
    if (!link) throw notValid();
    return link;
  }

  /** The same, and uses it up. */
  async redeem(tx: Tx, token: string, kinds: readonly LinkKind[]): Promise<Link> {
    const id = this.tokens.parse(token);
    const link = id === null ? undefined : await useLink(tx, id, kinds);
    if (!link) throw notValid();
    return link;
  }

  withdraw(tx: Tx, userId: number, kinds: readonly LinkKind[]): Promise<void> {
    return withdrawLinks(tx, userId, kinds);
  }

  tokenOf(linkId: string): string {
    return this.tokens.format(linkId);
  }
}

export const notValid = (): AppError =>
  invalidField('token', 'is not valid, or was used, or is too old', 'invalid_token');
