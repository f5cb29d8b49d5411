import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self } from '../../platform/http/endpoint.js';
import type { Actor } from '../../platform/viewer.js';
import { DuplicatesService } from './duplicates.service.js';
import { MergesService } from './merges.service.js';
import { RequestsService } from './requests.service.js';
import { SuggestionsService } from './suggestions.service.js';

@Controller()
export class CatalogueController {
  constructor(
    private readonly suggestions: SuggestionsService,
    private readonly requests: RequestsService,
    private readonly duplicates: DuplicatesService,
    private readonly merges: MergesService,
  ) {}

  @Endpoint(ROUTES.suggestChange)
  async suggest(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.suggestChange>) {
    return new Answer(await this.suggestions.suggest(actor, params.id, body));
  }

  @Endpoint(ROUTES.requestRestaurant)
  async ask(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.requestRestaurant>) {
    return new Answer(await this.requests.ask(actor, body));
  }

  @Endpoint(ROUTES.listSuggestions)
  async listSuggestions(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.listSuggestions>) {
    const { suggestions, meta } = await this.suggestions.list(actor, query);
    return new Answer(suggestions, meta);
  }

  @Endpoint(ROUTES.getSuggestion)
  async getSuggestion(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.getSuggestion>) {
    return new Answer(await this.suggestions.get(actor, params.id));
  }

  @Endpoint(ROUTES.decideSuggestion)
  async decideSuggestion(
    @Self() actor: Actor,
    @Input() { params, body }: Parsed<typeof ROUTES.decideSuggestion>,
  ) {
    return new Answer(await this.suggestions.decide(actor, params.id, body));
  }

  @Endpoint(ROUTES.listRequests)
  async listRequests(@Input() { query }: Parsed<typeof ROUTES.listRequests>) {
    const { requests, meta } = await this.requests.list(query);
    return new Answer(requests, meta);
  }

  @Endpoint(ROUTES.decideRequest)
  async decideRequest(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.decideRequest>) {
    return new Answer(await this.requests.decide(actor, params.id, body));
  }

  @Endpoint(ROUTES.listDuplicates)
  async listDuplicates(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.listDuplicates>) {
    const { pairs, meta } = await this.duplicates.list(actor, query);
    return new Answer(pairs, meta);
  }

  @Endpoint(ROUTES.mergeRestaurant)
  async merge(@Self() actor: Actor, @Input() { params, body }: Parsed<typeof ROUTES.mergeRestaurant>) {
    return new Answer(await this.merges.merge(actor, params.id, body.intoId));
  }
}
