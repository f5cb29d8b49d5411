import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self } from '../../platform/http/endpoint.js';
import type { Actor } from '../../platform/viewer.js';
import { FeedService } from './feed.service.js';

@Controller()
export class FeedController {
  constructor(private readonly feed: FeedService) {}

  @Endpoint(ROUTES.getFeed)
  async page(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.getFeed>) {
    const { items, meta } = await this.feed.page(actor, query);
    return new Answer(items, meta);
  }
}
