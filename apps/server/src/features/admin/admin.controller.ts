import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self } from '../../platform/http/endpoint.js';
import type { Actor } from '../../platform/viewer.js';
import { AccountsService } from './accounts.service.js';

@Controller()
export class AdminController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly audit: Audit,
  ) {}

  @Endpoint(ROUTES.listAccounts)
  async list(@Input() { query }: Parsed<typeof ROUTES.listAccounts>) {
    const { accounts, meta } = await this.accounts.search(query);
    return new Answer(accounts, meta);
  }

  @Endpoint(ROUTES.updateAccount)
  async update(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.updateAccount>) {
    return new Answer(await this.accounts.update(actor, params.id, body));
  }

  @Endpoint(ROUTES.suspendAccount)
  async suspend(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.suspendAccount>) {
    return new Answer(await this.accounts.suspend(actor, params.id, body));
  }

  @Endpoint(ROUTES.unsuspendAccount)
  async unsuspend(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.unsuspendAccount>) {
    return new Answer(await this.accounts.unsuspend(actor, params.id));
  }

  @Endpoint(ROUTES.forceLogout)
  async forceLogout(
    @Self() actor: Actor,
    @Input() { params }: Parsed<typeof ROUTES.forceLogout>,
  ): Promise<void> {
    await this.accounts.forceLogout(actor, params.id);
  }

  @Endpoint(ROUTES.setPriority)
  async setPriority(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.setPriority>) {
    return new Answer(await this.accounts.setPriority(actor, params.id, body.level));
  }

  @Endpoint(ROUTES.listAuditLog)
  async auditLog(@Input() { query }: Parsed<typeof ROUTES.listAuditLog>) {
    const { entries, meta } = await this.audit.page(query);
    return new Answer(entries, meta);
  }

  @Endpoint(ROUTES.getStats)
  async stats() {
    return new Answer(await this.accounts.stats());
  }
}
