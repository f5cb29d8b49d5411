import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self, Who } from '../../platform/http/endpoint.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { RecentSearchesService } from './recent-searches.service.js';
import { SearchService } from './search.service.js';

@Controller()
export class SearchController {
  constructor(
    private readonly searches: SearchService,
    private readonly recent: RecentSearchesService,
  ) {}

  @Endpoint(ROUTES.search)
  async search(@Who() viewer: Viewer, @Input() { query }: Parsed<typeof ROUTES.search>) {
    return new Answer(await this.searches.search(viewer, query));
  }

  @Endpoint(ROUTES.autocomplete)
  async autocomplete(@Who() viewer: Viewer, @Input() { query }: Parsed<typeof ROUTES.autocomplete>) {
    return new Answer(await this.searches.suggest(viewer, query));
  }

  @Endpoint(ROUTES.searchUsers)
  async people(@Who() viewer: Viewer, @Input() { query }: Parsed<typeof ROUTES.searchUsers>) {
    const { users, meta } = await this.searches.people(viewer, query);
    return new Answer(users, meta);
  }

  @Endpoint(ROUTES.listRecentSearches)
  async list(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.listRecentSearches>) {
    return new Answer(await this.recent.list(actor, query.limit));
  }

  @Endpoint(ROUTES.addRecentSearch)
  async add(@Self() actor: Actor, @Input() { body }: Parsed<typeof ROUTES.addRecentSearch>) {
    return new Answer(await this.recent.add(actor, body));
  }

  @Endpoint(ROUTES.clearRecentSearches)
  async clear(@Self() actor: Actor) {
    await this.recent.clear(actor);
  }

  @Endpoint(ROUTES.removeRecentSearch)
  async remove(@Self() actor: Actor, @Input() { params }: Parsed<typeof ROUTES.removeRecentSearch>) {
    await this.recent.remove(actor, params.id);
  }
}
