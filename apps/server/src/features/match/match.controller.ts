import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self } from '../../platform/http/endpoint.js';
import type { Actor } from '../../platform/viewer.js';
import { ComparisonService } from './comparison.service.js';
import { MatchService } from './match.service.js';

@Controller()
export class MatchController {
  constructor(
    private readonly matches: MatchService,
    private readonly comparisons: ComparisonService,
  ) {}

  @Endpoint(ROUTES.getMatch)
  async match(@Self() actor: Actor, @Input() { params, query }: Parsed<typeof ROUTES.getMatch>) {
    return new Answer(await this.matches.of(actor, params.id, query.expand.includes('explain')));
  }

  @Endpoint(ROUTES.batchMatches)
  async batch(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.batchMatches>) {
    return new Answer(Object.fromEntries(await this.matches.percentages(actor.id, body.userIds)));
  }

  @Endpoint(ROUTES.listSharedWantToTry)
  async shared(@Self() actor: Actor, @Input() { params, query }: Parsed<typeof ROUTES.listSharedWantToTry>) {
    const { restaurants, meta } = await this.comparisons.sharedWantToTry(actor, params.id, query);
    return new Answer(restaurants, meta);
  }

  @Endpoint(ROUTES.compareTastes)
  async compare(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.compareTastes>) {
    return new Answer(await this.comparisons.compare(actor, params.id));
  }
}
