import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self } from '../../platform/http/endpoint.js';
import type { Actor } from '../../platform/viewer.js';
import { PersonalTokensService } from './personal-tokens.service.js';

@Controller()
export class PersonalTokensController {
  constructor(private readonly tokens: PersonalTokensService) {}

  @Endpoint(ROUTES.listTokens)
  async list(@Self() actor: Actor) {
    return new Answer(await this.tokens.list(actor));
  }

  @Endpoint(ROUTES.createToken)
  async create(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.createToken>) {
    return new Answer(await this.tokens.create(actor, body));
  }

  @Endpoint(ROUTES.revokeToken)
  async revoke(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.revokeToken>): Promise<void> {
    await this.tokens.revoke(actor, params.id);
  }
}
