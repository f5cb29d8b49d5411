import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self } from '../../platform/http/endpoint.js';
import type { Actor } from '../../platform/viewer.js';
import { CircleService } from './circle.service.js';
import { DirectoryService } from './directory.service.js';
import { SuggestionsService } from './suggestions.service.js';

@Controller()
export class PeopleController {
  constructor(
    private readonly directory: DirectoryService,
    private readonly suggestions: SuggestionsService,
    private readonly circle: CircleService,
  ) {}

  @Endpoint(ROUTES.listPeople)
  async list(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.listPeople>) {
    const { cards, meta } = await this.directory.page(actor, query);
    return new Answer(cards, meta);
  }

  @Endpoint(ROUTES.suggestPeople)
  async suggest(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.suggestPeople>) {
    return new Answer(await this.suggestions.of(actor, query.limit));
  }

  @Endpoint(ROUTES.listFriends)
  async friends(@Self() actor: Actor, @Input() { params, query }: Parsed<typeof ROUTES.listFriends>) {
    const { cards, meta } = await this.circle.friends(actor, params.id, query);
    return new Answer(cards, meta);
  }

  @Endpoint(ROUTES.listCompanions)
  async companions(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.listCompanions>) {
    return new Answer(await this.circle.companions(actor, query.limit));
  }
}
