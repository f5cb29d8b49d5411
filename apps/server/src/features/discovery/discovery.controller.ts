import { type Parsed, ROUTES } from '@beli/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../../platform/http/answer.js';
import { Endpoint, Input, Self, Who } from '../../platform/http/endpoint.js';
import type { Actor, Viewer } from '../../platform/viewer.js';
import { DiscoveryService } from './discovery.service.js';
import { RecommendationsService } from './recommendations.service.js';

@Controller()
export class DiscoveryController {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly recommendations: RecommendationsService,
  ) {}

  @Endpoint(ROUTES.listTrending)
  async trending(@Who() viewer: Viewer, @Input() { query }: Parsed<typeof ROUTES.listTrending>) {
    return new Answer(await this.discovery.trending(viewer, query));
  }

  @Endpoint(ROUTES.listSimilar)
  async similar(@Who() viewer: Viewer, @Input() { params, query }: Parsed<typeof ROUTES.listSimilar>) {
    return new Answer(await this.discovery.similar(viewer, params.id, query.limit));
  }

  @Endpoint(ROUTES.listFriendsAtRestaurant)
  async friends(
    @Self() actor: Actor,
    @Input() { params, query }: Parsed<typeof ROUTES.listFriendsAtRestaurant>,
  ) {
    const { friends, meta } = await this.discovery.friendsAt(actor, params.id, query);
    return new Answer(friends, meta);
  }

  @Endpoint(ROUTES.listRecommendations)
  async forYou(@Self() actor: Actor, @Input() { query }: Parsed<typeof ROUTES.listRecommendations>) {
    const { recommendations, ratingsMissing } = await this.recommendations.forYou(actor, query);
    return new Answer(recommendations, { ratingsMissing });
  }

  @Endpoint(ROUTES.listFriendRecommendations)
  async fromFriends(
    @Self() actor: Actor,
    @Input() { query }: Parsed<typeof ROUTES.listFriendRecommendations>,
  ) {
    return new Answer(await this.recommendations.fromFriends(actor, query));
  }
}
