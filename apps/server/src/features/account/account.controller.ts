import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer, FileAnswer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self } from '../../platform/http/endpoint.js';
import type { Actor } from '../../platform/viewer.js';
import { AccountService } from './account.service.js';
import { ExportsService } from './exports.service.js';

@Controller()
export class AccountController {
  constructor(
    private readonly account: AccountService,
    private readonly exports: ExportsService,
  ) {}

  @Endpoint(ROUTES.deactivate)
  async deactivate(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.deactivate>): Promise<void> {
    await this.account.deactivate(actor, body.password);
  }

  @Endpoint(ROUTES.deleteAccount)
  async deleteAccount(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.deleteAccount>) {
    return new Answer(await this.account.scheduleDeletion(actor, body));
  }

  @Endpoint(ROUTES.requestExport)
  async requestExport(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.requestExport>) {
    return new Answer(await this.exports.request(actor, body.format));
  }

  @Endpoint(ROUTES.getExport)
  async readExport(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.getExport>) {
    return new Answer(await this.exports.get(actor, params.id));
  }

  @Endpoint(ROUTES.downloadExport)
  async download(@Input() { params, query }: Parsed<typeof ROUTES.downloadExport>) {
    const archive = await this.exports.download(params.id, query.expires, query.signature);
    return new FileAnswer(archive, 'application/zip', 'beli-export.zip');
  }
}
