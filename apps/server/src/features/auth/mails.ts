import type { EventPayload, MailTemplate } from '@beli/contract';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../platform/config.js';
import { FieldCipher } from '../../platform/crypto/field-cipher.js';
import type { Tx } from '../../platform/database/database.js';
import type { Mailer } from '../../platform/mail/mailer.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { CONFIG, MAILER } from '../../platform/platform.js';
import { EmailLinks } from './email-links.js';
import { textOf } from './mail-texts.js';

/** Mails about the account: asked for in the transaction that they tell of, sent after it. */
@Injectable()
export class Mails {
  constructor(
    private readonly outbox: Outbox,
    private readonly cipher: FieldCipher,
    private readonly links: EmailLinks,
    @Inject(MAILER) private readonly mailer: Mailer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @param to the encrypted address; nobody is told who has none */
  async request(
    tx: Tx,
    template: MailTemplate,
    userId: number,
    to: string | null,
    linkId: string | null = null,
  ): Promise<void> {
    if (to !== null) await this.outbox.append(tx, 'mail.requested', { userId, to, template, linkId });
  }

  /** @param id of the request: a mail that is sent twice is the same mail */
  async send(id: string, { to, template, linkId }: EventPayload<'mail.requested'>): Promise<void> {
    const token = linkId === null ? '' : this.links.tokenOf(linkId);
    const text = textOf(template, this.config.APP_URL.replace(/\/$/, ''), token);
    await this.mailer.send({ id, to: this.cipher.decrypt('email', to), ...text });
  }
}
