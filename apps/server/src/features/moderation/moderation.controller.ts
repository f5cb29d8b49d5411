import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self } from '../../platform/http/endpoint.js';
import type { Actor } from '../../platform/viewer.js';
import { QueueService } from './queue.service.js';
import { ReportsService } from './reports.service.js';

@Controller()
export class ModerationController {
  constructor(
    private readonly reports: ReportsService,
    private readonly queue: QueueService,
  ) {}

  @Endpoint(ROUTES.report)
  async report(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.report>) {
    return new Answer(await this.reports.report(actor, body));
  }

  @Endpoint(ROUTES.listDecisions)
  async decisions(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.listDecisions>) {
    const { decisions, meta } = await this.reports.decisions(actor, query);
    return new Answer(decisions, meta);
  }

  @Endpoint(ROUTES.appeal)
  async appeal(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.appeal>) {
    return new Answer(await this.reports.appeal(actor, params.id, body.text));
  }

  @Endpoint(ROUTES.listReports)
  async list(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.listReports>) {
    const { cases, meta } = await this.queue.page(actor, query);
    return new Answer(cases, meta);
  }

  @Endpoint(ROUTES.resolveReport)
  async resolve(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.resolveReport>) {
    return new Answer(await this.queue.resolve(actor, params.id, body));
  }
}
